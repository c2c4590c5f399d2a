//! The fields that can be set, each with the offset to read and the defaults to expect.

use std::ffi::c_int;

use crate::sys::shim::{ConfigOffsets, PreConfigOffsets};

/// An int of the struct whose offsets are `At`.
pub(crate) struct Flag<At> {
    pub(super) name: &'static str,
    offset: fn(&At) -> i32,
    /// What `..._InitPythonConfig` sets it to.
    pub(super) usual: c_int,
    /// What `..._InitIsolatedConfig` sets it to.
    pub(super) isolated: c_int,
}

/// A flag of PyPreConfig.
pub(crate) type PreFlag = Flag<PreConfigOffsets>;
/// A flag of PyConfig.
pub(crate) type ConfigFlag = Flag<ConfigOffsets>;

impl<At> Flag<At> {
    const fn new(name: &'static str, offset: fn(&At) -> i32, usual: c_int, isolated: c_int) -> Self {
        Flag { name, offset, usual, isolated }
    }

    /// Where it is; `None` in a Python that does not have it.
    pub(super) fn offset(&self, at: &At) -> Option<usize> {
        usize::try_from((self.offset)(at)).ok()
    }
}

/// Offsets that know the flags of their struct.
pub(super) trait Flags: Sized + 'static {
    const FLAGS: &'static [Flag<Self>];
}

impl PreFlag {
    pub(crate) const PARSE_ARGV: Self = Flag::new("parse_argv", |at| at.parse_argv, 1, 0);
    pub(crate) const ISOLATED: Self = Flag::new("isolated", |at| at.isolated, 0, 1);
    pub(crate) const USE_ENVIRONMENT: Self = Flag::new("use_environment", |at| at.use_environment, 1, 0);
    pub(crate) const CONFIGURE_LOCALE: Self = Flag::new("configure_locale", |at| at.configure_locale, 1, 0);
    pub(crate) const COERCE_C_LOCALE: Self = Flag::new("coerce_c_locale", |at| at.coerce_c_locale, -1, 0);
    pub(crate) const UTF8_MODE: Self = Flag::new("utf8_mode", |at| at.utf8_mode, -1, 0);
}

impl Flags for PreConfigOffsets {
    const FLAGS: &'static [Flag<Self>] = &[
        PreFlag::PARSE_ARGV,
        PreFlag::ISOLATED,
        PreFlag::USE_ENVIRONMENT,
        PreFlag::CONFIGURE_LOCALE,
        PreFlag::COERCE_C_LOCALE,
        PreFlag::UTF8_MODE,
    ];
}

impl ConfigFlag {
    pub(crate) const ISOLATED: Self = Flag::new("isolated", |at| at.isolated, 0, 1);
    pub(crate) const USE_ENVIRONMENT: Self = Flag::new("use_environment", |at| at.use_environment, 1, 0);
    pub(crate) const INSTALL_SIGNAL_HANDLERS: Self =
        Flag::new("install_signal_handlers", |at| at.install_signal_handlers, 1, 0);
    pub(super) const USE_HASH_SEED: Self = Flag::new("use_hash_seed", |at| at.use_hash_seed, -1, 0);
    /// An unsigned long.
    pub(super) const HASH_SEED: Self = Flag::new("hash_seed", |at| at.hash_seed, 0, 0);
    pub(crate) const PARSE_ARGV: Self = Flag::new("parse_argv", |at| at.parse_argv, 1, 0);
    pub(crate) const SITE_IMPORT: Self = Flag::new("site_import", |at| at.site_import, 1, 1);
    pub(crate) const WRITE_BYTECODE: Self = Flag::new("write_bytecode", |at| at.write_bytecode, 1, 1);
    pub(crate) const USER_SITE_DIRECTORY: Self =
        Flag::new("user_site_directory", |at| at.user_site_directory, 1, 0);
    pub(crate) const BUFFERED_STDIO: Self = Flag::new("buffered_stdio", |at| at.buffered_stdio, 1, 1);
    pub(crate) const SAFE_PATH: Self = Flag::new("safe_path", |at| at.safe_path, 0, 1);
    pub(crate) const PATHCONFIG_WARNINGS: Self =
        Flag::new("pathconfig_warnings", |at| at.pathconfig_warnings, 1, 0);
    pub(crate) const MODULE_SEARCH_PATHS_SET: Self =
        Flag::new("module_search_paths_set", |at| at.module_search_paths_set, 0, 0);
}

impl Flags for ConfigOffsets {
    const FLAGS: &'static [Flag<Self>] = &[
        ConfigFlag::ISOLATED,
        ConfigFlag::USE_ENVIRONMENT,
        ConfigFlag::INSTALL_SIGNAL_HANDLERS,
        ConfigFlag::USE_HASH_SEED,
        ConfigFlag::HASH_SEED,
        ConfigFlag::PARSE_ARGV,
        ConfigFlag::SITE_IMPORT,
        ConfigFlag::WRITE_BYTECODE,
        ConfigFlag::USER_SITE_DIRECTORY,
        ConfigFlag::BUFFERED_STDIO,
        ConfigFlag::SAFE_PATH,
        ConfigFlag::PATHCONFIG_WARNINGS,
        ConfigFlag::MODULE_SEARCH_PATHS_SET,
    ];
}

/// A string of PyConfig; every version has it.
pub(crate) struct Text {
    pub(super) name: &'static str,
    offset: fn(&ConfigOffsets) -> i32,
}

impl Text {
    pub(crate) const PROGRAM_NAME: Self = Text { name: "program_name", offset: |at| at.program_name };
    pub(crate) const HOME: Self = Text { name: "home", offset: |at| at.home };
    pub(crate) const EXECUTABLE: Self = Text { name: "executable", offset: |at| at.executable };
    pub(super) const ALL: [Self; 3] = [Self::PROGRAM_NAME, Self::HOME, Self::EXECUTABLE];

    pub(super) fn offset(&self, at: &ConfigOffsets) -> usize {
        (self.offset)(at) as usize
    }
}

/// A list of strings of PyConfig; every version has it, and fills none by itself.
pub(crate) struct List {
    pub(super) name: &'static str,
    offset: fn(&ConfigOffsets) -> i32,
}

impl List {
    const ARGV: Self = List { name: "argv", offset: |at| at.argv };
    pub(crate) const XOPTIONS: Self = List { name: "xoptions", offset: |at| at.xoptions };
    pub(crate) const WARNOPTIONS: Self = List { name: "warnoptions", offset: |at| at.warnoptions };
    pub(crate) const MODULE_SEARCH_PATHS: Self =
        List { name: "module_search_paths", offset: |at| at.module_search_paths };
    pub(super) const ALL: [Self; 4] =
        [Self::ARGV, Self::XOPTIONS, Self::WARNOPTIONS, Self::MODULE_SEARCH_PATHS];

    pub(super) fn offset(&self, at: &ConfigOffsets) -> usize {
        (self.offset)(at) as usize
    }
}
