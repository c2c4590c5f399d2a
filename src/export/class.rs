//! Classes of this library's own, whose instances each own one Rust value.

use super::boundary::{dealloc, refuse_new};
use super::derived::MethodEntry;
use super::exceptions;
use crate::error::{Error, Result, take};
use crate::object::PyObject;
use crate::runtime::Python;
use crate::sys::{self, PyMethodDef, PyType_Slot, PyType_Spec, typeslots};
use std::collections::BTreeSet;
use std::ffi::{CStr, c_int, c_void};
use std::ptr::{NonNull, null_mut};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{OnceLock, PoisonError, RwLock};

/// `Py_TPFLAGS_DEFAULT`.
const FLAGS: u32 = 1 << 18;

/// A class; it is made at its first use and kept for ever.
#[derive(Debug)]
pub struct Class {
    name: &'static CStr,
    doc: &'static CStr,
    slots: fn() -> Slots,
    /// The methods of a class that was derived.
    derived: Option<&'static [MethodEntry]>,
    /// Whether instances take part in the search for cycles; they have the slots for it then.
    collected: bool,
    made: OnceLock<PyObject>,
}

/// What a class has more than all have: the functions of the boundary by the numbers of their slots.
pub type Slots = Vec<(c_int, *const c_void)>;

/// The slot of a class's methods; the end of the list is added. It is made once for a class, and so never freed.
pub(crate) fn methods(methods: impl IntoIterator<Item = PyMethodDef>) -> (c_int, *const c_void) {
    let end = PyMethodDef { ml_name: std::ptr::null(), ml_meth: None, ml_flags: 0, ml_doc: std::ptr::null() };
    let methods: Vec<PyMethodDef> = methods.into_iter().chain([end]).collect();
    (typeslots::Py_tp_methods, methods.leak().as_ptr().cast())
}

/// A value on the heap, with what drops it.
#[repr(C)]
struct Boxed<T> {
    head: Head,
    value: T,
}

/// What is known of a value without its type.
pub(super) struct Head {
    drop: unsafe fn(*mut c_void),
    /// The module that Python finds the object in again.
    home: Option<Box<str>>,
    /// The value that waits for its end behind this one.
    next: *mut Head,
}

impl Head {
    pub(super) fn next(&self) -> *mut Head {
        self.next
    }

    pub(super) fn set_next(&mut self, next: *mut Head) {
        self.next = next;
    }
}

/// The addresses of the classes that were derived.
static DERIVED: RwLock<BTreeSet<usize>> = RwLock::new(BTreeSet::new());

/// How many bytes an instance has before the address of its value.
static HEAD: AtomicUsize = AtomicUsize::new(0);

impl Class {
    /// The class of that name, with more slots than all have.
    pub(crate) const fn new(name: &'static CStr, doc: &'static CStr, slots: fn() -> Slots) -> Class {
        Class { name, doc, slots, derived: None, collected: false, made: OnceLock::new() }
    }

    /// The class of a Rust type, whose docstring is empty where there is none. Python code can change it.
    pub(super) const fn derived(
        name: &'static CStr,
        doc: &'static CStr,
        slots: fn() -> Slots,
        methods: &'static [MethodEntry],
        collected: bool,
    ) -> Class {
        Class { name, doc, slots, derived: Some(methods), collected, made: OnceLock::new() }
    }

    /// The class object.
    pub(crate) fn get(&self, py: Python<'_>) -> Result<&PyObject> {
        match self.made.get() {
            Some(class) => Ok(class),
            None => self.make(py),
        }
    }

    #[cold]
    fn make(&self, py: Python<'_>) -> Result<&PyObject> {
        exceptions::prepare(py)?;
        let head = head(py)?;
        HEAD.store(head, Ordering::Relaxed);
        let own = [
            (typeslots::Py_tp_dealloc, dealloc as *const c_void),
            (typeslots::Py_tp_new, refuse_new as *const c_void),
            (typeslots::Py_tp_doc, self.doc.as_ptr().cast()),
        ];
        let mut more = (self.slots)();
        let mut buffer = None;
        if !py.api().has_buffer_slot() {
            buffer = more.iter().find(|(slot, _)| *slot == typeslots::Py_bf_getbuffer).copied();
            more.retain(|(slot, _)| *slot != typeslots::Py_bf_getbuffer);
        }
        let all = own.into_iter().chain(more).chain([(0, std::ptr::null())]);
        let mut slots: Vec<PyType_Slot> =
            all.map(|(slot, pfunc)| PyType_Slot { slot, pfunc: pfunc.cast_mut() }).collect();
        let mut spec = PyType_Spec {
            name: self.name.as_ptr(),
            basicsize: (head + size_of::<*mut c_void>()) as c_int,
            itemsize: 0,
            flags: self.flags(),
            slots: slots.as_mut_ptr(),
        };
        // SAFETY: attached; the slots are those of the class's own kind of functions, end in a zero, and are copied. The
        // name and the docstring are static.
        let class = take(py, unsafe { py.api().PyType_FromSpec(&mut spec) })?;
        if let Some((_, function)) = buffer {
            // SAFETY: attached; the class has just been made, and the function is that of the slot.
            let set = unsafe { py.api().set_buffer_function(class.as_ptr().cast(), function) };
            if !set {
                let text = "this Python's classes are not laid out as those of 3.8";
                return Err(exceptions::error_of(py, py.api().PyExc_SystemError(), text));
            }
        }
        for method in self.derived.unwrap_or_default() {
            method.fill_slot(py, &class)?;
        }
        // Of two threads that come here together the first one's stays.
        let class = self.made.get_or_init(|| class);
        if self.derived.is_some() {
            DERIVED.write().unwrap_or_else(PoisonError::into_inner).insert(class.as_ptr().addr());
        }
        Ok(class)
    }

