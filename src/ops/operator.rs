//! Python's operators: as Rust's own, where Rust has the trait, and as methods.

use super::arguments::Argument;
use crate::convert::{FromPython, ToPython};
use crate::error::{Result, check, take};
use crate::object::PyObject;
use crate::runtime::{Python, enter};
use crate::sys::{self, New};
use std::ops::{Add, BitAnd, BitOr, BitXor, Div, Mul, Neg, Not, Rem, Shl, Shr, Sub};

/// What a C function makes of an object and a value.
#[inline]
fn binary(
    left: &PyObject,
    right: &(impl ToPython + ?Sized),
    operation: impl FnOnce(Python<'_>, *mut sys::PyObject, *mut sys::PyObject) -> New,
) -> Result<PyObject> {
    enter(|py| {
        let right = Argument::of(right, py)?;
        take(py, operation(py, left.as_ptr(), right.as_ptr()))
    })?
}

/// What a C function makes of an object.
#[inline]
fn unary(
    object: &PyObject,
    operation: impl FnOnce(Python<'_>, *mut sys::PyObject) -> New,
) -> Result<PyObject> {
    enter(|py| take(py, operation(py, object.as_ptr())))?
}

macro_rules! binary_operators {
    ($($trait:ident $method:ident $function:ident $sign:literal;)*) => {$(
        impl<T: ToPython> $trait<T> for &PyObject {
            type Output = Result<PyObject>;

            #[doc = concat!("Python's `", $sign, "`.")]
            fn $method(self, right: T) -> Result<PyObject> {
                // SAFETY: attached; both are valid.
                binary(self, &right, |py, left, right| unsafe { py.api().$function(left, right) })
            }
        }

        impl<T: ToPython> $trait<T> for PyObject {
            type Output = Result<PyObject>;

            #[doc = concat!("Python's `", $sign, "`.")]
            fn $method(self, right: T) -> Result<PyObject> {
                $trait::$method(&self, right)
            }
        }
    )*};
}

binary_operators! {
    Add add PyNumber_Add "+";
    Sub sub PyNumber_Subtract "-";
    Mul mul PyNumber_Multiply "*";
    Div div PyNumber_TrueDivide "/";
    Rem rem PyNumber_Remainder "%";
    BitAnd bitand PyNumber_And "&";
    BitOr bitor PyNumber_Or "|";
    BitXor bitxor PyNumber_Xor "^";
    Shl shl PyNumber_Lshift "<<";
    Shr shr PyNumber_Rshift ">>";
}

macro_rules! unary_operators {
    ($($trait:ident $method:ident $function:ident $sign:literal;)*) => {$(
        impl $trait for &PyObject {
            type Output = Result<PyObject>;

            #[doc = concat!("Python's `", $sign, "`.")]
            fn $method(self) -> Result<PyObject> {
                // SAFETY: attached and valid.
                unary(self, |py, object| unsafe { py.api().$function(object) })
            }
        }

        impl $trait for PyObject {
            type Output = Result<PyObject>;

            #[doc = concat!("Python's `", $sign, "`.")]
            fn $method(self) -> Result<PyObject> {
                $trait::$method(&self)
            }
        }
    )*};
}

unary_operators! {
    Neg neg PyNumber_Negative "-";
    Not not PyNumber_Invert "~";
}

/// `Py_LT` to `Py_GE`.
#[derive(Clone, Copy)]
enum Comparison {
    Lt = 0,
    Le = 1,
    Eq = 2,
    Ne = 3,
    Gt = 4,
    Ge = 5,
}

macro_rules! comparisons {
    ($($method:ident $comparison:ident $sign:literal;)*) => {
        /// Comparisons. Each is true where Python's `if` would take it for true.
        impl PyObject {
            $(
                #[doc = concat!("Whether `self ", $sign, " other` holds in Python.")]
                ///
                /// # Errors
                /// The two cannot be compared, or the result is neither true nor false (as numpy's arrays are).
                pub fn $method(&self, other: impl ToPython) -> Result<bool> {
                    self.compare(&other, Comparison::$comparison)
                }
            )*
        }
    };
}

comparisons! {
    lt Lt "<";
    le Le "<=";
    eq Eq "==";
    ne Ne "!=";
    gt Gt ">";
    ge Ge ">=";
}

/// What Rust has no operator for. Those that it has (`+ - * / % & | ^ << >>`, `-`, and `!` for Python's `~`) work on
/// objects and references to them; each gives a `Result`.
///
/// ```
/// # fn main() -> py4rs::Result<()> {
/// use py4rs::prelude::*;
///
/// let (a, b): (PyObject, PyObject) = raw_pyeval("(7, 2)")?;
/// assert_eq!((&a + &b)?.to_string(), "9");
/// assert_eq!((&a / 2)?.to_string(), "3.5");
/// assert_eq!(a.floor_div(&b)?.to_string(), "3");
/// assert!(a.gt(&b)? && a.eq(7)? && a.bool()?);
/// assert_eq!(a.hash()?, 7);
/// # Ok(())
/// # }
/// ```
impl PyObject {
    /// Python's `//`.
    ///
    /// # Errors
    /// The two have no such operation, or it raises.
    pub fn floor_div(&self, right: impl ToPython) -> Result<PyObject> {
        // SAFETY: attached; both are valid.
        binary(self, &right, |py, left, right| unsafe { py.api().PyNumber_FloorDivide(left, right) })
    }

    /// Python's `**`.
    ///
    /// # Errors
    /// The two have no such operation, or it raises.
    pub fn pow(&self, right: impl ToPython) -> Result<PyObject> {
        binary(self, &right, |py, left, right| {
            // SAFETY: attached; all are valid.
            unsafe { py.api().PyNumber_Power(left, right, py.api()._Py_NoneStruct()) }
        })
    }

    /// Python's `@`, the product of matrices.
    ///
    /// # Errors
    /// The two have no such operation, or it raises.
    pub fn matmul(&self, right: impl ToPython) -> Result<PyObject> {
        // SAFETY: attached; both are valid.
        binary(self, &right, |py, left, right| unsafe { py.api().PyNumber_MatrixMultiply(left, right) })
    }

    /// Python's `bool(self)`: what `if` makes of it.
    ///
    /// # Errors
    /// The object is neither true nor false, as an array of numpy's may be.
    pub fn bool(&self) -> Result<bool> {
        enter(|py| {
            // SAFETY: attached and valid.
            let truth = unsafe { py.api().PyObject_IsTrue(self.as_ptr()) };
            check(py, truth).map(|()| truth == 1)
        })?
    }

    /// Python's `str(self)`. `Display` gives the same, and something else where this fails.
    ///
    /// # Errors
    /// The object's own `__str__` raises, or the text has a lone surrogate.
    ///
    /// ```
    /// # fn main() -> py4rs::Result<()> {
    /// let text: py4rs::PyObject = py4rs::raw_pyeval("'text'")?;
    /// assert_eq!((text.str()?.as_str(), text.repr()?.as_str()), ("text", "'text'"));
    /// # Ok(())
    /// # }
    /// ```
    pub fn str(&self) -> Result<String> {
        // SAFETY: attached and valid.
        enter(|py| String::from_result(take(py, unsafe { py.api().PyObject_Str(self.as_ptr()) })?, py))?
    }

    /// Python's `repr(self)`.
    ///
    /// # Errors
    /// The object's own `__repr__` raises, or the text has a lone surrogate.
    pub fn repr(&self) -> Result<String> {
        // SAFETY: attached and valid.
        enter(|py| String::from_result(take(py, unsafe { py.api().PyObject_Repr(self.as_ptr()) })?, py))?
    }

    /// Python's `hash(self)`.
    ///
    /// # Errors
    /// The object has no hash, like a list.
    pub fn hash(&self) -> Result<isize> {
        enter(|py| {
            // SAFETY: attached and valid. -1 is no hash.
            let hash = unsafe { py.api().PyObject_Hash(self.as_ptr()) };
            check(py, if hash == -1 { -1 } else { 0 }).map(|()| hash)
        })?
    }

    fn compare(&self, other: &(impl ToPython + ?Sized), comparison: Comparison) -> Result<bool> {
        binary(self, other, |py, left, right| {
            // SAFETY: attached; both are valid.
            unsafe { py.api().PyObject_RichCompare(left, right, comparison as i32) }
        })?
        .bool()
    }
}
