//! The memory of a [`PyArray`](super::PyArray): who has it, and who reads or writes it just now.

use crate::export::Class;
use crate::object::PyObject;
use ndarray::ArrayD;
use std::any::Any;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

/// What all values of one memory share.
#[derive(Debug)]
pub(super) struct Memory<T> {
    /// How many read, or [`WRITER`].
    users: AtomicUsize,
    /// How many values have the `ndarray`: so many references to it are Rust's.
    pub(super) handles: AtomicUsize,
    /// How many objects show the memory without numpy.
    views: AtomicUsize,
    /// The array, where Rust allocated the memory. It only keeps it: what reads and writes does so by address.
    pub(super) owner: Option<ArrayD<T>>,
}

/// Somebody writes.
const WRITER: usize = usize::MAX;

/// What somebody does with the memory just now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Use {
    None,
    Read,
    Written,
}

impl<T> Memory<T> {
    pub(super) fn new(owner: Option<ArrayD<T>>) -> Arc<Memory<T>> {
        let none = || AtomicUsize::new(0);
        Arc::new(Memory { users: none(), handles: none(), views: none(), owner })
    }

    /// Whether objects show the memory without numpy.
    pub(super) fn is_viewed(&self) -> bool {
        self.views.load(Ordering::SeqCst) != 0
    }

    pub(super) fn used(&self) -> Use {
        match self.users.load(Ordering::SeqCst) {
            0 => Use::None,
            WRITER => Use::Written,
            _ => Use::Read,
        }
    }

    /// Counts one more that reads, unless somebody writes.
    pub(super) fn begin_read(&self) -> bool {
        let more = |users: usize| (users < WRITER - 1).then(|| users + 1);
        self.users.fetch_update(Ordering::SeqCst, Ordering::SeqCst, more).is_ok()
    }

    /// Has the caller be the one that writes, unless somebody reads or writes.
    pub(super) fn begin_write(&self) -> bool {
        self.users.compare_exchange(0, WRITER, Ordering::SeqCst, Ordering::SeqCst).is_ok()
    }

    pub(super) fn end_read(&self) {
        self.users.fetch_sub(1, Ordering::SeqCst);
    }

    pub(super) fn end_write(&self) {
        self.users.store(0, Ordering::SeqCst);
    }
}

/// What an object keeps that shows the memory without numpy.
pub(super) struct View<T>(Arc<Memory<T>>);

impl<T> View<T> {
    /// One more is counted before anybody has it.
    pub(super) fn new(memory: &Arc<Memory<T>>) -> View<T> {
        memory.views.fetch_add(1, Ordering::SeqCst);
        View(memory.clone())
    }
}

impl<T> Drop for View<T> {
    fn drop(&mut self) {
        self.0.views.fetch_sub(1, Ordering::SeqCst);
    }
}

/// The class of the objects that numpy's arrays keep Rust's memory by.
pub(super) static KEEPER: Class =
    Class::new(c"py4rs.Memory", c"What keeps the memory of an array of Rust's.", Vec::new);

/// What such an object keeps.
pub(super) enum Kept {
    /// A [`Memory`].
    Memory(Arc<dyn Any + Send + Sync>),
    /// An array, of which another is a view that nobody can make writeable: whether it can be is asked of what it
    /// keeps, and this says no.
    Array(#[allow(dead_code, reason = "it is only kept")] PyObject),
}
