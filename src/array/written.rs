//! Copies that will be written back to memory that Python has too: of two over the same memory one would be lost.

use super::borrow::{Borrowing, in_use};
use crate::error::Result;
use std::ops::Range;
use std::sync::{Mutex, MutexGuard, PoisonError};

/// Where copies will be written back to.
static WRITTEN: Mutex<Vec<Range<usize>>> = Mutex::new(Vec::new());

fn written() -> MutexGuard<'static, Vec<Range<usize>>> {
    WRITTEN.lock().unwrap_or_else(PoisonError::into_inner)
}

/// One that will be, as long as this lives.
#[derive(Debug)]
pub(super) struct WritingBack(Range<usize>);

impl WritingBack {
    /// Notes the addresses that are going to be written.
    ///
    /// # Errors
    /// Another copy is going to be written to some of them.
    pub(super) fn begin(own: Range<usize>) -> Result<WritingBack> {
        let mut written = written();
        if written.iter().any(|other| own.start < other.end && other.start < own.end) {
            return Err(in_use(Borrowing::Overlap));
        }
        written.push(own.clone());
        Ok(WritingBack(own))
    }
}

impl Drop for WritingBack {
    fn drop(&mut self) {
        let mut written = written();
        if let Some(index) = written.iter().position(|other| *other == self.0) {
            written.swap_remove(index);
        }
    }
}
