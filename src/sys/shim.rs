//! What the C compiler knew: the layout of the CPython whose headers the shim was compiled with.

/// That CPython: its version, its build and the offsets of its structs; -1 is a field that it does not have.
pub(crate) type Layout = bindings::py4rs_layout;
/// Where PyConfig keeps its fields.
pub(crate) type ConfigOffsets = bindings::py4rs_config_offsets;
/// Where PyPreConfig keeps its fields.
pub(crate) type PreConfigOffsets = bindings::py4rs_preconfig_offsets;

/// The layout of the CPython of the build; `None` where its headers were not at hand.
pub(crate) fn built_layout() -> Option<&'static Layout> {
    #[cfg(py4rs_shim)]
    // SAFETY: the shim defines this constant from the header that the bindings are made from, never writes to
    // it, and is linked into this library whenever the cfg is set.
    return Some(unsafe { &bindings::py4rs_layout });
    #[cfg(not(py4rs_shim))]
    None
}

#[allow(missing_docs, non_camel_case_types, reason = "C's names, made by bindgen")]
#[cfg_attr(not(py4rs_shim), allow(dead_code, reason = "the constant is there only with the shim"))]
mod bindings {
    include!(concat!(env!("CARGO_MANIFEST_DIR"), "/shim/bindings.rs"));
}

#[cfg(test)]
mod tests {
    use super::built_layout;
    use crate::version::Version;

    #[test]
    fn the_shim_is_of_the_python_of_the_build() {
        let (Some(layout), Some(version)) = (built_layout(), option_env!("PY4RS_BUILD_VERSION")) else {
            return;
        };
        assert_eq!(Version::parse(version), Some(Version::from_hex(layout.version_hex)));
        assert_eq!(layout.pointer_size as usize, size_of::<usize>());
    }
}
