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
    /// What others may interrupt the thread's code by.
    pub(crate) target: *const Target,
}

thread_local! {
    static ALONG: Cell<Along> = const { Cell::new(Along { captures: null(), changing: false, target: null() }) };
}

/// This thread's, or that of the thread it runs Python code for.
pub(crate) fn along() -> Along {
    ALONG.get()
}

/// Exchanges it.
pub(crate) fn set_along(along: Along) -> Along {
    ALONG.replace(along)
}
