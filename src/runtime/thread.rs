//! Attaching a thread to Python, and detaching it.
//!
//! A thread is attached while it may touch Python; with a GIL only one is at a time. CPython's own
//! `PyGILState_Ensure` makes a thread state for a foreign thread and frees it again at every call; here a
//! thread keeps the one it got for its life, and attaching is no more than restoring it. Inside an attached
//! region attaching again costs one look at a thread-local flag.

use super::ended::{bury, leave_at_end};
use super::flags::{ATTACHED, CALLED, HOLDS, INTERRUPTIBLE, LEAVES, THREAD, Thread, WITHIN, WORKS};
use super::interrupt::take_back;
use super::state::is_exiting;
use super::worker::meanwhile;
use crate::sys::{Api, PyGILState_STATE, PyThreadState, api};
use std::marker::PhantomData;
use std::ptr::null_mut;

/// The proof that this thread is attached to Python, for as long as `'py`.
///
/// [`attach`](crate::attach) gives one. It cannot leave the closure or the thread; what borrows Python's
/// memory is bound to it.
#[derive(Clone, Copy)]
pub struct Python<'py>(PhantomData<(&'py (), *mut ())>);

impl<'py> Python<'py> {
    /// The token.
    ///
    /// # Safety
    /// The thread is attached, and stays so for `'py`.
    #[inline(always)]
    pub(crate) unsafe fn assume() -> Self {
        Python(PhantomData)
    }

    /// The C API, for this library's own use: a new reference is whoever's asks for it.
    #[inline(always)]
    pub(crate) fn api(self) -> &'static Api {
        // SAFETY: a thread can only be attached after the table was filled.
        unsafe { api() }
    }
}

impl std::fmt::Debug for Python<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Python")
    }
}

/// The token, if this thread is attached.
#[inline(always)]
pub(crate) fn attached<'py>() -> Option<Python<'py>> {
    // SAFETY: the flag says so. The lifetime is the caller's, who gives the token to nobody that outlives
    // the operation at hand.
    THREAD.with(|thread| thread.has(ATTACHED)).then(|| unsafe { Python::assume() })
}

/// What becomes of a reference that this thread gives up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum GivenUp {
    /// The thread is attached and releases it.
    Release,
    /// The thread is not attached.
    Queue,
    /// Attached or not, it releases nothing for now.
    Hold,
}

/// What becomes of a reference that this thread gives up now.
#[inline(always)]
pub(crate) fn given_up() -> GivenUp {
    match THREAD.with(|thread| thread.flags.get() & (ATTACHED | HOLDS)) {
        ATTACHED => GivenUp::Release,
        0 => GivenUp::Queue,
        _ => GivenUp::Hold,
    }
}

/// Whether this thread releases nothing for now.
#[inline(always)]
pub(crate) fn holds() -> bool {
    THREAD.with(|thread| thread.has(HOLDS))
}

/// Has this thread release nothing, or release again; gives what it did before.
pub(crate) fn set_holds(holds: bool) -> bool {
    THREAD.with(|thread| {
        let before = thread.has(HOLDS);
        thread.set(HOLDS, holds);
        before
    })
}

/// Whether this thread is in an attached region, be it attached now or not.
pub(crate) fn is_within_region() -> bool {
    THREAD.with(|thread| thread.has(ATTACHED | WITHIN))
}

/// Whether this thread is the one on which all Python code runs.
pub(super) fn is_worker() -> bool {
    THREAD.with(|thread| thread.has(WORKS))
}

/// Whether Python code runs on this thread in any case: it is the one for it, or one that Python has of its own.
pub(super) fn runs_code() -> bool {
    THREAD.with(|thread| thread.has(WORKS | CALLED))
}

/// Makes this thread the one on which all Python code runs.
pub(super) fn be_worker() {
    THREAD.with(|thread| thread.set(WORKS, true));
}

