//! How deep a conversion may go: data can nest without end, even contain itself, and the stack cannot.
//!
//! Most types bound their own nesting. One that holds itself (a tree, `Value`) is as deep as the data, so each
//! container and each box counts as one level. There is a bound for the levels, which is the same everywhere, and one
//! for the stack that they take, because nobody knows how much a level of a user's own type needs: on a small stack,
//! or where nothing is optimised, it is met earlier.

use crate::error::{ConversionError, Result};
use crate::runtime::thread_stack;
use std::cell::Cell;
use std::marker::PhantomData;

/// So many levels, where the stack is large enough.
const MOST_LEVELS: u32 = 500;
/// So much of the stack is left to what runs on the innermost level, Python code for instance; in bytes.
const RESERVE: usize = 128 << 10;
/// So much of a stack is taken whose end is not known, in bytes.
const UNKNOWN: usize = 384 << 10;

#[derive(Clone, Copy)]
struct Depth {
    levels: u32,
    /// The lowest address that the levels may reach.
    floor: usize,
}

thread_local! {
    static DEPTH: Cell<Depth> = const { Cell::new(Depth { levels: 0, floor: 0 }) };
}

/// One level of nesting of this thread, until it is dropped.
#[must_use = "the level ends when it is dropped"]
pub(super) struct Level(PhantomData<*const ()>);

impl Level {
    /// One level deeper.
    ///
    /// # Errors
    /// It would be too deep.
    #[inline(always)]
    pub(super) fn enter() -> Result<Level> {
        let mut depth = DEPTH.get();
        let place = 0u8;
        let here = (&raw const place).addr();
        // The first few levels fit wherever a verb can be called.
        if depth.levels >= 8 {
            if depth.levels == 8 {
                depth.floor = floor(here);
            }
            if depth.levels >= MOST_LEVELS || here < depth.floor {
                return Err(too_deep(depth.levels));
            }
        }
        depth.levels += 1;
        DEPTH.set(depth);
        Ok(Level(PhantomData))
    }
}

impl Drop for Level {
    #[inline(always)]
    fn drop(&mut self) {
        let mut depth = DEPTH.get();
        depth.levels -= 1;
        DEPTH.set(depth);
    }
}

/// How many levels deep this thread is.
pub(super) fn levels() -> u32 {
    DEPTH.get().levels
}

/// Whether so little of this thread's stack is left that nothing new should begin on it.
#[inline(always)]
pub(crate) fn is_exhausted() -> bool {
    thread_local! {
        /// The lowest address for what begins; above all others until it is known.
        static LOWEST: Cell<usize> = const { Cell::new(usize::MAX) };
    }
    #[cold]
    fn find(here: usize) -> bool {
        if LOWEST.get() == usize::MAX {
            LOWEST.set(own_floor(here).unwrap_or(0));
        }
        // Below the own stack is another one, as coroutines have, whose end is not known.
        here < LOWEST.get() && own_floor(here).is_some()
    }
    let place = 0u8;
    let here = (&raw const place).addr();
    here < LOWEST.get() && find(here)
}

#[cold]
fn too_deep(levels: u32) -> crate::Error {
    ConversionError::described(format!("at most {levels} levels of nesting"), "more of them").into()
}

/// How far down one may go from an address on the stack, which grows downwards.
#[cold]
fn floor(here: usize) -> usize {
    own_floor(here).unwrap_or_else(|| here.saturating_sub(UNKNOWN))
}

/// As above, where the address is on the thread's own stack: it can also run on another, as coroutines do.
fn own_floor(here: usize) -> Option<usize> {
    thread_stack().and_then(|stack| stack.contains(&here).then_some(stack.start + RESERVE))
}
