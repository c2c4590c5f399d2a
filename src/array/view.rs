//! [`SharedView`]: the items of an array that Python has too, one by one.

use super::descr::array_of;
use super::numpy::known;
use super::place::Place;
use super::raw::Ndarray;
use crate::convert::FromPython;
use crate::dtype::{Element, load, store};
use crate::error::{ConversionError, Result};
use crate::gc;
use crate::object::PyObject;
use crate::runtime::{GivenUp, Python, enter, enter_initialised, given_up};
use crate::sys::{self, type_of};
use ndarray::{Array, Dimension, NdIndex, RawArrayView};
use std::fmt;
use std::marker::PhantomData;
use std::ptr::NonNull;

/// The items of a `numpy.ndarray` that Python has too, where they are: nothing is copied, and nothing is locked.
///
/// Python code may change the items whenever it runs. So there are no references to them: they are read and written
/// one by one, each by an atomic access, which costs what a plain one does. Views may overlap, in Rust and in
/// Python. The view keeps the array alive as long as its object lives.
///
/// ```
/// # fn main() -> py4rs::Result<()> {
/// # if py4rs::import_module("numpy").is_err() { return Ok(()) }
/// use ndarray::Ix1;
/// use py4rs::array::SharedView;
/// use py4rs::prelude::*;
///
/// import_module("numpy")?;
/// let array: PyObject = raw_pyeval("numpy.arange(4.0)")?;
/// let view = SharedView::<f64, Ix1>::of(&array)?;
/// assert_eq!(view.iter().sum::<f64>(), 6.0);
/// view.set(0, 10.0)?;
/// assert_eq!(pymethod!(array, "sum" => f64)?, 16.0);
/// # Ok(())
/// # }
/// ```
///
/// Python has ways to free the memory of an array that others still refer to (`resize` with `refcheck=False`,
/// `__setstate__`, the old way to set `data`). Whoever uses them has no such view meanwhile, as little as one of numpy's own.
pub struct SharedView<'a, T: Element, D: Dimension> {
    place: Place<T, D>,
    memory: Memory<'a>,
    /// What a thread has attached may be used by it alone.
    here: PhantomData<*const ()>,
}

/// What has the items.
#[derive(Debug)]
enum Memory<'a> {
    Array(Held<'a>),
    /// Something that will not change its mind.
    Buffer {
        writeable: bool,
    },
}

impl<'a, T: Element, D: Dimension> SharedView<'a, T, D> {
    /// The view of an array of just this dtype, whose items are aligned.
    ///
    /// # Errors
    /// The object is no `numpy.ndarray`, or another one.
    #[inline]
    pub fn of(object: &'a PyObject) -> Result<SharedView<'a, T, D>> {
        let usual = enter_initialised(|py| {
            let place = usual_place(object, py)?;
            Held::count(object, py);
            Some(place)
        });
        let place = match usual.flatten() {
            Some(place) => place,
            None => unusual_place(object)?,
        };
        Ok(SharedView { place, memory: Memory::Array(Held(object)), here: PhantomData })
    }

    /// The view of a [`Buffer`](super::Buffer), which keeps the memory for `'a`.
    pub(super) fn shown(place: Place<T, D>, writeable: bool) -> SharedView<'a, T, D> {
        SharedView { place, memory: Memory::Buffer { writeable }, here: PhantomData }
    }

    /// How many items there are in each dimension.
    pub fn shape(&self) -> &[usize] {
        self.place.shape()
    }

    /// How many items there are.
    pub fn len(&self) -> usize {
        self.place.items()
    }

    /// Whether there are no items.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The item at an index, such as `3` or `[1, 2]`.
    #[inline]
    pub fn get(&self, index: impl NdIndex<D>) -> Option<T> {
        let item = self.raw().get_ptr(index)?;
        // SAFETY: an item of the array, which the object keeps.
        Some(unsafe { load(item) })
    }

    /// Puts an item at an index.
    ///
    /// # Errors
    /// There is none at that index, or the array is not writeable.
    #[inline]
    pub fn set(&self, index: impl NdIndex<D>, item: T) -> Result<()> {
        let Some(place) = self.raw().get_ptr(index) else {
            let expected = format!("an index of an array of shape {:?}", self.shape());
            return Err(ConversionError::described(expected, "one outside of it").into());
        };
        let writeable = match &self.memory {
            Memory::Buffer { writeable } => *writeable,
            Memory::Array(held) => {
                let array = |py: Python<'_>| Ndarray::of(held.0, py);
                enter(array)??.is_some_and(|array| array.is_writeable())
            }
        };
        if !writeable {
            return Err(ConversionError::described("an array that is writeable", "one that is not").into());
        }
        // SAFETY: as for `get`; Python may write there.
        unsafe { store(place.cast_mut(), item) };
        Ok(())
    }

