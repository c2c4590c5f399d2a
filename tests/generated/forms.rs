//! The forms that parameters take, names, and annotations.

use py4rs::Result;
use py4rs::prelude::*;

defpymodule!("shapes", path = "tests/generated/python");
defpyfun!("shapes.many_rest" as added, path = "tests/generated/python");

/// Has Python find the module where the macros found it.
pub fn prepare() -> Result<()> {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/generated/python");
    pyexec!("import sys\nif " {folder} " not in sys.path: sys.path.append(" {folder} ")")
}

#[test]
fn places_names_and_rests() -> Result<()> {
    prepare()?;
    type Four = (i64, i64, i64, i64);
    assert_eq!(shapes::by_place(1, 2).call::<Four>()?, (1, 2, 3, 4));
    assert_eq!(shapes::by_place(1, 2).d(9).c(8).call::<Four>()?, (1, 2, 8, 9));
    assert_eq!(shapes::by_place(1, 2).c(7).c(8).call::<Four>()?, (1, 2, 8, 4));
    assert_eq!(shapes::gap(1).call::<(i64, i64, i64)>()?, (1, 1, 2));
    assert_eq!(shapes::gap(1).b(5).call::<(i64, i64, i64)>()?, (1, 5, 2));
    assert_eq!(shapes::gap(1).c(6).b(5).call::<(i64, i64, i64)>()?, (1, 5, 6));
    let Err(error) = shapes::gap(1).c(6).call::<()>() else { panic!("`b` is missing") };
    assert_eq!(
        error.to_string(),
        "expected a value for `b`, because `c` is given and Python takes both by their place, got none"
    );
    type Rest = (i64, Vec<i64>, Vec<(String, i64)>);
    assert_eq!(shapes::rest(1, ()).call::<Rest>()?, (1, vec![], vec![]));
    let more = shapes::rest(1, (2, 3)).kwargs([("z", 9)]).kwargs([("a", 8)]).call::<Rest>()?;
    assert_eq!(more, (1, vec![2, 3], vec![("a".to_owned(), 8), ("z".to_owned(), 9)]));
    assert_eq!(shapes::before_rest(1, ()).call::<PyObject>()?.to_string(), "(1, 2, ())");
    assert_eq!(shapes::before_rest(1, (3, 4)).second(2).call::<(i64, i64, (i64, i64))>()?, (1, 2, (3, 4)));
    let Err(error) = shapes::before_rest(1, (3, 4)).call::<()>() else { panic!("`second` is missing") };
    assert!(error.to_string().contains("because an argument of `*args` is given"), "{error}");
    assert_eq!(shapes::required_keyword(1, 2).option(3).call::<(i64, i64, i64)>()?, (1, 2, 3));
    assert_eq!(shapes::required_keyword(1, 2).call::<(i64, i64, i64)>()?, (1, 2, 0));
    assert_eq!(shapes::only_required_keyword::<i64>(5)?, 5);
    assert_eq!(shapes::empty_defaults().call::<String>()?, "(None, '', (), 0, False, [])");
    assert_eq!(shapes::empty_defaults().a(()).f([1]).call::<String>()?, "(None, '', (), 0, False, [1])");
    Ok(())
}

#[test]
fn many_arguments() -> Result<()> {
    prepare()?;
    assert_eq!(shapes::many(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14).last(15).call::<i64>()?, 120);
    assert_eq!(added(&[1; 100]).scale(2).call::<i64>()?, 200);
    assert_eq!(added((1, 2.5)).call::<f64>()?, 3.5);
    Ok(())
}

#[test]
fn an_option_may_depend_on_a_condition() -> Result<()> {
    prepare()?;
    for (condition, expected) in [(false, 2.0), (true, 6.0)] {
        let mut call = shapes::area(2);
        if condition {
            call = call.height(3.0);
        }
        assert_eq!(call.call::<f64>()?, expected);
    }
    Ok(())
}

#[test]
fn names_that_clash_or_are_rusts() -> Result<()> {
    prepare()?;
    assert_eq!(shapes::class_name::<String>()?, "class_name");
    assert_eq!(shapes::class_name_::<String>()?, "CLASS_NAME");
    let instance: shapes::ClassName = shapes::class_name__(1).call()?;
    assert_eq!(instance.plain::<i64>()?, 1);
    assert_eq!(shapes::class_name___::<String>()?, "className");
    assert_eq!(shapes::r#type(1).self_(5).call_(6).call::<(i64, i64, i64)>()?, (1, 5, 6));
    assert_eq!(shapes::sides::<i64>()?, 4);
    Ok(())
}

#[test]
fn classes() -> Result<()> {
    prepare()?;
    let length: shapes::ClassName = shapes::ClassName::new(1.234).unit("km").call()?;
    assert_eq!(length.value::<f64>()?, 1.234);
    length.set_value(2.345)?;
    assert_eq!(length.scaled(2).call::<f64>()?, 4.69);
    assert_eq!(length.scaled(2).digits(1).call::<f64>()?, 4.7);
    assert_eq!(shapes::ClassName::zero().unit("s").call::<shapes::ClassName>()?.plain::<i64>()?, 0);
    assert_eq!(shapes::ClassName::ratio::<f64>(1, 2)?, 0.5);
    assert_eq!(shapes::ClassName::kind::<String>()?, "plain");
    assert_eq!(shapes::Color::dark_blue()?.to_string(), "Color.DARK_BLUE");
    let red: shapes::Color = shapes::Color::new(1)?;
    let same = shapes::Color::red()?;
    assert!(red.is(&same));
    Ok(())
}

#[test]
fn annotations_are_types() -> Result<()> {
    prepare()?;
    let number: i64 = shapes::double(21)?;
    assert_eq!(number, 42);
    assert_eq!(shapes::double(raw_pyeval::<PyObject>("4")?)?, 8);
    assert_eq!(shapes::shout(String::from("a"))?.len(), 1);
    assert_eq!(shapes::halves([1, 2])?.iter().sum::<f64>(), 1.5);
    assert_eq!(shapes::maybe(true)?.as_deref(), Some("yes"));
    assert_eq!(shapes::maybe(false)?, None);
    shapes::nothing(1)?;
    Ok(())
}

#[test]
fn an_error_says_which_option() -> Result<()> {
    struct Unconvertible;
    impl ToPython for Unconvertible {
        fn to_python(&self, py: Python<'_>) -> Result<PyObject> {
            i64::from_python(&py_none()?, py)?.to_python(py)
        }
    }
    prepare()?;
    let Err(error) = shapes::by_place(1, 2).d(Unconvertible).call::<()>() else { panic!("no value") };
    assert!(error.to_string().ends_with("at argument d"), "{error}");
    Ok(())
}
