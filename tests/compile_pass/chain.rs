#![deny(unused)]
use py4rs::prelude::*;

fn main() -> py4rs::Result<()> {
    let (list, index) = (vec![1, 2, 3], 1);
    // The last comma is free, the type is inferred where it can be, and values are only looked at.
    let last: i64 = chain!({list}[{index}..].index(2,))?;
    assert_eq!((last, list.len(), index), (0, 3, 1));
    chain!(made_here = [{list}, (1,), (), "text", 'c', b"bytes", 1.5, -1, true, None])?;
    assert_eq!(chain!(made_here[0][..=-2] => Vec<i64>)?, [1, 2]);
    chain!(del made_here)?;
    assert_eq!(call::<i64>("max", args![1, *list, key = chain!(abs => PyObject)?,])?, 3);
    assert!(pyref!(list, -1, => i64).is_err());
    let range = 1..;
    assert_eq!(pyref!(list, range => Vec<i64>)?, [2, 3]);
    let object = pyeval!("[" {index} ", " {list} "]" => PyObject)?;
    set_pyref!(object, 0 => list[0])?;
    pyexec!("assert " {object} "[0] == 1")?;
    Ok(())
}
