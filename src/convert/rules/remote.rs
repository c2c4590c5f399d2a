//! Remote objects: results that stay in Python.

use super::rustifier::RULES;
use super::scope::{Scope, find, within};
use crate::convert::FromPython;
use crate::error::Result;
use crate::object::PyObject;
use crate::runtime::enter;

/// Runs `body` with untyped results left in Python: each [`Value`](crate::Value) that is made inside is a
/// `Value::Object`, which holds the object and costs no conversion, whatever its size.
///
/// What is asked for as a Rust type is converted as ever, and rustifiers do not apply. Calls of Rust functions from
/// Python get Rust values also inside. It holds for this thread, nested at will, until `body` ends or panics.
///
/// In the original every result stays in Python inside; here it is those whose type is left open. To have an
/// object of whatever comes, ask for a [`PyObject`]: that needs no scope.
///
/// ```
/// # fn main() -> py4rs::Result<()> {
/// use py4rs::prelude::*;
///
/// let sum = with_remote_objects(|| -> py4rs::Result<i64> {
///     let numbers: Value = pycall!("range", 1_000_000)?;
///     let list: Value = pycall!("list", numbers)?;
///     assert!(matches!(list, Value::Object(_)));
///     pycall!("sum", list)
/// })?;
/// assert_eq!(sum, 499_999_500_000);
/// # Ok(())
/// # }
/// ```
#[doc(alias = "with-remote-objects")]
pub fn with_remote_objects<R>(body: impl FnOnce() -> R) -> R {
    RULES.during(|| within(Scope::Remote, body))
}

/// Runs `body` as [`with_remote_objects`] does, and converts the object that it gives, once its scope has ended.
///
/// # Errors
/// Those of `body`; the object is no `T`.
///
/// ```
/// # fn main() -> py4rs::Result<()> {
/// use py4rs::prelude::*;
///
/// let last: Value = with_remote_objects_eval(|| {
///     let Value::Object(list) = raw_pyeval("[1, 2, 3]")? else { panic!("it stays in Python") };
///     pymethod!(list, "__getitem__", -1)
/// })?;
/// assert_eq!(last, Value::Int(3));
/// # Ok(())
/// # }
/// ```
#[doc(alias = "with-remote-objects*")]
pub fn with_remote_objects_eval<T: FromPython>(body: impl FnOnce() -> Result<PyObject>) -> Result<T> {
    let object = with_remote_objects(body)?;
    enter(|py| T::from_result(object, py))?
}

/// Whether untyped results stay in Python at this point.
pub(super) fn is_remote() -> bool {
    find(|scope| matches!(scope, Scope::Remote).then_some(())).is_some()
}

#[cfg(test)]
mod tests {
    use super::super::scope::outside;
    use super::*;
    use crate::convert::{ToPython, Value};

    #[test]
    fn what_python_calls_inside_gets_rust_values() {
        let is_remote = || {
            let value = enter(|py| Value::from_python(&().to_python(py)?, py));
            matches!(value.expect("it starts").expect("it converts"), Value::Object(_))
        };
        with_remote_objects(|| {
            outside(|| {
                assert!(!is_remote());
                with_remote_objects(|| assert!(is_remote()));
            });
            assert!(is_remote());
        });
    }
}
