//! Derived conversions where unsafe code is forbidden, of types that are not `Clone`, with all kinds of parameters.
#![forbid(unsafe_code)]
#![deny(warnings)]

use std::fmt::Debug;

#[derive(py4rs::ToPython, py4rs::FromPython)]
pub struct Plain {
    pub r#type: Vec<i64>,
}

#[derive(py4rs::ToPython, py4rs::FromPython)]
pub struct Pair<A: Debug, B>(pub A, pub B)
where
    B: Debug;

#[derive(py4rs::ToPython)]
pub struct Borrowed<'a, T: ?Sized>(pub &'a T);

#[derive(py4rs::ToPython, py4rs::FromPython)]
pub enum Never {}

#[derive(py4rs::ToPython, py4rs::FromPython)]
pub enum Tree<T> {
    Leaf(T),
    Node { left: Box<Tree<T>>, right: Box<Tree<T>> },
}

#[derive(py4rs::PyElement, Clone, Copy)]
#[repr(C, packed)]
pub struct Record {
    pub r#type: u8,
    pub at: f64,
}

fn main() {}
