//! The arguments of a call, as the array that CPython takes them in.

use super::keywords::Keywords;
use super::sealed::Sealed;
use crate::convert::ToPython;
use crate::error::Result;
use crate::object::PyObject;
use crate::runtime::Python;
use crate::sys;
use std::mem::ManuallyDrop;
use std::ptr::null_mut;

/// The arguments of a call: a tuple of values, or what [`args!`](crate::args) gives.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no list of arguments",
    note = "give `args![1, \"two\", key = 3]`, or a tuple of values that Python can be given: `()`, `(1,)`, \
            `(1, \"two\")`"
)]
pub trait Arguments: Sealed {
    /// Hands the arguments to `f` as CPython takes them. `first` is the number of the first, for errors.
    ///
    /// # Errors
    /// An argument cannot be converted.
    #[doc(hidden)]
    fn with_slots<R>(&self, py: Python<'_>, first: usize, f: impl FnOnce(Slots) -> R) -> Result<R>;
}

/// Arguments as CPython takes them.
#[derive(Clone, Copy, Debug)]
pub struct Slots {
    /// A free slot, the positional arguments, and the values of the keywords.
    pub(super) start: *const *mut sys::PyObject,
    /// How many have no name.
    pub(super) positional: usize,
    /// The tuple of the others' names, or null where all are positional.
    pub(super) names: *mut sys::PyObject,
}

/// The values of a call's arguments.
pub trait Values: Sealed {
    /// How many there are.
    const COUNT: usize;

    /// Converts them into an array, with a free slot before them, and hands its start to `f`. `keywords` has the
    /// names of the last ones; `first` is the number of the first, for errors.
    ///
    /// # Errors
    /// An argument cannot be converted.
    #[doc(hidden)]
    fn with_array<R>(
        &self,
        py: Python<'_>,
        first: usize,
        keywords: Option<&'static Keywords>,
        f: impl FnOnce(*const *mut sys::PyObject) -> R,
    ) -> Result<R>;

