//! References that detached threads have given up, until an attached thread releases them.
//!
//! A detached thread may not touch a reference count, and must not wait for Python in a destructor: it could hold
//! a lock that the attached thread is waiting for. So it leaves the reference here. Decrements are queued,
//! increments never.
//!
//! Each thread fills a [chunk](super::chunk) of its own, whose other end it has sent through a channel when it began
//! it: a lone reference is there for the taking at once, and many cost a few instructions each. A reference takes
//! eight bytes. A thread that ends hands its chunk on. While far too many wait, a thread that begins a chunk is slowed
//! down, for a bounded time, since it must not wait for Python; it helps when it next attaches.

use super::chunk::{Filler, Taker, chunk};
use super::count::Count;
use super::leaving;
use crate::runtime::{Along, PerProcess, Python, along, before_leaving, detach, set_along};
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
type Chunk = Filler<Dropped, SIZE>;

/// How many references are taken out of a chunk at a time, before it goes back and they are released: what a thread has
/// taken is lost to the child of a fork that comes just then.
const TAKEN: usize = 128;

/// More chunks than this in the channel slow a thread down that begins another: a million references, in 8 MiB.
const MANY: usize = (1 << 20) / SIZE;

/// How long a thread waits for others to catch up before it begins a chunk in spite of them.
const SLOWED: Duration = Duration::from_millis(10);

/// The channel that the chunks go through.
struct Channel {
    sender: Sender<Part>,
    receiver: Receiver<Part>,
}

static CHANNEL: PerProcess<Channel> = PerProcess::new();

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
    static MINE: Mine = const { Mine(Cell::new(None)) };
}

/// A thread's chunk, which it hands on at its end.
struct Mine(Cell<Option<Chunk>>);

impl Drop for Mine {
    fn drop(&mut self) {
        if let Some(chunk) = self.0.take() {
            hand_on(chunk);
        }
    }
}

/// The chunk that a thread handed on when it ended: that of the next one, or of what is dropped on a thread that has
/// no chunk any more.
static HANDED_ON: AtomicPtr<Chunk> = AtomicPtr::new(null_mut());

fn hand_on(chunk: Chunk) {
    take_over(Box::into_raw(Box::new(chunk)));
}

/// Puts a chunk, or none, in the place of the one that was handed on, and gives that.
fn take_over(chunk: *mut Chunk) -> Option<Chunk> {
    let old = HANDED_ON.swap(chunk, Ordering::AcqRel);
    // SAFETY: not null, it came from a `Box` in `hand_on`, and was taken out of the place by this alone.
    (!old.is_null()).then(|| *unsafe { Box::from_raw(old) })
}

impl Channel {
    fn new() -> Channel {
        let (sender, receiver) = unbounded();
        Channel { sender, receiver }
    }

    /// The process's.
    fn get() -> &'static Channel {
        CHANNEL.get(Channel::new)
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
    let filled = MINE.try_with(|mine| mine.0.set(Some(fill(mine.0.take(), Dropped(object)))));
    if filled.is_err() {
        // The thread is at its end, and has handed its chunk on.
        hand_on(fill(None, Dropped(object)));
    }
    LEFT.add(1);
}

/// Puts a value into a chunk, or into another where it takes no more, and gives that.
#[inline]
fn fill(chunk: Option<Chunk>, value: Dropped) -> Chunk {
    match chunk {
        Some(mut filler) => {
            if filler.put(value) {
                filler
            } else {
                begin(Some(filler), value)
            }
        }
        None => begin(None, value),
    }
}

/// Begins a chunk with a value: one that was handed on, the old one, if it can be used again, or a new one.
#[cold]
fn begin(old: Option<Chunk>, value: Dropped) -> Chunk {
    if let Some(mut chunk) = take_over(null_mut())
        && chunk.put(value)
    {
        return chunk;
    }
    slow_down();
    before_leaving(leaving);
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
    let until = Instant::now() + time;
    releasing(|| while release_some(py, Some(until)) {});
}

/// Releases what this thread has left lately.
pub(super) fn release_own(py: Python<'_>) {
    let own = MINE.try_with(|mine| {
        let mut chunk = mine.0.take();
        let part = chunk.as_mut().map(Filler::take_back);
        mine.0.set(chunk);
        part
    });
    if let Ok(Some(mut part)) = own {
        releasing(|| _ = release_part(py, &mut part, None));
    }
}

