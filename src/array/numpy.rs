//! numpy's C API, found in the numpy that this Python has, at the first use of an array.
//!
//! numpy offers its functions as a table in a capsule; what stands where in it has not changed from 1.17 to 2.x. There
//! are no functions for what an array consists of: every extension reads the struct, whose first fields are therefore
//! as fixed as the table is, for one version of numpy's binary interface. Two are known, and any other is refused.
//! Where the struct's fields stand is nevertheless looked at on real arrays before it is relied on.

use super::raw::{Fields, Ndarray};
use crate::convert::{FromPython, ToPython};
use crate::dtype::Scalar;
use crate::error::{Error, Result, check, take};
use crate::export::pyerror;
use crate::object::PyObject;
use crate::runtime::Python;
use crate::sys::{self, New, PyTypeObject, Stolen};
use std::ffi::{CStr, c_int, c_uint, c_void};
use std::ptr::null_mut;
use std::sync::OnceLock;

/// What is used of numpy.
pub(super) struct Numpy {
    /// The class `ndarray`.
    pub(super) class: *mut PyTypeObject,
    /// Bytes of an array before its fields.
    pub(super) head: usize,
    /// The module.
    pub(super) module: PyObject,
    /// The dtypes of the scalars, by their numbers.
    scalars: [PyObject; Scalar::ALL.len()],
    new_from_descr: NewFromDescr,
    copy_into: CopyInto,
    set_base_object: SetBaseObject,
}

/// Class, dtype (stolen), dimensions, shape, strides, memory, flags, template.
type NewFromDescr = unsafe extern "C" fn(
    *mut PyTypeObject,
    Stolen,
    c_int,
    *const isize,
    *const isize,
    *mut c_void,
    c_int,
    *mut sys::PyObject,
) -> New;
type CopyInto = unsafe extern "C" fn(*mut sys::PyObject, *mut sys::PyObject) -> c_int;
type SetBaseObject = unsafe extern "C" fn(*mut sys::PyObject, Stolen) -> c_int;

/// The places in numpy's table.
mod at {
    pub const ABI_VERSION: usize = 0;
    pub const ARRAY_TYPE: usize = 2;
    pub const COPY_INTO: usize = 50;
    pub const NEW_FROM_DESCR: usize = 94;
    pub const SET_BASE_OBJECT: usize = 282;
}

/// The versions of numpy's binary interface: of 1.x and of 2.x.
const ABI_VERSIONS: [c_uint; 2] = [0x0100_0009, 0x0200_0000];

// SAFETY: addresses of functions and of a class that live for ever, and objects.
unsafe impl Send for Numpy {}
// SAFETY: as above.
unsafe impl Sync for Numpy {}

static NUMPY: OnceLock<Numpy> = OnceLock::new();

/// numpy, which is imported where it has not been.
///
/// # Errors
/// It cannot be imported, or is one that is not known here.
#[inline(always)]
pub(super) fn numpy(py: Python<'_>) -> Result<&'static Numpy> {
    match NUMPY.get() {
        Some(numpy) => Ok(numpy),
        None => load(py),
    }
}

/// numpy, where it has been used before.
#[inline(always)]
pub(super) fn known() -> Option<&'static Numpy> {
    NUMPY.get()
}

