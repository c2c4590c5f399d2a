//! The way to the worker: first come, first served.

use super::Job;
use crate::runtime::per_process::PerProcess;
use crossbeam_channel::{Receiver, Sender, bounded};

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

static CHANNEL: PerProcess<Channel> = PerProcess::new();

fn channel() -> &'static Channel {
    CHANNEL.get(|| bounded(WAITING))
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
    CHANNEL.replace(None);
}
