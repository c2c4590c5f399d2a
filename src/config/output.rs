//! Where the text goes that Python prints, if not to the process's own streams.

use std::cell::Cell;
use std::fmt;
use std::io::{self, Write};
use std::sync::{Arc, Mutex, PoisonError};

/// Where Python's `sys.stdout` or `sys.stderr` goes: a file or anything else that implements [`Write`] becomes one by
/// `into`, [`Output::lines`] takes a function. A clone is the same place, so that both streams can go there.
///
/// Each thread of Python's has its lines put together, and they come whole.
#[derive(Clone)]
pub struct Output(Arc<Place>);

enum Place {
    Write(Mutex<Box<dyn Write + Send>>),
    Lines(Box<dyn Fn(&str) + Send + Sync>),
}

impl Output {
    /// Calls `f` with each line, without its end. What a thread has printed of a line that never ends comes at a stop or
    /// at the exit of the process.
    ///
    /// ```
    /// use py4rs::config::Output;
    ///
    /// let output = Output::lines(|line| eprintln!("python says: {line}"));
    /// ```
    pub fn lines(f: impl Fn(&str) + Send + Sync + 'static) -> Output {
        Output(Arc::new(Place::Lines(Box::new(f))))
    }

    /// Whether only whole lines may come.
    pub(crate) fn wants_whole_lines(&self) -> bool {
        matches!(*self.0, Place::Lines(_))
    }

    /// Takes text, and hands it on at once.
    ///
    /// # Errors
    /// The writer fails; or it has Python print to itself, which would never end.
    pub(crate) fn write(&self, text: &[u8]) -> io::Result<()> {
        let _inside = Inside::enter(Arc::as_ptr(&self.0))?;
        match &*self.0 {
            Place::Write(writer) => {
                let mut writer = writer.lock().unwrap_or_else(PoisonError::into_inner);
                writer.write_all(text)?;
                writer.flush()
            }
            Place::Lines(f) => {
                String::from_utf8_lossy(text).lines().for_each(f);
                Ok(())
            }
        }
    }
}

thread_local! {
    /// The places that this thread is handing text to, by their addresses: no more than its two streams have. It has no
    /// destructor, so that it is there at the exit of the process, too.
    static INSIDE: Cell<[usize; 2]> = const { Cell::new([0; 2]) };
}

/// This thread hands text to a place, until it is dropped.
struct Inside([usize; 2]);

impl Inside {
    fn enter(place: *const Place) -> io::Result<Inside> {
        let outer @ [innermost, _] = INSIDE.get();
        if outer.contains(&place.addr()) {
            return Err(io::Error::other("what takes Python's output has Python print to itself"));
        }
        INSIDE.set([place.addr(), innermost]);
        Ok(Inside(outer))
    }
}

impl Drop for Inside {
    fn drop(&mut self) {
        INSIDE.set(self.0);
    }
}

impl<W: Write + Send + 'static> From<W> for Output {
    fn from(writer: W) -> Output {
        Output(Arc::new(Place::Write(Mutex::new(Box::new(writer)))))
    }
}

impl fmt::Debug for Output {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(if self.wants_whole_lines() { "Output::lines(..)" } else { "Output(..)" })
    }
}
