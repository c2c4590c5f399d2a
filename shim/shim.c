/* The one place that reads Python.h. It calls no Python function and names no Python symbol, so it links
 * nothing: the numbers in it are settled when it is compiled. */

#ifdef _WIN32
/* Or Python.h would ask the linker for pythonXY.lib. */
#define Py_NO_ENABLE_SHARED
#define Py_NO_LINK_LIB
#endif

#include <Python.h>
#include <stddef.h>

#include "shim.h"

#define OFFSET(type, field) ((int32_t)offsetof(type, field))

#ifdef Py_GIL_DISABLED
#define FREE_THREADED true
#define REFCNT_OFFSET (-1)
#else
#define FREE_THREADED false
#define REFCNT_OFFSET OFFSET(PyObject, ob_refcnt)
#endif

#ifdef Py_DEBUG
#define DEBUG_BUILD true
#else
#define DEBUG_BUILD false
#endif

#if PY_VERSION_HEX >= 0x030E0000
#define CONFIG_SIZE(type) 0
#define CONFIG_OFFSET(type, field) (-1)
#else
#define CONFIG_SIZE(type) ((int32_t)sizeof(type))
#define CONFIG_OFFSET(type, field) OFFSET(type, field)
#endif

#if PY_VERSION_HEX >= 0x030B0000
#define SAFE_PATH_OFFSET CONFIG_OFFSET(PyConfig, safe_path)
#else
#define SAFE_PATH_OFFSET (-1)
#endif

const struct py4rs_layout py4rs_layout = {
    .version_hex = PY_VERSION_HEX,
    .free_threaded = FREE_THREADED,
    .debug = DEBUG_BUILD,
    .pointer_size = (int32_t)sizeof(void *),
    .ob_refcnt = REFCNT_OFFSET,
    .ob_type = OFFSET(PyObject, ob_type),
    .ob_size = OFFSET(PyVarObject, ob_size),
    .float_value = OFFSET(PyFloatObject, ob_fval),
    .list_items = OFFSET(PyListObject, ob_item),
    .tuple_items = OFFSET(PyTupleObject, ob_item),
    .bytes_data = OFFSET(PyBytesObject, ob_sval),
    .type_flags = OFFSET(PyTypeObject, tp_flags),
    .type_vectorcall_offset = OFFSET(PyTypeObject, tp_vectorcall_offset),
    .type_iternext = OFFSET(PyTypeObject, tp_iternext),
    .config = {
        .pre = {
            .size = CONFIG_SIZE(PyPreConfig),
            .parse_argv = CONFIG_OFFSET(PyPreConfig, parse_argv),
            .isolated = CONFIG_OFFSET(PyPreConfig, isolated),
            .use_environment = CONFIG_OFFSET(PyPreConfig, use_environment),
            .configure_locale = CONFIG_OFFSET(PyPreConfig, configure_locale),
            .coerce_c_locale = CONFIG_OFFSET(PyPreConfig, coerce_c_locale),
            .utf8_mode = CONFIG_OFFSET(PyPreConfig, utf8_mode),
        },
        .size = CONFIG_SIZE(PyConfig),
        .isolated = CONFIG_OFFSET(PyConfig, isolated),
        .use_environment = CONFIG_OFFSET(PyConfig, use_environment),
        .install_signal_handlers = CONFIG_OFFSET(PyConfig, install_signal_handlers),
        .use_hash_seed = CONFIG_OFFSET(PyConfig, use_hash_seed),
        .hash_seed = CONFIG_OFFSET(PyConfig, hash_seed),
        .parse_argv = CONFIG_OFFSET(PyConfig, parse_argv),
        .argv = CONFIG_OFFSET(PyConfig, argv),
        .xoptions = CONFIG_OFFSET(PyConfig, xoptions),
        .warnoptions = CONFIG_OFFSET(PyConfig, warnoptions),
        .site_import = CONFIG_OFFSET(PyConfig, site_import),
        .write_bytecode = CONFIG_OFFSET(PyConfig, write_bytecode),
        .user_site_directory = CONFIG_OFFSET(PyConfig, user_site_directory),
        .buffered_stdio = CONFIG_OFFSET(PyConfig, buffered_stdio),
        .safe_path = SAFE_PATH_OFFSET,
        .pathconfig_warnings = CONFIG_OFFSET(PyConfig, pathconfig_warnings),
        .program_name = CONFIG_OFFSET(PyConfig, program_name),
        .home = CONFIG_OFFSET(PyConfig, home),
        .module_search_paths_set = CONFIG_OFFSET(PyConfig, module_search_paths_set),
        .module_search_paths = CONFIG_OFFSET(PyConfig, module_search_paths),
        .executable = CONFIG_OFFSET(PyConfig, executable),
    },
};
