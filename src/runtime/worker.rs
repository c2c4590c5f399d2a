//! The thread on which all Python code runs, where a program asks for one.
//!
//! Threads attach, convert and call as ever. What may run Python code is a call of CPython's that the table of functions
//! (`sys::elsewhere`) has the worker make: the caller detaches and waits, the worker attaches, makes the call, and brings
//! back what it gave, or the exception. So no closure of a program's changes threads but those that Python itself is
//! given, which are `Send`; and what Python calls on the worker calls Python there.
//!
//! A worker that detaches in the middle of a call, because Rust code that Python called waits for something, lets the
//! caller do the waiting, which has nothing else to do, and serves others meanwhile.
//!
//! A fork brings only the thread that forked. Where that is not the worker, the child gets another one when it first
//! needs it; where it is, the call that it is in has nobody to go back to.

mod aside;
mod channel;

use super::along::{Along, along, set_along, who};
use super::interrupt::Working;
use super::state::is_exiting;
use super::thread::{Attached, attached, be_worker, detach, is_worker, runs_code};
use crate::sys::api;
use channel::{Message, receiver, send};
use std::cell::Cell;
use std::io::{Write, stderr};
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::ptr::null;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, PoisonError};
use std::thread::{self, Thread};
use std::time::{Duration, Instant};

pub(super) use aside::{ask, run_aside, run_at_end};

/// How often a waiting thread looks before it sleeps.
const LOOKS: usize = 100;

/// How long the main thread does nothing but calls, before it does what is to be done between them.
const PAUSE: Duration = Duration::from_millis(20);

