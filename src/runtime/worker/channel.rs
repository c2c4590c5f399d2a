//! The way to the worker: first come, first served.

use super::Job;
use crossbeam_channel::{Receiver, Sender, bounded};
use std::ptr::null_mut;
use std::sync::atomic::{AtomicPtr, Ordering};

/// How many calls wait in their order before callers wait to say what they want.
const WAITING: usize = 256;

pub(super) enum Message {
    /// A call, whose owner waits.
    Job(*const Job),
    /// There is something to be done [aside](super::aside).
    Aside,
    /// Something that the worker waits for may have happened.
    Look,
}

// SAFETY: a job lives until it is done, and what is in it may be used by the worker and the caller.
unsafe impl Send for Message {}

type Channel = (Sender<Message>, Receiver<Message>);

/// The process's. Once there is one it stays, until the child of a fork gets another: this one may be in the middle of
/// anything that other threads were doing with it, and what is in it is theirs.
static CHANNEL: AtomicPtr<Channel> = AtomicPtr::new(null_mut());

fn channel() -> &'static Channel {
    let mut channel = CHANNEL.load(Ordering::Acquire);
    if channel.is_null() {
        let made = Box::into_raw(Box::new(bounded(WAITING)));
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

pub(super) fn send(message: Message) {
    // The receiver lives as long as the channel, so that sending cannot fail.
    let _ = channel().0.send(message);
}

/// Sends it, unless so many wait that the worker will come by anyway.
pub(super) fn try_send(message: Message) {
    let _ = channel().0.try_send(message);
}

pub(super) fn receiver() -> &'static Receiver<Message> {
    &channel().1
}

/// Begins a new one, in the child of a fork.
pub(super) fn forget() {
    CHANNEL.store(null_mut(), Ordering::Release);
}
