//! Where the items of an array are, as `ndarray` wants to know it.

use super::from_python::expect_dimensions;
use super::raw::Ndarray;
use crate::dtype::{Element, distinct, is_c_order};
use crate::error::{ConversionError, Result};
use ndarray::{ArrayView, ArrayViewMut, Axis, Dimension, RawArrayView, RawArrayViewMut, ShapeBuilder};
use std::ptr::NonNull;

/// The address of the first item, how many there are, and how far apart. Whether the memory is there is known to
/// whoever has it.
#[derive(Clone, Debug)]
pub(super) struct Place<T, D> {
    first: NonNull<T>,
    lengths: D,
    /// In items; negative ones as `ndarray` has them.
    strides: D,
}

// SAFETY: an address; whoever reads or writes there says why it may.
unsafe impl<T: Element, D: Send> Send for Place<T, D> {}
// SAFETY: as above.
unsafe impl<T: Element, D: Sync> Sync for Place<T, D> {}

impl<T: Element, D: Dimension> Place<T, D> {
    /// The place of items whose distances are in items.
    pub(super) fn new(first: NonNull<T>, lengths: D, strides: &[isize]) -> Place<T, D> {
        let mut place = Place { first, strides: lengths.clone(), lengths };
        for (kept, stride) in place.strides.slice_mut().iter_mut().zip(strides) {
            *kept = *stride as usize;
        }
        place
    }

    /// The place of a numpy array's items.
    ///
    /// # Errors
    /// It has another number of dimensions, or its items are not where a `T` can be read.
    #[inline]
    pub(super) fn of(array: Ndarray<'_>) -> Result<Place<T, D>> {
        match Place::fitting(array) {
            Some(place) => Ok(place),
            None => Err(misfit::<D>(array.dimensions())),
        }
    }

    /// As above; `None` for an error.
    #[inline(always)]
    pub(super) fn fitting(array: Ndarray<'_>) -> Option<Place<T, D>> {
        if D::NDIM.is_some_and(|dimensions| dimensions != array.dimensions()) {
            return None;
        }
        let size = size_of::<T>() as isize;
        let mut lengths = D::zeros(array.dimensions());
        let mut strides = lengths.clone();
        let mut empty = false;
        for (kept, length) in lengths.slice_mut().iter_mut().zip(array.shape()) {
            *kept = *length;
            empty |= *length == 0;
        }
        for (kept, stride) in strides.slice_mut().iter_mut().zip(array.strides()) {
            *kept = match empty {
                // They lead nowhere, whatever they are.
                true => 0,
                false if stride % size == 0 => (stride / size) as usize,
                false => return None,
            };
        }
        let first = NonNull::new(array.data().cast::<T>())?;
        first.is_aligned().then_some(Place { first, lengths, strides })
    }

    pub(super) fn first(&self) -> *mut T {
        self.first.as_ptr()
    }

    pub(super) fn lengths(&self) -> &D {
        &self.lengths
    }

    pub(super) fn shape(&self) -> &[usize] {
        self.lengths.slice()
    }

    /// Items from one to the next in each dimension.
    #[inline]
    pub(super) fn strides(&self) -> &[isize] {
        let strides = self.strides.slice();
        // SAFETY: `ndarray` keeps signed numbers as unsigned ones of the same bits.
        unsafe { std::slice::from_raw_parts(strides.as_ptr().cast(), strides.len()) }
    }

    /// Whether the items lie one after the other in C's order.
    #[inline]
    pub(super) fn is_c_order(&self) -> bool {
        is_c_order(self.shape(), self.strides(), 1)
    }

    /// Bytes from one item to the next in each dimension.
    pub(super) fn byte_strides(&self) -> Vec<isize> {
        self.strides().iter().map(|stride| stride * size_of::<T>() as isize).collect()
    }

    pub(super) fn items(&self) -> usize {
        self.lengths.size()
    }

    /// Whether no two items are at one address.
    pub(super) fn is_distinct(&self) -> bool {
        distinct(self.shape(), self.strides(), 1)
    }

    /// The same items as if they were of another type of the same size.
    pub(super) fn cast<U: Element>(&self) -> Place<U, D> {
        assert_eq!(size_of::<T>(), size_of::<U>());
        Place { first: self.first.cast(), lengths: self.lengths.clone(), strides: self.strides.clone() }
    }

    /// The lowest address, the distances without their signs, and whether there are signs.
    #[inline]
    fn upwards(&self) -> (*mut T, D, bool) {
        let (mut lowest, mut strides, mut turned) = (self.first.as_ptr(), self.strides.clone(), false);
        for (stride, length) in strides.slice_mut().iter_mut().zip(self.lengths.slice()) {
            let signed = *stride as isize;
            if signed < 0 {
                turned = true;
                lowest = lowest.wrapping_offset(signed * length.saturating_sub(1) as isize);
                *stride = signed.unsigned_abs();
            }
        }
        (lowest, strides, turned)
    }

    /// The dimensions that go downwards.
    fn turned(&self) -> impl Iterator<Item = Axis> {
        self.strides().iter().enumerate().filter(|(_, stride)| **stride < 0).map(|(axis, _)| Axis(axis))
    }

    /// The items' addresses.
    #[inline]
    pub(super) fn raw(&self) -> RawArrayView<T, D> {
        let (lowest, strides, turned) = self.upwards();
        // SAFETY: such an array is there, and no larger than memory; turning a dimension twice gives the same items.
        let mut view = unsafe { RawArrayView::from_shape_ptr(self.lengths.clone().strides(strides), lowest) };
        if turned {
            self.turned().for_each(|axis| view.invert_axis(axis));
        }
        view
    }

    /// The items.
    ///
    /// # Safety
    /// They are there, valid, and nobody writes them for `'a`.
    #[inline]
    pub(super) unsafe fn view<'a>(&self) -> ArrayView<'a, T, D> {
        // SAFETY: as the caller promises.
        unsafe { self.raw().deref_into_view() }
    }

    /// The items, to be changed.
    ///
    /// # Safety
    /// They are there, valid, [distinct](Place::is_distinct), and nobody else reads or writes them for `'a`.
    #[inline]
    pub(super) unsafe fn view_mut<'a>(&self) -> ArrayViewMut<'a, T, D> {
        let (lowest, strides, turned) = self.upwards();
        // SAFETY: as above.
        unsafe {
            let mut view = RawArrayViewMut::from_shape_ptr(self.lengths.clone().strides(strides), lowest);
            if turned {
                self.turned().for_each(|axis| view.invert_axis(axis));
            }
            view.deref_into_view_mut()
        }
    }
}

/// Why an array of so many dimensions has no place that fits.
#[cold]
fn misfit<D: Dimension>(dimensions: usize) -> crate::Error {
    match expect_dimensions::<D>(dimensions) {
        Err(error) => error,
        Ok(()) => {
            let expected = "an array whose items are aligned, and whole items apart";
            ConversionError::described(expected, "one whose items are not: copy it").into()
        }
    }
}
