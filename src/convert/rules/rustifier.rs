//! Rules by which objects come to Rust.

use super::class::distance;
use super::define::defined;
use super::remote::is_remote;
use super::scope::{Count, Resting, Scope, find, run, within};
use crate::convert::{FromPython, Value};
use crate::error::Result;
use crate::object::PyObject;
use crate::runtime::Python;

/// What a rule does.
pub(super) type Rule<'a> = dyn Fn(PyObject) -> Result<Value> + 'a;

/// How the objects of a class become a [`Value`].
#[derive(Clone, Copy)]
pub(super) struct Rustifier<'a> {
    pub(super) class: &'a str,
    pub(super) rule: &'a Rule<'a>,
    /// What tells it from other rules.
    pub(super) id: *const (),
}

/// Runs `body` with rules of its own for how objects of some classes become a [`Value`].
///
/// Each rule is the name of a class, and a closure that makes a [`Value`] of such an object; it is also asked for
/// instances of subclasses, unless a rule for a nearer ancestor is. A class is named as one would import it,
/// `decimal.Decimal`; a builtin one just `list`. Rules apply wherever a [`Value`] is made: for an untyped result,
/// for the items inside it, for a `Value` inside a typed one. Those of the innermost scope come first, those of
/// [`define_rustifier`](crate::define_rustifier) last. They hold for this thread, until `body` ends or panics.
///
/// A rule may ask for the [`Value`] of its own object to have the usual one: it does not apply to what it converts
/// itself, but to the items inside. Where it fails, the error says so ([`Error::Rule`](crate::Error)).
///
/// ```
/// # fn main() -> py4rs::Result<()> {
/// use py4rs::prelude::*;
///
/// let as_tuple = |list: PyObject| pycall!("tuple", list => Value);
/// let value = with_rustifiers([("list", as_tuple)], || raw_pyeval::<Value>("[1, [2, 3]]"))?;
/// assert_eq!(value.to_string(), "(1, (2, 3))");
/// # Ok(())
/// # }
/// ```
#[doc(alias = "with-lispifiers")]
#[doc(alias = "*lispifiers*")]
pub fn with_rustifiers<R, F, const N: usize>(rules: [(&str, F); N], body: impl FnOnce() -> R) -> R
where
    F: Fn(PyObject) -> Result<Value>,
{
    let rules = rules.each_ref().map(|rule| Rustifier {
        class: plain_name(rule.0),
        rule: &rule.1,
        id: (&raw const *rule).cast(),
    });
    RULES.during(|| within(Scope::Rustifiers(&rules), body))
}

/// A class's name as it is looked up: a builtin has no module.
pub(super) fn plain_name(class: &str) -> &str {
    class.strip_prefix("builtins.").unwrap_or(class)
}

/// How many rules for this direction there are: scopes, remote ones too, and definitions.
pub(super) static RULES: Count = Count::new();

/// Whether the rules have to be asked at all.
#[inline(always)]
pub(in crate::convert) fn any_rustifiers() -> bool {
    RULES.any()
}

/// What the rules make of an object that is to become a [`Value`]; `None` where they say nothing.
#[inline(always)]
pub(in crate::convert) fn rustified(object: &PyObject, py: Python<'_>) -> Option<Result<Value>> {
    if any_rustifiers() { consult(object, py) } else { None }
}

#[cold]
fn consult(object: &PyObject, py: Python<'_>) -> Option<Result<Value>> {
    if is_remote() {
        return Some(PyObject::from_python(object, py).map(Value::Object));
    }
    let mut resting = Resting::default();
    let in_scope = find(|scope| {
        resting.note(scope);
        let Scope::Rustifiers(rules) = scope else { return None };
        apply(rules.iter().copied(), object, py, &resting)
    });
    in_scope.or_else(|| apply(defined().iter().map(|rule| rule.as_rustifier()), object, py, &resting))
}

/// What the rule for the nearest ancestor makes of an object.
fn apply<'a>(
    rules: impl Iterator<Item = Rustifier<'a>>,
    object: &PyObject,
    py: Python<'_>,
    resting: &Resting,
) -> Option<Result<Value>> {
    let mut nearest: Option<(usize, Rustifier<'a>)> = None;
    for rule in rules.filter(|rule| !resting.has(rule.id)) {
        match distance(py, object, rule.class) {
            Ok(Some(far)) if nearest.is_none_or(|(near, _)| far < near) => nearest = Some((far, rule)),
            Ok(_) => (),
            Err(error) => return Some(Err(error)),
        }
    }
    let (_, Rustifier { class, rule, id }) = nearest?;
    let converted =
        PyObject::from_python(object, py).and_then(|object| run(id, "rustifier", class, || rule(object)));
    Some(converted)
}
