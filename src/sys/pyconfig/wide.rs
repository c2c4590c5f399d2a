//! Rust's strings as Python's `wchar_t` strings.

use std::ffi::OsStr;

use libc::wchar_t;

use super::Failure;

/// The text with a NUL at its end, as Python itself would decode it in UTF-8 mode: a byte that is not UTF-8
/// becomes a lone surrogate.
pub(super) fn wide(text: &OsStr) -> Result<Vec<wchar_t>, Failure> {
    let mut wide = units(text);
    if wide.contains(&0) {
        let message = format!("{text:?} holds a NUL character");
        return Err(Failure::Error { function: String::new(), message });
    }
    wide.push(0);
    Ok(wide)
}

#[cfg(unix)]
fn units(text: &OsStr) -> Vec<wchar_t> {
    use std::os::unix::ffi::OsStrExt;

    let mut units = Vec::with_capacity(text.len() + 1);
    for chunk in text.as_bytes().utf8_chunks() {
        units.extend(chunk.valid().chars().map(|character| character as wchar_t));
        units.extend(chunk.invalid().iter().map(|&byte| 0xDC00 + wchar_t::from(byte)));
    }
    units
}

#[cfg(windows)]
fn units(text: &OsStr) -> Vec<wchar_t> {
    std::os::windows::ffi::OsStrExt::encode_wide(text).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wide_text_ends_in_nul_and_keeps_every_character() {
        assert_eq!(wide("aé🐍".as_ref()).unwrap(), ['a', 'é', '🐍', '\0'].map(|c| c as wchar_t));
        assert_eq!(wide("".as_ref()).unwrap(), [0]);
        assert!(wide("a\0b".as_ref()).is_err());
    }

    #[cfg(unix)]
    #[test]
    fn bytes_that_are_not_utf_8_are_escaped_as_python_does() {
        use std::os::unix::ffi::OsStrExt;

        assert_eq!(wide(OsStr::from_bytes(b"a\xff\xe2\x82")).unwrap(), [0x61, 0xDCFF, 0xDCE2, 0xDC82, 0]);
    }
}
