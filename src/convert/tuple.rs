//! | Rust | Python |
//! |---|---|
//! | tuples of 1 to 12 | `tuple` of that length |

use super::lent::Lent;
use super::rules::pythonized;
use super::temporary::Temporary;
use super::{FromPython, ToPython};
use crate::error::{ConversionError, Result, Step, take};
use crate::object::PyObject;
use crate::runtime::Python;
use crate::sys::{Borrowed, Item, Stolen, TypeFlag, has_flag, has_gil, tuple_items, type_of};
use std::ptr::NonNull;

macro_rules! tuples {
    ($($length:literal: $($type:ident $index:tt),*;)*) => {$(
        impl<$($type: ToPython),*> ToPython for ($($type,)*) {
            fn to_python(&self, py: Python<'_>) -> Result<PyObject> {
                if let Some(object) = pythonized(self, py) {
                    return object;
                }
                // The items first: converting one may run Python code, which must not find an unfinished tuple.
                tuple_of(py, [
                    $(self.$index.to_python(py).map_err(|e| e.within(Step::Item("tuple", $index)))?,)*
                ])
            }

            fn to_key(&self, py: Python<'_>) -> Result<PyObject> {
                tuple_of(py, [
                    $(self.$index.to_key(py).map_err(|e| e.within(Step::Item("tuple", $index)))?,)*
                ])
            }
        }

        impl<$($type: FromPython),*> FromPython for ($($type,)*) {
            fn from_python(object: &PyObject, py: Python<'_>) -> Result<Self> {
                expect_length(py, object, $length)?;
                Ok(($(element(object, $index, py)?,)*))
            }

            #[inline(always)]
            fn at_once(object: Lent<'_>, py: Python<'_>) -> Option<Self> {
                let items = items_at_once::<$length>(object, py)?;
                Some(($($type::at_once(items[$index], py)?,)*))
            }
        }
    )*};
}

tuples! {
    1: A 0;
    2: A 0, B 1;
    3: A 0, B 1, C 2;
    4: A 0, B 1, C 2, D 3;
    5: A 0, B 1, C 2, D 3, E 4;
    6: A 0, B 1, C 2, D 3, E 4, F 5;
    7: A 0, B 1, C 2, D 3, E 4, F 5, G 6;
    8: A 0, B 1, C 2, D 3, E 4, F 5, G 6, H 7;
    9: A 0, B 1, C 2, D 3, E 4, F 5, G 6, H 7, I 8;
    10: A 0, B 1, C 2, D 3, E 4, F 5, G 6, H 7, I 8, J 9;
    11: A 0, B 1, C 2, D 3, E 4, F 5, G 6, H 7, I 8, J 9, K 10;
    12: A 0, B 1, C 2, D 3, E 4, F 5, G 6, H 7, I 8, J 9, K 10, L 11;
}

/// A tuple of these items.
pub(super) fn tuple_of<const N: usize>(py: Python<'_>, items: [PyObject; N]) -> Result<PyObject> {
    // SAFETY: attached. Nothing runs between making the tuple and filling it, so that nobody else has it; it is
    // long enough, and takes over the items.
    unsafe {
        let tuple = take(py, py.api().PyTuple_New(N as isize))?;
        let places = tuple_items(tuple.as_ptr());
        for (index, item) in items.into_iter().enumerate() {
            let item = item.into_new().as_ptr();
            match places {
                Some(places) => (&mut *places)[index] = NonNull::new(item),
                None => {
                    py.api().PyTuple_SetItem(tuple.as_ptr(), index as isize, Stolen::from_ptr(item));
                }
            }
        }
        Ok(tuple)
    }
}

/// The items of an exact tuple that has so many.
#[inline(always)]
fn items_at_once<'a, const N: usize>(object: Lent<'a>, py: Python<'_>) -> Option<[Lent<'a>; N]> {
    // SAFETY: attached and valid; a tuple keeps its items as long as it lives.
    unsafe {
        let is_tuple = has_gil() && type_of(object.as_ptr()) == py.api().PyTuple_Type();
        let places: &[Item; N] = (&*is_tuple.then(|| tuple_items(object.as_ptr()))??).try_into().ok()?;
        if places.contains(&None) {
            return None;
        }
        Some(places.map(|item| Lent::new(item.unwrap_unchecked())))
    }
}

/// The value of an item of a tuple that has so many.
#[inline(always)]
fn element<T: FromPython>(tuple: &PyObject, index: usize, py: Python<'_>) -> Result<T> {
    let item = Temporary::new(item(py, tuple, index), py);
    // Not `from_result`, with which `()` drops whatever comes.
    T::from_python(&item, py).map_err(|e| e.within(Step::Item("tuple", index)))
}

/// An item of a tuple that has so many.
fn item(py: Python<'_>, tuple: &PyObject, index: usize) -> PyObject {
    // SAFETY: attached; a tuple keeps its items, and this one has an item there.
    unsafe {
        let item = match tuple_items(tuple.as_ptr()) {
            Some(places) => (&*places)[index].map_or(std::ptr::null_mut(), NonNull::as_ptr),
            None => py.api().PyTuple_GetItem(tuple.as_ptr(), index as isize).as_ptr(),
        };
        PyObject::from_borrowed(py, Borrowed::from_ptr(item)).expect("a tuple has its items")
    }
}

fn expect_length(py: Python<'_>, object: &PyObject, length: isize) -> Result<()> {
    // SAFETY: attached and valid; only of a tuple the size is asked.
    unsafe {
        if has_flag(object.as_ptr(), TypeFlag::Tuple) && py.api().PyTuple_Size(object.as_ptr()) == length {
            return Ok(());
        }
    }
    let plural = if length == 1 { "" } else { "s" };
    Err(ConversionError::new(format!("tuple of {length} item{plural}"), object).into())
}
