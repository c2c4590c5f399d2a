//! Where members are found: a module, or a class in it.

use super::kept::Kept;
use crate::convert::ToPython;
use crate::error::Result;
use crate::object::PyObject;
use crate::ops::call::call_at;
use crate::ops::support::support;
use crate::runtime::Python;
use std::sync::atomic::{AtomicBool, Ordering};

/// A module or a class, which is found at the first use after each start of Python.
#[derive(Debug)]
pub struct Home {
    module: &'static str,
    /// The attributes that lead from the module to a class, with dots between them; empty for the module.
    class: &'static str,
    /// Which Python, and which version of the module, the bindings were made of.
    recorded: &'static str,
    /// Whether a start after a stop has the module read again.
    reload: bool,
    /// Whether it is found again after a stop, and signatures are compared.
    safety: bool,
    imported: AtomicBool,
    kept: Kept,
}

impl Home {
    /// A module, or a class in it.
    pub const fn new(
        module: &'static str,
        class: &'static str,
        recorded: &'static str,
        reload: bool,
        safety: bool,
    ) -> Home {
        Home { module, class, recorded, reload, safety, imported: AtomicBool::new(false), kept: Kept::new() }
    }

    /// The module or class.
    #[inline(always)]
    pub(super) fn get(&self, py: Python<'_>) -> Result<PyObject> {
        match self.kept.get(py) {
            Some(object) => Ok(object),
            None => self.find(py),
        }
    }

    #[cold]
    fn find(&self, py: Python<'_>) -> Result<PyObject> {
        let again = self.imported.load(Ordering::Acquire);
        if again
            && !self.safety
            && let Some(object) = self.kept.whenever(py)
        {
            return Ok(object);
        }
        let object = self.kept.keep(py, || {
            let home = support(py, "home")?;
            call_at(&home, (self.module, self.class, again && self.reload && self.class.is_empty()))
        })?;
        self.imported.store(true, Ordering::Release);
        Ok(object)
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
        let compare = support(py, "compare")?;
        let place = if self.class.is_empty() {
            self.module.to_owned()
        } else {
            format!("{}.{}", self.module, self.class)
        };
        call_at(&compare, (object, format!("{place}.{name}"), self.module, self.recorded, signature))
    }
}

impl ToPython for Home {
    fn to_python(&self, py: Python<'_>) -> Result<PyObject> {
        self.get(py)
    }
}
