//! [`Buffer`]: memory of Python's without numpy.

use super::place::Place;
use super::shown::Shown;
use super::view::SharedView;
use super::written::WritingBack;
use crate::convert::FromPython;
use crate::dtype::{Element, distinct, make_valid, reach};
use crate::error::{ConversionError, Error, Result};
use crate::object::PyObject;
use crate::runtime::{Python, enter, enter_initialised};
use ndarray::{Array, ArrayView, ArrayViewMut, CowArray, Dimension, Ix1};
use std::fmt;
use std::ops::{Deref, DerefMut};
use std::ptr::NonNull;

/// Memory that an object of Python's shows, where it is: `bytes`, `bytearray`, `memoryview`, `array.array`, `mmap`, arrays
/// of ctypes, and by DLPack or `__array_interface__` those of torch, jax, tensorflow and their like. numpy is not needed.
///
/// Its items are just `T`, as the object says by its format, and have `D` dimensions. While there is a `Buffer`, the object
/// keeps the memory where it is: a `bytearray` cannot be resized, an `mmap` not be closed.
///
/// ```
/// use py4rs::array::Buffer;
/// use py4rs::prelude::*;
///
/// # fn main() -> py4rs::Result<()> {
/// let bytes: Buffer<u8> = raw_pyeval("b'abc'")?;
/// assert_eq!(bytes.read()?.as_slice(), Some(&b"abc"[..]));
///
/// import_module("array")?;
/// raw_pyexec("numbers = array.array('d', [1, 2, 3])")?;
/// let mut numbers: Buffer<f64> = pyvalue("numbers")?;
/// numbers.write()?[0] = 10.0;
/// assert_eq!(raw_pyeval::<f64>("sum(numbers)")?, 15.0);
/// # Ok(())
/// # }
/// ```
///
/// # Who may write when
/// As of a [`PyArray`](super::PyArray#who-may-write-when), Rust is lent the memory itself only where nobody else can
/// write it: that of `bytes`, which never changes, to [`read`](Buffer::read), and that of a `bytearray` which Python
/// does not have any more to [`write`](Buffer::write). Otherwise the former gives a copy, and the latter one that is
/// written back in the end. [`view`](Buffer::view) reads and writes item by item what both have.
///
/// What an object says of its memory is believed, as numpy does. A tensor that says nothing of writing, as all before version
/// 1 of DLPack, is not written to, as numpy has it.
pub struct Buffer<T: Element, D: Dimension = Ix1> {
    shown: Shown,
    lengths: D,
    /// Where Rust can have the items as they lie.
    place: Option<Place<T, D>>,
}

impl<T: Element, D: Dimension> Buffer<T, D> {
    /// How many items there are in each dimension.
    pub fn shape(&self) -> &[usize] {
        self.lengths.slice()
    }

    /// How many items there are.
    pub fn len(&self) -> usize {
        self.lengths.size()
    }

    /// Whether there are no items.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Whether Python allows to write to the memory.
    pub fn is_writeable(&self) -> bool {
        self.shown.writeable
    }