/// Releases all that has been left until now; what another thread has begun to release is waited for, but not for
/// ever: it may be waiting for this one. Nor is it from within a release.
pub(super) fn release_all(py: Python<'_>) {
    const PATIENCE: Duration = Duration::from_secs(1);
    release_until_now(py);
    // What a release runs may ask for another.
    if along().releases > 0 {
        return;
    }
    let until = Instant::now() + PATIENCE;
    let others = || RELEASING.load(Ordering::Acquire) > 0 && Instant::now() < until;
    if others() {
        while others() {
            detach(|| thread::sleep(Duration::from_millis(1)));
        }
        // What they have put back.
        release_until_now(py);
    }
}

/// Releases what is in the channel now.
fn release_until_now(py: Python<'_>) {
    let now = LEFT.sum();
    releasing(|| while RELEASED.sum() < now && release_some(py, None) {});
}

/// Says that this thread is about to take and to release. Said before anything is taken: releasing may let other threads
/// in, who must know of it.
fn releasing(f: impl FnOnce()) {
    RELEASING.fetch_add(1, Ordering::AcqRel);
    let before = along();
    set_along(Along { releases: before.releases + 1, ..before });
    MOST.fetch_max(queued(), Ordering::Relaxed);
    f();
    set_along(Along { releases: before.releases, ..along() });
    // Not below nothing: code that is run by a release may have forked, and the child begins to count anew.
    let _ = RELEASING.fetch_update(Ordering::AcqRel, Ordering::Acquire, |threads| threads.checked_sub(1));
}

/// Releases the next few references of the queue; false where there are none, and when the time has come.
fn release_some(py: Python<'_>, until: Option<Instant>) -> bool {
    let Some(mut part) = Channel::get().receive() else { return false };
    let mut taken = part.split(TAKEN);
    send_rest(part);
    let in_time = release_part(py, &mut taken, until);
    send_rest(taken);
    in_time
}

/// Puts back what is left of a part.
fn send_rest(mut part: Part) {
    if part.left() > 0 {
        Channel::get().send(part);
    }
}

/// Releases the references of a part until the time has come; whether it has not.
fn release_part(_py: Python<'_>, part: &mut Part, until: Option<Instant>) -> bool {
    const BETWEEN_LOOKS: usize = 16;
    loop {
        let mut count = 0;
        for object in part.take(BETWEEN_LOOKS) {
            // SAFETY: attached; the reference came from an owner that gave it up.
            unsafe { decref(object.0.as_ptr()) };
            count += 1;
        }
        RELEASED.add(count);
        if until.is_some_and(|until| Instant::now() >= until) {
            return false;
        }
        if count < BETWEEN_LOOKS {
            return true;
        }
    }
}

/// How many references wait.
pub(super) fn queued() -> usize {
    // One may be released before the thread that left it has counted it.
    let released = RELEASED.sum();
    LEFT.sum().saturating_sub(released)
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
    use super::{CHANNEL, CHUNKS, Channel, LEFT, RELEASED, RELEASING};
    use std::cell::Cell;
    use std::ptr::null_mut;
    use std::sync::atomic::Ordering;

    thread_local! {
        static PREPARED: Cell<*mut Channel> = const { Cell::new(null_mut()) };
    }

    /// Before the fork: what waits goes into the child's channel.
    pub(in super::super) fn prepare() {
        let prepared = Box::new(Channel::new());
        while let Some(part) = Channel::get().receive() {
            prepared.send(part);
        }
        PREPARED.set(Box::into_raw(prepared));
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

    /// In the child: it is the channel from now on. Nobody is releasing, and what other threads were doing is undone.
    pub(in super::super) fn child() {
        let prepared = PREPARED.replace(null_mut());
        if !prepared.is_null() {
            // SAFETY: `prepare` made it, on this thread, and nobody else has it.
            let channel = unsafe { Box::from_raw(prepared) };
            let chunks = channel.receiver.len();
            let mut waiting = 0;
            for _ in 0..chunks {
                let Some(mut part) = channel.receive() else { break };
                waiting += part.left();
                channel.send(part);
            }
            CHUNKS.store(chunks, Ordering::Relaxed);
            LEFT.set(RELEASED.sum() + waiting);
            RELEASING.store(0, Ordering::Relaxed);
            CHANNEL.replace(Some(channel));
        }
    }
}
