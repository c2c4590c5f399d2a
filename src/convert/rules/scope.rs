//! The stack of scopes that each thread has.
//!
//! A scope stands on the stack of the function that opened it, and points to the one around it; nothing is
//! allocated, and nothing is left when that function ends.

use super::pythonizer::Pythonizer;
use super::rustifier::Rustifier;
use crate::convert::depth::levels;
use crate::error::Result;
use std::cell::Cell;
use std::ptr::null;
use std::sync::atomic::{AtomicUsize, Ordering};

/// What a scope says.
#[derive(Clone, Copy)]
pub(super) enum Scope<'a> {
    /// How objects of some classes become a `Value`.
    Rustifiers(&'a [Rustifier<'a>]),
    /// How values of some types become an object.
    Pythonizers(&'a [Pythonizer<'a>]),
    /// No pythonizers: what is converted is a part of something, and not the user's.
    Plain,
    /// Untyped results stay in Python.
    Remote,
    /// This rule runs, at so many levels of nesting.
    Running(*const (), u32),
}

/// A scope and the one around it.
struct Frame {
    scope: Scope<'static>,
    outer: *const Frame,
}

thread_local! {
    static INNERMOST: Cell<*const Frame> = const { Cell::new(null()) };
}

/// How many rules and scopes there are in the process, so that who has none need not look.
pub(super) struct Count(AtomicUsize);

impl Count {
    pub(super) const fn new() -> Count {
        Count(AtomicUsize::new(0))
    }

    /// Whether there are any. A thread sees its own.
    #[inline(always)]
    pub(super) fn any(&self) -> bool {
        self.0.load(Ordering::Relaxed) != 0
    }

    /// One more, for good.
    pub(super) fn add(&self) {
        self.0.fetch_add(1, Ordering::Relaxed);
    }

    /// One more while `body` runs.
    pub(super) fn during<R>(&self, body: impl FnOnce() -> R) -> R {
        struct Subtract<'a>(&'a AtomicUsize);
        impl Drop for Subtract<'_> {
            fn drop(&mut self) {
                self.0.fetch_sub(1, Ordering::Relaxed);
            }
        }
        self.add();
        let _subtract = Subtract(&self.0);
        body()
    }
}

/// Runs `body` inside the scope.
pub(super) fn within<R>(scope: Scope<'_>, body: impl FnOnce() -> R) -> R {
    // SAFETY: only the lifetime changes. The scope is reached through `INNERMOST` alone, which `install` sets
    // back before this function, and so the scope, ends; `each` lets nobody keep it.
    let scope = unsafe { std::mem::transmute::<Scope<'_>, Scope<'static>>(scope) };
    let frame = Frame { scope, outer: INNERMOST.get() };
    install(&frame, body)
}

/// Runs `body` with this frame as the innermost.
#[inline(always)]
fn install<R>(frame: *const Frame, body: impl FnOnce() -> R) -> R {
    struct Reset(*const Frame);
    impl Drop for Reset {
        fn drop(&mut self) {
            INNERMOST.set(self.0);
        }
    }
    let _reset = Reset(INNERMOST.replace(frame));
    body()
}

/// Runs `body` outside of all scopes: what Python calls knows nothing of those around the call.
#[inline(always)]
pub(crate) fn outside<R>(body: impl FnOnce() -> R) -> R {
    install(null(), body)
}

/// Hands the scopes around this point to `f`, from the innermost out, until it gives something.
pub(super) fn find<R>(mut f: impl FnMut(&Scope<'_>) -> Option<R>) -> Option<R> {
    let mut frame = INNERMOST.get();
    // SAFETY: a frame that can be reached is one whose `within` still runs, on this thread or on one that waits.
    while let Some(Frame { scope, outer }) = unsafe { frame.as_ref() } {
        let found = f(scope);
        if found.is_some() {
            return found;
        }
        frame = *outer;
    }
    None
}

/// The rules that run now, at this level of nesting: they do not apply to what they convert themselves.
#[derive(Default)]
pub(super) struct Resting(Vec<*const ()>);

impl Resting {
    /// Notes a scope that is met on the way out.
    pub(super) fn note(&mut self, scope: &Scope<'_>) {
        if let Scope::Running(rule, at) = scope
            && *at == levels()
        {
            self.0.push(*rule);
        }
    }

    pub(super) fn has(&self, rule: *const ()) -> bool {
        self.0.contains(&rule)
    }
}

/// Runs a rule; its error says which rule it was.
pub(super) fn run<R>(
    rule: *const (),
    what: &'static str,
    name: &str,
    body: impl FnOnce() -> Result<R>,
) -> Result<R> {
    within(Scope::Running(rule, levels()), body).map_err(|error| error.of_rule(what, name))
}
