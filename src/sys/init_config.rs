//! PyInitConfig: how a Python from 3.14 on is told how to start (PEP 741). It has names where PyConfig had offsets.

use super::types::PyInitConfig;
use std::ffi::{CStr, CString, OsStr, c_char, c_int};
use std::ptr::null;

/// The functions of one libpython that start it. They need no initialised Python.
#[derive(Clone, Copy)]
pub(crate) struct InitConfigApi {
    /// `PyInitConfig_Create`
    pub(super) create: unsafe extern "C" fn() -> *mut PyInitConfig,
    /// `PyInitConfig_Free`
    pub(super) free: unsafe extern "C" fn(*mut PyInitConfig),
    /// `PyInitConfig_SetInt`
    pub(super) set_int: unsafe extern "C" fn(*mut PyInitConfig, *const c_char, i64) -> c_int,
    /// `PyInitConfig_SetStr`
    pub(super) set_text: unsafe extern "C" fn(*mut PyInitConfig, *const c_char, *const c_char) -> c_int,
    /// `PyInitConfig_SetStrList`
    pub(super) set_list:
        unsafe extern "C" fn(*mut PyInitConfig, *const c_char, usize, *const *mut c_char) -> c_int,
    /// `PyInitConfig_GetError`
    pub(super) error: unsafe extern "C" fn(*mut PyInitConfig, *mut *const c_char) -> c_int,
    /// `Py_InitializeFromInitConfig`
    pub(super) initialize: unsafe extern "C" fn(*mut PyInitConfig) -> c_int,
}

/// A configuration that begins as the isolated one, as every PyInitConfig does.
pub(crate) struct InitConfig {
    api: InitConfigApi,
    config: *mut PyInitConfig,
}

impl InitConfig {
    /// The defaults.
    ///
    /// # Errors
    /// There is no memory left.
    pub(crate) fn new(api: InitConfigApi) -> Result<Self, String> {
        // SAFETY: the function needs nothing.
        let config = unsafe { (api.create)() };
        if config.is_null() {
            Err("no memory for PyInitConfig".to_owned())
        } else {
            Ok(InitConfig { api, config })
        }
    }

    /// Sets a number.
    pub(crate) fn set(&mut self, name: &CStr, value: i64) -> Result<(), String> {
        // SAFETY: the configuration is this value's own, and the name ends in NUL.
        let status = unsafe { (self.api.set_int)(self.config, name.as_ptr(), value) };
        self.done(status)
    }

    /// Sets a text, which has to be UTF-8.
    pub(crate) fn set_text(&mut self, name: &CStr, text: &OsStr) -> Result<(), String> {
        let valid = text.to_str().and_then(|text| CString::new(text).ok());
        let Some(valid) = valid else {
            return Err(format!("{} must be Unicode text, and is {text:?}", name.to_string_lossy()));
        };
        // SAFETY: as above; Python copies the text.
        let status = unsafe { (self.api.set_text)(self.config, name.as_ptr(), valid.as_ptr()) };
        self.done(status)
    }

    /// Sets a list of texts, which have to be UTF-8.
    pub(crate) fn set_list<'a>(
        &mut self,
        name: &CStr,
        texts: impl IntoIterator<Item = &'a OsStr>,
    ) -> Result<(), String> {
        let valid = texts.into_iter().map(|text| {
            let valid = text.to_str().and_then(|text| CString::new(text).ok());
            valid.ok_or_else(|| format!("{} must be Unicode text, and has {text:?}", name.to_string_lossy()))
        });
        let valid = valid.collect::<Result<Vec<CString>, String>>()?;
        let items: Vec<*mut c_char> = valid.iter().map(|text| text.as_ptr().cast_mut()).collect();
        // SAFETY: as above; Python copies the texts and writes to none.
        let status = unsafe { (self.api.set_list)(self.config, name.as_ptr(), items.len(), items.as_ptr()) };
        self.done(status)
    }

    /// Starts Python. The calling thread comes back attached to it; after a failure the process goes on.
    ///
    /// # Safety
    /// Python is not started yet, and no other thread starts it meanwhile.
    pub(crate) unsafe fn initialize(self) -> Result<(), String> {
        // SAFETY: as the caller promises.
        let status = unsafe { (self.api.initialize)(self.config) };
        self.done(status)
    }

    fn done(&self, status: c_int) -> Result<(), String> {
        if status == 0 {
            return Ok(());
        }
        let mut message = null();
        // SAFETY: the configuration is this value's own and keeps the message while it lives.
        unsafe {
            (self.api.error)(self.config, &mut message);
            match message.is_null() {
                true => Err("Python does not say why".to_owned()),
                false => Err(CStr::from_ptr(message).to_string_lossy().into_owned()),
            }
        }
    }
}

impl Drop for InitConfig {
    fn drop(&mut self) {
        // SAFETY: made by Python for this value alone.
        unsafe { (self.api.free)(self.config) }
    }
}
