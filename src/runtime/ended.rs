//! The states of threads that have ended: each is left behind, and freed by the next new thread.
//!
//! The ending thread does not free its own: that would have to wait for the GIL, whose holder may be waiting
//! for the thread to end. So there are never more states than there were threads at one time.
//!
//! A thread has ended when nothing on it can use Python any more. The destructors of Rust's thread-locals
//! can, and so can what runs when the process exits; so its end is not the destructor of a thread-local, but
//! that of a key of the system's, which comes after them, and which the exit of the process does not call.

use super::thread::forget_kept;
use crate::sys::{Api, PyThreadState};
use std::cell::Cell;
use std::ptr::null_mut;
use std::sync::atomic::{AtomicPtr, Ordering};

#[cfg(unix)]
pub(super) use key::leave_at_end;
#[cfg(not(unix))]
pub(super) use local::leave_at_end;

/// The state of a thread that has ended.
struct Dead {
    state: *mut PyThreadState,
    /// The process that the thread was in: after a fork the child's CPython has freed it already.
    process: u32,
    next: Cell<*mut Dead>,
}

/// The states of threads that have ended, the latest first. Pushed one by one and taken all at once; without
/// a lock, which a fork could leave locked.
static DEAD: AtomicPtr<Dead> = AtomicPtr::new(null_mut());

/// Leaves the state of this thread, which will not use it again, to be freed.
fn leave(state: *mut PyThreadState) {
    forget_kept();
    let node =
        Box::into_raw(Box::new(Dead { state, process: std::process::id(), next: Cell::new(null_mut()) }));
    let _ = DEAD.fetch_update(Ordering::AcqRel, Ordering::Acquire, |top| {
        // SAFETY: nobody else knows the node before the exchange succeeds.
        unsafe { (*node).next.set(top) };
        Some(node)
    });
}

/// Frees the states of ended threads; whether there were any.
///
/// # Safety
/// This thread is attached.
pub(super) unsafe fn bury(api: &Api) -> bool {
    let mut next = DEAD.swap(null_mut(), Ordering::AcqRel);
    let any = !next.is_null();
    while !next.is_null() {
        // SAFETY: the node was made by `Box`, and taken off the list by this thread alone. Its state belongs
        // to an ended thread of this process, so nobody uses it.
        unsafe {
            let dead = Box::from_raw(next);
            if dead.process == std::process::id() {
                api.PyThreadState_Clear(dead.state);
                api.PyThreadState_Delete(dead.state);
            }
            next = dead.next.get();
        }
    }
    any
}

/// The end of a thread as the destructor of a key of POSIX's.
#[cfg(unix)]
mod key {
    use super::{PyThreadState, leave};
    use std::cell::Cell;
    use std::ffi::c_void;
    use std::sync::LazyLock;

    /// Destructors run in rounds, for as long as they set their keys again, but at least this often.
    const ROUNDS: u32 = 4;

    static KEY: LazyLock<Option<libc::pthread_key_t>> = LazyLock::new(|| {
        let mut key = 0;
        // SAFETY: the key is written before it is used; the function has C's type and stays in place.
        (unsafe { libc::pthread_key_create(&mut key, Some(end)) } == 0).then_some(key)
    });

    /// What a thread leaves at its end.
    struct Leaving {
        state: *mut PyThreadState,
        rounds: Cell<u32>,
    }

    /// Has this thread's state left behind when it ends; false where the system cannot.
    pub(in super::super) fn leave_at_end(state: *mut PyThreadState) -> bool {
        let leaving = Box::into_raw(Box::new(Leaving { state, rounds: Cell::new(0) }));
        let is_set = set(leaving);
        if !is_set {
            // SAFETY: it was made just now, and nobody else has it.
            drop(unsafe { Box::from_raw(leaving) });
        }
        is_set
    }

    fn set(leaving: *mut Leaving) -> bool {
        // SAFETY: the key exists for ever.
        KEY.is_some_and(|key| unsafe { libc::pthread_setspecific(key, leaving.cast_const().cast()) } == 0)
    }

    /// Called at the end of the thread, with what was set. In the last round, so that others can use Python
    /// before, the state is left.
    unsafe extern "C" fn end(leaving: *mut c_void) {
        let leaving = leaving.cast::<Leaving>();
        // SAFETY: `leave_at_end` made it, and has given it to this function.
        let rounds = unsafe { &(*leaving).rounds };
        rounds.set(rounds.get() + 1);
        if rounds.get() == ROUNDS || !set(leaving) {
            // SAFETY: as above; it is not set any more.
            leave(unsafe { Box::from_raw(leaving) }.state);
        }
    }
}

/// The end of a thread as the destructor of a thread-local: what runs after it does not find its state again.
#[cfg(not(unix))]
mod local {
    use super::{PyThreadState, leave};
    use std::cell::Cell;
    use std::ptr::null_mut;

    struct End(Cell<*mut PyThreadState>);

    impl Drop for End {
        fn drop(&mut self) {
            let state = self.0.get();
            if !state.is_null() {
                leave(state);
            }
        }
    }

    thread_local! {
        static END: End = const { End(Cell::new(null_mut())) };
    }

    /// Has this thread's state left behind when it ends; false where it is ending already.
    pub(in super::super) fn leave_at_end(state: *mut PyThreadState) -> bool {
        END.try_with(|end| end.0.set(state)).is_ok()
    }
}
