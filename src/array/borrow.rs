//! How a [`PyArray`] is read and written: in place where nobody else has it, else by way of a copy.

use super::guard::{Items, ReadGuard, WriteGuard};
use super::py_array::PyArray;
use super::raw::Ndarray;
use super::rows::Rows;
use super::written::WritingBack;
use crate::dtype::{Element, make_valid, reach};
use crate::error::{ConversionError, Error, Result};
use crate::runtime::{Python, enter_initialised};
use ndarray::{Array, ArrayRef, Dimension};
use std::ops::Range;
use std::sync::atomic::{Ordering, fence};

/// Why an array cannot be had just now.
#[derive(Clone, Copy, Debug)]
pub(super) enum Borrowing {
    /// Python is not lent what is written.
    Lent,
    Read,
    Write,
    Overlap,
}

#[cold]
pub(super) fn in_use(why: Borrowing) -> Error {
    let (expected, got) = match why {
        Borrowing::Lent => ("an array that Rust does not write to", "one with a `write` guard"),
        Borrowing::Read => ("an array that nobody writes to", "one with a `write` guard"),
        Borrowing::Write => ("an array that nobody reads or writes", "one with a guard"),
        Borrowing::Overlap => {
            ("memory that nobody writes to", "memory that another array's `write` guard has")
        }
    };
    ConversionError::described(expected, got).into()
}

