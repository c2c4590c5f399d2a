//! Where members are found: a module.

use super::kept::life;
use crate::convert::ToPython;
use crate::error::Result;
use crate::object::PyObject;
use crate::ops::support::ask;
use crate::runtime::Python;
use crate::sys::{self, Borrowed};
use std::ptr::null_mut;
use std::sync::atomic::{AtomicPtr, AtomicUsize, Ordering};

/// A module, which is found at the first use after each start of Python.
#[derive(Debug)]
pub struct Home {
    name: &'static str,
    /// Which Python, and which version of the module, the bindings were made of.
    recorded: &'static str,
    /// Whether a start after a stop has the module read again.
    reload: bool,
    /// Whether it is found again after a stop, and signatures are compared.
    safety: bool,
    /// The life of Python in which it was found.
    found: AtomicUsize,
    /// It holds a reference, which is never given up: a module whose place in `sys.modules` another has taken lives on.
    module: AtomicPtr<sys::PyObject>,
}

impl Home {
    /// A module.
    pub const fn new(name: &'static str, recorded: &'static str, reload: bool, safety: bool) -> Home {
        let (found, module) = (AtomicUsize::new(0), AtomicPtr::new(null_mut()));
        Home { name, recorded, reload, safety, found, module }
    }

    /// The module, which lives for ever.
    #[inline(always)]
    pub(super) fn get(&self, py: Python<'_>) -> Result<*mut sys::PyObject> {
        if self.found.load(Ordering::Acquire) == life() {
            return Ok(self.module.load(Ordering::Acquire));
        }
        self.find(py)
    }

    #[cold]
    fn find(&self, py: Python<'_>) -> Result<*mut sys::PyObject> {
        // Read before: if Python is stopped meanwhile, it is found once more.
        let life = life();
        let known = self.module.load(Ordering::Acquire);
        if !known.is_null() && !self.safety {
            return Ok(known);
        }
        let module: PyObject = ask(py, "home", (self.name, !known.is_null() && self.reload))?;
        if self.module.swap(module.as_ptr(), Ordering::AcqRel) == module.as_ptr() {
            module.release(py);
        } else {
            let _kept = module.into_new();
        }
        self.found.store(life, Ordering::Release);
        Ok(self.module.load(Ordering::Acquire))
    }

    pub(super) const fn is_safe(&self) -> bool {
        self.safety
    }

    /// Compares the signature of a member with what was recorded.
    #[cold]
    pub(super) fn compare(
        &self,
        py: Python<'_>,
        name: &str,
        signature: &str,
        object: &PyObject,
    ) -> Result<()> {
        let name = format!("{}.{name}", self.name);
        ask(py, "compare", (object, name, self.name, self.recorded, signature))
    }
}

impl ToPython for Home {
    fn to_python(&self, py: Python<'_>) -> Result<PyObject> {
        let module = self.get(py)?;
        // SAFETY: attached; the module lives for ever.
        let module = unsafe { PyObject::from_borrowed(py, Borrowed::from_ptr(module)) };
        Ok(module.expect("a module is not null"))
    }
}