    /// The items one by one, where they are.
    ///
    /// # Errors
    /// They are not aligned, or not whole items apart.
    pub fn view(&self) -> Result<SharedView<'_, T, D>> {
        Ok(SharedView::shown(self.place()?.clone(), self.shown.writeable))
    }

    /// The items, to be read: themselves, where they never change, else a copy.
    ///
    /// # Errors
    /// There is no memory for a copy, or the process is exiting.
    pub fn read(&self) -> Result<CowArray<'_, T, D>> {
        match &self.place {
            // SAFETY: nobody writes. All bytes are initialised, and valid.
            Some(place) if self.shown.is_constant() && T::ANY_BYTES => Ok(unsafe { place.view() }.into()),
            _ => self.to_array().map(CowArray::from),
        }
    }

    /// The items, to be changed: themselves, where Python has them no more, else a copy, which is written back when the
    /// guard ends.
    ///
    /// # Errors
    /// The memory is not writeable, some of its items are the same memory, another guard has some of the memory, there
    /// is no memory for a copy, or the process is exiting.
    pub fn write(&mut self) -> Result<BufferMut<'_, T, D>> {
        self.expect_writeable()?;
        let alone = enter_initialised(|py| self.shown.is_alone(py)).ok_or(Error::NotAlive)?;
        if let Some(place) = self.place.as_ref().filter(|_| alone && T::ANY_BYTES) {
            // SAFETY: Python has no way to the memory any more, and this value is borrowed for writing. Its items are
            // apart, initialised and valid.
            return Ok(BufferMut(Items::Lent(unsafe { place.view_mut() })));
        }
        let written = WritingBack::begin(self.reach())?;
        let items = self.to_array()?;
        Ok(BufferMut(Items::Copied { items, into: &self.shown, _written: written }))
    }

    /// A copy of the items, in C's order.
    ///
    /// # Errors
    /// There is no memory for one, or the process is exiting.
    pub fn to_array(&self) -> Result<Array<T, D>> {
        let mut items: Vec<T> = Vec::new();
        let count = self.len();
        let no_memory = |_| ConversionError::described("memory for a copy", format!("{count} items"));
        items.try_reserve_exact(count).map_err(no_memory)?;
        let into = items.as_mut_ptr();
        // SAFETY: there is room for all of them, and each is written.
        unsafe {
            enter(|_py| self.shown.rows().copy_out(into))?;
            make_valid::<T>(into.cast(), count);
            items.set_len(count);
        }
        Ok(Array::from_shape_vec(self.lengths.clone(), items).expect("as many as the shape says"))
    }

    /// The items themselves, whoever has them too.
    ///
    /// # Errors
    /// They are not aligned, or not whole items apart.
    ///
    /// # Safety
    /// Nobody writes to the items while the view lives: no Python code, on whatever thread, no C code, no other guard over
    /// the same memory. Those of `bool` are 0 or 1.
    pub unsafe fn read_in_place(&self) -> Result<ArrayView<'_, T, D>> {
        // SAFETY: as the caller promises; the items are there as long as this value.
        Ok(unsafe { self.place()?.view() })
    }

    /// The items themselves, to be changed, whoever has them too.
    ///
    /// # Errors
    /// They are not aligned, not whole items apart, not writeable, or some are the same memory.
    ///
    /// # Safety
    /// Nobody reads or writes the items while the view lives: no Python code, on whatever thread, no C code, no other
    /// guard over the same memory. Those of `bool` are 0 or 1.
    pub unsafe fn write_in_place(&mut self) -> Result<ArrayViewMut<'_, T, D>> {
        self.expect_writeable()?;
        // SAFETY: as above; no two items share a byte.
        Ok(unsafe { self.place()?.view_mut() })
    }

    /// Gives the memory back at once. One that is dropped by a thread that is not attached gives it back a moment later, as
    /// any [`PyObject`], and until then a `bytearray` cannot be resized.
    pub fn release(self) {
        enter_initialised(|py| self.shown.keeper.release(py));
    }

    fn place(&self) -> Result<&Place<T, D>> {
        self.place.as_ref().ok_or_else(|| {
            let expected = "items that are aligned, and whole items apart";
            ConversionError::described(expected, "others, which can only be copied").into()
        })
    }

    fn expect_writeable(&self) -> Result<()> {
        let (expected, got) = if !self.shown.writeable {
            ("memory that is writeable", "memory that is not")
        } else if !distinct(&self.shown.layout.shape, &self.shown.layout.strides, size_of::<T>()) {
            ("memory whose items are apart", "memory with items that are the same")
        } else {
            return Ok(());
        };
        Err(ConversionError::described(expected, got).into())
    }

    /// The addresses that the items take.
    fn reach(&self) -> std::ops::Range<usize> {
        let layout = &self.shown.layout;
        let (from, to) = reach(&layout.shape, &layout.strides, size_of::<T>());
        let first = self.shown.first.addr();
        first.wrapping_add_signed(from)..first.wrapping_add_signed(to)
    }
}