impl<T: Element, D: Dimension> PyArray<T, D> {
    /// The items, to be read. Where Python has the array too they are a copy; see
    /// [above](PyArray#who-may-write-when).
    ///
    /// # Panics
    /// There is a guard that writes; [`try_read`](PyArray::try_read) tells.
    #[track_caller]
    pub fn read(&self) -> ReadGuard<'_, T, D> {
        self.try_read().unwrap_or_else(|error| panic!("{error}"))
    }

    /// The items, to be changed. Where Python has the array too they are a copy, which is written back when the
    /// guard ends; see [above](PyArray#who-may-write-when).
    ///
    /// ```
    /// # fn main() -> py4rs::Result<()> {
    /// # if py4rs::import_module("numpy").is_err() { return Ok(()) }
    /// use py4rs::array::PyArray;
    /// use py4rs::prelude::*;
    ///
    /// let a = PyArray::from(vec![1, 2, 3]);
    /// a.write()[0] = 10;
    /// assert_eq!(pycall!("lambda a: a.sum()", &a => i64)?, 15);
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Panics
    /// There is a guard, the array is not writeable, or some of its items are the same memory;
    /// [`try_write`](PyArray::try_write) tells.
    #[track_caller]
    pub fn write(&self) -> WriteGuard<'_, T, D> {
        self.try_write().unwrap_or_else(|error| panic!("{error}"))
    }

    /// As [`read`](PyArray::read).
    ///
    /// # Errors
    /// There is a guard that writes, or no memory for a copy, or the process is exiting.
    pub fn try_read(&self) -> Result<ReadGuard<'_, T, D>> {
        let reading = Reading::begin(self)?;
        let items = match self.is_alone_now() && self.is_valid() {
            // SAFETY: who reads has been counted, so that Python gets no array that is writeable from here on, and nobody
            // but this library has one. All bytes are initialised, and valid.
            true => Items::Lent(unsafe { self.place().view() }),
            false => Items::Copied(self.copy()?),
        };
        Ok(reading.guard(items))
    }

    /// As [`write`](PyArray::write).
    ///
    /// # Errors
    /// There is a guard, the array is not writeable, some of its items are the same memory, another array that has
    /// some of the memory is being written, there is no memory for a copy, or the process is exiting.
    pub fn try_write(&self) -> Result<WriteGuard<'_, T, D>> {
        let writing = Writing::begin(self)?;
        let items = if self.is_alone_now() {
            // SAFETY: whoever writes is the only one, Python does not get the array from here on, and nobody but this
            // library has it. No two items are at one address.
            unsafe {
                self.make_all_valid();
                Items::Lent(self.place().view_mut())
            }
        } else {
            let written = WritingBack::begin(self.reach())?;
            return Ok(writing.guard(Items::Copied(self.copy()?), Some(written)));
        };
        Ok(writing.guard(items, None))
    }

    /// The items themselves, also where Python has them too.
    ///
    /// # Errors
    /// As for [`try_read`](PyArray::try_read).
    ///
    /// # Safety
    /// Nobody writes to the items while the guard lives: no Python code, on whatever thread, and no other guard over
    /// the same memory. Those of `bool` are 0 or 1.
    pub unsafe fn read_in_place(&self) -> Result<ReadGuard<'_, T, D>> {
        let reading = Reading::begin(self)?;
        // SAFETY: as the caller promises.
        Ok(reading.guard(Items::Lent(unsafe { self.place().view() })))
    }

    /// The items themselves, to be changed, also where Python has them too.
    ///
    /// # Errors
    /// As for [`try_write`](PyArray::try_write).
    ///
    /// # Safety
    /// Nobody reads or writes the items while the guard lives: no Python code, on whatever thread, and no other guard
    /// over the same memory. Those of `bool` are 0 or 1.
    pub unsafe fn write_in_place(&self) -> Result<WriteGuard<'_, T, D>> {
        let writing = Writing::begin(self)?;
        // SAFETY: as the caller promises; no two items are at one address.
        Ok(writing.guard(Items::Lent(unsafe { self.place().view_mut() }), None))
    }

    /// Whether the memory can be lent to Rust. Whoever asks has been counted: who gives it to Python next sees that.
    #[inline]
    fn is_alone_now(&self) -> bool {
        fence(Ordering::SeqCst);
        self.is_alone()
    }

    /// Refuses what Python has given other memory meanwhile, as it can where numpy allocated it.
    fn expect_unmoved(&self) -> Result<()> {
        if self.memory().owner.is_some() {
            return Ok(());
        }
        let unmoved = |py: Python<'_>| {
            let array = Ndarray::of(self.known_object()?, py).ok()??;
            let place = self.place();
            Some(
                array.data() == place.first().cast()
                    && array.shape() == place.shape()
                    && (place.items() == 0 || array.strides() == place.byte_strides()),
            )
        };
        match enter_initialised(unmoved).flatten() {
            Some(true) => Ok(()),
            Some(false) => {
                Err(ConversionError::described("an array as it was", "one of another layout").into())
            }
            None => Err(Error::NotAlive),
        }
    }

    /// Whether Python may write to the items.
    fn is_writeable(&self) -> bool {
        let asked = |py: Python<'_>| {
            let array = Ndarray::of(self.known_object()?, py).ok()??;
            Some(array.is_writeable())
        };
        enter_initialised(asked).flatten().unwrap_or(false)
    }

    /// Whether all bytes are valid items. Nobody writes them.
    fn is_valid(&self) -> bool {
        // SAFETY: they are initialised, and any is a valid u8.
        T::ANY_BYTES || unsafe { self.place().cast::<u8>().view() }.iter().all(|byte| *byte < 2)
    }

    /// Makes all bytes valid items.
    ///
    /// # Safety
    /// They are there, and nobody else reads or writes them.
    pub(super) unsafe fn make_all_valid(&self) {
        if !T::ANY_BYTES {
            // SAFETY: as the caller promises; any byte is a valid u8.
            let bytes = unsafe { self.place().cast::<u8>().view_mut() };
            bytes.into_iter().for_each(|byte| *byte = u8::from(*byte != 0));
        }
    }

    /// A copy of the items, which others may be writing.
    fn copy(&self) -> Result<Array<T, D>> {
        let mut items: Vec<T> = Vec::new();
        let count = self.len();
        let no_memory = |_| ConversionError::described("memory for a copy", format!("{count} items"));
        items.try_reserve_exact(count).map_err(no_memory)?;
        let (into, strides) = (items.as_mut_ptr(), self.place().byte_strides());
        // SAFETY: there is room for all of them, and each is written.
        unsafe {
            let copied = enter_initialised(|_py| {
                self.expect_unmoved()?;
                self.rows(&strides).copy_out(into);
                Ok(())
            });
            copied.unwrap_or(Err(Error::NotAlive))?;
            make_valid::<T>(into.cast(), count);
            items.set_len(count);
        }
        Ok(Array::from_shape_vec(self.place().lengths().clone(), items).expect("as many as the shape says"))
    }

    /// Writes a copy back, at the end of the guard that had it.
    pub(super) fn write_back(&self, items: &ArrayRef<T, D>) {
        // Whoever had the guard may have turned the array, or cut it.
        if items.shape() != self.shape() {
            return log::error!(
                "a copy of shape {:?} has another one, and is not written back",
                items.shape()
            );
        }
        let (ordered, strides) = (items.as_standard_layout(), self.place().byte_strides());
        let copied = enter_initialised(|_py| {
            self.expect_unmoved()?;
            // SAFETY: as many items, in C's order; the memory is still there, and may be written.
            unsafe { self.rows(&strides).copy_in(ordered.as_ptr()) };
            Ok::<(), Error>(())
        });
        if let Some(Err(error)) = copied {
            log::error!("an array of shape {:?} could not be written back: {error}", self.shape());
        }
    }

    fn rows<'a>(&'a self, strides: &'a [isize]) -> Rows<'a> {
        Rows { first: self.place().first().cast(), shape: self.shape(), strides }
    }

    /// The addresses that the items take.
    fn reach(&self) -> Range<usize> {
        let place = self.place();
        let (from, to) = reach(place.shape(), &place.byte_strides(), size_of::<T>());
        place.first().addr().wrapping_add_signed(from)..place.first().addr().wrapping_add_signed(to)
    }
}