#[cold]
fn load(py: Python<'_>) -> Result<&'static Numpy> {
    let api = py.api();
    // SAFETY: attached; the names are static.
    let import = |name: &CStr| take(py, unsafe { api.PyImport_ImportModule(name.as_ptr()) });
    let module = import(c"numpy")?;
    // The newer place is asked first: to ask numpy 2 for the older one makes it warn.
    let inner =
        import(c"numpy._core._multiarray_umath").or_else(|_| import(c"numpy.core._multiarray_umath"))?;
    // SAFETY: attached; a capsule of numpy's has no name. The table has more places than are read here in every version,
    // and what is there is what numpy's headers say, whatever the version of the interface.
    let (numpy, abi) = unsafe {
        let capsule = take(py, api.PyObject_GetAttrString(inner.as_ptr(), c"_ARRAY_API".as_ptr()))?;
        let table: *const *mut c_void = api.PyCapsule_GetPointer(capsule.as_ptr(), std::ptr::null()).cast();
        if table.is_null() {
            return Err(Error::Python(crate::PyError::take(py)));
        }
        let place = |index: usize| *table.add(index);
        let abi =
            std::mem::transmute::<*mut c_void, unsafe extern "C" fn() -> c_uint>(place(at::ABI_VERSION))();
        let numpy = Numpy {
            class: place(at::ARRAY_TYPE).cast(),
            head: size(py, api.PyBaseObject_Type())?,
            scalars: scalars(py, &module)?,
            module,
            new_from_descr: std::mem::transmute::<*mut c_void, NewFromDescr>(place(at::NEW_FROM_DESCR)),
            copy_into: std::mem::transmute::<*mut c_void, CopyInto>(place(at::COPY_INTO)),
            set_base_object: std::mem::transmute::<*mut c_void, SetBaseObject>(place(at::SET_BASE_OBJECT)),
        };
        (numpy, abi)
    };
    if !ABI_VERSIONS.contains(&abi) || !numpy.agrees(py)? {
        let text = format!("this numpy (binary interface {abi:#x}) is not known: 1.17 to 2.x are");
        return Err(pyerror("ImportError", (text,)));
    }
    Ok(NUMPY.get_or_init(|| numpy))
}

/// Bytes of an instance of a class.
fn size(py: Python<'_>, class: *mut PyTypeObject) -> Result<usize> {
    // SAFETY: attached; the class is valid.
    let size = take(py, unsafe { py.api().PyObject_GetAttrString(class.cast(), c"__basicsize__".as_ptr()) })?;
    usize::from_result(size, py)
}

fn scalars(py: Python<'_>, module: &PyObject) -> Result<[PyObject; Scalar::ALL.len()]> {
    let mut dtypes = Vec::new();
    for scalar in Scalar::ALL {
        dtypes.push(dtype_named(py, module, scalar.name())?);
    }
    Ok(dtypes.try_into().expect("one for each"))
}

/// `numpy.dtype(what)`.
fn dtype_named(py: Python<'_>, module: &PyObject, what: impl ToPython) -> Result<PyObject> {
    let what = what.to_python(py)?;
    let dtype = call(py, module, c"dtype", &[&what]);
    what.release(py);
    dtype
}

/// What a function of a module gives.
fn call(py: Python<'_>, module: &PyObject, name: &CStr, arguments: &[&PyObject]) -> Result<PyObject> {
    let arguments: Vec<*mut sys::PyObject> = arguments.iter().map(|argument| argument.as_ptr()).collect();
    // SAFETY: attached; all are valid.
    unsafe {
        let function = take(py, py.api().PyObject_GetAttrString(module.as_ptr(), name.as_ptr()))?;
        let count = arguments.len();
        let result = py.api().PyObject_Vectorcall(function.as_ptr(), arguments.as_ptr(), count, null_mut());
        function.release(py);
        take(py, result)
    }
}

impl Numpy {
    /// The dtype of a scalar.
    #[inline(always)]
    pub(super) fn scalar(&self, scalar: Scalar) -> &PyObject {
        &self.scalars[scalar as usize]
    }

    /// `numpy.dtype(what)`.
    pub(super) fn dtype(&self, py: Python<'_>, what: impl ToPython) -> Result<PyObject> {
        dtype_named(py, &self.module, what)
    }

    /// What a function of numpy's gives.
    pub(super) fn call(&self, py: Python<'_>, name: &CStr, arguments: &[&PyObject]) -> Result<PyObject> {
        call(py, &self.module, name, arguments)
    }

    /// A new array over memory, or, where `data` is null, with memory of its own that is not initialised.
    ///
    /// # Safety
    /// `data` is null, or has an item of that dtype wherever shape and strides say, for as long as the array and what is
    /// made of it live; without strides in C's order, and aligned. `flags` says [`WRITEABLE`](super::raw::WRITEABLE)
    /// only where it may be written.
    pub(super) unsafe fn wrap(
        &self,
        py: Python<'_>,
        dtype: &PyObject,
        shape: &[usize],
        strides: Option<&[isize]>,
        data: *mut u8,
        flags: c_int,
    ) -> Result<PyObject> {
        const C_ORDER_AND_ALIGNED: c_int = 0x101;
        // Where numpy takes the memory itself, flags would mean Fortran's order; where it gets no strides, it believes them.
        let flags = match (data.is_null(), strides) {
            (true, _) => 0,
            (false, Some(_)) => flags,
            (false, None) => flags | C_ORDER_AND_ALIGNED,
        };
        let dtype = dtype.to_python(py)?.into_new();
        // SAFETY: attached; as many lengths as dimensions, and none is longer than isize::MAX. The dtype's reference is
        // taken over.
        take(py, unsafe {
            (self.new_from_descr)(
                self.class,
                Stolen::from_ptr(dtype.as_ptr()),
                shape.len() as c_int,
                shape.as_ptr().cast(),
                strides.map_or(std::ptr::null(), <[isize]>::as_ptr),
                data.cast(),
                flags,
                null_mut(),
            )
        })
    }

    /// Has an array keep an object for as long as it lives.
    ///
    /// # Safety
    /// `array` is a new array, which nobody else has.
    pub(super) unsafe fn set_base(&self, py: Python<'_>, array: &PyObject, base: PyObject) -> Result<()> {
        // SAFETY: attached; as the caller promises. The reference is taken over.
        check(py, unsafe {
            (self.set_base_object)(array.as_ptr(), Stolen::from_ptr(base.into_new().as_ptr()))
        })
    }

    /// Copies the items of one array into another of the same shape: any strides, any byte order, and as the other's type.
    pub(super) fn copy(&self, py: Python<'_>, from: &PyObject, into: &PyObject) -> Result<()> {
        // SAFETY: attached; both are arrays, as all that this is called with.
        check(py, unsafe { (self.copy_into)(into.as_ptr(), from.as_ptr()) })
    }

    /// Whether real arrays have their fields where the struct says.
    fn agrees(&self, py: Python<'_>) -> Result<bool> {
        static MEMORY: [f64; 6] = [0.0; 6];
        let (shape, strides) = ([2, 3], [8, 16]);
        let data = MEMORY.as_ptr().cast_mut().cast();
        let dtype = self.scalar(Scalar::Float64);
        // SAFETY: static memory of six numbers, which nobody is allowed to write. The fields are inside of the object: the
        // class says how large it is.
        unsafe {
            if size(py, self.class)? < self.head + size_of::<Fields>() {
                return Ok(false);
            }
            let array = self.wrap(py, dtype, &shape, Some(&strides), data, 0)?;
            let seen = Ndarray::new(&array, self);
            let fields = seen.data() == data
                && seen.dimensions() == 2
                && seen.shape() == shape
                && seen.strides() == strides
                && seen.descr() == dtype.as_ptr()
                && seen.base().is_null()
                && !seen.is_writeable()
                && !seen.owns()
                && !seen.has_weak_references();
            if !fields {
                return Ok(false);
            }
            self.set_base(py, &array, self.module.clone())?;
            let weak = self.weak_reference(py, &array)?;
            let seen = Ndarray::new(&array, self);
            let agrees = seen.base() == self.module.as_ptr() && seen.has_weak_references();
            drop(weak);
            Ok(agrees)
        }
    }

    fn weak_reference(&self, py: Python<'_>, array: &PyObject) -> Result<PyObject> {
        // SAFETY: attached; the name is static.
        let module = take(py, unsafe { py.api().PyImport_ImportModule(c"weakref".as_ptr()) })?;
        call(py, &module, c"ref", &[array])
    }
}
