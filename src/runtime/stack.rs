//! The stack of a thread: where it lies, and whether it is large enough for Python.

use super::start::StartError;
use std::cell::Cell;
use std::ops::Range;

/// So much of a thread's stack Python needs to begin with, in bytes: less than any system's own default. It does not
/// notice in time where a stack ends (before 3.14), and a process that runs over one is killed.
const LEAST: usize = 192 << 10;

/// The addresses of this thread's stack, where the system tells them. It is asked once for each thread.
pub(crate) fn thread_stack() -> Option<Range<usize>> {
    thread_local! {
        static STACK: Range<usize> = stack().unwrap_or_default();
    }
    STACK.try_with(Range::clone).ok().filter(|stack| !stack.is_empty())
}

/// Refuses a thread whose stack is too small for Python. One that was large enough once is not looked at again.
///
/// # Errors
/// It is.
pub(super) fn check() -> Result<(), StartError> {
    thread_local! {
        static IS_LARGE: Cell<bool> = const { Cell::new(false) };
    }
    if !IS_LARGE.get() {
        measure()?;
        IS_LARGE.set(true);
    }
    Ok(())
}

#[cold]
fn measure() -> Result<(), StartError> {
    if is_ample() {
        return Ok(());
    }
    let place = 0u8;
    let here = (&raw const place).addr();
    // On another stack than the thread's own, as coroutines have, nothing is known.
    match thread_stack().filter(|stack| stack.contains(&here)) {
        Some(stack) if here - stack.start < LEAST => Err(StartError::SmallStack(here - stack.start)),
        _ => Ok(()),
    }
}

/// Whether this is the process's first thread, whose stack grows up to a limit that is large enough by far. Where it
/// lies would be read from a long text of the kernel's, which takes as long as all else that is asked at a start.
#[cfg(any(target_os = "linux", target_os = "android"))]
fn is_ample() -> bool {
    let mut limit = libc::rlimit { rlim_cur: 0, rlim_max: 0 };
    // SAFETY: the first two calls need nothing, the third writes the limit.
    unsafe {
        libc::gettid() == libc::getpid()
            && libc::getrlimit(libc::RLIMIT_STACK, &mut limit) == 0
            && limit.rlim_cur >= 8 * LEAST as libc::rlim_t
    }
}

/// As above: elsewhere it costs nothing to ask.
#[cfg(not(any(target_os = "linux", target_os = "android")))]
fn is_ample() -> bool {
    false
}

/// The addresses, from the system.
#[cfg(any(target_os = "linux", target_os = "android"))]
fn stack() -> Option<Range<usize>> {
    use std::mem::MaybeUninit;
    use std::ptr::null_mut;

    let mut attributes = MaybeUninit::<libc::pthread_attr_t>::uninit();
    let (mut start, mut size) = (null_mut(), 0);
    // SAFETY: the attributes are filled before they are read, and destroyed once; both functions only write what they
    // are given.
    unsafe {
        if libc::pthread_getattr_np(libc::pthread_self(), attributes.as_mut_ptr()) != 0 {
            return None;
        }
        let told = libc::pthread_attr_getstack(attributes.as_ptr(), &mut start, &mut size) == 0;
        libc::pthread_attr_destroy(attributes.as_mut_ptr());
        told.then(|| start.addr()..start.addr() + size)
    }
}

/// As above: macOS tells the end of the stack and its size.
#[cfg(target_vendor = "apple")]
fn stack() -> Option<Range<usize>> {
    // SAFETY: both functions only read what is kept of this thread.
    let (end, size) = unsafe {
        let this = libc::pthread_self();
        (libc::pthread_get_stackaddr_np(this).addr(), libc::pthread_get_stacksize_np(this))
    };
    Some(end.checked_sub(size)?..end)
}

/// As above: other systems are not asked.
#[cfg(not(any(target_os = "linux", target_os = "android", target_vendor = "apple")))]
fn stack() -> Option<Range<usize>> {
    None
}
