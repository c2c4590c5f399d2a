//! Chains whose links are known at run time alone.

use super::arguments::Arguments;
use super::item::{item_at, set_item_at};
use super::name::Name;
use super::slot::{pyslot_value, set_pyslot_value};
use super::{call::call_at, link};
use crate::convert::{FromPython, ToPython};
use crate::error::Result;
use crate::object::PyObject;
use crate::runtime::enter;

/// Begins a chain of attributes, items and calls whose names and keys are known at run time; where they are known
/// before, [`chain!`](crate::chain!) is shorter and faster.
///
/// The first link that fails ends it: [`Chain::get`] tells.
///
/// ```
/// # fn main() -> py4rs::Result<()> {
/// use py4rs::prelude::*;
///
/// let (method, key) = ("split", 1);
/// let second: String = chain("a,b,c").attr(method).call(args![","]).item(key).get()?;
/// assert_eq!(second, "b");
/// # Ok(())
/// # }
/// ```
#[doc(alias = "chain*")]
pub fn chain(object: impl ToPython) -> Chain {
    let begin = || enter(|py| object.to_python(py))?;
    Chain(begin())
}

/// A chain of attributes, items and calls: see [`chain`](chain()).
#[derive(Debug)]
#[must_use = "a chain gives its value, or what went wrong, to `get`"]
pub struct Chain(Result<PyObject>);

impl Chain {
    fn then(self, link: impl FnOnce(PyObject) -> Result<PyObject>) -> Chain {
        Chain(self.0.and_then(link))
    }

    /// `.name`
    pub fn attr(self, name: impl Name) -> Chain {
        self.then(|object| pyslot_value(&object, name))
    }

    /// `[key]`
    pub fn item(self, key: impl ToPython) -> Chain {
        self.then(|object| item_at(&object, &key))
    }

    /// `(arguments)`
    pub fn call(self, arguments: impl Arguments) -> Chain {
        self.then(|object| call_at(&object, arguments))
    }

    /// What the chain gives.
    ///
    /// # Errors
    /// A link failed, or what the last one gives is no `T`.
    pub fn get<T: FromPython>(self) -> Result<T> {
        let object = self.0?;
        enter(|py| T::from_result(object, py))?
    }

    /// `.name = value`
    ///
    /// # Errors
    /// A link failed, or the attribute cannot be set.
    ///
    /// ```
    /// # fn main() -> py4rs::Result<()> {
    /// use py4rs::prelude::*;
    ///
    /// raw_pyexec("class Node: pass\nnode = Node()\nnode.next = Node()")?;
    /// let node: PyObject = pyvalue("node")?;
    /// chain(&node).attr("next").set_attr("size", 3)?;
    /// assert_eq!(pyvalue::<i64>("node.next.size")?, 3);
    /// # Ok(())
    /// # }
    /// ```
    pub fn set_attr(self, name: impl Name, value: impl ToPython) -> Result<()> {
        set_pyslot_value(self.0?, name, value)
    }

    /// `[key] = value`
    ///
    /// # Errors
    /// A link failed, or the item cannot be set.
    ///
    /// ```
    /// # fn main() -> py4rs::Result<()> {
    /// use py4rs::prelude::*;
    ///
    /// let list: PyObject = raw_pyeval("[{}]")?;
    /// chain(&list).item(0).set_item("a", 3)?;
    /// assert_eq!(list.to_string(), "[{'a': 3}]");
    /// # Ok(())
    /// # }
    /// ```
    pub fn set_item(self, key: impl ToPython, value: impl ToPython) -> Result<()> {
        set_item_at(&self.0?, &key, &value)
    }

    /// `del .name`
    ///
    /// # Errors
    /// A link failed, or the attribute cannot be deleted.
    pub fn del_attr(self, name: impl Name) -> Result<()> {
        let object = self.0?;
        enter(|py| link::del_attribute(py, &object, &name))?
    }

    /// `del [key]`
    ///
    /// # Errors
    /// A link failed, or the item cannot be deleted.
    pub fn del_item(self, key: impl ToPython) -> Result<()> {
        self.0?.del_item(key)
    }
}
