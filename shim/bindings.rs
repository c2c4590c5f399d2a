// Made by bindgen from shim/shim.h: `cargo build --features regenerate-bindings`.

/// PyPreConfig: the fields that py4rs sets or checks.
#[repr(C)]
#[derive(Debug, Copy, Clone, PartialEq, Eq)]
pub struct py4rs_preconfig_offsets {
    pub size: i32,
    pub parse_argv: i32,
    pub isolated: i32,
    pub use_environment: i32,
    pub configure_locale: i32,
    pub coerce_c_locale: i32,
    pub utf8_mode: i32,
}
/** PyConfig: the same. A size of 0 says that all of it is unknown, as from 3.14 on, where PyInitConfig takes its
 place.*/
#[repr(C)]
#[derive(Debug, Copy, Clone, PartialEq, Eq)]
pub struct py4rs_config_offsets {
    pub pre: py4rs_preconfig_offsets,
    pub size: i32,
    pub isolated: i32,
    pub use_environment: i32,
    pub install_signal_handlers: i32,
    pub use_hash_seed: i32,
    pub hash_seed: i32,
    pub parse_argv: i32,
    pub argv: i32,
    pub xoptions: i32,
    pub warnoptions: i32,
    pub site_import: i32,
    pub write_bytecode: i32,
    pub user_site_directory: i32,
    pub buffered_stdio: i32,
    /// Since 3.11.
    pub safe_path: i32,
    pub pathconfig_warnings: i32,
    pub program_name: i32,
    pub home: i32,
    pub module_search_paths_set: i32,
    pub module_search_paths: i32,
    pub executable: i32,
}
/// The CPython whose headers the shim was compiled with.
#[repr(C)]
#[derive(Debug, Copy, Clone, PartialEq, Eq)]
pub struct py4rs_layout {
    pub version_hex: u32,
    pub free_threaded: bool,
    pub debug: bool,
    pub pointer_size: i32,
    /// Absent in free-threaded builds, which split the count.
    pub ob_refcnt: i32,
    pub ob_type: i32,
    pub ob_size: i32,
    pub float_value: i32,
    pub list_items: i32,
    pub tuple_items: i32,
    pub bytes_data: i32,
    pub type_flags: i32,
    pub type_vectorcall_offset: i32,
    pub type_iternext: i32,
    pub config: py4rs_config_offsets,
}
unsafe extern "C" {
    pub static py4rs_layout: py4rs_layout;
}
