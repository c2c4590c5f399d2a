//! Derived attributes and methods where unsafe code is forbidden.
#![forbid(unsafe_code)]
#![deny(warnings, missing_docs)]

/// Public.
#[derive(py4rs::PythonAttributes)]
pub struct Reading {
    /// With a word of Rust's for a name.
    pub r#type: Vec<i64>,
    #[py4rs(readonly, rename = "unit")]
    text: &'static str,
    #[py4rs(skip)]
    unseen: std::cell::Cell<u8>,
}

#[py4rs::methods]
impl Reading {
    /// What it begins as.
    pub const START: u8 = 0;

    /// In Rust alone.
    pub fn new() -> Self {
        Reading { r#type: Vec::new(), text: "m", unseen: std::cell::Cell::new(Self::START) }
    }

    /// With a type that is `Self`, and a word of Rust's for a name.
    pub fn r#match(&self, #[default(Self::START)] r#in: u8) -> u8 {
        self.unseen.replace(r#in)
    }

    /// Of its own object, others', and a new one.
    pub fn meet(&mut self, other: &Self, name: &str, more: Option<&mut inner::Nothing>) -> &mut Self {
        let _ = (other, name, more);
        self
    }

    /// With nothing to change.
    pub fn itself(&self, numbers: &[f64]) -> py4rs::Result<&Reading> {
        let _ = numbers;
        Ok(self)
    }

    /// A new one.
    pub fn twin(&self) -> Option<Self> {
        None
    }

    /// What has no name.
    pub fn unnamed(&self) -> impl py4rs::ToPython + use<> {
        1
    }

    fn __iter__(&mut self) -> &mut Self {
        self
    }

    fn __next__(&mut self) -> Result<Option<inner::Nothing>, String> {
        Ok(None)
    }

    fn __iadd__(&mut self, _other: &Reading) {}

    #[cfg(any())]
    fn left_out(&self) -> Missing {
        Missing
    }

    #[py4rs(skip)]
    #[must_use]
    fn generic<T>(&self, value: T) -> T {
        value
    }
}

mod inner {
    /// Alone.
    #[derive(py4rs::PythonAttributes)]
    pub struct Nothing;

    #[py4rs::methods]
    impl Nothing {}
}

/// Names that the macros use too.
mod names {
    #[derive(py4rs::PythonAttributes)]
    pub(super) struct Class {
        #[py4rs(skip)]
        _field: Option<Field>,
    }

    struct Field;

    #[py4rs::methods]
    impl Class {
        fn method(&mut self, value: i64) -> Option<i64> {
            Some(value)
        }
    }
}

/// A function that takes and gives values with attributes.
#[py4rs::function]
pub fn both(one: &Reading, other: Option<&inner::Nothing>) -> Reading {
    let _ = (one, other);
    Reading::new()
}

fn main() {
    let _ = both(&Reading::new(), None);
    let _: Option<names::Class> = None;
    let _ = (Reading::new().generic(inner::Nothing), Reading::new().r#match(1));
}
