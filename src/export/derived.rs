//! Classes of Rust types: what `#[derive(PythonAttributes)]` and `#[methods]` expand to.
//!
//! A field is an attribute that a pair of functions gets and sets, a method one of Python's own method descriptors. Both
//! are found in the class, as those of any other class are.

use super::attributes::PythonAttributes;
use super::bind::{Given, Signature};
use super::boundary::{Fast, Setter, fast, method, set_field};
use super::class::{Class, Slots, methods};
use super::cycle::Part;
use super::exceptions::refused;
use super::held::Held;
use super::parameter::Kind;
use super::slots::{cycle_slots, field_slots, object_pickling};
use crate::convert::FromPython;
use crate::error::{Result, check, take};
use crate::object::PyObject;
use crate::runtime::Python;
use crate::sys::PyMethodDef;
use std::ffi::{CStr, c_int};

/// A type that derives `PythonAttributes`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` has no class that methods could be put in",
    note = "`#[py4rs::methods]` goes with `#[derive(PythonAttributes)]` on the type"
)]
pub trait Derived: PythonAttributes + Sized {
    /// Its fields, as the collector sees them.
    const PARTS: &'static [Part<Self>];

    /// Whether the type of one of them is known to hold objects of Python's.
    const COLLECTED: bool;
}

/// What a type without `#[methods]` has for its methods; what the macro makes comes before it.
pub trait NoMethods {
    /// None.
    const PY4RS_METHODS: &'static [MethodEntry] = &[];
}

impl<T> NoMethods for T {}

/// A field that Python sees.
#[derive(Debug)]
pub struct Field<T> {
    name: &'static CStr,
    doc: &'static CStr,
    get: fn(&T, Python<'_>) -> Result<PyObject>,
    set: Option<Set<T>>,
}

/// What sets a field.
type Set<T> = fn(&Held<T>, Python<'_>, &PyObject) -> Result<()>;

impl<T: PythonAttributes> Field<T> {
    /// The field of that name, with its docstring: texts with a zero at their end.
    pub const fn new(
        name: &'static [u8],
        doc: &'static [u8],
        get: fn(&T, Python<'_>) -> Result<PyObject>,
        set: Option<Set<T>>,
    ) -> Field<T> {
        Field { name: text(name), doc: text(doc), get, set }
    }

    pub(super) fn name(&self) -> &'static CStr {
        self.name
    }

    pub(super) fn doc(&self) -> &'static CStr {
        self.doc
    }

    /// What sets it, where something does.
    pub(super) fn setter(&self) -> Option<Setter> {
        self.set.map(|_| set_field::<T> as Setter)
    }

    pub(super) fn get(&self, held: &Held<T>, py: Python<'_>) -> Result<PyObject> {
        (self.get)(&*held.lend(py)?, py)
    }

    /// Sets it to what an object is; `None` is for deleting it, which no field allows.
    pub(super) fn set(&self, held: &Held<T>, py: Python<'_>, object: Option<&PyObject>) -> Result<()> {
        match (self.set, object) {
            (Some(set), Some(object)) => set(held, py, object),
            _ => {
                let text = format!("attribute '{}' cannot be deleted", self.name.to_string_lossy());
                Err(super::exceptions::error_of(py, py.api().PyExc_AttributeError(), &text))
            }
        }
    }
}

/// Sets the field at a place of the value to what an object is.
///
/// # Errors
/// The object is something else, or somebody has the value.
pub fn set<T, V: FromPython>(
    held: &Held<T>,
    py: Python<'_>,
    name: &str,
    object: &PyObject,
    place: fn(&mut T) -> &mut V,
) -> Result<()> {
    let value = V::from_python(object, py);
    let value = value.map_err(|error| refused(py, &format!("attribute '{name}': "), error))?;
    // What it was may run Python code at its end, and so ends when the value is free again.
    let old = std::mem::replace(place(&mut *held.lend_mut(py)?), value);
    drop(old);
    Ok(())
}

/// A method that Python can call.
pub trait Method: 'static {
    /// The type that has it.
    type Owner: Derived;

    /// Its name, its parameters' kinds and names.
    const NAME: &'static str;
    /// How its parameters get their arguments.
    const KINDS: &'static [Kind];
    /// The names of its parameters.
    const NAMES: &'static [&'static str];

    /// Calls it on the value of an object.
    ///
    /// # Errors
    /// An argument does not fit, somebody has the value, or the method fails.
    fn call(
        this: &PyObject,
        owner: &Held<Self::Owner>,
        py: Python<'_>,
        signature: Signature<'_>,
        given: Given<'_>,
    ) -> Result<PyObject>;
}

/// A method, without its type.
#[derive(Clone, Copy, Debug)]
pub struct MethodEntry {
    name: &'static CStr,
    doc: &'static CStr,
    function: Fast,
}

impl MethodEntry {
    /// The entry of a method, with its name and its docstring: texts with a zero at their end.
    pub const fn of<M: Method>(name: &'static [u8], doc: &'static [u8]) -> MethodEntry {
        MethodEntry { name: text(name), doc: text(doc), function: method::<M> }
    }

    fn definition(&self) -> PyMethodDef {
        const METH_FASTCALL_KEYWORDS: c_int = 0x82;
        PyMethodDef {
            ml_name: self.name.as_ptr(),
            ml_meth: Some(fast(self.function)),
            ml_flags: METH_FASTCALL_KEYWORDS,
            ml_doc: self.doc.as_ptr(),
        }
    }

    /// Has Python's operators find a method with a name of theirs: they look for it when it is set.
    pub(super) fn fill_slot(&self, py: Python<'_>, class: &PyObject) -> Result<()> {
        if !self.name.to_bytes().starts_with(b"__") {
            return Ok(());
        }
        let (api, class) = (py.api(), class.as_ptr());
        // SAFETY: attached; the class is valid, and the name a C text.
        unsafe {
            let method = take(py, api.PyObject_GetAttrString(class, self.name.as_ptr()))?;
            check(py, api.PyObject_SetAttrString(class, self.name.as_ptr(), method.as_ptr()))
        }
    }
}

/// Whether one of the methods has that name.
pub const fn has_method(methods: &[MethodEntry], name: &str) -> bool {
    let mut number = 0;
    while number < methods.len() {
        if equal(methods[number].name.to_bytes(), name.as_bytes()) {
            return true;
        }
        number += 1;
    }
    false
}

const fn equal(one: &[u8], other: &[u8]) -> bool {
    let mut at = 0;
    while at < one.len() && at < other.len() && one[at] == other[at] {
        at += 1;
    }
    at == one.len() && at == other.len()
}

/// The slots of a class with these fields and methods.
pub fn slots<T: Derived>(fields: &'static [Field<T>], entries: &'static [MethodEntry]) -> Slots {
    let mut slots = field_slots(fields);
    if T::COLLECTED {
        slots.extend(cycle_slots::<T>());
    }
    // What the type says itself comes before what all have.
    slots.push(methods(entries.iter().map(MethodEntry::definition).chain([object_pickling()])));
    slots
}

/// The class of a type: its name and its docstring, with a zero at their end, its slots and its methods, and whether its
/// instances take part in the search for cycles.
pub const fn class(
    name: &'static [u8],
    doc: &'static [u8],
    slots: fn() -> Slots,
    methods: &'static [MethodEntry],
    collected: bool,
) -> Class {
    Class::derived(text(name), text(doc), slots, methods, collected)
}

const fn text(bytes: &'static [u8]) -> &'static CStr {
    match CStr::from_bytes_with_nul(bytes) {
        Ok(text) => text,
        Err(_) => panic!("the text has one zero, at its end"),
    }
}
