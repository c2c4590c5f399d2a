//! Reads the small text files by which installations describe themselves.
//!
//! Anything may stand at their places. A pipe would be waited for, and a device has no end: so only files are read, and
//! none that is larger than such a file can be.

use std::{
    fs::File,
    io::{self, ErrorKind, Read},
    path::Path,
};

/// The largest, `_sysconfigdata`, have less than a tenth of this.
const LARGEST: u64 = 1 << 20;

/// The text of a file.
pub(super) fn read(path: &Path) -> io::Result<String> {
    of(open(path)?)
}

/// The text of a file that is open.
pub(super) fn of(file: File) -> io::Result<String> {
    let found = file.metadata()?;
    if !found.is_file() {
        return Err(io::Error::new(ErrorKind::InvalidInput, "it is no file"));
    }
    if found.len() > LARGEST {
        return Err(io::Error::new(ErrorKind::FileTooLarge, "it is too large for what it should be"));
    }
    let mut text = String::new();
    file.take(LARGEST).read_to_string(&mut text)?;
    Ok(text)
}

/// Opens whatever it is, without waiting for somebody who writes to it.
pub(super) fn open(path: &Path) -> io::Result<File> {
    let mut options = File::options();
    options.read(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::custom_flags(&mut options, libc::O_NONBLOCK);
    options.open(path)
}