/// Has this thread do something before it next detaches at the end of an outermost region, once.
pub(crate) fn before_leaving(f: fn(Python<'_>)) {
    THREAD.with(|thread| {
        thread.leaving.set(Some(f));
        thread.set(LEAVES, true);
    });
}

/// Has what this thread was sent and did not get taken back whenever it detaches.
pub(super) fn set_interruptible() {
    THREAD.with(|thread| thread.set(INTERRUPTIBLE, true));
}

/// Runs `f` on a thread that Python has attached and calls from, whatever was known of it until now: it may be a thread
/// that Python made, or one that a C library attached again inside of [`detach`].
///
/// # Safety
/// The thread is attached.
#[inline(always)]
pub(crate) unsafe fn called<R>(f: impl FnOnce(Python<'_>) -> R) -> R {
    struct Before<'a>(&'a Thread, u8);
    impl Drop for Before<'_> {
        #[inline(always)]
        fn drop(&mut self) {
            if self.1 & ATTACHED == 0 {
                ends(self.0);
                self.0.set(CALLED, self.1 & CALLED != 0);
            }
        }
    }
    THREAD.with(|thread| {
        let before = thread.flags.get();
        let called = if before & ATTACHED == 0 { CALLED } else { 0 };
        thread.flags.set(before | ATTACHED | called);
        let _before = Before(thread, before);
        // SAFETY: as the caller promises.
        f(unsafe { Python::assume() })
    })
}

/// Runs `f` on a thread that C calls from, whatever was known of it until now: C code may have detached the thread, or
/// attached it, without a word.
#[cfg(feature = "arrow")]
pub(crate) fn called_by_c<R>(f: impl FnOnce() -> R) -> R {
    struct Before<'a>(&'a Thread, u8);
    impl Drop for Before<'_> {
        fn drop(&mut self) {
            let Before(thread, before) = *self;
            if thread.has(ATTACHED) && before & ATTACHED == 0 {
                ends(thread);
            }
            thread.set(ATTACHED, before & ATTACHED != 0);
            thread.set(WITHIN, before & WITHIN != 0);
        }
    }
    THREAD.with(|thread| {
        let before = thread.flags.get();
        // SAFETY: the table is filled before C has anything to call, and any thread may ask this. Before 3.12 the second
        // one is the state of whichever thread is attached.
        let attached = !is_exiting()
            && unsafe {
                let own = api().PyGILState_GetThisThreadState();
                !own.is_null() && api().PyThreadState_GetUnchecked() == own
            };
        thread.set(WITHIN, before & WITHIN != 0 || before & ATTACHED != 0 && !attached);
        thread.set(ATTACHED, attached);
        let _before = Before(thread, before);
        f()
    })
}

/// Has this thread, which stays attached for good, do nothing more with Python: the process is exiting.
pub(super) fn forget_attached() {
    THREAD.with(|thread| thread.set(ATTACHED, false));
}

/// Has this thread, whose state others may free from now on, not use it again.
pub(super) fn forget_kept() {
    THREAD.with(|thread| thread.kept.set(null_mut()));
}

/// Whether this thread has been attached before and keeps a state of its own.
#[inline(always)]
pub(super) fn keeps_state() -> bool {
    THREAD.with(|thread| !thread.kept.get().is_null())
}

/// How an attached region ends.
enum Leave {
    /// The thread keeps its state and lets go of it for now.
    Save,
    /// The state is Python's or another library's own, and goes back to how it was, and so does the flag [`CALLED`].
    Release(PyGILState_STATE, bool),
    /// Somebody else attached the thread before, and will detach it.
    Stay,
}

/// An attached region of this thread; dropping it detaches.
pub(super) struct Attached(Leave);

impl Attached {
    /// Attaches this thread, which is not, as far as is known here.
    ///
    /// # Safety
    /// Python is initialised, and the regions of a thread end in the opposite order of their beginning.
    #[inline]
    pub(super) unsafe fn new() -> Attached {
        THREAD.with(|thread| {
            // SAFETY: Python is initialised, so that the table is filled; `kept` is this thread's own state,
            // which nobody else frees, and it is only restored where it is not attached already.
            let leave = unsafe {
                let (api, kept) = (api(), thread.kept.get());
                if kept.is_null() {
                    first(api, thread)
                } else if api.PyThreadState_GetUnchecked() == kept {
                    Leave::Stay
                } else {
                    api.PyEval_RestoreThread(kept);
                    Leave::Save
                }
            };
            thread.set(ATTACHED, true);
            Attached(leave)
        })
    }
}

impl Drop for Attached {
    #[inline]
    fn drop(&mut self) {
        THREAD.with(ends);
        // SAFETY: this thread is attached, and what `new` began ends here.
        unsafe {
            match self.0 {
                Leave::Save => drop(api().PyEval_SaveThread()),
                Leave::Release(state, called) => {
                    api().PyGILState_Release(state);
                    THREAD.with(|thread| thread.set(CALLED, called));
                }
                Leave::Stay => (),
            }
        }
    }
}

