//! Who hears SIGINT.
//!
//! CPython decides once, when its module `_signal` is first executed: it takes SIGINT if that has the system's default
//! behaviour just then. So while Python starts, SIGINT has a handler of ours in that behaviour's place, which does the
//! same; `_signal` is executed under it; and then the system's default is put back. Until Python has started, SIGINT does
//! what it did before: a start that hangs can be ended by it.

use super::code::{Code, run};
use super::thread::Python;
use crate::config::Signals;
use std::ffi::{c_int, c_void};
use std::mem::MaybeUninit;
use std::ptr::null_mut;
use std::sync::atomic::{AtomicPtr, Ordering};

/// The functions that hear it in turn; null where there is none.
static HOST: AtomicPtr<c_void> = AtomicPtr::new(null_mut());
static PYTHON: AtomicPtr<c_void> = AtomicPtr::new(null_mut());

/// The thread in which Python handles signals, as the kernel numbers threads; 0 where it is not known.
#[cfg(target_os = "linux")]
static STARTER: std::sync::atomic::AtomicI32 = std::sync::atomic::AtomicI32::new(0);

/// What Python does at SIGINT. It is not `default_int_handler` itself, in whose place `asyncio` would put its own.
const HANDLE: &str =
    "(lambda m: m.signal(2, (lambda d: lambda *a: d(*a))(m.default_int_handler)))(__import__('_signal'))";

/// Ends the process, as the system does by default.
extern "C" fn end(signal: c_int) {
    // SAFETY: these calls may be made in a handler; the signal arrives as soon as this one is left.
    unsafe {
        libc::signal(signal, libc::SIG_DFL);
        libc::raise(signal);
    }
}

/// Calls the host's handler and then Python's. Both take the three arguments of `sigaction`, or ignore the last two.
///
/// The kernel gives a signal to any thread. Where that is not the one in which Python handles it, it is sent on to that
/// one, so that what waits there, in `time.sleep` for instance, is woken.
extern "C" fn both(signal: c_int, about: *mut libc::siginfo_t, context: *mut c_void) {
    if send_on(signal) {
        return;
    }
    for handler in [&HOST, &PYTHON] {
        let handler = handler.load(Ordering::Relaxed);
        if !handler.is_null() {
            // SAFETY: what `sigaction` gave as a handler is a function of this type, or of one argument, to which C
            // may pass more on every system that py4rs runs on.
            let handler = unsafe {
                std::mem::transmute::<*mut c_void, extern "C" fn(c_int, *mut libc::siginfo_t, *mut c_void)>(
                    handler,
                )
            };
            handler(signal, about, context);
        }
    }
}

/// Sends a signal to the thread that is to have it; false where it is there, or that thread is not known or gone.
#[cfg(target_os = "linux")]
fn send_on(signal: c_int) -> bool {
    let starter = STARTER.load(Ordering::Relaxed);
    // SAFETY: these calls may be made in a handler; a number of no thread of this process is an error, and what the
    // interrupted code may be about to read of errors is put back.
    unsafe {
        let error = *libc::__errno_location();
        let sent = starter != 0
            && libc::gettid() != starter
            && libc::syscall(libc::SYS_tgkill, libc::getpid(), starter, signal) == 0;
        *libc::__errno_location() = error;
        sent
    }
}

/// As above: elsewhere signals stay where they came.
#[cfg(not(target_os = "linux"))]
fn send_on(_signal: c_int) -> bool {
    false
}

fn note_starter() {
    #[cfg(target_os = "linux")]
    // SAFETY: the call needs nothing.
    STARTER.store(unsafe { libc::gettid() }, Ordering::Relaxed);
}

/// SIGINT while Python starts.
pub(super) struct Starting {
    /// The host's behaviour.
    host: libc::sigaction,
}

impl Starting {
    /// Has SIGINT do what it does, but not by the system's default.
    pub(super) fn begin() -> Self {
        let host = current();
        if host.sa_sigaction == libc::SIG_DFL {
            exchange(&action(in_place_of_default(), 0));
        }
        Starting { host }
    }

    /// Python is initialised: gives SIGINT to whom it belongs.
    pub(super) fn settle(self, py: Python<'_>, signals: Signals) {
        let api = py.api();
        // SAFETY: attached; what is null is left alone.
        unsafe {
            api.Py_DecRef(api.PyImport_ImportModule(c"_signal".as_ptr()).as_ptr());
            if signals != Signals::Host {
                api.Py_DecRef(run(py, HANDLE, Code::Expression).as_ptr());
            }
            api.PyErr_Clear();
        }
        let python = current().sa_sigaction as *mut c_void;
        let listens = !matches!(self.host.sa_sigaction, libc::SIG_DFL | libc::SIG_IGN);
        match signals {
            Signals::Host => return self.give_up(),
            Signals::Cooperative if listens => {
                HOST.store(self.host.sa_sigaction as *mut c_void, Ordering::Relaxed)
            }
            Signals::Cooperative | Signals::Python => (),
        }
        PYTHON.store(python, Ordering::Relaxed);
        note_starter();
        let handler: extern "C" fn(c_int, *mut libc::siginfo_t, *mut c_void) = both;
        // Not on a stack of the signals' own (`SA_ONSTACK`): Rust frees the main thread's as soon as any thread begins
        // the process's exit, which the thread that the signal was sent on to may do before this one has returned.
        exchange(&action(handler as usize, libc::SA_SIGINFO));
    }

    /// Takes back what `begin` did. A handler that somebody has set since then stays.
    pub(super) fn give_up(self) {
        if current().sa_sigaction == in_place_of_default() {
            exchange(&self.host);
        }
    }
}

fn in_place_of_default() -> usize {
    let handler: extern "C" fn(c_int) = end;
    handler as usize
}

fn action(handler: usize, flags: c_int) -> libc::sigaction {
    // SAFETY: all zero bytes are a valid sigaction; the mask is emptied in place.
    unsafe {
        let mut action: libc::sigaction = MaybeUninit::zeroed().assume_init();
        libc::sigemptyset(&mut action.sa_mask);
        action.sa_sigaction = handler;
        action.sa_flags = flags;
        action
    }
}

/// Sets the behaviour for SIGINT; gives the one before.
fn exchange(action: &libc::sigaction) -> libc::sigaction {
    let mut before = MaybeUninit::zeroed();
    // SAFETY: both are valid; the handlers given are those of this file, which only touch atomics and call handlers, or
    // the host's own.
    unsafe {
        libc::sigaction(libc::SIGINT, action, before.as_mut_ptr());
        before.assume_init()
    }
}

/// The behaviour for SIGINT.
fn current() -> libc::sigaction {
    let mut now = MaybeUninit::zeroed();
    // SAFETY: only read.
    unsafe {
        libc::sigaction(libc::SIGINT, std::ptr::null(), now.as_mut_ptr());
        now.assume_init()
    }
}
