//! What the worker does aside: at once where it waits for calls, and between two steps of Python code where it is in
//! the middle of a long one. So the references that were given up end, and interrupts arrive.

use super::channel::{Message, send, try_send};
use super::{GONE, Job, is_there, wait_until_done, work_off};
use crate::runtime::interrupt::raise;
use crate::runtime::thread::{called, detach, is_worker, runs_code};
use crate::sys::api;
use std::ffi::{c_int, c_void};
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::ptr::null_mut;
use std::sync::atomic::{AtomicBool, AtomicPtr, Ordering};
use std::time::{Duration, Instant};

/// How long the end of the process waits for the worker to come at all: C code may keep it for ever.
const PATIENCE_AT_END: Duration = Duration::from_millis(200);

/// What is asked for: at one time one thing by this library's own thread, and one by the thread that ends the process.
static ASIDE: [AtomicPtr<Job>; 2] = [const { AtomicPtr::new(null_mut()) }; 2];
const IN_BACKGROUND: usize = 0;
const AT_END: usize = 1;

/// Whether Python has been asked to call [`between_steps`], and has not yet.
static ASKED: AtomicBool = AtomicBool::new(false);

/// Runs `f`, on a detached thread: on the worker, where there is one. One thread of the process does so.
pub(in super::super) fn run_aside<R: Send>(f: impl FnOnce() -> R + Send) -> R {
    if !is_there() {
        return f();
    }
    let (mut f, mut result) = (Some(f), None);
    let mut work = || result = f.take().map(|f| catch_unwind(AssertUnwindSafe(f)));
    // SAFETY: this function waits until it was run; the closure and what it gives may change threads, and a panic is caught.
    let job = unsafe { Job::new(&mut work, true) };
    ASIDE[IN_BACKGROUND].store((&raw const job).cast_mut(), Ordering::Release);
    send(Message::Aside);
    let remind = || {
        ask();
        true
    };
    wait_until_done(&job, Some(&remind));
    result.expect("it was run").unwrap_or_else(|panic| resume_unwind(panic))
}

/// Runs `f`, which does not unwind, on the worker, for the thread that ends the process; false where there is none but
/// this one, or where it does not come. Then threads make their calls themselves.
pub(in super::super) fn run_at_end(f: impl FnOnce() + Send) -> bool {
    if !is_there() || runs_code() {
        return false;
    }
    let done = detach(move || {
        let mut f = Some(f);
        let mut work = || {
            if let Some(f) = f.take() {
                f();
            }
        };
        // SAFETY: this function waits until it was run, or takes it back; as its type says it may change threads.
        let job = unsafe { Job::new(&mut work, true) };
        ASIDE[AT_END].store((&raw const job).cast_mut(), Ordering::Release);
        try_send(Message::Aside);
        let until = Instant::now() + PATIENCE_AT_END;
        let remind = || {
            ask();
            Instant::now() < until || ASIDE[AT_END].swap(null_mut(), Ordering::AcqRel).is_null()
        };
        wait_until_done(&job, Some(&remind))
    });
    if !done {
        GONE.store(true, Ordering::SeqCst);
    }
    done
}

/// Does what is asked for, if it has not been done.
pub(super) fn take() {
    for place in &ASIDE {
        let job = place.swap(null_mut(), Ordering::AcqRel);
        // SAFETY: its owner waits until it is done, and it was taken by this alone.
        if let Some(job) = unsafe { job.as_ref() } {
            work_off(job);
        }
    }
}

/// Has Python's main thread, which is the worker, come here between two steps of the code that it runs.
pub(in super::super) fn ask() {
    if !ASKED.swap(true, Ordering::SeqCst) {
        // SAFETY: the function has C's type, does not unwind and stays in place. Any thread may ask.
        let full = unsafe { api().Py_AddPendingCall(Some(between_steps), null_mut()) } != 0;
        if full {
            ASKED.store(false, Ordering::SeqCst);
        }
    }
}

unsafe extern "C" fn between_steps(_: *mut c_void) -> c_int {
    ASKED.store(false, Ordering::SeqCst);
    if !is_worker() {
        return 0;
    }
    // SAFETY: Python calls it attached.
    unsafe {
        called(|py| {
            take();
            if raise(py) { -1 } else { 0 }
        })
    }
}

/// Nobody has asked for anything, in the child of a fork.
pub(super) fn forget() {
    for place in &ASIDE {
        place.store(null_mut(), Ordering::Release);
    }
    ASKED.store(false, Ordering::SeqCst);
}
