//! [`PyArray`]: an array that Rust and Python have together.

use super::borrow::{Borrowing, in_use};
use super::descr::{array_of, descr_for};
use super::memory::{KEEPER, Kept, Memory, Use};
use super::numpy::numpy;
use super::place::Place;
use super::raw::{Ndarray, WRITEABLE};
use crate::convert::{FromPython, ToPython};
use crate::dtype::Element;
use crate::error::{Error, Result};
use crate::export::checked_value_of;
use crate::gc;
use crate::object::PyObject;
use crate::runtime::{Python, enter_initialised};
use crate::sys::{self, Borrowed};
use ndarray::{Array, Dimension, Ix1, IxDyn};
use std::fmt;
use std::ptr::NonNull;
use std::sync::atomic::{Ordering, fence};
use std::sync::{Arc, OnceLock};

/// An array that Rust and Python have together: one memory, which neither copies.
///
/// It is made of Rust's arrays, or comes from Python as a `numpy.ndarray`. Given to Python it is a `numpy.ndarray` over the
/// same memory, always the same one: what Python writes is Rust's to [`read`](PyArray::read), and a result that is one
/// of the arguments is that array again.
///
/// ```
/// # fn main() -> py4rs::Result<()> {
/// # if py4rs::import_module("numpy").is_err() { return Ok(()) }
/// use py4rs::array::PyArray;
/// use py4rs::prelude::*;
///
/// import_module("numpy")?;
/// let a = PyArray::from(vec![1.0, 2.0]);
/// let b = PyArray::from(vec![10.0, 20.0]);
/// let same: PyArray<f64, ndarray::Ix1> = pycall!("numpy.add", &a, &b, out = &a)?;
/// assert!(same.is(&a));
/// assert_eq!(a.read().sum(), 33.0);
/// # Ok(())
/// # }
/// ```
///
/// # Who may write when
/// Python code can write to an array whenever it runs, and numpy even while other threads run. So Rust is lent the
/// memory itself only where nobody else has it: the `ndarray` is known to this library alone, and neither another
/// name, a view, a buffer nor a weak reference leads to it. That is so for what has not been given to Python, for
/// what was an argument of a call that is over, and for a result that Python does not keep. While it is lent, Python
/// does not get it again, or, where Rust only reads, as an array that is not writeable.
///
/// Where Python has the array too, a [guard](super::ReadGuard::is_in_place) is a copy, which is written back in the end
/// if it was for writing: of two who write at the same time, Rust is the last. Whoever knows that nobody writes
/// meanwhile takes the memory itself with [`read_in_place`](PyArray::read_in_place) and
/// [`write_in_place`](PyArray::write_in_place), which are unsafe for that reason; and [`SharedView`](super::SharedView)
/// reads and writes item by item what both have.
pub struct PyArray<T: Element, D: Dimension> {
    place: Place<T, D>,
    memory: Arc<Memory<T>>,
    /// The `ndarray`: made when Python first gets it, or what Python gave.
    object: OnceLock<PyObject>,
}

impl<T: Element, D: Dimension> From<Array<T, D>> for PyArray<T, D> {
    /// Takes the array over as it lies, in whatever order, sliced or turned.
    fn from(mut array: Array<T, D>) -> PyArray<T, D> {
        let first = NonNull::new(array.as_mut_ptr()).expect("what is owned has an address");
        let place = Place::new(first, array.raw_dim(), array.strides());
        PyArray { place, memory: Memory::new(Some(array.into_dyn())), object: OnceLock::new() }
    }
}

impl<T: Element> From<Vec<T>> for PyArray<T, Ix1> {
    /// Takes the memory of the vector over.
    fn from(items: Vec<T>) -> PyArray<T, Ix1> {
        Array::from(items).into()
    }
}

impl<T: Element> From<&[T]> for PyArray<T, Ix1> {
    /// Copies the items.
    fn from(items: &[T]) -> PyArray<T, Ix1> {
        items.to_vec().into()
    }
}

impl<T: Element, D: Dimension> PyArray<T, D> {
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

    /// Whether both are the same array.
    pub fn is(&self, other: &PyArray<T, D>) -> bool {
        let objects = self.object.get().zip(other.object.get());
        Arc::ptr_eq(&self.memory, &other.memory) || objects.is_some_and(|(own, other)| own.is(other))
    }

