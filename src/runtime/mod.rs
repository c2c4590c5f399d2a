//! Being attached: the life of the one interpreter, which threads are attached to it, and the one door.
//!
//! `state` says whether Python is alive, `start` and `exit` change that; `thread` attaches and detaches;
//! `gateway` is the door through which every operation goes. `worker` is the thread on which
//! all Python code runs, where a program asks for one.

mod along;
mod code;
mod ended;
mod exit;
mod flags;
pub(crate) mod function;
mod gateway;
mod initialise;
mod interrupt;
mod main;
mod per_process;
#[cfg(unix)]
mod signals;
mod stack;
mod start;
mod state;
mod streams;
mod thread;
mod worker;

pub(crate) use along::{Along, along, set_along, who};
pub(crate) use code::{Code, compile};
pub(crate) use exit::{in_background, when_exiting};
pub(crate) use gateway::{enter, enter_initialised, from_outside};
pub(crate) use interrupt::Target;
pub(crate) use main::{builtins, clear_main, lasting_builtins, main_dict};
pub(crate) use per_process::PerProcess;
pub(crate) use stack::thread_stack;
pub use start::StartFailure;
pub(crate) use start::{Raised, StartError, choose_main_thread, running, start, stop, when_starting};
pub(crate) use state::{is_alive, is_exiting};
pub(crate) use streams::flush;
#[cfg(feature = "arrow")]
pub(crate) use thread::called_by_c;
pub(crate) use thread::{
    GivenUp, attached, before_leaving, called, given_up, holds, is_within_region, set_holds,
};
pub use thread::{Python, detach};
pub(crate) use worker::{serve_during, waits_below};
