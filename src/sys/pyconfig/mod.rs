//! PyConfig and PyPreConfig by offset: how a Python older than 3.14 is told how to start.
//!
//! Their layouts change from one minor version to the next, so an offset is a hypothesis. Before any is used,
//! Python fills the struct with its two sets of defaults, the usual and the isolated ones, and the size and the
//! fields that are found must be those that the offsets foretell.

mod fields;
mod hypothesis;
mod known;
mod status;
#[cfg(all(test, unix))]
mod tests;
mod wide;

use std::ffi::{OsStr, c_int};

use crate::sys::shim::{ConfigOffsets, Layout, PreConfigOffsets};
use crate::sys::{PyConfig, PyPreConfig, PyStatus, PyWideStringList};
use crate::version::{AbiFlags, Version};

pub(crate) use fields::{ConfigFlag, List, PreFlag, Text};
pub(crate) use hypothesis::Mismatch;
pub(crate) use status::Failure;

use hypothesis::Memory;
use known::KNOWN;
use wide::wide;

/// The functions of one libpython that start it. They are there from 3.8 on, before it is initialised.
#[derive(Clone, Copy)]
pub(crate) struct ConfigApi {
    /// `PyPreConfig_InitPythonConfig`
    pub(crate) pre_init_python: unsafe extern "C" fn(*mut PyPreConfig),
    /// `PyPreConfig_InitIsolatedConfig`
    pub(crate) pre_init_isolated: unsafe extern "C" fn(*mut PyPreConfig),
    /// `Py_PreInitialize`
    pub(crate) pre_initialize: unsafe extern "C" fn(*const PyPreConfig) -> PyStatus,
    /// `PyConfig_InitPythonConfig`
    pub(crate) init_python: unsafe extern "C" fn(*mut PyConfig),
    /// `PyConfig_InitIsolatedConfig`
    pub(crate) init_isolated: unsafe extern "C" fn(*mut PyConfig),
    /// `PyConfig_SetString`
    pub(crate) set_string:
        unsafe extern "C" fn(*mut PyConfig, *mut *mut libc::wchar_t, *const libc::wchar_t) -> PyStatus,
    /// `PyWideStringList_Append`
    pub(crate) append: unsafe extern "C" fn(*mut PyWideStringList, *const libc::wchar_t) -> PyStatus,
    /// `PyConfig_Clear`
    pub(crate) clear: unsafe extern "C" fn(*mut PyConfig),
    /// `Py_InitializeFromConfig`
    pub(crate) initialize: unsafe extern "C" fn(*const PyConfig) -> PyStatus,
}

/// The offsets for a Python: those of the headers of the build where it is of the same ABI, else the known ones.
/// `None` from 3.14 on, and where neither knows.
pub(crate) fn offsets_for(
    version: Version,
    flags: AbiFlags,
    built: Option<&Layout>,
) -> Option<ConfigOffsets> {
    let same_abi = |layout: &&Layout| {
        let built_flags = AbiFlags { free_threaded: layout.free_threaded, debug: layout.debug };
        Version::from_hex(layout.version_hex).same_minor(version) && built_flags == flags
    };
    let built = built.filter(same_abi).map(|layout| layout.config).filter(|offsets| offsets.size > 0);
    let is_known = version.major == 3 && cfg!(all(unix, target_pointer_width = "64"));
    let known = KNOWN.iter().find(|row| is_known && (row.0, row.1) == (version.minor, flags));
    built.or(known.map(|row| row.2))
}

/// A PyPreConfig that begins as the usual one.
pub(crate) struct PreConfig<'api> {
    api: &'api ConfigApi,
    at: PreConfigOffsets,
    memory: Memory,
}

impl<'api> PreConfig<'api> {
    /// Checks the offsets and fills in the defaults.
    ///
    /// # Safety
    /// The functions are those of a CPython from 3.8 to 3.13.
    pub(crate) unsafe fn new(api: &'api ConfigApi, at: &ConfigOffsets) -> Result<Self, Mismatch> {
        let at = at.pre;
        let fill = |init: unsafe extern "C" fn(*mut PyPreConfig)| {
            // SAFETY: by the contract `init` fills a PyPreConfig, of 40 bytes in those versions, and the memory is
            // larger and aligned.
            Memory::filled(|memory| unsafe { init(memory.cast()) })
        };
        fill(api.pre_init_isolated)
            .check("PyPreConfig_InitIsolatedConfig", at.size, &at, |flag| flag.isolated)?;
        let memory = fill(api.pre_init_python);
        memory.check("PyPreConfig_InitPythonConfig", at.size, &at, |flag| flag.usual)?;
        Ok(PreConfig { api, at, memory })
    }

