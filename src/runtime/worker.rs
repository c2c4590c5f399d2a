//! The thread on which all Python code runs, where a program asks for one.
//!
//! Threads attach, convert and call as ever. What may run Python code is a call of CPython's that the table of functions
//! (`sys::elsewhere`) has the worker make: the caller detaches and waits, the worker attaches, makes the call, and brings
//! back what it gave, or the exception. So no closure of a program's changes threads but those that Python itself is
//! given, which are `Send`; and what Python calls on the worker calls Python there.
//!
//! A worker that detaches in the middle of a call, because Rust code that Python called waits for something, lets the
//! caller do the waiting, which has nothing else to do, and serves others meanwhile.

use super::along::{Along, along, set_along};
use super::interrupt::{Runs, of_calls, while_waiting};
use super::thread::{Attached, Python, be_worker, detach, is_worker, runs_code};
use crate::sys::api;
use crossbeam_channel::{Receiver, Sender, bounded};
use std::cell::Cell;
use std::io::{Write, stderr};
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::process;
use std::ptr::null;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{LazyLock, Mutex, PoisonError};
use std::thread::{self, Thread};
use std::time::{Duration, Instant};

/// How often a waiting thread looks before it sleeps.
const LOOKS: usize = 100;

/// How long the main thread does nothing but calls, before it does what is to be done between them.
const PAUSE: Duration = Duration::from_millis(20);

/// How many calls wait in their order before callers wait to say what they want.
const WAITING: usize = 256;

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
}

enum Message {
    Job(*const Job),
    /// Something that the worker waits for may have happened.
    Look,
}

// SAFETY: a job lives until it is done, and what is in it may be used by the worker and the caller.
unsafe impl Send for Message {}

static CHANNEL: LazyLock<(Sender<Message>, Receiver<Message>)> = LazyLock::new(|| bounded(WAITING));

/// The process that the worker is in.
static PROCESS: LazyLock<u32> = LazyLock::new(process::id);

/// Whether there is a worker.
static THERE: AtomicBool = AtomicBool::new(false);

/// Whether the worker makes a call just now.
static BUSY: AtomicBool = AtomicBool::new(false);

/// Whether threads make their calls themselves: at the end of the process, where the worker does not come back, and in
/// the child of a fork, where it is not.
static GONE: AtomicBool = AtomicBool::new(false);

thread_local! {
    /// The job that this thread, the worker, is in.
    static CURRENT: Cell<*const Job> = const { Cell::new(null()) };
}

/// Begins a worker.
///
/// # Errors
/// The system has no more threads.
pub(super) fn begin() -> std::io::Result<()> {
    /// What a process's first thread has.
    const STACK: usize = 8 << 20;
    come();
    let builder = thread::Builder::new().name("python".to_owned()).stack_size(STACK);
    let work = || {
        be_worker();
        CHANNEL.1.iter().for_each(answer);
    };
    builder.spawn(work).map(drop)
}

/// Whether there is a worker.
pub(super) fn is_there() -> bool {
    THERE.load(Ordering::Relaxed)
}

/// There is a worker from here on. The child of a fork has none, unless it is the worker that forks: there the thread that
/// is left makes its calls itself.
fn come() {
    #[cfg(unix)]
    extern "C" fn child() {
        if !is_worker() {
            GONE.store(true, Ordering::SeqCst);
        }
    }
    if !THERE.swap(true, Ordering::SeqCst) {
        #[cfg(unix)]
        // SAFETY: the function has C's type, does not unwind and stays in place.
        unsafe {
            libc::pthread_atfork(None, None, Some(child))
        };
    }
}

/// Makes this thread the worker while `f` runs on another one; `between` is called, detached, between calls,
/// fifty times a second.
pub(crate) fn serve_during<R: Send>(f: impl FnOnce() -> R + Send, between: impl Fn()) -> R {
    struct End<'a>(&'a AtomicBool);
    impl Drop for End<'_> {
        fn drop(&mut self) {
            self.0.store(true, Ordering::Release);
            look();
        }
    }
    come();
    let ended = AtomicBool::new(false);
    thread::scope(|scope| {
        let program = scope.spawn(|| {
            let _end = End(&ended);
            f()
        });
        be_worker();
        let mut next = Instant::now();
        while !ended.load(Ordering::Acquire) {
            if let Ok(message) = CHANNEL.1.recv_deadline(next) {
                answer(message);
            }
            if Instant::now() >= next {
                between();
                next = Instant::now() + PAUSE;
            }
        }
        program.join().unwrap_or_else(|panic| resume_unwind(panic))
    })
}

/// Has a worker look whether it is to end.
fn look() {
    // The receiver is static, so it is there.
    let _ = CHANNEL.0.send(Message::Look);
}

