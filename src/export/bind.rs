//! From the arguments of a call to the parameters of a function: who gets which, and what is wrong.

use super::exceptions::{error_of, refused};
use super::parameter::Kind;
use crate::error::{Error, Result};
use crate::object::PyObject;
use crate::runtime::Python;
use crate::sys::{self, Borrowed};
use std::ptr::null_mut;

/// What Python gives a function.
#[derive(Clone, Copy, Debug)]
pub struct Given<'a> {
    /// The arguments without a name, and behind them those of the names.
    pub(super) values: &'a [*mut sys::PyObject],
    /// How many have no name.
    pub(super) positional: usize,
    /// The tuple of the names, or null.
    pub(super) names: *mut sys::PyObject,
}

/// What is known of a function's parameters.
#[derive(Clone, Copy, Debug)]
pub struct Signature<'a> {
    /// The function's name.
    pub(super) function: &'a str,
    /// How each parameter gets its argument.
    pub(super) kinds: &'a [Kind],
    /// Their names; empty where they have none.
    pub(super) names: &'static [&'static str],
}

/// A parameter of a call that is under way.
#[derive(Clone, Copy, Debug)]
pub struct Place<'a> {
    /// What was given for it; null where it was left out, or takes a rest.
    pub(super) object: *mut sys::PyObject,
    index: usize,
    signature: Signature<'a>,
    given: Given<'a>,
}

impl<'a> Signature<'a> {
    /// The place of each of `N` parameters.
    ///
    /// # Errors
    /// More was given than there are parameters for.
    #[inline]
    pub fn bind<const N: usize>(self, py: Python<'_>, given: Given<'a>) -> Result<[Place<'a>; N]> {
        let place = |index, object| Place { object, index, signature: self, given };
        if given.names.is_null()
            && given.positional == N
            && self.kinds.iter().all(|kind| kind.is_positional())
        {
            return Ok(std::array::from_fn(|index| place(index, given.values[index])));
        }
        let mut objects = [null_mut(); N];
        self.bind_slowly(py, given, &mut objects)?;
        Ok(std::array::from_fn(|index| place(index, objects[index])))
    }

    #[inline(never)]
    fn bind_slowly(self, py: Python<'_>, given: Given<'_>, objects: &mut [*mut sys::PyObject]) -> Result<()> {
        let most = self.positional();
        for (object, value) in objects.iter_mut().zip(&given.values[..given.positional.min(most)]) {
            *object = *value;
        }
        if given.positional > most && !self.kinds.contains(&Kind::Args) {
            return Err(self.miscounted(py, given.positional));
        }
        for (name, value) in given.named(py) {
            let Some(index) = self.index_of(py, name) else {
                match self.kinds.contains(&Kind::Kwargs) {
                    true => continue,
                    false => return Err(self.unexpected(py, name)),
                }
            };
            if !objects[index].is_null() {
                let text = format!("got multiple values for argument '{}'", self.names[index]);
                return Err(self.type_error(py, &text));
            }
            objects[index] = value;
        }
        Ok(())
    }

    /// How many parameters take an argument without a name.
    fn positional(&self) -> usize {
        self.kinds.iter().take_while(|kind| kind.is_positional()).count()
    }

    /// The parameter of a name.
    fn index_of(&self, py: Python<'_>, name: *mut sys::PyObject) -> Option<usize> {
        if self.names.is_empty() {
            return None;
        }
        let name = text(py, name);
        let index = self.names.iter().position(|other| *other == name)?;
        self.kinds[index].is_single().then_some(index)
    }

    #[cold]
    fn type_error(&self, py: Python<'_>, text: &str) -> Error {
        error_of(py, py.api().PyExc_TypeError(), &format!("{}() {text}", self.function))
    }

