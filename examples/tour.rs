//! first
use py4rs::prelude::*;
fn main() -> py4rs::Result<()> {
    import_module("math")?;
    let pi: f64 = pyvalue("math.pi")?;
    let h: f64 = pycall!("math.hypot", 3, 4)?;
    set_pyvalue("answer", 42)?;
    let s = pymethod!("hello {0}", "format", "world" => String)?;
    pycall!("print", s, pi, h, end = "!\n" => ())?;
    match raw_pyeval::<i64>("1 + ") {
        Err(Error::Python(e)) => println!("{}", e.type_name()),
        _ => unreachable!(),
    }
    raw_pyexec("import sys; print(sys.executable, sys.prefix, sys.argv, sys.flags.utf8_mode)")?;
    Ok(())
}
