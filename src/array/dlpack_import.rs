//! DLPack: memory of torch, jax, tensorflow, cupy and numpy, which gives itself by `__dlpack__`.

use super::capsule::{rename, value_in};
use super::dlpack::{Device, Managed, Owned, VERSION, Versioned};
use super::shown::{KEEPER, Shown, Writers, attribute};
use crate::convert::{FromPython, Temporary, ToPython};
use crate::dtype::Layout;
use crate::error::{ConversionError, Error, Result, take};
use crate::object::PyObject;
use crate::runtime::Python;
use std::ffi::CStr;

/// A tensor that has been taken out of its capsule.
struct Taken<T: Owned>(*mut T);

// SAFETY: it may be ended by any thread.
unsafe impl<T: Owned> Send for Taken<T> {}

impl<T: Owned> Drop for Taken<T> {
    fn drop(&mut self) {
        // SAFETY: it was taken out of its capsule, which does not end it any more.
        unsafe { T::end(self.0) };
    }
}

/// What an object shows by DLPack: memory of the host alone.
pub(super) fn shown(object: &PyObject, py: Python<'_>) -> Result<Shown> {
    let (kind, number) = <(i32, i32)>::from_result(method(object, c"__dlpack_device__", None, py)?, py)?;
    expect_host(Device { kind, number })?;
    // Those that know no versions know no such argument either.
    let capsule = method(object, c"__dlpack__", Some(("max_version", (VERSION[0], VERSION[1]))), py)
        .or_else(|error| match error {
            Error::Python(error) if error.type_name() == "TypeError" => {
                method(object, c"__dlpack__", None, py)
            }
            error => Err(error),
        })?;
    let capsule = Temporary::new(capsule, py);
    match taken_out::<Versioned>(&capsule, py).or_else(|| taken_out::<Managed>(&capsule, py)) {
        Some(shown) => shown,
        None => Err(ConversionError::new("a capsule of DLPack's that has not been used", &capsule).into()),
    }
}

fn expect_host(device: Device) -> Result<()> {
    if device.is_host() {
        return Ok(());
    }
    let got = format!("memory of another device ({}): copy it to the CPU first", device.name());
    Err(ConversionError::described("memory of the CPU", got).into())
}

/// What a method gives for one named argument, or none.
fn method(
    object: &PyObject,
    name: &CStr,
    argument: Option<(&str, (u32, u32))>,
    py: Python<'_>,
) -> Result<PyObject> {
    let method = Temporary::new(attribute(object, name, py)?, py);
    let (names, value) = match argument {
        Some((name, value)) => (Some((name,).to_python(py)?), Some(value.to_python(py)?)),
        None => (None, None),
    };
    let names = names.map(|names| Temporary::new(names, py));
    let value = value.map(|value| Temporary::new(value, py));
    let address = |object: &Option<Temporary<'_>>| {
        object.as_ref().map_or(std::ptr::null_mut(), |object| object.as_ptr())
    };
    let arguments = [address(&value)];
    // SAFETY: attached; all are valid. The only argument, if there is one, has a name.
    take(py, unsafe { py.api().PyObject_Vectorcall(method.as_ptr(), arguments.as_ptr(), 0, address(&names)) })
}

/// The tensor of a capsule; `None` where it has no such one.
fn taken_out<T: Owned + 'static>(capsule: &PyObject, py: Python<'_>) -> Option<Result<Shown>> {
    let value = value_in::<T>(capsule, py)?;
    Some(rename(capsule, T::USED, py).and_then(|()| {
        let taken = Taken(value);
        // SAFETY: the capsule had it, and it lives until this is its end.
        let owned = unsafe { &*value };
        if owned.major() != VERSION[0] {
            let got = format!("one of version {}", owned.major());
            return Err(ConversionError::described("a tensor of DLPack 1", got).into());
        }
        let tensor = owned.tensor();
        expect_host(tensor.device)?;
        let dtype = tensor.dtype.dtype();
        let size = dtype.size().unwrap_or(1);
        let dimensions = usize::try_from(tensor.dimensions).unwrap_or(0);
        let list = |list: *mut i64| match (list.is_null(), dimensions) {
            (true, _) | (_, 0) => Vec::new(),
            // SAFETY: a list that is there has as many entries as dimensions.
            (false, dimensions) => unsafe { std::slice::from_raw_parts(list, dimensions) }.to_vec(),
        };
        let shape: Vec<usize> = list(tensor.shape).iter().map(|length| *length as usize).collect();
        let layout = match tensor.strides.is_null() {
            true => Layout::c_order(&shape, size),
            false => {
                let strides = list(tensor.strides)
                    .iter()
                    .map(|stride| (*stride as isize).saturating_mul(size as isize))
                    .collect();
                Layout { shape, strides }
            }
        };
        let first = tensor.data.wrapping_add(tensor.offset as usize);
        let writeable = owned.is_writeable();
        let keeper = KEEPER.instance(py, taken)?;
        Ok(Shown { first, layout, dtype, writeable, writers: Writers::Anybody, keeper })
    }))
}