/// One that has been counted as reading, until it becomes a guard.
struct Reading<'a, T: Element, D: Dimension>(&'a PyArray<T, D>);

impl<'a, T: Element, D: Dimension> Reading<'a, T, D> {
    fn begin(array: &'a PyArray<T, D>) -> Result<Reading<'a, T, D>> {
        if !array.memory().begin_read() {
            return Err(in_use(Borrowing::Read));
        }
        let reading = Reading(array);
        array.expect_unmoved()?;
        Ok(reading)
    }

    fn guard(self, items: Items<ndarray::ArrayView<'a, T, D>, Array<T, D>>) -> ReadGuard<'a, T, D> {
        ReadGuard::new(items, std::mem::ManuallyDrop::new(self).0)
    }
}

impl<T: Element, D: Dimension> Drop for Reading<'_, T, D> {
    fn drop(&mut self) {
        self.0.memory().end_read();
    }
}

/// The one that writes, until it becomes a guard.
struct Writing<'a, T: Element, D: Dimension>(&'a PyArray<T, D>);

impl<'a, T: Element, D: Dimension> Writing<'a, T, D> {
    fn begin(array: &'a PyArray<T, D>) -> Result<Writing<'a, T, D>> {
        if !array.memory().begin_write() {
            return Err(in_use(Borrowing::Write));
        }
        let writing = Writing(array);
        array.expect_unmoved()?;
        if array.memory().owner.is_none() && !array.is_writeable() {
            return Err(ConversionError::described("an array that is writeable", "one that is not").into());
        }
        if !array.place().is_distinct() {
            let (expected, got) =
                ("an array whose items are apart", "one with items that are the same memory");
            return Err(ConversionError::described(expected, got).into());
        }
        Ok(writing)
    }

    fn guard(
        self,
        items: Items<ndarray::ArrayViewMut<'a, T, D>, Array<T, D>>,
        written: Option<WritingBack>,
    ) -> WriteGuard<'a, T, D> {
        WriteGuard::new(items, written, std::mem::ManuallyDrop::new(self).0)
    }
}

impl<T: Element, D: Dimension> Drop for Writing<'_, T, D> {
    fn drop(&mut self) {
        self.0.memory().end_write();
    }
}
