//! Where PyConfig keeps its fields in each CPython that has no PyInitConfig, for 64-bit Unix.
//!
//! Made by `python3 shim/offsets.py INCLUDE_DIR... > src/sys/pyconfig/known.rs` from CPython's headers.

use crate::sys::shim::{ConfigOffsets, PreConfigOffsets};
use crate::version::AbiFlags;

const GIL: AbiFlags = AbiFlags { free_threaded: false, debug: false };
const GIL_DEBUG: AbiFlags = AbiFlags { free_threaded: false, debug: true };
const FREE: AbiFlags = AbiFlags { free_threaded: true, debug: false };
const FREE_DEBUG: AbiFlags = AbiFlags { free_threaded: true, debug: true };

/// Minor version, build, offsets.
pub(super) const KNOWN: &[(u8, AbiFlags, ConfigOffsets)] = &[
    (8, GIL, PYTHON_3_8),
    (8, GIL_DEBUG, PYTHON_3_8),
    (9, GIL, PYTHON_3_9),
    (9, GIL_DEBUG, PYTHON_3_9),
    (10, GIL, PYTHON_3_10),
    (10, GIL_DEBUG, PYTHON_3_10),
    (11, GIL, PYTHON_3_11),
    (11, GIL_DEBUG, PYTHON_3_11),
    (12, GIL, PYTHON_3_12),
    (12, GIL_DEBUG, PYTHON_3_12),
    (13, GIL, PYTHON_3_13),
    (13, GIL_DEBUG, PYTHON_3_13D),
    (13, FREE, PYTHON_3_13T),
    (13, FREE_DEBUG, PYTHON_3_13TD),
];

const PRE: PreConfigOffsets = PreConfigOffsets {
    size: 40,
    parse_argv: 4,
    isolated: 8,
    use_environment: 12,
    configure_locale: 16,
    coerce_c_locale: 20,
    utf8_mode: 28,
};

const PYTHON_3_8: ConfigOffsets = ConfigOffsets {
    pre: PRE,
    size: 360,
    isolated: 4,
    use_environment: 8,
    install_signal_handlers: 16,
    use_hash_seed: 20,
    hash_seed: 24,
    parse_argv: 88,
    argv: 96,
    xoptions: 120,
    warnoptions: 136,
    site_import: 152,
    write_bytecode: 176,
    user_site_directory: 188,
    buffered_stdio: 196,
    safe_path: -1,
    pathconfig_warnings: 224,
    program_name: 112,
    home: 240,
    module_search_paths_set: 248,
    module_search_paths: 256,
    executable: 272,
};

const PYTHON_3_9: ConfigOffsets = ConfigOffsets { size: 392, ..PYTHON_3_8 };

const PYTHON_3_10: ConfigOffsets = ConfigOffsets {
    parse_argv: 80,
    argv: 104,
    write_bytecode: 180,
    user_site_directory: 192,
    buffered_stdio: 200,
    pathconfig_warnings: 232,
    program_name: 240,
    home: 256,
    module_search_paths_set: 272,
    module_search_paths: 280,
    executable: 296,
    ..PYTHON_3_9
};

const PYTHON_3_11: ConfigOffsets = ConfigOffsets {
    size: 424,
    parse_argv: 96,
    argv: 120,
    xoptions: 136,
    warnoptions: 152,
    site_import: 168,
    write_bytecode: 196,
    user_site_directory: 208,
    buffered_stdio: 216,
    safe_path: 252,
    pathconfig_warnings: 256,
    program_name: 264,
    home: 280,
    module_search_paths_set: 296,
    module_search_paths: 304,
    executable: 328,
    ..PYTHON_3_10
};

const PYTHON_3_12: ConfigOffsets = ConfigOffsets {
    size: 432,
    parse_argv: 104,
    argv: 128,
    xoptions: 144,
    warnoptions: 160,
    site_import: 176,
    write_bytecode: 204,
    user_site_directory: 216,
    buffered_stdio: 224,
    safe_path: 260,
    pathconfig_warnings: 268,
    program_name: 272,
    home: 288,
    module_search_paths_set: 304,
    module_search_paths: 312,
    executable: 336,
    ..PYTHON_3_11
};

const PYTHON_3_13: ConfigOffsets = ConfigOffsets {
    size: 448,
    pathconfig_warnings: 272,
    program_name: 280,
    home: 296,
    module_search_paths_set: 312,
    module_search_paths: 320,
    executable: 344,
    ..PYTHON_3_12
};

const PYTHON_3_13D: ConfigOffsets = ConfigOffsets { size: 456, ..PYTHON_3_13 };

const PYTHON_3_13T: ConfigOffsets = ConfigOffsets { size: 448, pathconfig_warnings: 276, ..PYTHON_3_13D };

const PYTHON_3_13TD: ConfigOffsets = ConfigOffsets { size: 456, ..PYTHON_3_13T };