/// Does what a message asks for.
fn answer(message: Message) {
    let Message::Job(job) = message else { return };
    // SAFETY: its owner waits until it is done.
    let job = unsafe { &*job };
    let outer = CURRENT.replace(job);
    let own = set_along(job.along);
    BUSY.store(true, Ordering::SeqCst);
    {
        // SAFETY: what is done attached is done where Python is initialised; the region ends here, and regions nest.
        let _region = job.attached.then(|| unsafe { Attached::new() });
        // SAFETY: attached by the region. The owners of this job and of the one that it stands in wait for this thread.
        let _runs =
            job.attached.then(|| unsafe { Runs::new(Python::assume(), job.along.target, own.target) });
        // SAFETY: as whoever made the job promises; it is run once.
        unsafe { job.work.run() };
    }
    if process::id() != *PROCESS {
        alone();
    }
    BUSY.store(!outer.is_null(), Ordering::SeqCst);
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
    let message = "py4rs: where all Python code runs on one thread, a forked process has no Rust code to go on with: \
                   end it in Python, by os._exit";
    let _ = writeln!(stderr(), "{message}");
    // SAFETY: the function has no preconditions; what is registered for the exit is the parent's.
    unsafe { libc::_exit(70) }
}

/// Has the worker do something, and waits.
///
/// # Safety
/// It may be done on another thread while this one waits, and does not unwind.
unsafe fn have_done(work: &mut dyn FnMut(), attached: bool) {
    let job = Job {
        // SAFETY: this function waits until it was run.
        work: unsafe { Work::new(work) },
        attached,
        along: Along { target: of_calls(), ..along() },
        caller: thread::current(),
        done: AtomicBool::new(false),
        meanwhile: Mutex::new(None),
    };
    // The receiver is static, so it is there.
    let _ = CHANNEL.0.send(Message::Job(&job));
    let mut looks = 0;
    while !job.done.load(Ordering::Acquire) {
        let meanwhile = job.meanwhile.lock().unwrap_or_else(PoisonError::into_inner).take();
        match meanwhile {
            // SAFETY: the worker waits until it was run.
            Some(work) => unsafe { work.run() },
            None if looks < LOOKS => {
                looks += 1;
                std::hint::spin_loop();
            }
            None => thread::park(),
        }
    }
}

/// Runs `f` on the worker, which need not be attached.
pub(super) fn run<R: Send>(f: impl FnOnce() -> R + Send) -> R {
    LazyLock::force(&PROCESS);
    let (mut f, mut result) = (Some(f), None);
    let mut work = || result = f.take().map(|f| catch_unwind(AssertUnwindSafe(f)));
    // SAFETY: the closure and what it gives may change threads, and a panic is caught.
    unsafe { have_done(&mut work, false) };
    result.expect("it was run").unwrap_or_else(|panic| resume_unwind(panic))
}

/// Makes a call of CPython's on the worker, for this thread, which is attached: an exception goes there and back.
pub(super) fn call(call: &mut dyn FnMut()) {
    if runs_code() || GONE.load(Ordering::Relaxed) {
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

/// Runs `f` for the worker, which has detached in the middle of a call: on the thread that waits for the call. The worker
/// serves others meanwhile.
pub(super) fn meanwhile<R: Send>(f: impl FnOnce() -> R + Send) -> R {
    // SAFETY: the worker is in this job, whose owner waits.
    let Some(job) = (unsafe { CURRENT.get().as_ref() }).filter(|job| job.attached) else { return f() };
    let (mut f, mut result) = (Some(f), None);
    let done = AtomicBool::new(false);
    let mut work = || {
        result = f.take().map(|f| catch_unwind(AssertUnwindSafe(f)));
        done.store(true, Ordering::Release);
        look();
    };
    // SAFETY: the closure and what it gives may change threads; it is waited for, and used after it was run alone.
    let work = unsafe { Work::new(&mut work) };
    *job.meanwhile.lock().unwrap_or_else(PoisonError::into_inner) = Some(work);
    job.caller.unpark();
    while_waiting(|| {
        while !done.load(Ordering::Acquire) {
            // The sender is static, so that a message comes.
            if let Ok(message) = CHANNEL.1.recv() {
                answer(message);
            }
        }
    });
    result.expect("it was run").unwrap_or_else(|panic| resume_unwind(panic))
}

/// Has this thread, which ends the process, make its calls itself, where the worker is in the middle of one.
pub(super) fn leave_if_busy() {
    if BUSY.load(Ordering::SeqCst) && !is_worker() {
        GONE.store(true, Ordering::SeqCst);
    }
}