/// An attached region of the thread, which is attached, ends.
#[inline(always)]
fn ends(thread: &Thread) {
    let flags = thread.flags.get();
    if flags & (LEAVES | INTERRUPTIBLE) != 0 && flags & WITHIN == 0 {
        leave(thread);
    }
    thread.set(ATTACHED, false);
}

/// Does what is to be done before the thread, which is attached, detaches.
#[cold]
fn leave(thread: &Thread) {
    thread.set(LEAVES, false);
    // SAFETY: attached until the end of this.
    let py = unsafe { Python::assume() };
    if let Some(leaving) = thread.leaving.take() {
        leaving(py);
    }
    if thread.has(INTERRUPTIBLE) {
        take_back(py);
    }
}

/// The first attach of a thread: it gets a state and keeps it, if it has none and can give it back.
///
/// # Safety
/// As for [`Attached::new`].
#[cold]
unsafe fn first(api: &Api, thread: &Thread) -> Leave {
    // SAFETY: Python is initialised. A state that this thread made is kept; its counter of users stays at
    // one, so that a library's own Ensure and Release in between leave it alive.
    unsafe {
        if !api.PyGILState_GetThisThreadState().is_null() {
            let called = thread.has(CALLED);
            thread.set(CALLED, true);
            return Leave::Release(api.PyGILState_Ensure(), called);
        }
        let mut ensured = api.PyGILState_Ensure();
        if bury(api) {
            // Freeing the states of others can take from CPython the note that this thread has one (3.12 on):
            // a fresh one sets that right.
            let state = api.PyThreadState_Get();
            api.PyThreadState_Clear(state);
            api.PyThreadState_DeleteCurrent();
            ensured = api.PyGILState_Ensure();
        }
        let state = api.PyThreadState_Get();
        if !leave_at_end(state) {
            return Leave::Release(ensured, thread.has(CALLED));
        }
        thread.kept.set(state);
        Leave::Save
    }
}

/// Makes the state that this thread has from initialising Python its kept one, and detaches it. The state
/// outlives the thread: it is the interpreter's main one.
///
/// # Safety
/// This thread has just initialised Python.
pub(super) unsafe fn keep_main_state() {
    // SAFETY: as the caller promises, this thread is attached.
    let state = unsafe { api().PyEval_SaveThread() };
    THREAD.with(|thread| thread.kept.set(state));
}

/// Runs `f` with this thread detached from Python, so that others may run it meanwhile.
///
/// What borrows from Python is not `Send` and so cannot be used inside; the verbs can: they attach for
/// themselves. On a thread that is not attached this just calls `f`.
///
/// ```
/// # fn main() -> py4rs::Result<()> {
/// use std::{thread, time::Duration};
///
/// py4rs::attach(|_py| {
///     let other = thread::spawn(|| py4rs::raw_pyeval::<i64>("1 + 1"));
///     // Joining without detaching would wait for ever: the other thread needs Python too.
///     py4rs::detach(|| other.join().expect("it does not panic"))
/// })?
/// # .map(|two| assert_eq!(two, 2))
/// # }
/// ```
pub fn detach<R: Send>(f: impl FnOnce() -> R + Send) -> R {
    struct Reattach {
        state: *mut PyThreadState,
        within: bool,
    }
    impl Drop for Reattach {
        fn drop(&mut self) {
            // SAFETY: the state is the one that this thread was attached with, and is detached from.
            unsafe { api().PyEval_RestoreThread(self.state) };
            THREAD.with(|thread| {
                thread.set(WITHIN, self.within);
                // Once the process is exiting nothing is counted any more, so nothing is released either.
                thread.set(ATTACHED, !is_exiting());
            });
        }
    }
    let Some(py) = attached() else { return f() };
    let within = THREAD.with(|thread| {
        thread.set(ATTACHED, false);
        let within = thread.has(WITHIN);
        thread.set(WITHIN, true);
        within
    });
    // SAFETY: this thread is attached, as the token says, and what needs that is not used until it is again.
    let _reattach = Reattach { state: unsafe { py.api().PyEval_SaveThread() }, within };
    if is_worker() { meanwhile(f) } else { f() }
}