    /// All items, in C's order.
    #[inline]
    pub fn iter(&self) -> Items<'_, T, D> {
        let place = &self.place;
        // What lies in C's order is one row; anything else has dimensions.
        let (row, stride) = match (place.is_c_order(), place.shape().last(), place.strides().last()) {
            (false, Some(length), Some(stride)) => (*length, *stride),
            _ => (place.items(), 1),
        };
        Items {
            next: place.first(),
            left: row.min(place.items()),
            others: place.items().saturating_sub(row),
            row,
            stride,
            start: place.first(),
            index: D::zeros(place.shape().len()),
            view: self,
        }
    }

    /// A copy of the items.
    ///
    /// # Errors
    /// There is no memory for one.
    pub fn to_array(&self) -> Result<Array<T, D>> {
        match &self.memory {
            Memory::Array(held) => enter(|py| Array::from_python(held.0, py))?,
            Memory::Buffer { .. } => {
                let lengths = self.place.lengths().clone();
                Ok(Array::from_shape_vec(lengths, self.iter().collect()).expect("as many as the shape says"))
            }
        }
    }

    #[inline]
    fn raw(&self) -> RawArrayView<T, D> {
        self.place.raw()
    }
}

/// Where the items of an array are whose class and dtype are the usual ones; `None` for anything else.
#[inline(always)]
fn usual_place<T: Element, D: Dimension>(object: &PyObject, _py: Python<'_>) -> Option<Place<T, D>> {
    let numpy = known()?;
    // SAFETY: attached; an instance of the class is an array.
    let array = unsafe {
        if type_of(object.as_ptr()) != numpy.class {
            return None;
        }
        Ndarray::new(object, numpy)
    };
    if array.descr() != numpy.scalar(T::SCALAR?).as_ptr() {
        return None;
    }
    Place::fitting(array)
}

/// Where the items of any array are, whose references have been counted then.
#[cold]
#[inline(never)]
fn unusual_place<T: Element, D: Dimension>(object: &PyObject) -> Result<Place<T, D>> {
    enter(|py| {
        let place = Place::of(array_of::<T>(object, py)?)?;
        Held::count(object, py);
        Ok(place)
    })?
}

/// An array that has two references more: numpy does not change the size, and the memory, of one that has more than two.
#[derive(Debug)]
struct Held<'a>(&'a PyObject);

impl Held<'_> {
    /// Counts the references, which a `Held` that is made next gives up.
    #[inline(always)]
    fn count(object: &PyObject, _py: Python<'_>) {
        // SAFETY: attached; valid.
        unsafe { sys::incref_twice(object.as_ptr()) };
    }
}

impl Drop for Held<'_> {
    #[inline(always)]
    fn drop(&mut self) {
        let object = self.0.as_ptr();
        match given_up() {
            // SAFETY: attached, and two references are this value's own. The borrowed one stays.
            GivenUp::Release => unsafe { sys::decref_twice(object) },
            GivenUp::Queue => twice(object, gc::release_later),
            GivenUp::Hold => twice(object, gc::hold),
        }
    }
}

#[cold]
fn twice(object: *mut sys::PyObject, give_up: fn(NonNull<sys::PyObject>)) {
    if let Some(object) = NonNull::new(object) {
        give_up(object);
        give_up(object);
    }
}

/// The items of a [`SharedView`]; see [`SharedView::iter`].
pub struct Items<'a, T: Element, D: Dimension> {
    next: *mut T,
    /// Items that are left of this row.
    left: usize,
    /// Items of all rows after this one.
    others: usize,
    /// Items of a row, and how far they are apart.
    row: usize,
    stride: isize,
    /// Where this row starts, and its index.
    start: *mut T,
    index: D,
    view: &'a SharedView<'a, T, D>,
}

impl<T: Element, D: Dimension> Iterator for Items<'_, T, D> {
    type Item = T;

    #[inline]
    fn next(&mut self) -> Option<T> {
        if self.left == 0 {
            if self.others == 0 {
                return None;
            }
            self.next_row();
        }
        self.left -= 1;
        // SAFETY: an item of the array, which the view's object keeps.
        let item = unsafe { load(self.next) };
        self.next = self.next.wrapping_offset(self.stride);
        Some(item)
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        let left = self.left + self.others;
        (left, Some(left))
    }

    #[inline]
    fn fold<B, F: FnMut(B, T) -> B>(mut self, start: B, mut f: F) -> B {
        let mut folded = start;
        loop {
            let mut next = self.next;
            for _ in 0..self.left {
                // SAFETY: as for `next`.
                folded = f(folded, unsafe { load(next) });
                next = next.wrapping_offset(self.stride);
            }
            if self.others == 0 {
                return folded;
            }
            self.next_row();
        }
    }
}

impl<T: Element, D: Dimension> ExactSizeIterator for Items<'_, T, D> {}

impl<T: Element, D: Dimension> Items<'_, T, D> {
    /// Goes to the next row; there is one.
    #[inline(never)]
    fn next_row(&mut self) {
        self.others -= self.row;
        let place = &self.view.place;
        let (shape, strides) = (place.shape(), place.strides());
        for axis in (0..shape.len() - 1).rev() {
            let stride = strides[axis];
            let index = &mut self.index.slice_mut()[axis];
            *index += 1;
            if *index < shape[axis] {
                self.start = self.start.wrapping_offset(stride);
                break;
            }
            *index = 0;
            self.start = self.start.wrapping_offset(-stride * (shape[axis] - 1) as isize);
        }
        self.next = self.start;
        self.left = self.row;
    }
}

impl<T: Element, D: Dimension> fmt::Debug for SharedView<'_, T, D> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SharedView").field("memory", &self.memory).finish()
    }
}

impl<T: Element, D: Dimension> fmt::Debug for Items<'_, T, D> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Items").field("left", &self.len()).finish()
    }
}
