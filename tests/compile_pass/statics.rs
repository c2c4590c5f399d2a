//! A pattern means a static or a constant of its name: what the macros bind has names that nobody else gives.
#![allow(non_upper_case_globals, non_snake_case, dead_code)]

use py4rs::prelude::*;

macro_rules! statics {
    ($($name:ident)*) => { $(static $name: [u8; 3] = [0; 3];)* };
}

statics! {
    py owner value visit place object object0 object1 value0 value1 value_0 value_1 receiver fields field_0 field_1 name held items given
    signature function this slots key index result text path keywords snippet NAME PATH TEXT KEYWORDS SNIPPET FUNCTION
}

#[derive(ToPython, FromPython)]
struct Named {
    py: i64,
    object: String,
}

#[derive(ToPython, FromPython)]
struct Placed(i64, String);

#[derive(ToPython, FromPython)]
enum Variants {
    Unit,
    Places(i64, i64),
    Names { fields: i64 },
}

#[derive(ToPython, FromPython)]
#[py(tag = "kind")]
enum Tagged {
    Unit,
    Names { held: i64 },
}

#[derive(ToPython, FromPython)]
#[py(enum = "module.Class")]
enum Member {
    One,
}

#[derive(PythonAttributes)]
struct Live {
    value: i64,
    object: Option<PyObject>,
}

#[py4rs::methods]
impl Live {
    fn add(&mut self, first: i64, #[default(1)] second: i64) -> i64 {
        self.value += first * second;
        self.value
    }
}

/// The sum.
#[py4rs::function]
fn FUNCTION_OF_TWO(first: i64, #[default(2)] second: i64) -> i64 {
    first + second
}

fn all() -> py4rs::Result<()> {
    let list: PyObject = pycall!("list", {[1, 2]}, *[1; 0])?;
    chain!({list}.index({2}, 0).bit_length() => i64)?;
    chain!({list}.append(len({list}[..1]), *[], **dict()) => ())?;
    chain!({list}[-1] = {5})?;
    chain!(del {list}[0])?;
    chain!("text".join([{"a"}, "b"]) => String)?;
    pyref!(list, 0, 1 => PyObject)?;
    set_pyref!(list, 0 => 1)?;
    pymethod!(list, "sort", reverse = true => ())?;
    pyeval!({list} "[" {0} "]" => i64)?;
    pyexec!({list} ".clear()")?;
    call::<()>("print", args![1, *[2], end = ""])?;
    export_function("two", FUNCTION_OF_TWO)?;
    Ok(())
}

fn main() {}
