//! Rules by which values go to Python.

use super::pythonized::Pythonized;
use super::scope::{Count, Resting, Scope, find, run, within};
use crate::convert::ToPython;
use crate::convert::sequence::objects_of;
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
/// Text of any kind is asked for as `String`, slices and arrays as `Vec`. A `Vec<PyObject>` stands for any vector but
/// one of bytes, whatever its items are: they have been converted. Else the type is exactly the one that is named:
/// remember that a number written `1` is an `i32` where nothing says otherwise.
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
/// let tuples = pythonizer(|items: Vec<PyObject>| pycall!("tuple", items));
/// let text = pythonizer(|number: f64| pycall!("str", number));
/// let shown: String = with_pythonizers([tuples, text], || pycall!("repr", (vec![1, 2, 3], 2.5)))?;
/// assert_eq!(shown, "((1, 2, 3), '2.5')");
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

/// Whether the rules have to be asked at all.
#[inline(always)]
pub(in crate::convert) fn any_pythonizers() -> bool {
    RULES.any()
}

/// What the rules make of a value that is to go to Python; `None` where they say nothing. Every `ToPython` of this
/// library asks first.
#[inline(always)]
pub fn pythonized<T: ?Sized>(value: &T, _py: Python<'_>) -> Option<Result<PyObject>> {
    if any_pythonizers() { consult(value) } else { None }
}

#[cold]
fn consult<T: ?Sized>(value: &T) -> Option<Result<PyObject>> {
    let borrowed = typeid::of::<T>();
    // SAFETY: the rule's type is `T`.
    apply(|rule| rule.borrowed == borrowed, |rule| unsafe { rule.run(value) })
}

/// As [`pythonized`], for the items of a vector: a rule for `Vec<PyObject>` takes any.
#[inline(always)]
pub(in crate::convert) fn pythonized_items<T: ToPython>(
    items: &[T],
    py: Python<'_>,
) -> Option<Result<PyObject>> {
    if any_pythonizers() { consult_items(items, py) } else { None }
}

#[cold]
fn consult_items<T: ToPython>(items: &[T], py: Python<'_>) -> Option<Result<PyObject>> {
    let (borrowed, any) = (typeid::of::<[T]>(), TypeId::of::<[PyObject]>());
    // Bytes are no list, and so no vector to Python.
    let is_list = typeid::of::<T>() != TypeId::of::<u8>();
    let run = |rule: &Pythonizer<'_>| {
        if rule.borrowed == borrowed {
            // SAFETY: the rule's type is `[T]`.
            return unsafe { rule.run(items) };
        }
        let objects = objects_of(items, py)?;
        // SAFETY: the rule's type is `[PyObject]`.
        unsafe { rule.run(&*objects) }
    };
    apply(|rule| rule.borrowed == borrowed || is_list && rule.borrowed == any, run)
}

/// Asks the innermost rule that is right and does not rest.
fn apply(
    is_right: impl Fn(&Pythonizer<'_>) -> bool,
    run: impl Fn(&Pythonizer<'_>) -> Result<PyObject>,
) -> Option<Result<PyObject>> {
    let mut resting = Resting::default();
    // The inner `None` is that there is no rule.
    find(|scope| {
        resting.note(scope);
        let rules = match scope {
            Scope::Pythonizers(rules) => rules,
            Scope::Plain => return Some(None),
            _ => return None,
        };
        let rule = rules.iter().find(|rule| is_right(rule) && !resting.has(rule.id()))?;
        Some(Some(run(rule)))
    })?
}

impl Pythonizer<'_> {
    /// What tells it from other rules.
    fn id(&self) -> *const () {
        (&raw const *self).cast()
    }

    /// Hands a value to the rule.
    ///
    /// # Safety
    /// The rule's type, as it is borrowed, is `T`: equal but for lifetimes, of which the rule's has none.
    unsafe fn run<T: ?Sized>(&self, value: &T) -> Result<PyObject> {
        run(self.id(), "pythonizer", self.name, || (self.rule)((&raw const value).cast()))
    }
}

/// The object of a value that is a part of something else, such as the year of a date: no rule applies to it.
pub(in crate::convert) fn plain(value: &(impl ToPython + ?Sized), py: Python<'_>) -> Result<PyObject> {
    if any_pythonizers() { within(Scope::Plain, || value.to_python(py)) } else { value.to_python(py) }
}
