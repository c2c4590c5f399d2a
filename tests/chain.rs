//! `chain!`, `pyref!` and what else walks through objects.

use py4rs::Result;
use py4rs::prelude::*;

#[test]
fn smoke() -> Result<()> {
    assert_eq!(chain!("hello {0}".format("world").capitalize()[1] => String)?, "e");
    let obj: PyObject = raw_pyeval("[{'a': [1, 2, 3]}]")?;
    assert_eq!(chain!({obj}[0]["a"][1..] => Vec<i64>)?, [2, 3]);
    chain!({ obj }[0]["b"] = -3)?;
    assert_eq!(chain!({obj}[0]["b"] => i64)?, -3);
    let i = 1;
    assert_eq!(chain!({obj}[0]["a"][{i}..{i + 1}] => Vec<i64>)?, [2]);
    assert_eq!(chain!(len((1, 2, [3, 4], len("abc"))) => i64)?, 4);
    assert_eq!(chain!(slice(3).stop => i64)?, 3);
    Ok(())
}
