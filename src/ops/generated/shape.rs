//! What a generated function takes besides its plain arguments: names, and the tuples of the names that are used.

use crate::error::{Result, take};
use crate::object::PyObject;
use crate::ops::name::intern;
use crate::runtime::Python;
use crate::sys::{self, Stolen};
use std::ptr::null_mut;
use std::sync::atomic::{AtomicPtr, Ordering};

/// So many combinations of options have their tuple of names kept.
const KEPT: usize = 8;

/// The names of arguments and options. Numbers are in the type, so that the compiler knows them: of the options, of those
/// among them, the first ones, that are given by their place, and of the last arguments that are given by their name.
#[derive(Debug)]
pub struct Shape<const OPTIONS: usize, const PLACES: usize, const NAMED: usize> {
    /// The names of the last arguments, which are always given.
    named: [&'static str; NAMED],
    /// The names of the options.
    pub(super) options: [&'static str; OPTIONS],
    /// The tuples of the names, of which each is made once and kept for ever.
    tuples: [AtomicPtr<Names>; KEPT],
}

/// The names that are used together.
#[derive(Debug)]
struct Names {
    options: u64,
    tuple: PyObject,
}

impl<const OPTIONS: usize, const PLACES: usize, const NAMED: usize> Shape<OPTIONS, PLACES, NAMED> {
    /// The names of the last arguments, and of the options.
    pub const fn new(named: [&'static str; NAMED], options: [&'static str; OPTIONS]) -> Self {
        assert!(OPTIONS <= 64, "more options than a word has bits");
        Shape { named, options, tuples: [const { AtomicPtr::new(null_mut()) }; KEPT] }
    }

    /// Hands the tuple of the names that are used to `f`; null where none are. `set` has a bit for each option.
    #[inline(always)]
    pub(super) fn with_names<R>(
        &self,
        py: Python<'_>,
        set: u64,
        f: impl FnOnce(*mut sys::PyObject) -> R,
    ) -> Result<R> {
        if set == 0 && NAMED == 0 {
            return Ok(f(null_mut()));
        }
        let place = &self.tuples[(set.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 61) as usize];
        // SAFETY: what is there is never freed.
        match unsafe { place.load(Ordering::Acquire).as_ref() } {
            Some(names) if names.options == set => Ok(f(names.tuple.as_ptr())),
            known => self.make(py, set, known.is_none().then_some(place)).map(|tuple| f(tuple.as_ptr())),
        }
    }

    #[cold]
    fn make(&self, py: Python<'_>, set: u64, place: Option<&AtomicPtr<Names>>) -> Result<PyObject> {
        let tuple = self.tuple(py, set, &[])?;
        if let Some(place) = place {
            // Of two threads that come here together the later one's stays; the other is kept too, unused.
            let names = Box::new(Names { options: set, tuple: tuple.clone() });
            place.store(Box::into_raw(names), Ordering::Release);
        }
        Ok(tuple)
    }

    /// The tuple of the names, with others behind them.
    pub(super) fn tuple(&self, py: Python<'_>, set: u64, more: &[PyObject]) -> Result<PyObject> {
        let api = py.api();
        let intern = |name: &&'static str| intern(py, name);
        let used = self.options.iter().enumerate().filter(|(index, _)| set >> index & 1 == 1);
        let names = self.named.iter().chain(used.map(|(_, name)| name)).map(intern);
        let names = names.chain(more.iter().cloned().map(Ok)).collect::<Result<Vec<PyObject>>>()?;
        // SAFETY: attached; the tuple is long enough, nobody else has it yet, and it takes over the strings.
        unsafe {
            let tuple = take(py, api.PyTuple_New(names.len() as isize))?;
            for (index, name) in names.into_iter().enumerate() {
                let name = Stolen::from_ptr(name.into_new().as_ptr());
                api.PyTuple_SetItem(tuple.as_ptr(), index as isize, name);
            }
            Ok(tuple)
        }
    }
}
