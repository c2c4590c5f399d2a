//! `#[py4rs::function]`: functions whose parameters Python knows.

use py4rs::Result;
use py4rs::prelude::*;

/// The area of a rectangle.
///
/// In square meters.
#[py4rs::function]
fn area(
    width: f64,
    #[default(1.0)] height: f64,
    #[keyword]
    #[default("m".to_owned())]
    unit: String,
) -> String {
    format!("{} {unit}", width * height)
}

#[py4rs::function]
fn gather(
    first: i64,
    second: Option<i64>,
    rest: Args,
    #[keyword] r#type: bool,
    others: Kwargs,
) -> Result<String> {
    let rest = rest.iter().map(PyObject::extract).collect::<Result<Vec<i64>>>()?;
    Ok(format!("{first} {second:?} {rest:?} {type} {:?}", others.get::<i64>("z")?, r#type = r#type))
}

#[py4rs::function]
fn odd(
    #[default(-1)] a: i64,
    #[default(None)] b: Option<String>,
    #[default(Vec::new())] c: Vec<i64>,
) -> (i64, usize) {
    (a, b.map_or(c.len(), |b| b.len()))
}

fn failure(code: &str) -> String {
    let error = raw_pyeval::<PyObject>(code).expect_err(code);
    let error = error.as_python().expect("an exception");
    format!("{}: {}", error.type_name(), error.message())
}

#[test]
fn python_knows_their_parameters() -> Result<()> {
    export_function("area", area)?;
    export_function("collect", gather)?;
    export_function("odd", odd)?;
    raw_pyexec("import inspect, pydoc, unittest.mock")?;
    for (code, wanted) in [
        ("inspect.signature(area)", "(width, height=1.0, *, unit='m')"),
        ("inspect.signature(collect)", "(first, second=None, *rest, type, **others)"),
        ("inspect.signature(odd)", "(a=-1, b=None, c=Ellipsis)"),
        ("area.__doc__", "The area of a rectangle.\n\nIn square meters."),
        ("area.__name__, area.__module__", "('area', '__main__')"),
        ("area(2)", "2 m"),
        ("area(height=2, width=3)", "6 m"),
        ("area(2, 3, unit='km')", "6 km"),
        ("collect(1, type=True)", "1 None [] true None"),
        ("collect(1, 2, 3, 4, type=False, z=9, y=8)", "1 Some(2) [3, 4] false Some(9)"),
        ("odd(), odd(b='xy'), odd(c=[1])", "((-1, 0), (-1, 2), (-1, 1))"),
        ("unittest.mock.create_autospec(area, return_value=1)(1, height=2)", "1"),
    ] {
        assert_eq!(raw_pyeval::<String>(&format!("str(({code}))"))?, wanted, "{code}");
    }
    let help: String = raw_pyeval("pydoc.plain(pydoc.render_doc(area))")?;
    assert!(help.contains("area(width, height=1.0, *, unit='m')"), "{help}");
    assert_eq!(area(2.0, 2.0, "cm".to_owned()), "4 cm");
    Ok(())
}

#[test]
fn wrong_arguments_are_named() -> Result<()> {
    export_function("area2", area)?;
    export_function("gather2", gather)?;
    for (code, wanted) in [
        ("area2()", "area2() missing required argument 'width'"),
        ("area2(1, 2, 3)", "area2() takes from 1 to 2 positional arguments but 3 were given"),
        ("area2(1, width=2)", "area2() got multiple values for argument 'width'"),
        ("area2(1, depth=2)", "area2() got an unexpected keyword argument 'depth'"),
        ("area2('a')", "area2() argument 'width': expected float, got str 'a'"),
        ("gather2(1)", "gather2() missing required argument 'type'"),
        ("gather2(1, type=1)", "gather2() argument 'type': expected bool, got int 1"),
    ] {
        assert_eq!(failure(code), format!("TypeError: {wanted}"));
    }
    Ok(())
}