    /// Whether others can reach the memory: Python code, or, where numpy allocated it, another value of Rust's. Guards
    /// are copies then. What a detached thread has dropped is released a moment later, and counts until then.
    pub fn is_shared(&self) -> bool {
        !self.is_alone()
    }

    /// The array itself, where nobody else has it: the same allocation that it was made of.
    ///
    /// # Errors
    /// Somebody else has it, in Python or in Rust, or numpy allocated it: the array as it was.
    ///
    /// ```
    /// # fn main() -> py4rs::Result<()> {
    /// # if py4rs::import_module("numpy").is_err() { return Ok(()) }
    /// use py4rs::array::PyArray;
    /// use py4rs::prelude::*;
    ///
    /// let array = PyArray::from(vec![1i64, 2, 3]);
    /// pycall!("lambda a: a.sort()", &array => ())?;
    /// set_pyvalue("kept", &array)?;
    /// let Err(array) = array.try_into_inner() else { panic!("Python has it") };
    /// pyexec!("del kept")?;
    /// assert!(array.try_into_inner().is_ok());
    /// # Ok(())
    /// # }
    /// ```
    pub fn try_into_inner(self) -> Result<Array<T, D>, PyArray<T, D>> {
        // Python may have given the array another shape.
        let whole = self.memory.owner.as_ref().is_some_and(|owner| {
            owner.as_ptr() == self.place.first().cast_const()
                && owner.shape() == self.shape()
                && owner.strides() == self.place.strides()
        });
        let handles = self.memory.handles.load(Ordering::SeqCst);
        if !whole || handles > 1 || !self.is_alone() {
            return Err(self);
        }
        let mut array = self;
        if let Some(object) = array.object.take() {
            array.memory.handles.fetch_sub(1, Ordering::SeqCst);
            // With the last reference goes the array, and with it what keeps the memory for it.
            enter_initialised(|py| object.release(py));
        }
        match Arc::get_mut(&mut array.memory).and_then(|memory| memory.owner.take()) {
            Some(owner) => {
                // SAFETY: nobody else has the memory, which the owner keeps.
                unsafe { array.make_all_valid() };
                Ok(owner.into_dimensionality().expect("it was made of such an array"))
            }
            None => Err(array),
        }
    }

    /// The array: the same allocation that it was made of, where nobody else has it, else a copy, and a message to
    /// the log says so; [`try_into_inner`](PyArray::try_into_inner) says it by its type.
    ///
    /// # Panics
    /// A guard of another value of the same memory writes.
    pub fn into_inner(self) -> Array<T, D> {
        self.inner_or_copy().unwrap_or_else(|error| panic!("{error}"))
    }

    /// As [`into_inner`](PyArray::into_inner); an error where that panics.
    pub(super) fn inner_or_copy(self) -> Result<Array<T, D>> {
        self.try_into_inner().or_else(|array| {
            log::info!("an array of shape {:?} was copied: Python has it too", array.shape());
            Ok(array.try_read()?.to_owned())
        })
    }

    pub(super) fn memory(&self) -> &Arc<Memory<T>> {
        &self.memory
    }

    pub(super) fn place(&self) -> &Place<T, D> {
        &self.place
    }

    /// The `ndarray`, if there is one.
    pub(super) fn known_object(&self) -> Option<&PyObject> {
        self.object.get()
    }

