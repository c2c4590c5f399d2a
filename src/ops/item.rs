//! Items of containers: what stands between brackets.

use super::arguments::Argument;
use super::link;
use crate::convert::{FromPython, ToPython};
use crate::error::{Result, check};
use crate::object::PyObject;
use crate::runtime::enter;

/// `object[key]` as a macro writes it.
///
/// # Errors
/// As for [`PyObject::item`].
#[inline]
pub fn item_at<T: FromPython>(
    object: &(impl ToPython + ?Sized),
    key: &(impl ToPython + ?Sized),
) -> Result<T> {
    enter(|py| T::from_result(link::item(py, object, key)?, py))?
}

/// `object[key] = value` as a macro writes it.
///
/// # Errors
/// As for [`PyObject::set_item`].
#[inline]
pub fn set_item_at(
    object: &(impl ToPython + ?Sized),
    key: &(impl ToPython + ?Sized),
    value: &(impl ToPython + ?Sized),
) -> Result<()> {
    enter(|py| link::set_item(py, object, key, value))?
}

impl PyObject {
    /// `object[key]`. A Rust range is a slice, and so is what [`slice`](crate::slice()) gives; a tuple stands for
    /// several indices. [`pyref!`](crate::pyref) is the same.
    ///
    /// # Errors
    /// There is no such item (`IndexError`, `KeyError`), the object has no items (`TypeError`), the key cannot be
    /// converted, or the item is no `T`.
    ///
    /// ```
    /// # fn main() -> py4rs::Result<()> {
    /// use py4rs::prelude::*;
    ///
    /// let list: PyObject = raw_pyeval("['a', 'b', 'c', 'd']")?;
    /// assert_eq!(list.item::<String>(0)?, "a");
    /// assert_eq!(list.item::<Vec<String>>(1..=-1)?, ["b", "c", "d"]);
    /// # Ok(())
    /// # }
    /// ```
    #[doc(alias = "pyref")]
    #[inline]
    pub fn item<T: FromPython>(&self, key: impl ToPython) -> Result<T> {
        item_at(self, &key)
    }

    /// `object[key] = value`.
    ///
    /// # Errors
    /// The object takes no such item, or the key or the value cannot be converted.
    ///
    /// ```
    /// # fn main() -> py4rs::Result<()> {
    /// use py4rs::prelude::*;
    ///
    /// let list: PyObject = raw_pyeval("[1, 2, 3, 4]")?;
    /// list.set_item(0, "one")?;
    /// list.set_item(1..3, [(); 0])?;
    /// assert_eq!(list.to_string(), "['one', 4]");
    /// # Ok(())
    /// # }
    /// ```
    #[inline]
    pub fn set_item(&self, key: impl ToPython, value: impl ToPython) -> Result<()> {
        set_item_at(self, &key, &value)
    }

    /// `del object[key]`.
    ///
    /// # Errors
    /// There is no such item, it cannot be deleted, or the key cannot be converted.
    ///
    /// ```
    /// # fn main() -> py4rs::Result<()> {
    /// use py4rs::prelude::*;
    ///
    /// let dict: PyObject = raw_pyeval("{'a': 1, 'b': 2}")?;
    /// dict.del_item("a")?;
    /// assert_eq!(dict.len()?, 1);
    /// # Ok(())
    /// # }
    /// ```
    pub fn del_item(&self, key: impl ToPython) -> Result<()> {
        enter(|py| link::del_item(py, self, &key))?
    }

    /// `item in object`.
    ///
    /// # Errors
    /// The object cannot be asked that, or the item cannot be converted.
    ///
    /// ```
    /// # fn main() -> py4rs::Result<()> {
    /// use py4rs::prelude::*;
    ///
    /// let primes: PyObject = raw_pyeval("{2, 3, 5, 7}")?;
    /// assert!(primes.contains(5)? && !primes.contains(6)?);
    /// # Ok(())
    /// # }
    /// ```
    pub fn contains(&self, item: impl ToPython) -> Result<bool> {
        enter(|py| {
            let item = Argument::of(&item, py)?;
            // SAFETY: attached; both are valid.
            let found = unsafe { py.api().PySequence_Contains(self.as_ptr(), item.as_ptr()) };
            check(py, found).map(|()| found == 1)
        })?
    }

    /// `len(object)`.
    ///
    /// # Errors
    /// The object has no length.
    ///
    /// ```
    /// # fn main() -> py4rs::Result<()> {
    /// assert_eq!(py4rs::raw_pyeval::<py4rs::PyObject>("range(10)")?.len()?, 10);
    /// # Ok(())
    /// # }
    /// ```
    pub fn len(&self) -> Result<usize> {
        enter(|py| {
            // SAFETY: attached; the object is valid.
            let length = unsafe { py.api().PyObject_Size(self.as_ptr()) };
            check(py, length.signum() as i32).map(|()| length as usize)
        })?
    }

    /// Whether `len(object)` is 0.
    ///
    /// # Errors
    /// The object has no length.
    ///
    /// ```
    /// # fn main() -> py4rs::Result<()> {
    /// assert!(py4rs::raw_pyeval::<py4rs::PyObject>("''")?.is_empty()?);
    /// # Ok(())
    /// # }
    /// ```
    pub fn is_empty(&self) -> Result<bool> {
        self.len().map(|length| length == 0)
    }
}