impl<T: Element, D: Dimension> FromPython for Buffer<T, D> {
    /// The memory of an object that shows it by the buffer protocol, DLPack or `__array_interface__`, as it lies there.
    fn from_python(object: &PyObject, py: Python<'_>) -> Result<Buffer<T, D>> {
        let shown = Shown::of(object, py)?;
        shown.expect::<T>()?;
        let layout = &shown.layout;
        super::from_python::expect_dimensions::<D>(layout.shape.len())?;
        // Without those that are empty, as `ndarray` counts.
        let mut lengths = layout.shape.iter().filter(|length| **length != 0);
        let bytes = lengths.try_fold(size_of::<T>(), |bytes, length| bytes.checked_mul(*length));
        if bytes.is_none_or(|bytes| isize::try_from(bytes).is_err()) {
            return Err(ConversionError::described("items that memory can have", "more of them").into());
        }
        let mut lengths = D::zeros(layout.shape.len());
        lengths.slice_mut().copy_from_slice(&layout.shape);
        if shown.first.is_null() && lengths.size() != 0 {
            return Err(ConversionError::described("memory with items", "items at no address").into());
        }
        let place = place_of(&shown, &lengths);
        Ok(Buffer { shown, lengths, place })
    }
}

/// Where the items are; `None` where Rust cannot have them as they lie.
fn place_of<T: Element, D: Dimension>(shown: &Shown, lengths: &D) -> Option<Place<T, D>> {
    let size = size_of::<T>() as isize;
    // Without items there may be no memory.
    let first = match lengths.size() {
        0 => NonNull::dangling(),
        _ => NonNull::new(shown.first.cast::<T>()).filter(|first| first.is_aligned())?,
    };
    // Without items, strides lead nowhere, whatever they are.
    let whole = |stride: &isize| match lengths.size() {
        0 => Some(0),
        _ => (stride % size == 0).then(|| stride / size),
    };
    let strides: Vec<isize> = shown.layout.strides.iter().map(whole).collect::<Option<_>>()?;
    Some(Place::new(first, lengths.clone(), &strides))
}

impl<T: Element, D: Dimension> fmt::Debug for Buffer<T, D> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let dtype = T::dtype().to_string();
        f.debug_struct("Buffer").field("dtype", &dtype).field("shape", &self.shape()).finish()
    }
}

/// The items of a [`Buffer`], to be changed; see [`Buffer::write`].
pub struct BufferMut<'a, T: Element, D: Dimension>(Items<'a, T, D>);

enum Items<'a, T, D: Dimension> {
    Lent(ArrayViewMut<'a, T, D>),
    Copied { items: Array<T, D>, into: &'a Shown, _written: WritingBack },
}

impl<T: Element, D: Dimension> BufferMut<'_, T, D> {
    /// Whether these are the items themselves, and no copy that is written back in the end.
    pub fn is_in_place(&self) -> bool {
        matches!(self.0, Items::Lent(_))
    }
}

impl<T: Element, D: Dimension> Deref for BufferMut<'_, T, D> {
    type Target = ndarray::ArrayRef<T, D>;

    fn deref(&self) -> &ndarray::ArrayRef<T, D> {
        match &self.0 {
            Items::Lent(items) => items,
            Items::Copied { items, .. } => items,
        }
    }
}

impl<T: Element, D: Dimension> DerefMut for BufferMut<'_, T, D> {
    fn deref_mut(&mut self) -> &mut ndarray::ArrayRef<T, D> {
        match &mut self.0 {
            Items::Lent(items) => items,
            Items::Copied { items, .. } => items,
        }
    }
}

impl<T: Element, D: Dimension> Drop for BufferMut<'_, T, D> {
    fn drop(&mut self) {
        if let Items::Copied { items, into, .. } = &mut self.0 {
            // Whoever had the guard may have turned the array, or cut it.
            if items.shape() != into.layout.shape {
                return log::error!(
                    "a copy of shape {:?} has another one, and is not written back",
                    items.shape()
                );
            }
            let ordered = items.as_standard_layout();
            // SAFETY: as many items, in C's order; the memory is there, and may be written.
            enter_initialised(|_py| unsafe { into.rows().copy_in(ordered.as_ptr()) });
        }
    }
}

impl<T: Element + fmt::Debug, D: Dimension> fmt::Debug for BufferMut<'_, T, D> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        (**self).fmt(f)
    }
}
