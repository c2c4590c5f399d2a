//! A call with options: each is set by a method of its name, and the call made at the end.

use super::member::Target;
use super::options::Options;
use super::rest::Given;
use super::shape::Shape;
use crate::convert::{FromPython, ToPython};
use crate::error::{ConversionError, Error, Result};
use crate::object::PyObject;
use crate::ops::arguments::{Arguments, Slots};
use crate::ops::name::name;
use crate::ops::sealed::Sealed;
use crate::runtime::{Python, attached, enter, from_outside};
use crate::sys;
use std::mem::MaybeUninit;

/// A function that has options.
#[derive(Debug)]
pub struct Function<F, const OPTIONS: usize, const PLACES: usize, const NAMED: usize> {
    /// What is called.
    pub target: F,
    /// What its arguments are called.
    pub shape: Shape<OPTIONS, PLACES, NAMED>,
}

/// A call that is being put together.
pub struct Build<F: 'static, V, const OPTIONS: usize, const PLACES: usize, const NAMED: usize> {
    function: &'static Function<F, OPTIONS, PLACES, NAMED>,
    given: V,
    options: Options<OPTIONS>,
}

impl<F: Target, V: Given, const OPTIONS: usize, const PLACES: usize, const NAMED: usize>
    Build<F, V, OPTIONS, PLACES, NAMED>
{
    /// A call with these arguments and no option.
    #[inline(always)]
    pub fn new(function: &'static Function<F, OPTIONS, PLACES, NAMED>, given: V) -> Self {
        Build { function, given, options: Options::new() }
    }

    /// Sets the option of that number.
    #[inline(always)]
    #[must_use]
    pub fn set(mut self, index: usize, value: impl ToPython) -> Self {
        let object = match attached() {
            Some(py) => value.to_python(py),
            None => PyObject::new(value),
        };
        match object {
            Ok(object) => self.options.put(index, object),
            Err(error) => {
                let step = crate::error::Step::Keyword(self.function.shape.options[index]);
                self.options.more_mut().error.get_or_insert(error.within(step));
            }
        }
        self
    }

    /// Adds arguments for `**kwargs`.
    #[must_use]
    pub fn more<K: AsRef<str>, T: ToPython>(mut self, pairs: impl IntoIterator<Item = (K, T)>) -> Self {
        let more = self.options.more_mut();
        let add = |py: Python<'_>| -> Result<()> {
            for (key, value) in pairs {
                more.pairs.push((name(py, key.as_ref())?, value.to_python(py)?));
            }
            Ok(())
        };
        if let Err(error) = enter(add).map_err(Error::from).and_then(|added| added) {
            more.error.get_or_insert(error);
        }
        self
    }

    /// Makes the call.
    ///
    /// # Errors
    /// A value that was given cannot be converted; else as for [`call`](crate::call).
    #[inline(always)]
    pub fn call<T: FromPython>(self) -> Result<T> {
        match attached() {
            Some(py) => self.called(py),
            None => from_outside(|py| self.called(py))?,
        }
    }

    #[inline(always)]
    fn called<T: FromPython>(self, py: Python<'_>) -> Result<T> {
        let Build { function, given, options } = self;
        let mut held = options.attached(py);
        if let Some(error) = held.options.error() {
            return Err(error);
        }
        let arguments = Filled { shape: &function.shape, given: &given, options: &held.options };
        function.target.called(arguments)
    }
}

/// All arguments of such a call.
struct Filled<'a, V, const OPTIONS: usize, const PLACES: usize, const NAMED: usize> {
    shape: &'a Shape<OPTIONS, PLACES, NAMED>,
    given: &'a V,
    options: &'a Options<OPTIONS>,
}

impl<V, const OPTIONS: usize, const PLACES: usize, const NAMED: usize> Sealed
    for Filled<'_, V, OPTIONS, PLACES, NAMED>
{
}

