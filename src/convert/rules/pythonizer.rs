//! Rules by which values go to Python.

use super::pythonized::Pythonized;
use super::scope::{Count, Resting, Scope, find, run, within};
use crate::convert::ToPython;
use crate::error::Result;
use crate::object::PyObject;
use crate::runtime::Python;
use std::any::{TypeId, type_name};

/// How values of a type go to Python: what [`pythonizer`] makes, for [`with_pythonizers`].
pub struct Pythonizer<'a> {
    /// The type that is asked for, as it is borrowed.
    borrowed: TypeId,
    name: &'static str,
    /// Takes a pointer to a reference to the borrowed value.
    rule: Box<dyn Fn(*const ()) -> Result<PyObject> + 'a>,
}

impl std::fmt::Debug for Pythonizer<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Pythonizer({})", self.name)
    }
}

/// A rule for how values of a type go to Python, for [`with_pythonizers`]. The type is that of the closure's
/// argument.
///
/// Text of any kind is asked for as `String`, slices and arrays as `Vec`.
pub fn pythonizer<'a, T: Pythonized>(rule: impl Fn(T) -> Result<PyObject> + 'a) -> Pythonizer<'a> {
    let rule = move |value: *const ()| {
        // SAFETY: `pythonized` asks a rule only for the type that it names, and lends it a reference.
        let value: &T::Borrowed = unsafe { *value.cast::<&T::Borrowed>() };
        rule(value.to_owned())
    };
    Pythonizer { borrowed: TypeId::of::<T::Borrowed>(), name: type_name::<T>(), rule: Box::new(rule) }
}

/// Runs `body` with rules of its own for how values of some types go to Python.
///
/// They apply wherever a value of the type is converted: as an argument, inside of vectors, tuples, maps and
/// [`Value`](crate::Value)s. Those of the innermost scope come first, and in one scope the first for a type. They
/// hold for this thread, until `body` ends or panics.
///
/// A rule may convert the value that it gets to have the usual object: it does not apply to what it converts
/// itself, but to the values inside. Where it fails, the error says so ([`Error::Rule`](crate::Error)).
///
/// ```
/// # fn main() -> py4rs::Result<()> {
/// use py4rs::prelude::*;
///
/// let tuples = pythonizer(|items: Vec<i64>| pycall!("tuple", items));
/// let shown: String = with_pythonizers([tuples], || pycall!("repr", (vec![1, 2, 3], 5)))?;
/// assert_eq!(shown, "((1, 2, 3), 5)");
/// # Ok(())
/// # }
/// ```
#[doc(alias = "with-pythonizers")]
#[doc(alias = "*pythonizers*")]
pub fn with_pythonizers<R, const N: usize>(rules: [Pythonizer<'_>; N], body: impl FnOnce() -> R) -> R {
    RULES.during(|| within(Scope::Pythonizers(&rules), body))
}

/// How many scopes with pythonizers there are.
static RULES: Count = Count::new();

/// What the rules make of a value that is to go to Python; `None` where they say nothing. Every `ToPython` of this
/// library asks first.
#[inline(always)]
pub fn pythonized<T: ?Sized>(value: &T, py: Python<'_>) -> Option<Result<PyObject>> {
    if RULES.any() { consult(value, py) } else { None }
}

#[cold]
fn consult<T: ?Sized>(value: &T, _py: Python<'_>) -> Option<Result<PyObject>> {
    let borrowed = typeid::of::<T>();
    let mut resting = Resting::default();
    // The inner `None` is that there is no rule.
    find(|scope| {
        resting.note(scope);
        let rules = match scope {
            Scope::Pythonizers(rules) => rules,
            Scope::Plain => return Some(None),
            _ => return None,
        };
        let id = |rule: &Pythonizer<'_>| (&raw const *rule).cast();
        let rule = rules.iter().find(|rule| rule.borrowed == borrowed && !resting.has(id(rule)))?;
        // The rule's type is `T`: they are one but for lifetimes, of which the rule's has none.
        Some(Some(run(id(rule), "pythonizer", rule.name, || (rule.rule)((&raw const value).cast()))))
    })?
}

/// The object of a value that is a part of something else, such as the year of a date: no rule applies to it.
pub(in crate::convert) fn plain(value: &(impl ToPython + ?Sized), py: Python<'_>) -> Result<PyObject> {
    if RULES.any() { within(Scope::Plain, || value.to_python(py)) } else { value.to_python(py) }
}
