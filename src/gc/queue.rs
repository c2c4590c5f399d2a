//! References that detached threads have given up, until an attached thread releases them.
//!
//! A detached thread may not touch a reference count, and must not wait for Python in a destructor: it could hold
//! a lock that the attached thread is waiting for. So it leaves the reference here. Decrements are queued,
//! increments never.
//!
//! Each thread fills a [chunk](super::chunk) of its own, whose other end it has sent through a channel when it began
//! it: a lone reference is there for the taking at once, and many cost a few instructions each. A reference takes
//! eight bytes. A thread that is far ahead of those that release is slowed down, for a bounded time: it never waits for
//! Python.

use super::chunk::{Filler, Taker, chunk};
use super::count::Count;
use crate::runtime::{Python, detach};
use crate::sys::{PyObject, decref};
use crossbeam_channel::{Receiver, Select, Sender, unbounded};
use std::cell::Cell;
use std::ptr::{NonNull, null_mut};
use std::sync::atomic::{AtomicPtr, AtomicUsize, Ordering};
use std::thread;
use std::time::{Duration, Instant};

/// A reference that its owner has given up.
#[derive(Clone, Copy)]
struct Dropped(NonNull<PyObject>);

// SAFETY: it is only released, and only by an attached thread.
unsafe impl Send for Dropped {}

/// How many references a chunk holds.
const SIZE: usize = 512;

type Part = Taker<Dropped, SIZE>;

/// More chunks than this under way slow a thread down that begins another: a million references, in 8 MiB.
const MANY: usize = (1 << 20) / SIZE;

/// How long a thread waits for others to catch up before it begins a chunk in spite of them.
const SLOWED: Duration = Duration::from_millis(10);

/// The channel that the chunks go through.
struct Channel {
    sender: Sender<Part>,
    receiver: Receiver<Part>,
}

/// The process's channel. Once there is one it stays, until the child of a fork gets another.
static CHANNEL: AtomicPtr<Channel> = AtomicPtr::new(null_mut());

/// How many chunks are in the channel.
static CHUNKS: AtomicUsize = AtomicUsize::new(0);
/// The greatest number of references that waited at one time, as far as somebody looked.
static MOST: AtomicUsize = AtomicUsize::new(0);
/// How many threads are releasing what they took.
static RELEASING: AtomicUsize = AtomicUsize::new(0);

/// How many references were left here, and how many of them were released.
static LEFT: Count = Count::new();
static RELEASED: Count = Count::new();

thread_local! {
    /// The chunk that this thread fills.
    static FILLER: Cell<Option<Filler<Dropped, SIZE>>> = const { Cell::new(None) };
}

impl Channel {
    fn new() -> *mut Channel {
        let (sender, receiver) = unbounded();
        Box::into_raw(Box::new(Channel { sender, receiver }))
    }

    /// The process's.
    fn get() -> &'static Channel {
        let mut channel = CHANNEL.load(Ordering::Acquire);
        if channel.is_null() {
            let made = Channel::new();
            match CHANNEL.compare_exchange(null_mut(), made, Ordering::AcqRel, Ordering::Acquire) {
                Ok(_) => channel = made,
                Err(other) => {
                    channel = other;
                    // SAFETY: made here, and known to nobody else.
                    drop(unsafe { Box::from_raw(made) });
                }
            }
        }
        // SAFETY: what was stored came from a `Box` and is never freed.
        unsafe { &*channel }
    }

    fn send(&self, part: Part) {
        CHUNKS.fetch_add(1, Ordering::Relaxed);
        // Both ends live as long as the channel, so that sending cannot fail.
        let _ = self.sender.send(part);
    }

    fn receive(&self) -> Option<Part> {
        let part = self.receiver.try_recv().ok()?;
        CHUNKS.fetch_sub(1, Ordering::Relaxed);
        Some(part)
    }
}

/// Leaves a reference, which this takes over, to be released.
#[inline]
pub(super) fn leave(object: NonNull<PyObject>) {
    LEFT.add(1);
    let filled = FILLER.try_with(|cell| {
        let mut filler = cell.take();
        let put = filler.as_mut().is_some_and(|filler| filler.put(Dropped(object)));
        if !put {
            filler = Some(begin(filler, Dropped(object)));
        }
        cell.set(filler);
    });
    if filled.is_err() {
        // The thread is at its end, and has no chunk any more.
        begin(None, Dropped(object));
    }
}

/// Begins a chunk with a value, in the place of an old one where that can be used again.
#[cold]
fn begin(old: Option<Filler<Dropped, SIZE>>, value: Dropped) -> Filler<Dropped, SIZE> {
    slow_down();
    let renewed = old.and_then(|mut filler| filler.renew().map(|part| (filler, part)));
    let (mut filler, part) = renewed.unwrap_or_else(chunk);
    filler.put(value);
    Channel::get().send(part);
    filler
}

/// Waits a little where the others are far behind.
fn slow_down() {
    let until = Instant::now() + SLOWED;
    while CHUNKS.load(Ordering::Relaxed) > MANY && Instant::now() < until {
        thread::sleep(Duration::from_millis(1));
    }
}

/// Waits until something is left, and takes nothing: what is taken has to be released at once.
pub(super) fn wait() {
    let mut select = Select::new();
    select.recv(&Channel::get().receiver);
    select.ready();
}

