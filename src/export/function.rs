//! Closures and functions of Rust's as Python's.
//!
//! Each is a built-in function of Python's, whose `self` owns the closure and what Python has to know of it. One with a
//! single parameter takes its argument as C's `METH_O` functions do, all others an array and the names: nothing is
//! allocated for a call.

use super::bind::{Given, Signature};
use super::boundary::{Target, fast, many, one};
use super::class::{Class, value_of};
use super::exclusive::Exclusive;
use super::outcome::Outcome;
use super::parameter::{Kind, Parameter};
use super::slots::closure_slots;
use crate::convert::{ToPython, outside};
use crate::error::{Result, take};
use crate::object::PyObject;
use crate::runtime::Python;
use crate::sys::{self, PyMethodDef};
use std::cell::UnsafeCell;
use std::ffi::{CString, c_int};
use std::marker::PhantomData;
use std::ptr::null_mut;

const METH_KEYWORDS: c_int = 2;
const METH_O: c_int = 8;
const METH_FASTCALL: c_int = 0x80;

/// A closure or function that Python can call: of up to twelve parameters ([`Parameter`]), which gives an [`Outcome`].
///
/// `M` is the form of the function, as in `fn(A, B) -> R`; the compiler finds it.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no function that Python can call",
    note = "give a `Send + 'static` closure of at most twelve parameters, whose types are written out: `|x: i64| 2 * x`",
    note = "`move` lets it own what it uses; it takes what is `FromPython`, `Args` or `Kwargs`, and gives what is \
            `ToPython`, or a `Result` of that"
)]
pub trait Function<M>: Send + 'static {
    /// How its parameters get their arguments.
    #[doc(hidden)]
    const KINDS: &'static [Kind];

    /// The names of its parameters; empty where they have none.
    #[doc(hidden)]
    const NAMES: &'static [&'static str] = &[];

    /// Its parameters and its docstring, as CPython reads them behind its name.
    #[doc(hidden)]
    const DOC: Option<&'static str> = None;

    /// Calls it. One that changes what it holds goes in for that, when its arguments are there.
    ///
    /// # Errors
    /// An argument does not fit, the function is running already, or it fails.
    ///
    /// # Safety
    /// The function is valid, and `running` its own.
    #[doc(hidden)]
    unsafe fn invoke(
        function: *mut Self,
        running: &Exclusive,
        py: Python<'_>,
        signature: Signature<'_>,
        given: Given<'_>,
    ) -> Result<PyObject>;
}

macro_rules! functions {
    ($($count:literal: $($type:ident $value:ident),*;)*) => {$(
        impl<F, R, $($type),*> Function<fn($($type),*) -> R> for F
        where
            F: FnMut($($type),*) -> R + Send + 'static,
            R: Outcome,
            $($type: Parameter,)*
        {
            const KINDS: &'static [Kind] = &[$($type::KIND),*];

            #[inline]
            unsafe fn invoke(
                function: *mut F,
                running: &Exclusive,
                py: Python<'_>,
                signature: Signature<'_>,
                given: Given<'_>,
            ) -> Result<PyObject> {
                let [$($value),*] = signature.bind::<$count>(py, given)?;
                $(let $value = $type::get($value, py)?;)*
                let given = {
                    let _entered = running.enter(|| again(signature.function), py)?;
                    // SAFETY: valid, as the caller promises, and nobody else is inside.
                    unsafe { (*function)($($value),*) }
                };
                given.outcome(py)
            }
        }

        #[diagnostic::do_not_recommend]
        impl<F, R, $($type),*> Function<(fn($($type),*) -> R,)> for Shared<F>
        where
            F: Fn($($type),*) -> R + Send + Sync + 'static,
            R: Outcome,
            $($type: Parameter,)*
        {
            const KINDS: &'static [Kind] = &[$($type::KIND),*];

            #[inline]
            unsafe fn invoke(
                function: *mut Self,
                _running: &Exclusive,
                py: Python<'_>,
                signature: Signature<'_>,
                given: Given<'_>,
            ) -> Result<PyObject> {
                let [$($value),*] = signature.bind::<$count>(py, given)?;
                $(let $value = $type::get($value, py)?;)*
                // SAFETY: valid, as the caller promises, and only ever shared.
                let function = unsafe { &(*function).0 };
                function($($value),*).outcome(py)
            }
        }
    )*};
}

functions! {
    0: ;
    1: A a;
    2: A a, B b;
    3: A a, B b, C c;
    4: A a, B b, C c, D d;
    5: A a, B b, C c, D d, E e;
    6: A a, B b, C c, D d, E e, G g;
    7: A a, B b, C c, D d, E e, G g, H h;
    8: A a, B b, C c, D d, E e, G g, H h, I i;
    9: A a, B b, C c, D d, E e, G g, H h, I i, J j;
    10: A a, B b, C c, D d, E e, G g, H h, I i, J j, K k;
    11: A a, B b, C c, D d, E e, G g, H h, I i, J j, K k, L l;
    12: A a, B b, C c, D d, E e, G g, H h, I i, J j, K k, L l, N n;
}