/// Something to be done on another thread, whose owner waits for it.
#[derive(Clone, Copy)]
struct Work(*mut (dyn FnMut() + 'static));

// SAFETY: whoever makes one says why what it does may be done on another thread.
unsafe impl Send for Work {}

impl Work {
    /// # Safety
    /// The closure lives, and nobody else uses it, until it was run.
    unsafe fn new(work: &mut dyn FnMut()) -> Work {
        let work: *mut (dyn FnMut() + '_) = work;
        // SAFETY: only the lifetime changes, which the caller answers for.
        Work(unsafe { std::mem::transmute::<*mut (dyn FnMut() + '_), *mut (dyn FnMut() + 'static)>(work) })
    }

    /// # Safety
    /// As for [`new`](Self::new).
    unsafe fn run(self) {
        // SAFETY: as its maker promises.
        unsafe { (*self.0)() }
    }
}

/// What is known of a thread that waits for another one, and goes along to that.
struct Known(Along);

// SAFETY: what it points to is there for as long as the thread waits.
unsafe impl Send for Known {}

/// A call that a thread waits for.
struct Job {
    work: Work,
    /// Whether it is made attached.
    attached: bool,
    along: Along,
    caller: Thread,
    done: AtomicBool,
    /// What the caller does in the worker's place, while it waits.
    meanwhile: Mutex<Option<Work>>,
    /// The worker's own: the job that it is in the middle of meanwhile.
    outer: Cell<*const Job>,
}

impl Job {
    /// # Safety
    /// The closure lives, and nobody else uses it, until it was run. It may be run on another thread while this one waits,
    /// and does not unwind.
    unsafe fn new(work: &mut dyn FnMut(), attached: bool) -> Job {
        Job {
            // SAFETY: as the caller promises.
            work: unsafe { Work::new(work) },
            attached,
            along: Along { caller: who(), ..along() },
            caller: thread::current(),
            done: AtomicBool::new(false),
            meanwhile: Mutex::new(None),
            outer: Cell::new(null()),
        }
    }
}

/// Whether this process has a worker.
static RUNS: AtomicBool = AtomicBool::new(false);

/// Whether threads make their calls themselves: where the worker does not come back.
static GONE: AtomicBool = AtomicBool::new(false);

thread_local! {
    /// The job that this thread, the worker, is in.
    static CURRENT: Cell<*const Job> = const { Cell::new(null()) };
}

/// Whether other threads' calls go to a worker.
pub(super) fn is_there() -> bool {
    RUNS.load(Ordering::Relaxed) && !GONE.load(Ordering::Relaxed)
}

/// Begins a worker.
///
/// # Errors
/// The system has no more threads.
pub(super) fn begin() -> std::io::Result<()> {
    /// What a process's first thread has.
    const STACK: usize = 8 << 20;
    let builder = thread::Builder::new().name("python".to_owned()).stack_size(STACK);
    let work = || {
        be_worker();
        receiver().iter().for_each(answer);
    };
    builder.spawn(work)?;
    watch_forks();
    RUNS.store(true, Ordering::Relaxed);
    Ok(())
}

/// Makes this thread the worker while `f` runs on another one; `between` is called, detached, between calls,
/// fifty times a second. Afterwards threads make their calls themselves.
pub(crate) fn serve_during<R: Send>(f: impl FnOnce() -> R + Send, between: impl Fn()) -> R {
    struct End<'a>(&'a AtomicBool);
    impl Drop for End<'_> {
        fn drop(&mut self) {
            self.0.store(true, Ordering::Release);
            send(Message::Look);
        }
    }
    let ended = AtomicBool::new(false);
    be_worker();
    watch_forks();
    RUNS.store(true, Ordering::Relaxed);
    thread::scope(|scope| {
        let program = scope.spawn(|| {
            let _end = End(&ended);
            f()
        });
        let mut next = Instant::now();
        while !ended.load(Ordering::Acquire) {
            if let Ok(message) = receiver().recv_deadline(next) {
                answer(message);
            }
            if Instant::now() >= next {
                between();
                next = Instant::now() + PAUSE;
            }
        }
        GONE.store(true, Ordering::SeqCst);
        answer_all();
        program.join().unwrap_or_else(|panic| resume_unwind(panic))
    })
}

/// Answers what has been asked for, where no worker does.
fn answer_all() {
    receiver().try_iter().for_each(answer);
}

/// Does what a message asks for.
fn answer(message: Message) {
    match message {
        // SAFETY: its owner waits until it is done.
        Message::Job(job) => work_off(unsafe { &*job }),
        Message::Aside => aside::take(),
        Message::Look => (),
    }
}

/// Makes a call that a thread waits for.
fn work_off(job: &Job) {
    let outer = CURRENT.replace(job);
    job.outer.set(outer);
    let own = set_along(job.along);
    {
        // SAFETY: what is done attached is done where Python is initialised; the region ends here, and regions nest.
        let _region = (job.attached && attached().is_none()).then(|| unsafe { Attached::new() });
        // SAFETY: the first is the caller's, who waits, and the second that of whom this thread works for else, or its own.
        let _working = unsafe { Working::new(job.along.target, own.target) };
        // SAFETY: as whoever made the job promises; it is run once.
        unsafe { job.work.run() };
    }
    if CURRENT.get() != std::ptr::from_ref(job) {
        alone();
    }
    set_along(own);
    CURRENT.set(outer);
    let caller = job.caller.clone();
    job.done.store(true, Ordering::Release);
    // The job may be gone from here on.
    caller.unpark();
}

/// Ends a process that a call has forked: it has this thread alone, and the one that waits for the call is the parent's.
#[cold]
fn alone() -> ! {
    let message = "py4rs: where all Python code runs on one thread, a process that Python code forks has no Rust code to \
                   go on with: end it in Python, by os._exit";
    let _ = writeln!(stderr(), "{message}");
    // SAFETY: the function has no preconditions; what is registered for the exit is the parent's.
    unsafe { libc::_exit(70) }
}

/// Has the child of a fork know what it has.
#[cfg(unix)]
fn watch_forks() {
    unsafe extern "C" fn child() {
        channel::forget();
        aside::forget();
        // Those who wait for what this thread, if it is the worker, is in the middle of are the parent's.
        CURRENT.set(null());
        RUNS.store(is_worker(), Ordering::SeqCst);
    }
    static WATCHED: AtomicBool = AtomicBool::new(false);
    if !WATCHED.swap(true, Ordering::SeqCst) {
        // SAFETY: the function has C's type, does not unwind and stays in place.
        unsafe { libc::pthread_atfork(None, None, Some(child)) };
    }
}

#[cfg(not(unix))]
fn watch_forks() {}

/// Waits until the worker has done something. While it has not, `remind` is called now and then; false once that is.
fn wait_until_done(job: &Job, remind: Option<&dyn Fn() -> bool>) -> bool {
    const NOW_AND_THEN: Duration = Duration::from_millis(5);
    let mut looks = 0;
    while !job.done.load(Ordering::Acquire) {
        let meanwhile = job.meanwhile.lock().unwrap_or_else(PoisonError::into_inner).take();
        match (meanwhile, remind) {
            // SAFETY: the worker waits until it was run.
            (Some(work), _) => unsafe { work.run() },
            (None, _) if looks < LOOKS => {
                looks += 1;
                std::hint::spin_loop();
            }
            (None, None) => thread::park(),
            (None, Some(remind)) => {
                thread::park_timeout(NOW_AND_THEN);
                if !job.done.load(Ordering::Acquire) && !remind() {
                    return false;
                }
            }
        }
    }
    true
}

/// Has the worker do something, and waits.
///
/// # Safety
/// As for [`Job::new`].
unsafe fn have_done(work: &mut dyn FnMut(), attached: bool) {
    // SAFETY: this function waits until it was run.
    let job = unsafe { Job::new(work, attached) };
    send(Message::Job(&job));
    // Said before the worker, or this thread, looks for the last time.
    if GONE.load(Ordering::SeqCst) {
        answer_all();
    }
    wait_until_done(&job, None);
}

/// Runs `f` on the worker, which need not be attached.
pub(super) fn run<R: Send>(f: impl FnOnce() -> R + Send) -> R {
    let (mut f, mut result) = (Some(f), None);
    let mut work = || result = f.take().map(|f| catch_unwind(AssertUnwindSafe(f)));
    // SAFETY: the closure and what it gives may change threads, and a panic is caught.
    unsafe { have_done(&mut work, false) };
    result.expect("it was run").unwrap_or_else(|panic| resume_unwind(panic))
}

/// Makes a call of CPython's on the worker, for this thread, which is attached: an exception goes there and back.
pub(super) fn call(call: &mut dyn FnMut()) {
    // Once the process is exiting, who is attached does not know of it any more.
    if runs_code() || GONE.load(Ordering::Relaxed) || is_exiting() || !has_worker() {
        return call();
    }
    // SAFETY: this thread is attached, as whoever calls CPython promises, and so is the worker while it works. An
    // exception is moved from the state of one to that of the other.
    unsafe {
        let take = || match api().PyErr_Occurred().is_null() {
            true => None,
            false => Some(api().PyErr_GetRaisedException()),
        };
        let give = |exception: Option<crate::sys::New>| {
            if let Some(exception) = exception {
                api().PyErr_SetRaisedException(crate::sys::Stolen::from_ptr(exception.as_ptr()));
            }
        };
        let (mut before, mut after) = (take(), None);
        let mut work = || {
            give(before.take());
            call();
            after = take();
        };
        let work = Work::new(&mut work);
        detach(move || {
            let work = work;
            have_done(&mut || work.run(), true);
        });
        give(after);
    }
}

/// Whether there is a worker: the child of a fork begins its own, and where it cannot, threads make their calls themselves.
fn has_worker() -> bool {
    if RUNS.load(Ordering::Relaxed) || RUNS.swap(true, Ordering::SeqCst) || begin().is_ok() {
        return true;
    }
    GONE.store(true, Ordering::SeqCst);
    answer_all();
    false
}

/// Runs `f` for the worker, which has detached in the middle of a call: on the thread that waits for the call, or, where
/// none does, on one for this alone. The worker serves others meanwhile.
pub(super) fn meanwhile<R: Send>(f: impl FnOnce() -> R + Send) -> R {
    // SAFETY: the worker is in this job, whose owner waits.
    let job = unsafe { CURRENT.get().as_ref() };
    if job.is_some_and(|job| !job.attached) || GONE.load(Ordering::Relaxed) {
        return f();
    }
    let (mut f, mut result) = (Some(f), None);
    let done = AtomicBool::new(false);
    let mut work = || {
        result = f.take().map(|f| catch_unwind(AssertUnwindSafe(f)));
        done.store(true, Ordering::Release);
        send(Message::Look);
    };
    // SAFETY: the closure and what it gives may change threads; it is waited for, and used after it was run alone.
    let work = unsafe { Work::new(&mut work) };
    match job {
        Some(job) => {
            *job.meanwhile.lock().unwrap_or_else(PoisonError::into_inner) = Some(work);
            job.caller.unpark();
        }
        None => {
            let known = Known(Along { caller: who(), ..along() });
            let run = move || {
                let (known, work) = (known, work);
                set_along(known.0);
                // SAFETY: it is waited for below, and run once.
                unsafe { work.run() }
            };
            if thread::Builder::new().spawn(run).is_err() {
                // SAFETY: as above; the thread was not begun.
                unsafe { work.run() };
            }
        }
    }
    while !done.load(Ordering::Acquire) {
        // The sender is static, so that a message comes.
        if let Ok(message) = receiver().recv() {
            answer(message);
        }
    }
    result.expect("it was run").unwrap_or_else(|panic| resume_unwind(panic))
}

/// Whether one who works, as [`who`] says it, waits for a call that this thread, the worker, can only go on with when it has
/// come back from what it does now.
pub(crate) fn waits_below(caller: usize) -> bool {
    let mut job = CURRENT.get();
    // SAFETY: the worker is in these jobs, whose owners wait.
    while let Some(Job { along, outer, .. }) = unsafe { job.as_ref() } {
        if along.caller == caller {
            return true;
        }
        job = outer.get();
    }
    false
}
