/* What a C compiler knows about one CPython, for Rust to read.
 *
 * This header needs no Python.h: bindings.rs is made from it on any machine.
 * Every offset is in bytes; -1 stands for a field that this CPython does not have. */

#ifndef PY4RS_SHIM_H
#define PY4RS_SHIM_H

#include <stdbool.h>
#include <stdint.h>

/** PyPreConfig: the fields that py4rs sets or checks. */
struct py4rs_preconfig_offsets {
    int32_t size;
    int32_t parse_argv;
    int32_t isolated;
    int32_t use_environment;
    int32_t configure_locale;
    int32_t coerce_c_locale;
    int32_t utf8_mode;
};

/** PyConfig: the same. A size of 0 says that all of it is unknown, as from 3.14 on, where PyInitConfig takes its
 * place. */
struct py4rs_config_offsets {
    struct py4rs_preconfig_offsets pre;
    int32_t size;
    int32_t isolated;
    int32_t use_environment;
    int32_t install_signal_handlers;
    int32_t use_hash_seed;
    int32_t hash_seed;
    int32_t parse_argv;
    int32_t argv;
    int32_t xoptions;
    int32_t warnoptions;
    int32_t site_import;
    int32_t write_bytecode;
    int32_t user_site_directory;
    int32_t buffered_stdio;
    /** Since 3.11. */
    int32_t safe_path;
    int32_t pathconfig_warnings;
    int32_t program_name;
    int32_t home;
    int32_t module_search_paths_set;
    int32_t module_search_paths;
    int32_t executable;
};

/** The CPython whose headers the shim was compiled with. */
struct py4rs_layout {
    uint32_t version_hex;
    bool free_threaded;
    bool debug;
    int32_t pointer_size;
    /** Absent in free-threaded builds, which split the count. */
    int32_t ob_refcnt;
    int32_t ob_type;
    int32_t ob_size;
    int32_t float_value;
    int32_t list_items;
    int32_t tuple_items;
    int32_t bytes_data;
    int32_t type_flags;
    int32_t type_vectorcall_offset;
    int32_t type_iternext;
    struct py4rs_config_offsets config;
};

extern const struct py4rs_layout py4rs_layout;

#endif
