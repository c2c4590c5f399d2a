//! How deep a conversion may go: data can nest without end, even contain itself, and the stack cannot.
//!
//! Most types bound their own nesting. One that holds itself (a tree, `Value`) is as deep as the data, so each
//! container and each box counts as one level. The bound is small enough for a stack of 512 KiB: the levels are
//! counted, and so is the stack that they take, because nobody knows how much a level of a user's own type needs.

use crate::error::{ConversionError, Result};
use std::cell::Cell;
use std::marker::PhantomData;

/// So many levels, as long as each takes less than 768 bytes of stack.
const MOST_LEVELS: u32 = 500;
/// What all levels together may take of the stack, in bytes.
const MOST_STACK: usize = 384 * 1024;

#[derive(Clone, Copy)]
struct Depth {
    levels: u32,
    /// About where the stack was when the first level began.
    base: usize,
}

thread_local! {
    static DEPTH: Cell<Depth> = const { Cell::new(Depth { levels: 0, base: 0 }) };
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
        let place = 0u8;
        let here = (&raw const place).addr();
        let mut depth = DEPTH.get();
        if depth.levels == 0 {
            depth.base = here;
        }
        if depth.levels >= MOST_LEVELS || depth.base.abs_diff(here) > MOST_STACK {
            return Err(too_deep(depth.levels));
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

#[cold]
fn too_deep(levels: u32) -> crate::Error {
    ConversionError::described(format!("at most {levels} levels of nesting"), "more of them").into()
}
