//! Where references go that nobody holds any more.
//!
//! A reference to a Python object has one of three homes. A [`PyObject`](crate::PyObject) owns it, and an attached thread
//! that drops it releases it at once. The *queue* has it when a detached thread dropped it, which may neither touch the
//! count nor wait for Python: the *finalizer*, a thread of this library, attaches and releases what is queued. And the
//! *tracker* of a thread has it when no Rust value ever owned it: what a function of the raw layer
//! ([`Python::sys`](crate::Python::sys)) gave and nobody took, and what is let go inside [`with_pygc`]. The tracker is
//! emptied by [`pygc`], which runs by itself at the end of a thread's outermost operation when what is tracked weighs
//! more than [`pygc_threshold`]; so a pointer that is only tracked stays valid for as long as the thread is attached, and
//! no longer.
//!
//! All of it is counted in [`stats`].
//!
//! ```
//! # fn main() -> py4rs::Result<()> {
//! use py4rs::gc;
//! use py4rs::prelude::*;
//!
//! gc::set_pygc_threshold(10);
//! attach(|py| {
//!     for _ in 0..1000 {
//!         // SAFETY: the function takes any number.
//!         unsafe { py.sys().PyFloat_FromDouble(1.5) };
//!     }
//!     assert_eq!(gc::stats().tracked, 1000);
//! })?;
//! assert_eq!(gc::stats().tracked, 0);
//! # Ok(())
//! # }
//! ```

mod chunk;
mod count;
mod finalizer;
mod primitives;
mod pygc;
mod queue;
mod raw;
mod stats;
mod tracked;
mod tracker;
mod weight;

use crate::runtime::{Python, holds, is_within_region, set_holds};
use std::time::Duration;

pub(crate) use finalizer::release_later;
pub(crate) use pygc::hold;
pub use pygc::{disable_pygc, enable_pygc, pygc, pygc_threshold, set_pygc_threshold, with_pygc};
pub use raw::RawApi;
pub use stats::{Stats, stats};
pub use tracked::{Tracked, is_tracked, refcount, track, tracked_count, untrack};

/// What a thread does before it detaches, where there may be something to do: it releases what is due, and helps with the
/// queue.
fn leaving(py: Python<'_>) {
    /// How long a thread helps.
    const HELP: Duration = Duration::from_micros(500);
    pygc::collect_if_due(py);
    if !holds() && !queue::is_empty() {
        queue::release_for(py, HELP);
    }
}

/// Releases what waits to be: at a stop. What is tracked lasts until the outermost operation ends, as ever.
pub(crate) fn release_pending(py: Python<'_>) {
    if !holds() && !is_within_region() {
        pygc::collect(py);
    }
    queue::release_all(py);
}

/// Releases what detached threads have dropped.
pub(crate) fn release_queued(py: Python<'_>) {
    queue::release_all(py);
}

/// What is done when the process exits, wherever that was asked for.
fn at_end(py: Python<'_>) {
    set_holds(false);
    pygc::release_held(py);
    pygc::collect(py);
    queue::release_all(py);
}
