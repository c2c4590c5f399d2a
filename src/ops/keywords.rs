//! The names of keyword arguments, kept by the call site.

use crate::error::{Result, Step, take};
use crate::runtime::Python;
use crate::sys::{self, Stolen};
use std::ptr::null_mut;
use std::sync::atomic::{AtomicPtr, Ordering};

/// The names of a call site's keyword arguments. Their tuple is made at the first call and kept for ever.
#[derive(Debug)]
pub struct Keywords {
    names: &'static [&'static str],
    tuple: AtomicPtr<sys::PyObject>,
}

impl Keywords {
    /// The names, in the order of their values.
    pub const fn new(names: &'static [&'static str]) -> Keywords {
        Keywords { names, tuple: AtomicPtr::new(null_mut()) }
    }

    /// The tuple of the names.
    #[inline(always)]
    pub(super) fn tuple(&self, py: Python<'_>) -> Result<*mut sys::PyObject> {
        let tuple = self.tuple.load(Ordering::Acquire);
        if tuple.is_null() { self.make(py) } else { Ok(tuple) }
    }

    #[cold]
    fn make(&self, py: Python<'_>) -> Result<*mut sys::PyObject> {
        let api = py.api();
        // SAFETY: attached; the tuple is long enough, nobody else has it yet, and it takes over the strings.
        let tuple = unsafe {
            let tuple = take(py, api.PyTuple_New(self.names.len() as isize))?;
            for (index, name) in self.names.iter().enumerate() {
                let name = take(py, api.intern(name.as_ptr().cast(), name.len() as isize))?;
                api.PyTuple_SetItem(
                    tuple.as_ptr(),
                    index as isize,
                    Stolen::from_ptr(name.into_new().as_ptr()),
                );
            }
            tuple.into_new().as_ptr()
        };
        // Of two threads that come here together the later one's stays; the other is kept too, unused.
        self.tuple.store(tuple, Ordering::Release);
        Ok(tuple)
    }

    /// How many of a call's `count` arguments have no name.
    #[inline(always)]
    pub(super) fn positional(&self, count: usize) -> usize {
        count.checked_sub(self.names.len()).expect("a keyword has its value among the arguments")
    }

    /// Where in a call the argument at `index` of `count` stands, the first having the number `first`.
    #[cold]
    pub(super) fn step(
        keywords: Option<&'static Keywords>,
        index: usize,
        count: usize,
        first: usize,
    ) -> Step {
        let names = keywords.map_or(&[][..], |keywords| keywords.names);
        match index.checked_sub(count - names.len()) {
            Some(keyword) => Step::Keyword(names[keyword]),
            None => Step::Argument(first + index),
        }
    }
}