    /// Converts them one by one.
    ///
    /// # Errors
    /// An argument cannot be converted; `objects` holds those before it.
    #[doc(hidden)]
    fn collect(&self, py: Python<'_>, objects: &mut Vec<PyObject>) -> Result<()>;
}

/// All of them positional. One implementation for all `Values` would do; with one for each kind the compiler says which
/// value is none.
macro_rules! positional {
    ($($type:ident)*: $values:ty: $bound:ident) => {
        impl<$($type: $bound),*> Arguments for $values {
            #[inline(always)]
            fn with_slots<R>(&self, py: Python<'_>, first: usize, f: impl FnOnce(Slots) -> R) -> Result<R> {
                let slots = |start| Slots { start, positional: Self::COUNT, names: null_mut() };
                self.with_array(py, first, None, |start| f(slots(start)))
            }
        }
    };
}

/// Arguments of which the last ones have names, as a macro writes them.
#[derive(Debug)]
pub struct Keyed<V> {
    /// All values.
    pub values: V,
    /// The names of the last ones.
    pub keywords: &'static Keywords,
}

impl<V: Values> Sealed for Keyed<V> {}

impl<V: Values> Arguments for Keyed<V> {
    #[inline(always)]
    fn with_slots<R>(&self, py: Python<'_>, first: usize, f: impl FnOnce(Slots) -> R) -> Result<R> {
        let (positional, names) = (self.keywords.positional(V::COUNT), self.keywords.tuple(py)?);
        self.values.with_array(py, first, Some(self.keywords), |start| f(Slots { start, positional, names }))
    }
}

/// One argument for as long as its call lasts.
pub(super) enum Argument<'a, 'py> {
    /// An object that the caller holds anyway.
    Lent(&'a PyObject),
    /// One that was made for the call, and is released after it.
    Made(ManuallyDrop<PyObject>, Python<'py>),
}

impl<'a, 'py> Argument<'a, 'py> {
    #[inline(always)]
    pub(super) fn of(value: &'a (impl ToPython + ?Sized), py: Python<'py>) -> Result<Self> {
        match value.as_object() {
            Some(object) => Ok(Argument::Lent(object)),
            None => Ok(Argument::Made(ManuallyDrop::new(value.to_python(py)?), py)),
        }
    }

    /// What stands between the brackets of `object[value]`.
    #[inline(always)]
    pub(super) fn key(value: &'a (impl ToPython + ?Sized), py: Python<'py>) -> Result<Self> {
        match value.as_object() {
            Some(object) => Ok(Argument::Lent(object)),
            None => Ok(Argument::Made(ManuallyDrop::new(value.to_key(py)?), py)),
        }
    }

    #[inline(always)]
    pub(super) fn as_ptr(&self) -> *mut sys::PyObject {
        match self {
            Argument::Lent(object) => object.as_ptr(),
            Argument::Made(object, _) => object.as_ptr(),
        }
    }
}

impl Drop for Argument<'_, '_> {
    #[inline(always)]
    fn drop(&mut self) {
        if let Argument::Made(object, _) = self {
            // SAFETY: attached, as the token says; the reference is this argument's own, and given up once.
            unsafe { sys::decref(object.as_ptr()) };
        }
    }
}

macro_rules! arguments {
    ($($count:literal: $($type:ident $value:ident $index:tt),*;)*) => {$(
        impl<$($type: ToPython),*> Sealed for ($($type,)*) {}

        positional!($($type)*: ($($type,)*): ToPython);

        impl<$($type: ToPython),*> Values for ($($type,)*) {
            const COUNT: usize = $count;

            #[inline(always)]
            fn with_array<R>(
                &self,
                py: Python<'_>,
                first: usize,
                keywords: Option<&'static Keywords>,
                f: impl FnOnce(*const *mut sys::PyObject) -> R,
            ) -> Result<R> {
                $(
                    let $value = match Argument::of(&self.$index, py) {
                        Ok(argument) => argument,
                        Err(error) => return Err(error.within(Keywords::step(keywords, $index, $count, first))),
                    };
                )*
                let _ = (py, first, keywords);
                let mut slots: [*mut sys::PyObject; $count + 1] = [null_mut(), $($value.as_ptr()),*];
                Ok(f(slots.as_mut_ptr()))
            }

            fn collect(&self, _py: Python<'_>, _objects: &mut Vec<PyObject>) -> Result<()> {
                $(_objects.push(self.$index.to_python(_py)?);)*
                Ok(())
            }
        }
    )*};
}

arguments! {
    0: ;
    1: A a 0;
    2: A a 0, B b 1;
    3: A a 0, B b 1, C c 2;
    4: A a 0, B b 1, C c 2, D d 3;
    5: A a 0, B b 1, C c 2, D d 3, E e 4;
    6: A a 0, B b 1, C c 2, D d 3, E e 4, F g 5;
    7: A a 0, B b 1, C c 2, D d 3, E e 4, F g 5, G h 6;
    8: A a 0, B b 1, C c 2, D d 3, E e 4, F g 5, G h 6, H i 7;
    9: A a 0, B b 1, C c 2, D d 3, E e 4, F g 5, G h 6, H i 7, I j 8;
    10: A a 0, B b 1, C c 2, D d 3, E e 4, F g 5, G h 6, H i 7, I j 8, J k 9;
    11: A a 0, B b 1, C c 2, D d 3, E e 4, F g 5, G h 6, H i 7, I j 8, J k 9, K l 10;
    12: A a 0, B b 1, C c 2, D d 3, E e 4, F g 5, G h 6, H i 7, I j 8, J k 9, K l 10, L m 11;
}

/// Values in two parts, for a call of more than a tuple holds.
#[derive(Debug)]
pub struct More<A, B>(pub A, pub B);

impl<A: Values, B: Values> Sealed for More<A, B> {}

positional!(A B: More<A, B>: Values);

impl<A: Values, B: Values> Values for More<A, B> {
    const COUNT: usize = A::COUNT + B::COUNT;

    fn with_array<R>(
        &self,
        py: Python<'_>,
        first: usize,
        keywords: Option<&'static Keywords>,
        f: impl FnOnce(*const *mut sys::PyObject) -> R,
    ) -> Result<R> {
        let mut objects = Vec::with_capacity(Self::COUNT);
        if let Err(error) = self.collect(py, &mut objects) {
            return Err(error.within(Keywords::step(keywords, objects.len(), Self::COUNT, first)));
        }
        Ok(f(slots(&objects).as_mut_ptr()))
    }

    fn collect(&self, py: Python<'_>, objects: &mut Vec<PyObject>) -> Result<()> {
        self.0.collect(py, objects)?;
        self.1.collect(py, objects)
    }
}

/// The array of these arguments.
pub(super) fn slots(objects: &[PyObject]) -> Vec<*mut sys::PyObject> {
    std::iter::once(null_mut()).chain(objects.iter().map(PyObject::as_ptr)).collect()
}
