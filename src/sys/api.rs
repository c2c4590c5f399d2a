//! The table of C functions, filled once from a library that was opened at run time.

mod elsewhere;

use super::pointer::{Borrowed, New, Stolen};
use super::types::*;
use crate::version::Version;
use std::cell::UnsafeCell;
use std::ffi::{CStr, c_char, c_int, c_long, c_longlong, c_ulong, c_ulonglong, c_void};
use std::fmt;
use std::mem::{MaybeUninit, transmute_copy};

pub(crate) use elsewhere::Run;
pub(super) use elsewhere::goes_elsewhere;

/// The wide character of the platform's C.
pub(super) type WideChar = libc::wchar_t;

macro_rules! api {
    (
        functions { $(fn $name:ident($($arg:ident: $type:ty),*) -> $result:ty;)* }
        later { $([$since:literal] fn $later:ident($($later_arg:ident: $later_type:ty),*) -> $later_result:ty;)* }
        data { $(static $data:ident: $data_type:ty;)* }
    ) => {
        /// The C API of the Python in this process.
        ///
        /// A function is called by its name: `unsafe { py.api().PyList_New(3) }`. What its documentation
        /// says of ownership is in its types ([`New`], [`Borrowed`], [`Stolen`]); each is in every supported
        /// CPython, from 3.8 on, and those that came later have the older spelling inside.
        #[allow(non_snake_case, reason = "the names are CPython's")]
        pub struct Api {
            $($name: unsafe extern "C" fn($($type),*) -> $result,)*
            $(pub(super) $later: Option<unsafe extern "C" fn($($later_type),*) -> $later_result>,)*
            $($data: *mut $data_type,)*
        }

        impl Api {
            /// Asks `lookup` for every symbol.
            ///
            /// # Errors
            /// All that every supported CPython has and `lookup` does not.
            ///
            /// # Safety
            /// What `lookup` gives for a name must be null or the address of CPython's function or data of
            /// that name, and stay valid for ever.
            #[allow(non_snake_case, reason = "the names are CPython's")]
            pub unsafe fn load(mut lookup: impl FnMut(&CStr) -> *mut c_void) -> Result<Api, MissingSymbols> {
                let mut missing = Vec::new();
                let mut find = |name: &'static CStr, required: bool| {
                    let address = lookup(name);
                    if address.is_null() && required {
                        missing.push(name.to_str().unwrap_or_default());
                    }
                    address
                };
                $(let $name = find(symbol!($name), true);)*
                $(let $later = find(symbol!($later), false);)*
                $(let $data = find(symbol!($data), true);)*
                if !missing.is_empty() {
                    return Err(MissingSymbols { names: missing });
                }
                Ok(Api {
                    // SAFETY: not null, as checked; by the caller's promise the function of this name, whose
                    // signature tests/oracle.rs holds against pyo3-ffi's.
                    $($name: unsafe { function($name) },)*
                    // SAFETY: as above; null, for a missing one, is how an `Option` of a function says None.
                    $($later: unsafe { function($later) },)*
                    $($data: $data.cast(),)*
                })
            }

            $(
                #[doc = concat!("CPython's `", stringify!($name), "`, in all versions.")]
                ///
                /// # Safety
                /// The thread is attached, the pointers are valid, and CPython's documentation of the function
                /// is kept.
                #[inline(always)]
                #[allow(non_snake_case, reason = "the name is CPython's")]
                pub(crate) unsafe fn $name(&self, $($arg: $type),*) -> $result {
                    // SAFETY: handed on to the caller.
                    unsafe { (self.$name)($($arg),*) }
                }
            )*

            $(
                #[doc = concat!("The address of CPython's `", stringify!($data), "`.")]
                #[inline(always)]
                #[allow(non_snake_case, reason = "the name is CPython's")]
                pub fn $data(&self) -> *mut $data_type {
                    self.$data
                }
            )*
        }
    };
}

/// A symbol's name as C has it.
macro_rules! symbol {
    ($name:ident) => {
        const {
            match CStr::from_bytes_with_nul(concat!(stringify!($name), "\0").as_bytes()) {
                Ok(name) => name,
                Err(_) => unreachable!(),
            }
        }
    };
}

#[allow(non_camel_case_types, reason = "C's name")]
type wchar_t = WideChar;

python_api!(api);

// SAFETY: the table is a set of addresses of functions and data that live for ever; what may be done with
// them is each call's own promise.
unsafe impl Sync for Api {}
// SAFETY: as above.
unsafe impl Send for Api {}

/// A symbol's address as the function pointer (or the `Option` of one) that the table says.
///
/// # Safety
/// `address` is null only for an `Option`, and otherwise that of a function of type `F`.
unsafe fn function<F: Copy>(address: *mut c_void) -> F {
    assert_eq!(size_of::<F>(), size_of::<*mut c_void>());
    // SAFETY: function and data pointers have one size here, and the caller names the right type.
    unsafe { transmute_copy(&address) }
}

/// The symbols that a library lacks and every supported CPython has: it is not one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MissingSymbols {
    /// Their names, in the order of the table.
    pub names: Vec<&'static str>,
}

impl fmt::Display for MissingSymbols {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "no symbol {}", self.names.join(", "))
    }
}

impl std::error::Error for MissingSymbols {}

/// The one table of the process: a fixed address, so that a call costs one indirect jump.
struct Table(UnsafeCell<MaybeUninit<Api>>);

// SAFETY: written once by `install`, before anything reads it.
unsafe impl Sync for Table {}

static TABLE: Table = Table(UnsafeCell::new(MaybeUninit::uninit()));

/// Puts the process's table in place; what may run Python code goes through `run`, where there is one.
///
/// # Safety
/// Called once, and all calls of [`api`] happen after it.
pub(super) unsafe fn install(api: Api, version: Version, run: Option<Run>) {
    let api = match run {
        Some(run) => elsewhere::table(api, version, run),
        None => api,
    };
    // SAFETY: nobody reads the cell yet, by the caller's promise.
    unsafe { (*TABLE.0.get()).write(api) };
}

/// The process's table.
///
/// # Safety
/// [`install`] has happened before; whoever holds a `Python` knows that.
#[inline(always)]
pub(crate) unsafe fn api() -> &'static Api {
    // SAFETY: initialised, and never written again.
    unsafe { (*TABLE.0.get()).assume_init_ref() }
}