    /// Whether nobody but this library can reach the memory.
    #[inline]
    pub(super) fn is_alone(&self) -> bool {
        let alone = |py: Python<'_>| {
            self.holds_all(py) || {
                // What detached threads have dropped may be on its way.
                gc::release_queued(py);
                self.holds_all(py)
            }
        };
        self.object.get().is_none() && !self.memory.is_viewed() || enter_initialised(alone).unwrap_or(false)
    }

    /// Whether all references to the `ndarray` are those of such values, and nobody has the memory without numpy.
    fn holds_all(&self, py: Python<'_>) -> bool {
        if self.memory.is_viewed() {
            return false;
        }
        let Some(object) = self.object.get() else { return true };
        let Some(array) = Ndarray::exact(object, py) else { return false };
        let handles = self.memory.handles.load(Ordering::SeqCst);
        // SAFETY: attached; valid.
        let all = unsafe { sys::has_gil() && sys::count(object.as_ptr()) == Some(handles as isize) };
        all && !array.has_weak_references() && (self.memory.owner.is_some() || array.is_sole_owner(py))
    }

    /// The `ndarray`, made where there is none.
    #[inline]
    fn object(&self, py: Python<'_>) -> Result<&PyObject> {
        match self.object.get() {
            Some(object) => Ok(object),
            None => self.make(py),
        }
    }

    #[cold]
    fn make(&self, py: Python<'_>) -> Result<&PyObject> {
        let object = self.view_of_memory(Kept::Memory(self.memory.clone()), WRITEABLE, py)?;
        match self.object.set(object) {
            Ok(()) => _ = self.memory.handles.fetch_add(1, Ordering::SeqCst),
            // Another thread was faster.
            Err(object) => object.release(py),
        }
        Ok(self.object.get().expect("it has been set"))
    }

    /// A new `ndarray` over the memory, which lives as long as what is kept.
    fn view_of_memory(&self, kept: Kept, flags: i32, py: Python<'_>) -> Result<PyObject> {
        let numpy = numpy(py)?;
        let dtype = descr_for::<T>(py)?;
        let keeper = KEEPER.instance(py, kept)?;
        // SAFETY: the items are there, as long as what is kept; it is kept from the beginning.
        unsafe {
            let (strides, data) = (self.place.byte_strides(), self.place.first().cast());
            let object = numpy.wrap(py, &dtype, self.shape(), Some(&strides), data, flags)?;
            dtype.release(py);
            numpy.set_base(py, &object, keeper)?;
            Ok(object)
        }
    }
}

impl<T: Element, D: Dimension> ToPython for PyArray<T, D> {
    /// The `numpy.ndarray`; where there is no numpy, a [`memoryview`](PyArray::memoryview). While Rust reads, one that is
    /// not writeable.
    ///
    /// # Errors
    /// Rust has a guard that writes.
    fn to_python(&self, py: Python<'_>) -> Result<PyObject> {
        let object = match self.object(py) {
            Ok(object) => object.to_python(py)?,
            Err(Error::Python(error)) if error.type_name() == "ModuleNotFoundError" => {
                return self.memoryview();
            }
            Err(error) => return Err(error),
        };
        // Either whoever reads or writes in place sees the reference, or this sees that it does.
        fence(Ordering::SeqCst);
        match self.memory.used() {
            Use::None => Ok(object),
            Use::Read => self.view_of_memory(Kept::Array(object), 0, py),
            Use::Written => {
                object.release(py);
                Err(in_use(Borrowing::Lent))
            }
        }
    }
}

impl<T: Element, D: Dimension> FromPython for PyArray<T, D> {
    /// The array itself, which both have from then on. It has to be a `numpy.ndarray` of this very dtype, whose items
    /// are aligned; anything else is [copied](Array).
    fn from_python(object: &PyObject, py: Python<'_>) -> Result<PyArray<T, D>> {
        let array = array_of::<T>(object, py)?;
        let place = Place::of(array)?;
        let memory = memory_of(array, py).unwrap_or_else(|| Memory::new(None));
        let object = object.to_python(py)?;
        memory.handles.fetch_add(1, Ordering::SeqCst);
        Ok(PyArray { place, memory, object: object.into() })
    }
}

/// The memory of an array that this library gave to Python.
fn memory_of<T: Element>(array: Ndarray<'_>, py: Python<'_>) -> Option<Arc<Memory<T>>> {
    // SAFETY: attached; the array keeps what it refers to.
    let keeper = unsafe { PyObject::from_borrowed(py, Borrowed::from_ptr(array.base())) }?;
    let memory = KEEPER.is_class_of(&keeper, py).then(|| {
        // SAFETY: an instance of the class, all of which are made with such a value.
        let kept: &Kept = unsafe { checked_value_of(keeper.as_ptr(), py) }.ok()?;
        match kept {
            Kept::Memory(memory) => memory.clone().downcast().ok(),
            Kept::Array(_) => None,
        }
    });
    keeper.release(py);
    memory.flatten()
}

impl<T: Element, D: Dimension> Drop for PyArray<T, D> {
    fn drop(&mut self) {
        if self.object.get().is_some() {
            // Before the reference is given up: there are never fewer than are counted.
            self.memory.handles.fetch_sub(1, Ordering::SeqCst);
        }
    }
}

impl<T: Element, D: Dimension> fmt::Debug for PyArray<T, D> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PyArray")
            .field("dtype", &T::dtype().to_string())
            .field("shape", &IxDyn(self.shape()).slice())
            .finish()
    }
}
