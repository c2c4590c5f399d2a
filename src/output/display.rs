//! Objects as what a notebook or a terminal can show.

use crate::convert::{Bytes, FromPython, ToPython};
use crate::error::Result;
use crate::ops::{Support, call_at};
use crate::runtime::enter;

static PYTHON: Support = Support::new(include_str!("display.py"));

/// What can be shown of an object; [`display`] gives one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Displayed {
    /// The picture or the text; a text is UTF-8.
    pub bytes: Vec<u8>,
    /// What it is: `image/png`, `text/html`, ...
    pub mime_type: String,
}

impl Displayed {
    /// The text; `None` for a picture of bytes.
    pub fn text(&self) -> Option<&str> {
        std::str::from_utf8(&self.bytes).ok()
    }
}

/// The best form in which an object can be shown: a figure of matplotlib (or an axes, or what else has one) as PNG, a PIL
/// image as PNG, a data frame as HTML, anything with IPython's methods `_repr_png_`, `_repr_jpeg_`, `_repr_svg_`,
/// `_repr_html_`, `_repr_markdown_` or `_repr_latex_` as what the first of them gives, and all else as its `repr`.
///
/// # Errors
/// The object's method raises, or the value cannot be converted.
///
/// ```
/// # fn main() -> py4rs::Result<()> {
/// let shown = py4rs::display(&[1, 2])?;
/// assert_eq!((shown.text(), shown.mime_type.as_str()), (Some("[1, 2]"), "text/plain"));
/// # Ok(())
/// # }
/// ```
pub fn display(subject: impl ToPython) -> Result<Displayed> {
    enter(|py| {
        let shown = call_at(&PYTHON.item(py, "display")?, (subject,))?;
        let (Bytes(bytes), mime_type) = <(Bytes, String)>::from_result(shown, py)?;
        Ok(Displayed { bytes, mime_type })
    })?
}