    /// Sets a field.
    pub(crate) fn set(&mut self, flag: PreFlag, value: c_int) {
        self.memory.set(flag.offset(&self.at), value.to_ne_bytes());
    }

    /// Has Python take this on: its allocators, its locale and UTF-8 mode.
    ///
    /// # Safety
    /// No other thread may call Python or change the locale meanwhile.
    pub(crate) unsafe fn pre_initialize(self) -> Result<(), Failure> {
        // SAFETY: the memory holds a PyPreConfig that Python filled in; the caller vouches for the threads.
        unsafe { (self.api.pre_initialize)(self.memory.as_ptr().cast()) }.into_result()
    }
}

/// A PyConfig that begins as the usual one.
pub(crate) struct Config<'api> {
    api: &'api ConfigApi,
    at: ConfigOffsets,
    memory: Box<Memory>,
}

impl<'api> Config<'api> {
    /// Checks the offsets and fills in the defaults.
    ///
    /// # Safety
    /// The functions are those of a CPython from 3.8 to 3.13 that is pre-initialised, so that its allocators stay
    /// what they are, and no other thread starts it before this is dropped.
    pub(crate) unsafe fn new(api: &'api ConfigApi, at: ConfigOffsets) -> Result<Self, Mismatch> {
        let fill = |init: unsafe extern "C" fn(*mut PyConfig)| {
            // SAFETY: by the contract `init` fills a PyConfig, of less than 500 bytes in those versions, and the
            // memory is larger and aligned.
            Memory::filled(|memory| unsafe { init(memory.cast()) })
        };
        let isolated = fill(api.init_isolated);
        isolated.check("PyConfig_InitIsolatedConfig", at.size, &at, |flag| flag.isolated)?;
        isolated.check_empty("PyConfig_InitIsolatedConfig", &at)?;
        let memory = fill(api.init_python);
        memory.check("PyConfig_InitPythonConfig", at.size, &at, |flag| flag.usual)?;
        memory.check_empty("PyConfig_InitPythonConfig", &at)?;
        Ok(Config { api, at, memory: Box::new(memory) })
    }

    /// Sets a field; nothing happens where this Python does not have it.
    pub(crate) fn set(&mut self, flag: ConfigFlag, value: c_int) {
        self.memory.set(flag.offset(&self.at), value.to_ne_bytes());
    }

    /// Sets a string.
    pub(crate) fn set_text(&mut self, field: Text, text: &OsStr) -> Result<(), Failure> {
        let text = wide(text)?;
        let config = self.memory.as_mut_ptr();
        // SAFETY: the offset was checked to be a string's, within the PyConfig that Python filled in; the text
        // ends in NUL, and Python copies it.
        unsafe {
            let place = config.add(field.offset(&self.at)).cast();
            (self.api.set_string)(config.cast(), place, text.as_ptr())
        }
        .into_result()
    }

    /// Sets the seed of the hashes of texts.
    pub(crate) fn set_hash_seed(&mut self, seed: u32) {
        self.set(ConfigFlag::USE_HASH_SEED, 1);
        self.memory.set(ConfigFlag::HASH_SEED.offset(&self.at), libc::c_ulong::from(seed).to_ne_bytes());
    }

    /// Adds a text to a list.
    pub(crate) fn append(&mut self, field: List, text: &OsStr) -> Result<(), Failure> {
        let text = wide(text)?;
        let config = self.memory.as_mut_ptr();
        // SAFETY: the offset was checked to be a list's, within the PyConfig that Python filled in; the text ends in
        // NUL, and Python copies it.
        unsafe { (self.api.append)(config.add(field.offset(&self.at)).cast(), text.as_ptr()) }.into_result()
    }

    /// Starts Python. The calling thread comes back attached to it; after a failure the process goes on.
    ///
    /// # Safety
    /// Python is not started yet, and no other thread starts it meanwhile.
    pub(crate) unsafe fn initialize(self) -> Result<(), Failure> {
        // SAFETY: the memory holds a PyConfig that was made and set by Python; the caller vouches for the rest.
        unsafe { (self.api.initialize)(self.memory.as_ptr().cast()) }.into_result()
    }
}

impl Drop for Config<'_> {
    fn drop(&mut self) {
        // SAFETY: the memory holds a PyConfig, whose strings are Python's and are freed here once.
        unsafe { (self.api.clear)(self.memory.as_mut_ptr().cast()) }
    }
}
