//! Initialising CPython through the interfaces that report a failure instead of ending the process:
//! `PyInitConfig` where there is one (3.14 on), `PyConfig` before it.
//!
//! Either way: UTF-8 mode, whatever the locale; the environment's PYTHON* variables count. The program's own
//! arguments and environment are left alone; `signals` sees to its handlers. The program name is the real interpreter, from which Python finds its standard library and a venv
//! its packages, and which `multiprocessing` starts.

use crate::config::{EnvPolicy, PythonConfig, Startup};
use crate::sys::init_config::InitConfig;
use crate::sys::pyconfig::{Config, ConfigFlag, List, PreConfig, PreFlag, Text, offsets_for};
use crate::sys::shim::built_layout;
use crate::sys::{Api, Loaded};
use crate::version::AbiFlags;
use std::env;
use std::ffi::{CStr, OsStr};

/// What Python, or this library, said.
pub(super) struct InitError(pub(super) String);

impl<E: std::fmt::Display> From<E> for InitError {
    fn from(error: E) -> Self {
        InitError(error.to_string())
    }
}

/// Initialises the Python that was loaded; this thread comes back attached.
///
/// # Safety
/// The table is filled, Python is not initialised, and no other thread initialises it meanwhile.
pub(super) unsafe fn initialise(
    api: &Api,
    loaded: &Loaded,
    python: &PythonConfig,
    startup: &Startup,
) -> Result<(), InitError> {
    // SAFETY: as the caller promises.
    unsafe {
        match api.init_config() {
            Some(api) => by_name(InitConfig::new(api)?, python, startup),
            None => by_offset(api, loaded, python, startup),
        }
    }
}

/// # Safety
/// As for [`initialise`].
unsafe fn by_name(mut config: InitConfig, python: &PythonConfig, startup: &Startup) -> Result<(), InitError> {
    let Startup { isolated, safe_path, .. } = *startup;
    let reads_environment = reads_environment(startup);
    // It begins as the isolated configuration; these make the usual one of it.
    let usual = [
        (c"isolated", isolated.into()),
        (c"use_environment", reads_environment.into()),
        (c"user_site_directory", (!isolated).into()),
        (c"safe_path", (isolated || safe_path).into()),
        (c"configure_locale", 1),
        (c"utf8_mode", 1),
    ];
    let variables = if reads_environment { environment_options()? } else { Vec::new() };
    let seed = startup.hash_seed.map(|seed| [(c"use_hash_seed", 1), (c"hash_seed", seed.into())]);
    for (name, value) in usual.into_iter().chain(variables).chain(seed.into_iter().flatten()) {
        config.set(name, value)?;
    }
    if let Some(paths) = &startup.search_paths {
        config.set_list(c"module_search_paths", paths.iter().map(|path| path.as_os_str()))?;
    }
    for (name, texts) in [(c"warnoptions", &startup.warnings), (c"xoptions", &startup.x_options)] {
        if !texts.is_empty() {
            config.set_list(name, texts.iter().map(OsStr::new))?;
        }
    }
    config.set_text(c"program_name", python.executable.as_os_str())?;
    // SAFETY: as the caller promises.
    Ok(unsafe { config.initialize() }?)
}

/// Whether Python looks at its environment variables.
fn reads_environment(startup: &Startup) -> bool {
    !startup.isolated && startup.env_policy == EnvPolicy::Use
}

/// The options that an isolated configuration has decided, without a way to leave them to the environment again.
fn environment_options() -> Result<Vec<(&'static CStr, i64)>, InitError> {
    let variable = |name| env::var(name).ok().filter(|value| !value.is_empty());
    let mut options = Vec::new();
    if let Some(seed) = variable("PYTHONHASHSEED").filter(|seed| seed != "random") {
        let Ok(seed) = seed.parse::<u32>() else {
            return Err(
                format!("PYTHONHASHSEED is {seed:?}, neither \"random\" nor an int of 32 bits").into()
            );
        };
        options.extend([(c"use_hash_seed", 1), (c"hash_seed", seed.into())]);
    }
    for (name, option) in [("PYTHONDEVMODE", c"dev_mode"), ("PYTHONFAULTHANDLER", c"faulthandler")] {
        options.extend(variable(name).map(|_| (option, 1)));
    }
    if let Some(frames) = variable("PYTHONTRACEMALLOC") {
        let Ok(frames) = frames.parse::<u16>() else {
            return Err(format!("PYTHONTRACEMALLOC is {frames:?}, and no number of frames").into());
        };
        options.push((c"tracemalloc", frames.into()));
    }
    Ok(options)
}

/// # Safety
/// As for [`initialise`].
unsafe fn by_offset(
    api: &Api,
    loaded: &Loaded,
    python: &PythonConfig,
    startup: &Startup,
) -> Result<(), InitError> {
    let Startup { isolated, safe_path, .. } = *startup;
    let use_environment = reads_environment(startup).into();
    let version = loaded.version;
    let AbiFlags { free_threaded, debug } = python.abi;
    let Some((api, offsets)) = api.config().zip(offsets_for(version, python.abi, built_layout())) else {
        let kind = format!("free-threaded {free_threaded}, debug {debug}");
        return Err(format!("how Python {version} ({kind}) is configured is not known here").into());
    };
    // SAFETY: the functions are those of this Python, which is older than 3.14; no other thread uses it.
    unsafe {
        let mut before = PreConfig::new(&api, &offsets)?;
        before.set(PreFlag::PARSE_ARGV, 0);
        before.set(PreFlag::COERCE_C_LOCALE, 0);
        before.set(PreFlag::UTF8_MODE, 1);
        before.set(PreFlag::ISOLATED, isolated.into());
        before.set(PreFlag::USE_ENVIRONMENT, use_environment);
        before.pre_initialize()?;
        let mut config = Config::new(&api, offsets)?;
        config.set(ConfigFlag::PARSE_ARGV, 0);
        config.set(ConfigFlag::INSTALL_SIGNAL_HANDLERS, 0);
        config.set(ConfigFlag::PATHCONFIG_WARNINGS, 0);
        config.set(ConfigFlag::ISOLATED, isolated.into());
        config.set(ConfigFlag::USE_ENVIRONMENT, use_environment);
        config.set(ConfigFlag::USER_SITE_DIRECTORY, (!isolated).into());
        config.set(ConfigFlag::SAFE_PATH, (isolated || safe_path).into());
        config.set_text(Text::PROGRAM_NAME, python.executable.as_os_str())?;
        if let Some(seed) = startup.hash_seed {
            config.set_hash_seed(seed);
        }
        for filter in &startup.warnings {
            config.append(List::WARNOPTIONS, filter.as_ref())?;
        }
        for option in &startup.x_options {
            config.append(List::XOPTIONS, option.as_ref())?;
        }
        if let Some(paths) = &startup.search_paths {
            config.set(ConfigFlag::MODULE_SEARCH_PATHS_SET, 1);
            for path in paths {
                config.append(List::MODULE_SEARCH_PATHS, path.as_os_str())?;
            }
        }
        Ok(config.initialize()?)
    }
}
