//! Rustifiers for the whole process.

use super::rustifier::{RULES, Rule, Rustifier, plain_name};
use crate::convert::Value;
use crate::error::Result;
use crate::object::PyObject;
use std::sync::{Arc, PoisonError, RwLock};

/// A rule for the whole process.
pub(super) struct Defined {
    class: String,
    rule: Box<dyn Fn(PyObject) -> Result<Value> + Send + Sync>,
}

impl Defined {
    pub(super) fn as_rustifier(self: &Arc<Self>) -> Rustifier<'_> {
        let rule: &Rule<'_> = &*self.rule;
        Rustifier { class: &self.class, rule, id: Arc::as_ptr(self).cast() }
    }
}

/// All of them. The lock is only held to read or write this pointer: what a rule runs may wait for other threads.
static DEFINED: RwLock<Option<Arc<[Arc<Defined>]>>> = RwLock::new(None);

/// The rules as they are now.
pub(super) fn defined() -> Arc<[Arc<Defined>]> {
    DEFINED.read().unwrap_or_else(PoisonError::into_inner).clone().unwrap_or_default()
}

/// Defines, for the whole process, how objects of a class become a [`Value`].
///
/// The class is named as for [`with_rustifiers`](crate::with_rustifiers), whose scopes come before what is
/// defined here. A later definition for the same class takes the place of the earlier one. The class need not
/// be imported yet, nor Python be alive.
///
/// ```
/// # fn main() -> py4rs::Result<()> {
/// use py4rs::prelude::*;
///
/// define_rustifier("decimal.Decimal", |decimal| pycall!("float", decimal => Value));
/// import_module("decimal")?;
/// let values: Value = raw_pyeval("[decimal.Decimal('2.5'), 1]")?;
/// assert_eq!(values, Value::from(vec![Value::Float(2.5), Value::Int(1)]));
/// # Ok(())
/// # }
/// ```
#[doc(alias = "define-lispifier")]
pub fn define_rustifier(class: &str, rule: impl Fn(PyObject) -> Result<Value> + Send + Sync + 'static) {
    let class = plain_name(class);
    let new = Arc::new(Defined { class: class.to_owned(), rule: Box::new(rule) });
    let mut rules = DEFINED.write().unwrap_or_else(PoisonError::into_inner);
    let others = rules.iter().flat_map(|rules| rules.iter()).filter(|rule| rule.class != class).cloned();
    let all = others.chain([new]).collect();
    let replaced = rules.replace(all);
    drop(rules);
    // What the old rule holds goes without the lock.
    drop(replaced);
    RULES.add();
}