    fn flags(&self) -> u32 {
        let immutable = if self.derived.is_none() { sys::TypeFlag::Immutable as u32 } else { 0 };
        let collected = if self.collected { sys::TypeFlag::Collected as u32 } else { 0 };
        FLAGS | immutable | collected
    }

    /// A new instance that owns `value`.
    pub(crate) fn instance<T: Send + 'static>(&self, py: Python<'_>, value: T) -> Result<PyObject> {
        self.instance_at_home(py, value, None)
    }

    /// As [`instance`](Class::instance), of what Python finds in a module.
    pub(super) fn instance_at_home<T: Send + 'static>(
        &self,
        py: Python<'_>,
        value: T,
        home: Option<&str>,
    ) -> Result<PyObject> {
        let class = self.get(py)?.as_ptr().cast();
        // SAFETY: attached; the class is one. The new instance, which nobody else has yet, has room for an address.
        unsafe {
            let object = take(py, py.api().PyType_GenericAlloc(class, 0))?;
            let head = Head { drop: drop_boxed::<T>, home: home.map(Box::from), next: null_mut() };
            let boxed = Box::into_raw(Box::new(Boxed { head, value }));
            place(object.as_ptr()).write(boxed.cast());
            Ok(object)
        }
    }

    /// Whether an object is an instance of this class.
    pub(crate) fn is_class_of(&self, object: &PyObject, _py: Python<'_>) -> bool {
        // SAFETY: attached; the object is valid.
        self.made.get().is_some_and(|class| class.as_ptr() == unsafe { sys::type_of(object.as_ptr()) }.cast())
    }
}

/// Whether an object is an instance of a class that was derived.
pub(super) fn is_derived(object: &PyObject, _py: Python<'_>) -> bool {
    // SAFETY: attached; the object is valid.
    let class = unsafe { sys::type_of(object.as_ptr()) };
    DERIVED.read().unwrap_or_else(PoisonError::into_inner).contains(&class.addr())
}

/// The value of an instance.
///
/// # Safety
/// `this` is an instance that was made with a `T`, and outlives `'a`.
#[inline(always)]
pub(super) unsafe fn value_of<'a, T>(this: *mut sys::PyObject) -> &'a T {
    // SAFETY: as the caller promises.
    unsafe { &(*(*place(this)).cast::<Boxed<T>>()).value }
}

/// The value of an instance, which may have none yet.
///
/// # Safety
/// `this` is an instance of a class that is always made with a `T`, and outlives `'a`.
pub(super) unsafe fn value_if_any<'a, T>(this: *mut sys::PyObject) -> Option<&'a T> {
    // SAFETY: as the caller promises.
    unsafe { (!(*place(this)).is_null()).then(|| value_of(this)) }
}

/// The value of an instance that Python names. One without a value was made by code that changed the class, as it can
/// before 3.10.
///
/// # Errors
/// It has no value.
///
/// # Safety
/// `this` is an instance of a class that is always made with a `T`, and outlives `'a`.
#[inline]
pub(crate) unsafe fn checked_value_of<'a, T>(this: *mut sys::PyObject, py: Python<'_>) -> Result<&'a T> {
    // SAFETY: as the caller promises.
    unsafe { value_if_any(this) }.ok_or_else(|| no_value(py))
}

#[cold]
fn no_value(py: Python<'_>) -> Error {
    exceptions::error_of(py, py.api().PyExc_TypeError(), "the object has no value of Rust's")
}

/// The module that Python finds an instance's object in.
///
/// # Safety
/// `this` is an instance of one of the classes, and outlives `'a`.
pub(super) unsafe fn home_of<'a>(this: *mut sys::PyObject) -> Option<&'a str> {
    // SAFETY: as the caller promises; every value begins with its head.
    unsafe { (*place(this)).cast::<Head>().as_ref()?.home.as_deref() }
}

/// Takes the value of an instance away, if it has one.
///
/// # Safety
/// `this` is an instance of one of the classes, whose end this is.
pub(super) unsafe fn take_value(this: *mut sys::PyObject) -> Option<NonNull<Head>> {
    // SAFETY: as the caller promises; every value begins with its head.
    NonNull::new(unsafe { place(this).replace(null_mut()) }).map(NonNull::cast)
}

/// Drops a value.
///
/// # Safety
/// It has been taken away from its instance.
pub(super) unsafe fn drop_value(value: NonNull<Head>) {
    // SAFETY: as the caller promises; every value begins with what drops it.
    unsafe { ((*value.as_ptr()).drop)(value.as_ptr().cast()) };
}

/// # Safety
/// `boxed` comes from a `Box<Boxed<T>>`.
unsafe fn drop_boxed<T>(boxed: *mut c_void) {
    // SAFETY: as the caller promises.
    drop(unsafe { Box::from_raw(boxed.cast::<Boxed<T>>()) });
}

/// Where an instance has the address of its value.
///
/// # Safety
/// `this` is an instance of one of the classes.
#[inline(always)]
unsafe fn place(this: *mut sys::PyObject) -> *mut *mut c_void {
    // SAFETY: as the caller promises; a class is made after the number is stored.
    unsafe { this.byte_add(HEAD.load(Ordering::Relaxed)).cast() }
}

/// How many bytes an `object` has.
fn head(py: Python<'_>) -> Result<usize> {
    let api = py.api();
    // SAFETY: attached; the class is static.
    let size = take(py, unsafe {
        api.PyObject_GetAttrString(api.PyBaseObject_Type().cast(), c"__basicsize__".as_ptr())
    })?;
    crate::convert::FromPython::from_result(size, py)
}
