//! How much `Debug` shows of an object.

use super::PyObject;
use super::text::{lossy_text, repr_text, type_name};
use crate::runtime::enter_initialised;
use crate::sys;
use std::fmt;
use std::sync::atomic::{AtomicBool, Ordering};

static OBJECT: AtomicBool = AtomicBool::new(true);
static IDENTITY: AtomicBool = AtomicBool::new(true);

/// Whether the `Debug` of a [`PyObject`] shows the object's `repr`, as it does at first: without, none of the object's own
/// code runs, and what is large stays short.
///
/// ```
/// # fn main() -> py4rs::Result<()> {
/// use py4rs::prelude::*;
///
/// let list: PyObject = raw_pyeval("[0] * 1_000_000")?;
/// set_print_pyobject(false);
/// set_print_pyobject_identity(false);
/// assert_eq!(format!("{list:?}"), "<PyObject <class 'list'>>");
/// # Ok(())
/// # }
/// ```
#[doc(alias = "*print-pyobject*")]
pub fn set_print_pyobject(shown: bool) {
    OBJECT.store(shown, Ordering::Relaxed);
}

/// Whether the `Debug` of a [`PyObject`] shows the object's address, as it does at first.
#[doc(alias = "*print-pyobject-wrapper-identity*")]
pub fn set_print_pyobject_identity(shown: bool) {
    IDENTITY.store(shown, Ordering::Relaxed);
}

impl fmt::Debug for PyObject {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let shown = enter_initialised(|py| {
            // SAFETY: attached; an object keeps its class alive.
            let class = unsafe { lossy_text(py, py.api().PyObject_Repr(sys::type_of(self.as_ptr()).cast())) };
            let object = OBJECT.load(Ordering::Relaxed).then(|| repr_text(py, self));
            (class.unwrap_or_else(|| type_name(py, self)), object)
        });
        let (class, object) = shown.unzip();
        let parts = [class, object.flatten()].into_iter().flatten();
        let identity = IDENTITY.load(Ordering::Relaxed).then(|| format!("@{:p}", self.as_ptr()));
        f.write_str("<PyObject")?;
        parts.chain(identity).try_for_each(|part| write!(f, " {part}"))?;
        f.write_str(">")
    }
}