/// A function whose parameters have names, which `#[function]` makes. It may be called while it runs.
pub trait Named: Send + 'static {
    /// How its parameters get their arguments.
    const KINDS: &'static [Kind];

    /// The names of its parameters.
    const NAMES: &'static [&'static str];

    /// Its parameters and its docstring, as CPython reads them behind its name.
    const DOC: &'static str;

    /// Calls it.
    ///
    /// # Errors
    /// An argument does not fit, or the function fails.
    fn call(py: Python<'_>, signature: Signature<'_>, given: Given<'_>) -> Result<PyObject>;
}

/// The form of functions with names.
#[derive(Debug)]
pub enum ByName {}

#[diagnostic::do_not_recommend]
impl<F: Named> Function<ByName> for F {
    const KINDS: &'static [Kind] = F::KINDS;
    const NAMES: &'static [&'static str] = F::NAMES;
    const DOC: Option<&'static str> = Some(F::DOC);

    #[inline]
    unsafe fn invoke(
        _function: *mut F,
        _running: &Exclusive,
        py: Python<'_>,
        signature: Signature<'_>,
        given: Given<'_>,
    ) -> Result<PyObject> {
        F::call(py, signature, given)
    }
}

/// What a closure is told that runs already.
#[cold]
fn again(name: &str) -> String {
    format!(
        "{name}() is running already: a closure that may change what it holds cannot call itself (`shared` takes one that \
         does not)"
    )
}

/// A closure that may be called while it runs, and by several threads at a time; [`shared`] makes it.
#[derive(Clone, Copy, Debug)]
pub struct Shared<F>(F);

/// Has a closure, for [`export_function`](crate::export_function) or [`pyfunction`](crate::pyfunction), called while it
/// runs and by several threads at a time: one that changes nothing of what it holds.
///
/// ```
/// # fn main() -> py4rs::Result<()> {
/// use py4rs::{prelude::*, shared};
///
/// let table = vec![1, 1, 2, 6, 24];
/// export_function("known", shared(move |n: usize| table.get(n).copied()))?;
/// assert_eq!(raw_pyeval::<i64>("known(known(2) + 1)")?, 6);
/// # Ok(())
/// # }
/// ```
pub fn shared<F>(function: F) -> Shared<F> {
    Shared(function)
}

/// Where Python is to find a function.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Details<'a> {
    pub(super) name: &'a str,
    pub(super) module: Option<&'a str>,
}

/// What the function's `self` owns.
struct Owned<F, M> {
    name: String,
    /// Python's function points to this, and this to the texts.
    definition: UnsafeCell<PyMethodDef>,
    _texts: [CString; 2],
    running: Exclusive,
    function: UnsafeCell<F>,
    form: PhantomData<fn() -> M>,
}

// SAFETY: the pointers are to what is owned here, and the function is `Send`.
unsafe impl<F: Send, M> Send for Owned<F, M> {}

static CLASS: Class = Class::new(c"py4rs.Closure", c"What a function of Rust's owns.", closure_slots);

// SAFETY: the functions of the boundary are only made with an instance whose value is this, in `new`.
unsafe impl<F: Function<M>, M: 'static> Target for Owned<F, M> {
    #[inline]
    unsafe fn of<'a>(this: *mut sys::PyObject) -> &'a Self {
        // SAFETY: as the caller promises.
        unsafe { value_of(this) }
    }

    #[inline]
    fn call(&self, py: Python<'_>, given: Given<'_>) -> Result<PyObject> {
        let signature = Signature { function: &self.name, kinds: F::KINDS, names: F::NAMES };
        // SAFETY: both are owned here.
        unsafe { F::invoke(self.function.get(), &self.running, py, signature, given) }
    }
}

/// Python's function of a function of Rust's.
pub(super) fn new<F: Function<M>, M: 'static>(
    py: Python<'_>,
    function: F,
    details: Details<'_>,
) -> Result<PyObject> {
    let text = |text: &str| CString::new(text.replace('\0', "")).expect("the zeros are gone");
    let doc = F::DOC.map(|doc| format!("{}{doc}", details.name));
    let texts = [text(details.name), text(doc.as_deref().unwrap_or_default())];
    let (meth, flags) = match F::KINDS {
        [Kind::Required] if F::NAMES.is_empty() => (one::<Owned<F, M>> as _, METH_O),
        _ => (fast(many::<Owned<F, M>>), METH_FASTCALL | METH_KEYWORDS),
    };
    let definition = PyMethodDef {
        ml_name: texts[0].as_ptr(),
        ml_meth: Some(meth),
        ml_flags: flags,
        ml_doc: doc.map_or(std::ptr::null(), |_| texts[1].as_ptr()),
    };
    let module = details.module.map(|module| outside(|| module.to_python(py))).transpose()?;
    let owner = CLASS.instance_at_home(
        py,
        Owned::<F, M> {
            name: details.name.to_owned(),
            definition: UnsafeCell::new(definition),
            _texts: texts,
            running: Exclusive::default(),
            function: UnsafeCell::new(function),
            form: PhantomData,
        },
        details.module,
    )?;
    let module = module.as_ref().map_or(null_mut(), PyObject::as_ptr);
    // SAFETY: attached; the definition lives as long as the owner, which the function keeps for its own life.
    unsafe {
        let owned: &Owned<F, M> = value_of(owner.as_ptr());
        take(py, py.api().PyCFunction_NewEx(owned.definition.get(), owner.as_ptr(), module))
    }
}