    /// The error of a wrong number of arguments without names.
    #[cold]
    fn miscounted(&self, py: Python<'_>, given: usize) -> Error {
        let most = self.positional();
        let least =
            self.kinds[..most].iter().rposition(|kind| *kind == Kind::Required).map_or(0, |last| last + 1);
        let takes = match given < least {
            true if least < most || self.kinds.contains(&Kind::Args) => format!("at least {least}"),
            false if least < most => format!("from {least} to {most}"),
            _ => most.to_string(),
        };
        let arguments = if takes == "1" || takes.ends_with(" least 1") { "argument" } else { "arguments" };
        let were = if given == 1 { "was" } else { "were" };
        self.type_error(py, &format!("takes {takes} positional {arguments} but {given} {were} given"))
    }

    #[cold]
    fn unexpected(&self, py: Python<'_>, name: *mut sys::PyObject) -> Error {
        if self.names.is_empty() {
            return self.type_error(py, "takes no keyword arguments");
        }
        self.type_error(py, &format!("got an unexpected keyword argument '{}'", text(py, name)))
    }
}

impl<'a> Given<'a> {
    /// What a function gets by `METH_FASTCALL | METH_KEYWORDS`.
    ///
    /// # Safety
    /// There are as many values as `count` says, and one more for each name.
    pub(super) unsafe fn fast(
        py: Python<'_>,
        values: *const *mut sys::PyObject,
        count: isize,
        names: *mut sys::PyObject,
    ) -> Given<'a> {
        let positional = count as usize;
        // SAFETY: as the caller promises.
        let values = unsafe {
            let named = if names.is_null() { 0 } else { py.api().PyTuple_Size(names) as usize };
            if values.is_null() { &[] } else { std::slice::from_raw_parts(values, positional + named) }
        };
        Given { values, positional, names }
    }

    /// The named arguments.
    fn named(
        self,
        py: Python<'_>,
    ) -> impl Iterator<Item = (*mut sys::PyObject, *mut sys::PyObject)> + use<'a> {
        let (api, names) = (py.api(), self.names);
        self.values[self.positional..].iter().enumerate().map(move |(index, value)| {
            // SAFETY: attached, for as long as the call lasts; the tuple has as many names as there are such values.
            (unsafe { api.PyTuple_GetItem(names, index as isize) }.as_ptr(), *value)
        })
    }
}

impl<'a> Place<'a> {
    /// Whether nothing was given for it.
    pub fn is_missing(&self) -> bool {
        self.object.is_null()
    }

    /// The arguments without a name that no other parameter takes.
    pub(super) fn rest_of_positional(&self) -> &'a [*mut sys::PyObject] {
        self.given.values[..self.given.positional].get(self.signature.positional()..).unwrap_or_default()
    }

    /// The named arguments that no other parameter takes.
    pub(super) fn rest_of_named(
        self,
        py: Python<'a>,
    ) -> impl Iterator<Item = (*mut sys::PyObject, *mut sys::PyObject)> {
        self.given.named(py).filter(move |(name, _)| self.signature.index_of(py, *name).is_none())
    }

    /// The error of an argument that is something else.
    #[cold]
    pub(super) fn refuse(&self, py: Python<'_>, error: Error) -> Error {
        let (function, number) = (self.signature.function, self.index + 1);
        let what = match self.signature.names.get(self.index) {
            Some(name) => format!("{function}() argument '{name}': "),
            None => format!("{function}() argument {number}: "),
        };
        refused(py, &what, error)
    }

    /// The error of arguments that were left out.
    #[cold]
    pub(super) fn missing(&self, py: Python<'_>) -> Error {
        let signature = self.signature;
        match signature.names.get(self.index) {
            Some(name) => signature.type_error(py, &format!("missing required argument '{name}'")),
            None => signature.miscounted(py, self.given.positional),
        }
    }
}

/// The text of a name.
fn text(py: Python<'_>, name: *mut sys::PyObject) -> String {
    // SAFETY: attached; the name is valid.
    let name = unsafe { PyObject::from_borrowed(py, Borrowed::from_ptr(name)) }.expect("a name is not null");
    name.to_string()
}