/// Whether there is nothing to be released.
pub(super) fn is_empty() -> bool {
    Channel::get().receiver.is_empty()
}

/// Releases what has been left, for about as long as `time`. What Python code this runs comes on top.
pub(super) fn release_for(py: Python<'_>, time: Duration) {
    const BETWEEN_LOOKS: usize = 32;
    let until = Instant::now() + time;
    releasing(|| {
        while let Some(mut part) = Channel::get().receive() {
            while release_some(py, &mut part, BETWEEN_LOOKS) {
                if Instant::now() >= until {
                    return Channel::get().send(part);
                }
            }
        }
    });
}

/// Releases what this thread has left lately.
pub(super) fn release_own(py: Python<'_>) {
    let own = FILLER.try_with(|cell| {
        let mut filler = cell.take();
        let part = filler.as_mut().map(Filler::take_back);
        cell.set(filler);
        part
    });
    if let Ok(Some(mut part)) = own {
        releasing(|| release_some(py, &mut part, SIZE));
    }
}

/// Releases all that has been left until now; what another thread has begun to release is waited for, but not for
/// ever: it may be waiting for this one.
pub(super) fn release_all(py: Python<'_>) {
    const PATIENCE: Duration = Duration::from_secs(1);
    release_queue(py);
    let until = Instant::now() + PATIENCE;
    let others = || RELEASING.load(Ordering::Acquire) > 0 && Instant::now() < until;
    if others() {
        while others() {
            detach(|| thread::sleep(Duration::from_millis(1)));
        }
        // What they have put back.
        release_queue(py);
    }
}

/// Releases the chunks that are in the queue now.
fn release_queue(py: Python<'_>) {
    releasing(|| {
        for _ in 0..Channel::get().receiver.len() {
            let Some(mut part) = Channel::get().receive() else { break };
            release_some(py, &mut part, SIZE);
        }
    });
}

/// Says that this thread is about to take and to release. Said before anything is taken: releasing may let other threads
/// in, who must know of it.
fn releasing<R>(f: impl FnOnce() -> R) -> R {
    RELEASING.fetch_add(1, Ordering::AcqRel);
    MOST.fetch_max(queued(), Ordering::Relaxed);
    let result = f();
    // Not below nothing: code that is run by a release may have forked, and the child begins to count anew.
    let _ = RELEASING.fetch_update(Ordering::AcqRel, Ordering::Acquire, |threads| threads.checked_sub(1));
    result
}

/// Releases the next references of a chunk, `most` at the most; whether it did not come to the end.
fn release_some(_py: Python<'_>, part: &mut Part, most: usize) -> bool {
    for count in 0..most {
        let Some(object) = part.next() else {
            RELEASED.add(count);
            return false;
        };
        // SAFETY: attached; the reference came from an owner that gave it up.
        unsafe { decref(object.0.as_ptr()) };
    }
    RELEASED.add(most);
    true
}

/// How many references wait.
pub(super) fn queued() -> usize {
    // What was released is counted first: it cannot be more than what was left.
    let released = RELEASED.sum();
    LEFT.sum() - released
}

/// The greatest number of references that waited at one time.
pub(super) fn most_queued() -> usize {
    MOST.fetch_max(queued(), Ordering::Relaxed).max(queued())
}

/// How many references of the queue were released.
pub(super) fn released() -> usize {
    RELEASED.sum()
}

/// What the child of a fork needs: the channel may be in the middle of anything that other threads were doing with
/// it, so the child gets another, which only the forking thread has touched.
#[cfg(unix)]
pub(super) mod fork {
    use super::{CHANNEL, CHUNKS, Channel, RELEASING};
    use std::cell::Cell;
    use std::ptr::null_mut;
    use std::sync::atomic::Ordering;

    thread_local! {
        static PREPARED: Cell<*mut Channel> = const { Cell::new(null_mut()) };
    }

    /// Before the fork: what waits goes into the child's channel.
    pub(in super::super) fn prepare() {
        let prepared = Channel::new();
        while let Some(part) = Channel::get().receive() {
            // SAFETY: made above; nobody else knows it yet.
            unsafe { (*prepared).send(part) };
        }
        PREPARED.set(prepared);
    }

    /// In the parent: it goes back.
    pub(in super::super) fn parent() {
        let prepared = PREPARED.replace(null_mut());
        if !prepared.is_null() {
            // SAFETY: `prepare` made it, on this thread, and nobody else has it.
            let prepared = unsafe { Box::from_raw(prepared) };
            while let Some(part) = prepared.receive() {
                Channel::get().send(part);
            }
        }
    }

    /// In the child: it is the channel from now on. Nobody is releasing.
    pub(in super::super) fn child() {
        let prepared = PREPARED.replace(null_mut());
        if !prepared.is_null() {
            CHUNKS.store(waiting(prepared), Ordering::Relaxed);
            RELEASING.store(0, Ordering::Relaxed);
            CHANNEL.store(prepared, Ordering::Release);
        }
    }

    fn waiting(channel: *mut Channel) -> usize {
        // SAFETY: `prepare` made it, and nobody else has it.
        unsafe { (*channel).receiver.len() }
    }
}
