//! What is known of a thread and goes along where a worker runs Python code for it.

use super::interrupt::Target;
use std::cell::Cell;
use std::ptr::null;

/// What goes along.
#[derive(Clone, Copy)]
pub(crate) struct Along {
    /// The innermost capture of output, as its floor knows it.
    pub(crate) captures: *const (),
    /// Whether the thread is the one that starts or stops Python.
    pub(crate) changing: bool,
    /// How many releases of what was given up the thread is in the middle of.
    pub(crate) releases: usize,
    /// What others interrupt the thread by; null before somebody could.
    pub(crate) target: *const Target,
    /// Whom the thread works for, as [`who`] says it; 0 for nobody.
    pub(crate) caller: usize,
}

thread_local! {
    static ALONG: Cell<Along> = const {
        Cell::new(Along { captures: null(), changing: false, releases: 0, target: null(), caller: 0 })
    };
}

/// This thread's, or that of the thread it runs Python code for.
#[inline]
pub(crate) fn along() -> Along {
    ALONG.get()
}

/// Exchanges it.
#[inline]
pub(crate) fn set_along(along: Along) -> Along {
    ALONG.replace(along)
}

/// Who runs: a number, not 0, that no other thread has meanwhile; a worker's is that of the thread it works for.
#[inline]
pub(crate) fn who() -> usize {
    ALONG.with(|along| match along.get().caller {
        0 => std::ptr::from_ref(along).addr(),
        caller => caller,
    })
}
