//! The options of a call: values with numbers, and further ones with names.

use crate::error::Error;
use crate::object::PyObject;
use crate::runtime::Python;
use std::mem::{ManuallyDrop, MaybeUninit};

/// The options that are set. Only those are looked at: a function may have dozens, of which a call uses two.
pub(super) struct Options<const OPTIONS: usize> {
    /// A bit for each that is set.
    set: u64,
    values: [MaybeUninit<PyObject>; OPTIONS],
    /// What few calls have.
    more: Option<Box<More>>,
}

#[derive(Default)]
pub(super) struct More {
    /// Names and values for `**kwargs`.
    pub(super) pairs: Vec<(PyObject, PyObject)>,
    /// The first thing that went wrong.
    pub(super) error: Option<Error>,
}

impl<const OPTIONS: usize> Options<OPTIONS> {
    #[inline(always)]
    pub(super) fn new() -> Self {
        Options { set: 0, values: [const { MaybeUninit::uninit() }; OPTIONS], more: None }
    }

    /// Sets an option.
    ///
    /// # Panics
    /// There is none of that number.
    #[inline(always)]
    pub(super) fn put(&mut self, index: usize, object: PyObject) {
        assert!(index < OPTIONS, "option {index} of {OPTIONS}");
        if self.set >> index & 1 == 1 {
            // SAFETY: it is set.
            drop(unsafe { self.values[index].assume_init_read() });
        }
        self.values[index].write(object);
        self.set |= 1 << index;
    }

    /// A bit for each that is set.
    #[inline(always)]
    pub(super) fn set(&self) -> u64 {
        self.set
    }

    /// Those of the set options that have a bit in `among`, in their order.
    #[inline(always)]
    pub(super) fn each(&self, among: u64, mut f: impl FnMut(&PyObject)) {
        let mut left = self.set & among;
        while left != 0 {
            // SAFETY: it is set.
            f(unsafe { self.values[left.trailing_zeros() as usize].assume_init_ref() });
            left &= left - 1;
        }
    }

    /// What else was given.
    #[inline(always)]
    pub(super) fn more(&self) -> Option<&More> {
        self.more.as_deref()
    }

    /// The first thing that went wrong.
    #[inline(always)]
    pub(super) fn error(&mut self) -> Option<Error> {
        self.more.as_mut().and_then(|more| more.error.take())
    }

    #[cold]
    pub(super) fn more_mut(&mut self) -> &mut More {
        self.more.get_or_insert_default()
    }

    /// Lets go of all while attached: for less than each one's drop, which has to see first whether it is.
    #[inline(always)]
    pub(super) fn attached<'py>(self, py: Python<'py>) -> InCall<'py, OPTIONS> {
        InCall { options: ManuallyDrop::new(self), py }
    }

    /// Takes each value out.
    #[inline(always)]
    fn take(&mut self, mut f: impl FnMut(PyObject)) {
        while self.set != 0 {
            let index = self.set.trailing_zeros() as usize;
            self.set &= self.set - 1;
            // SAFETY: it was set, and is not any more.
            f(unsafe { self.values[index].assume_init_read() });
        }
    }
}

impl<const OPTIONS: usize> Drop for Options<OPTIONS> {
    fn drop(&mut self) {
        self.take(drop);
    }
}

/// Options while their call is made.
pub(super) struct InCall<'py, const OPTIONS: usize> {
    pub(super) options: ManuallyDrop<Options<OPTIONS>>,
    py: Python<'py>,
}

impl<const OPTIONS: usize> Drop for InCall<'_, OPTIONS> {
    #[inline(always)]
    fn drop(&mut self) {
        let py = self.py;
        self.options.take(|value| value.release(py));
        drop(self.options.more.take());
    }
}
