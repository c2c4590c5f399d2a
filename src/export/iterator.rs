//! Rust's iterators as Python's, and generators.

use super::class::Class;
use super::exclusive::{Entered, Exclusive};
use super::outcome::Outcome;
use super::parameter::not_implemented;
use super::slots::iterator_slots;
use crate::convert::ToPython;
use crate::error::{Result, check};
use crate::object::PyObject;
use crate::ops::call;
use crate::runtime::{Python, enter};
use std::cell::UnsafeCell;
use std::sync::OnceLock;

/// A Python iterator of what a Rust iterator gives, lazily: each item is asked for when Python asks.
///
/// Items are values or `Result`s; an error is raised, and ends the iteration. `len` hints come from
/// [`Iterator::size_hint`]; an iterator that says it has no end has none.
///
/// # Errors
/// Python cannot be started.
///
/// ```
/// # fn main() -> py4rs::Result<()> {
/// use py4rs::prelude::*;
///
/// let squares: PyObject = pyiter((1i64..).map(|n| n * n))?;
/// import_module("itertools")?;
/// let first = pycall!("list", pycall!("itertools.islice", squares, 3 => PyObject)? => Vec<i64>)?;
/// assert_eq!(first, [1, 4, 9]);
/// # Ok(())
/// # }
/// ```
pub fn pyiter<I>(items: I) -> Result<PyObject>
where
    I: IntoIterator<Item: Outcome, IntoIter: Send + 'static>,
{
    enter(|py| instance(py, Items(items.into_iter())))?
}

/// A Python generator of what `function` gives each time, until that equals `stop`, which it does not give.
///
/// It is lazy, and one of Python's own: it has `send`, whose values are ignored, `throw` and `close`, after which the
/// function is dropped.
///
/// # Errors
/// Python cannot be started, or `stop` cannot be converted.
///
/// ```
/// # fn main() -> py4rs::Result<()> {
/// use py4rs::prelude::*;
///
/// let mut count = 0;
/// let generator = pygenerator(
///     move || {
///         count += 1;
///         count
///     },
///     4,
/// )?;
/// assert_eq!(pycall!("list", generator => Vec<i64>)?, [1, 2, 3]);
/// # Ok(())
/// # }
/// ```
pub fn pygenerator<R: Outcome>(
    function: impl FnMut() -> R + Send + 'static,
    stop: impl ToPython,
) -> Result<PyObject> {
    static GENERATOR: OnceLock<PyObject> = OnceLock::new();
    enter(|py| {
        let until = instance(py, Until { function, stop: stop.to_python(py)? })?;
        if GENERATOR.get().is_none() {
            // Of two threads that come here together the first one's stays.
            let _ = GENERATOR.set(crate::ops::raw_pyeval("lambda items: (item for item in items)")?);
        }
        call(GENERATOR.get().expect("it was set"), (until,))
    })?
}

/// What gives items.
trait Source: Send {
    fn next(&mut self, py: Python<'_>) -> Result<Option<PyObject>>;
    fn hint(&self) -> usize;
}

struct Items<I>(I);

impl<I: Iterator<Item: Outcome> + Send> Source for Items<I> {
    fn next(&mut self, py: Python<'_>) -> Result<Option<PyObject>> {
        self.0.next().map(|item| item.outcome(py)).transpose()
    }

    fn hint(&self) -> usize {
        self.0.size_hint().0
    }
}

struct Until<F> {
    function: F,
    stop: PyObject,
}

impl<R: Outcome, F: FnMut() -> R + Send> Source for Until<F> {
    fn next(&mut self, py: Python<'_>) -> Result<Option<PyObject>> {
        const EQ: i32 = 2;
        let item = (self.function)().outcome(py)?;
        // SAFETY: attached; both are valid.
        let equal = unsafe { py.api().PyObject_RichCompareBool(self.stop.as_ptr(), item.as_ptr(), EQ) };
        check(py, equal)?;
        Ok((equal == 0).then_some(item))
    }

    fn hint(&self) -> usize {
        0
    }
}

/// What an instance of the class owns: a source, until it has ended.
pub(super) struct Iterating {
    running: Exclusive,
    source: UnsafeCell<Option<Box<dyn Source>>>,
}

static CLASS: Class = Class::new(c"py4rs.RustIterator", c"An iterator of Rust's.", iterator_slots);

fn instance(py: Python<'_>, source: impl Source + 'static) -> Result<PyObject> {
    let source = UnsafeCell::new(Some(Box::new(source) as Box<dyn Source>));
    CLASS.instance(py, Iterating { running: Exclusive::default(), source })
}

impl Iterating {
    /// The next item, or `None` at the end, after which there is no more.
    pub(super) fn next(&self, py: Python<'_>) -> Result<Option<PyObject>> {
        let _entered = self.enter(py)?;
        // SAFETY: nobody else is inside.
        let source = unsafe { &mut *self.source.get() };
        let Some(running) = source else { return Ok(None) };
        let item = running.next(py);
        if !matches!(item, Ok(Some(_))) {
            *source = None;
        }
        item
    }

    /// About how many items there will be; `NotImplemented` where that is no length, as there is no end.
    pub(super) fn hint(&self, py: Python<'_>) -> Result<PyObject> {
        let _entered = self.enter(py)?;
        // SAFETY: nobody else is inside.
        let source = unsafe { &*self.source.get() };
        match isize::try_from(source.as_ref().map_or(0, |source| source.hint())) {
            Ok(hint) => hint.to_python(py),
            Err(_) => Ok(not_implemented(py)),
        }
    }

    fn enter(&self, py: Python<'_>) -> Result<Entered<'_>> {
        self.running
            .enter(|| "the iterator is running already: what it gives cannot ask it for more".to_owned(), py)
    }
}
