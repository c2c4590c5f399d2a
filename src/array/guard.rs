//! The guards that let Rust read and write the memory of a [`PyArray`].

use super::py_array::PyArray;
use super::written::WritingBack;
use crate::dtype::Element;
use ndarray::{Array, ArrayRef, ArrayView, ArrayViewMut, Dimension};
use std::fmt;
use std::ops::{Deref, DerefMut};

/// The items of a [`PyArray`], to be read; see [`PyArray::read`].
pub struct ReadGuard<'a, T: Element, D: Dimension> {
    items: Items<ArrayView<'a, T, D>, Array<T, D>>,
    array: &'a PyArray<T, D>,
}

/// The items of a [`PyArray`], to be changed; see [`PyArray::write`].
pub struct WriteGuard<'a, T: Element, D: Dimension> {
    items: Items<ArrayViewMut<'a, T, D>, Array<T, D>>,
    /// Where a copy is written back to, until it has been.
    _written: Option<WritingBack>,
    array: &'a PyArray<T, D>,
}

/// The items themselves, or a copy.
pub(super) enum Items<Lent, Copied> {
    Lent(Lent),
    Copied(Copied),
}

impl<'a, T: Element, D: Dimension> ReadGuard<'a, T, D> {
    /// Whoever makes one has counted it as one that reads.
    pub(super) fn new(
        items: Items<ArrayView<'a, T, D>, Array<T, D>>,
        array: &'a PyArray<T, D>,
    ) -> ReadGuard<'a, T, D> {
        ReadGuard { items, array }
    }

    /// Whether these are the items themselves, and no copy.
    pub fn is_in_place(&self) -> bool {
        matches!(self.items, Items::Lent(_))
    }
}

impl<'a, T: Element, D: Dimension> WriteGuard<'a, T, D> {
    /// Whoever makes one is the one that writes.
    pub(super) fn new(
        items: Items<ArrayViewMut<'a, T, D>, Array<T, D>>,
        written: Option<WritingBack>,
        array: &'a PyArray<T, D>,
    ) -> WriteGuard<'a, T, D> {
        WriteGuard { items, _written: written, array }
    }

    /// Whether these are the items themselves, and no copy that is written back in the end.
    pub fn is_in_place(&self) -> bool {
        matches!(self.items, Items::Lent(_))
    }
}

impl<T: Element, D: Dimension> Deref for ReadGuard<'_, T, D> {
    type Target = ArrayRef<T, D>;

    #[inline]
    fn deref(&self) -> &ArrayRef<T, D> {
        match &self.items {
            Items::Lent(items) => items,
            Items::Copied(items) => items,
        }
    }
}

impl<T: Element, D: Dimension> Deref for WriteGuard<'_, T, D> {
    type Target = ArrayRef<T, D>;

    #[inline]
    fn deref(&self) -> &ArrayRef<T, D> {
        match &self.items {
            Items::Lent(items) => items,
            Items::Copied(items) => items,
        }
    }
}

impl<T: Element, D: Dimension> DerefMut for WriteGuard<'_, T, D> {
    #[inline]
    fn deref_mut(&mut self) -> &mut ArrayRef<T, D> {
        match &mut self.items {
            Items::Lent(items) => items,
            Items::Copied(items) => items,
        }
    }
}

impl<T: Element, D: Dimension> Drop for ReadGuard<'_, T, D> {
    #[inline]
    fn drop(&mut self) {
        self.array.memory().end_read();
    }
}

impl<T: Element, D: Dimension> Drop for WriteGuard<'_, T, D> {
    #[inline]
    fn drop(&mut self) {
        if let Items::Copied(items) = &mut self.items {
            self.array.write_back(items);
        }
        self.array.memory().end_write();
    }
}

impl<T: Element + fmt::Debug, D: Dimension> fmt::Debug for ReadGuard<'_, T, D> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        (**self).fmt(f)
    }
}

impl<T: Element + fmt::Debug, D: Dimension> fmt::Debug for WriteGuard<'_, T, D> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        (**self).fmt(f)
    }
}
