//! The stamps of dicts.
//!
//! From 3.8 to 3.11 each change of a dict gives it a number that no dict had before (PEP 509): CPython's own caches of
//! global names stand on it, and so may others. Like a layout it is a hypothesis, which is checked at start.
//!
//! In 3.11 one change gets its number late. Where an object's `__dict__` is the dict, setting an attribute that is there
//! (`STORE_ATTR_WITH_HINT`) lets go of the old value first, and what that runs finds the new value under the old stamp. It
//! has no other effect: the keys stay, and where the old value lives on, nothing runs.

use super::api::Api;
use super::layout::field;
use super::types::PyObject;
use crate::version::Version;
use std::ptr::null_mut;
use std::sync::atomic::{AtomicBool, Ordering};

/// Where the stamp is, in bytes from a dict's start: behind the number of its items.
const STAMP: usize = 3 * size_of::<isize>();

/// Whether dicts have stamps.
static STAMPED: AtomicBool = AtomicBool::new(false);

/// Whether a value can be gone before its dict has a new stamp.
static LATE: AtomicBool = AtomicBool::new(false);

/// The stamp of a dict: as long as it is the same, so are the dict's keys and, where stamps are not late, its values.
/// `None` where dicts have none.
///
/// # Safety
/// The thread is attached, and `dict` is an exact dict.
#[inline(always)]
pub(crate) unsafe fn dict_stamp(dict: *mut PyObject) -> Option<u64> {
    // SAFETY: that a dict has its stamp there has been checked; with a GIL nobody else changes it now.
    STAMPED.load(Ordering::Relaxed).then(|| unsafe { field(dict, STAMP) })
}

/// Whether a value can be gone before its dict has a new stamp.
#[inline]
pub(crate) fn stamps_are_late() -> bool {
    LATE.load(Ordering::Relaxed)
}

/// Finds out whether dicts have stamps, once the layout of the other objects has been found right.
///
/// # Safety
/// The thread is attached, and no other thread uses Python yet.
pub(super) unsafe fn check_stamps(api: &Api, version: Version) {
    // Later ones have the number too, and no promise with it.
    // SAFETY: as the caller promises.
    let stamped = !version.at_least(12) && unsafe { changes_are_stamped(api) };
    STAMPED.store(stamped, Ordering::Relaxed);
    LATE.store(stamped && version.at_least(11), Ordering::Relaxed);
    // SAFETY: attached.
    unsafe { api.PyErr_Clear() };
}

/// Whether each way of changing a dict gives it a stamp that none had before, and looking into it leaves it alone.
///
/// # Safety
/// As for [`check_stamps`].
unsafe fn changes_are_stamped(api: &Api) -> bool {
    // SAFETY: attached; a dict has at least 48 bytes in these versions. All references made here are released.
    unsafe {
        let made = [api.PyDict_New(), api.PyDict_New()].map(|new| new.as_ptr());
        let keys = ["a", "b"].map(|text| api.PyUnicode_FromStringAndSize(text.as_ptr().cast(), 1).as_ptr());
        let all = [made, keys].concat();
        let there = !all.contains(&null_mut());
        let stamped = there && {
            let ([dict, other], [a, b]) = (made, keys);
            let stamp = |dict: *mut PyObject| field::<u64>(dict, STAMP);
            let mut seen = vec![stamp(dict), stamp(other)];
            let changes: [&dyn Fn() -> i32; 7] = [
                &|| api.PyDict_SetItem(dict, a, a),
                &|| api.PyDict_SetItem(dict, a, b),
                &|| api.PyDict_SetItem(other, b, b),
                &|| api.PyDict_Update(dict, other),
                &|| api.PyDict_DelItem(dict, a),
                &|| {
                    api.PyDict_Clear(dict);
                    0
                },
                &|| api.PyDict_Update(dict, other),
            ];
            changes.iter().all(|change| {
                let done = change() == 0;
                let looked = api.PyDict_Contains(dict, b) >= 0 && api.PyDict_Contains(other, a) >= 0;
                let now = [stamp(dict), stamp(other)];
                let new = now.iter().filter(|stamp| !seen.contains(stamp)).count();
                seen.extend(now);
                done && looked && new >= 1
            }) && {
                let before = stamp(dict);
                api.PyDict_Contains(dict, b) == 1 && stamp(dict) == before
            }
        };
        all.iter().filter(|object| !object.is_null()).for_each(|object| api.Py_DecRef(*object));
        stamped
    }
}