impl<V: Given, const OPTIONS: usize, const PLACES: usize, const NAMED: usize> Arguments
    for Filled<'_, V, OPTIONS, PLACES, NAMED>
{
    #[inline(always)]
    fn with_slots<R>(&self, py: Python<'_>, first: usize, f: impl FnOnce(Slots) -> R) -> Result<R> {
        let set = self.options.set();
        self.given.with_given(py, first, |start, rest, count| {
            if set == 0 && count == 0 && NAMED == 0 && self.options.more().is_none() {
                return Ok(f(Slots { start, positional: V::GIVEN, names: std::ptr::null_mut() }));
            }
            self.arranged(py, set, start, (rest, count), f)
        })?
    }
}

/// So many slots stand on the stack.
const ON_STACK: usize = 24;

impl<V: Given, const OPTIONS: usize, const PLACES: usize, const NAMED: usize>
    Filled<'_, V, OPTIONS, PLACES, NAMED>
{
    /// The bits of the options that are given by their place.
    const BY_PLACE: u64 = if PLACES == 64 { u64::MAX } else { (1 << PLACES) - 1 };

    /// Brings the arguments into the order in which Python takes them: those by place, the options by place, `*args`, those
    /// with names, the options with names, `**kwargs`.
    #[inline(always)]
    fn arranged<R>(
        &self,
        py: Python<'_>,
        set: u64,
        start: *const *mut sys::PyObject,
        (rest, count): (*const *mut sys::PyObject, usize),
        f: impl FnOnce(Slots) -> R,
    ) -> Result<R> {
        let given = (set & Self::BY_PLACE).trailing_ones() as usize;
        if PLACES > 0 {
            self.check_places(set, given, count)?;
        }
        let by_place = V::GIVEN - NAMED;
        let more = self.options.more().map_or(&[][..], |more| &more.pairs);
        let total = V::GIVEN + set.count_ones() as usize + count + more.len();
        let mut stack = [const { MaybeUninit::<*mut sys::PyObject>::uninit() }; ON_STACK + 1];
        let mut heap = Vec::new();
        let slots: *mut *mut sys::PyObject = if total <= ON_STACK {
            stack.as_mut_ptr().cast()
        } else {
            heap.resize(total + 1, std::ptr::null_mut());
            heap.as_mut_ptr()
        };
        let mut next = 1;
        // SAFETY: there is room for `total` objects after the free slot; `start` and `rest` have as many as is said.
        let mut push = |object: *mut sys::PyObject| unsafe {
            slots.add(next).write(object);
            next += 1;
        };
        // SAFETY: as above.
        let at = |from: *const *mut sys::PyObject, index: usize| unsafe { from.add(index).read() };
        (0..by_place).for_each(|index| push(at(start, 1 + index)));
        self.options.each(Self::BY_PLACE, |value| push(value.as_ptr()));
        (0..count).for_each(|index| push(at(rest, index)));
        (by_place..V::GIVEN).for_each(|index| push(at(start, 1 + index)));
        self.options.each(!Self::BY_PLACE, |value| push(value.as_ptr()));
        more.iter().for_each(|(_, value)| push(value.as_ptr()));

        let slots = |names| Slots { start: slots, positional: by_place + given + count, names };
        let set = set & !Self::BY_PLACE;
        if more.is_empty() {
            return self.shape.with_names(py, set, |names| f(slots(names)));
        }
        let more: Vec<PyObject> = more.iter().map(|(name, _)| name.clone()).collect();
        let names = self.shape.tuple(py, set, &more)?;
        Ok(f(slots(names.as_ptr())))
    }

    /// Refuses an option by place where one before it is missing.
    fn check_places(&self, set: u64, given: usize, rest: usize) -> Result<()> {
        let later = (given..PLACES).find(|index| set >> index & 1 == 1);
        let after = match later {
            Some(index) => format!("`{}`", self.shape.options[index]),
            None if rest > 0 && given < PLACES => "an argument of `*args`".to_owned(),
            None => return Ok(()),
        };
        let missing = self.shape.options[given];
        let expected =
            format!("a value for `{missing}`, because {after} is given and Python takes both by their place");
        Err(ConversionError::described(expected, "none").into())
    }
}
