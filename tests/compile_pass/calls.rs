use py4rs::prelude::*;

fn main() -> py4rs::Result<()> {
    let file: PyObject = pycall!("__import__('io').StringIO")?;
    let comma = String::from(",");
    // Keywords follow the positional arguments, each once; `=> ()` drops the result.
    pycall!("print", 1, 1 + 2, sep = comma, file = file => ())?;
    // A comma may end each list, and the type is inferred where it can be.
    let text: String = pymethod!(file, "getvalue",)?;
    assert_eq!(text, "1,3\n");
    assert_eq!(pymethod!("{0}{a}", String::from("format"), 'x', a = 2 => String,)?, "x2");
    // A comparison is a positional argument, and a raw word a keyword.
    let both: (bool, f64) = pycall!("lambda a, **more: (a, more['type'])", 1 == 1, r#type = Some(2.5))?;
    assert_eq!(both, (true, 2.5));
    // Callables by object, by reference and by any text.
    let int: PyObject = pyvalue("int")?;
    assert_eq!(pycall!(int, "7" => u8)? + pycall!(&int, "7" => u8)?, pycall!(String::from("int"), 14)?);
    Ok(())
}
