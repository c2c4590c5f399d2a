//! Calls through generated bindings of the standard library, compared with what Python says.

use py4rs::Result;
use py4rs::prelude::*;

defpyfun!("math.hypot");
defpyfun!("sum", from = "", as pysum);
defpyfun!("fractions.Fraction");
defpymodule!("fractions");
defpymodule!("statistics", as stats);
defpymodule!("json");
defpymodule!("re");
defpymodule!("decimal", except = ["Context"]);
defpymodule!("itertools");
defpymodule!("collections", submodules = ["abc"]);
defpymodule!("datetime");
defpymodule!("pathlib", only = ["PurePosixPath"]);
defpymodule!("random", only = ["Random", "seed", "randint"]);
defpymodule!("math");
defpymodule!("os.path", as os_path);
defpymodule!("textwrap");
defpymodule!(file = "tests/generated/fractions-3.8.py4rs.json", as old_fractions);

/// What Python says of an expression.
fn python(expression: &str) -> Result<String> {
    let modules =
        "collections datetime decimal fractions itertools json math os.path pathlib re statistics textwrap";
    for module in modules.split(' ') {
        import_module(module)?;
    }
    raw_pyeval(&format!("repr({expression})"))
}

/// Compares what generated functions give with what Python gives.
macro_rules! same {
    ($($call:expr, $python:literal;)*) => {$(
        let object: PyObject = $call?;
        assert_eq!(pycall!("repr", object => String)?, python($python)?, "{}", stringify!($call));
    )*};
}

#[test]
fn answers_are_pythons() -> Result<()> {
    same! {
        math::sqrt(2), "math.sqrt(2)";
        math::copysign(1, -0.0), "math.copysign(1, -0.0)";
        math::isclose(1, 1.001).rel_tol(0.01).call(), "math.isclose(1, 1.001, rel_tol=0.01)";
        math::isclose(1, 1.001).call(), "math.isclose(1, 1.001)";
        math::perm(5).k(2).call(), "math.perm(5, 2)";
        math::prod([2, 3]).start(7).call(), "math.prod([2, 3], start=7)";
        math::pi(), "math.pi";
        math::dist((0, 0), (3, 4)), "math.dist((0, 0), (3, 4))";
        stats::mean([1, 2, 6]), "statistics.mean([1, 2, 6])";
        stats::quantiles([1, 2, 3, 4, 5]).n(3).method("inclusive").call(),
            "statistics.quantiles([1, 2, 3, 4, 5], n=3, method='inclusive')";
        json::dumps([1, 2]).indent(1).call(), "json.dumps([1, 2], indent=1)";
        json::loads("[1, {\"a\": null}]").call(), "json.loads('[1, {\"a\": null}]')";
        re::sub("a", "b", "banana").count(2).call(), "re.sub('a', 'b', 'banana', count=2)";
        re::findall("[an]+", "banana").call(), "re.findall('[an]+', 'banana')";
        re::split(",", "a,b,c").maxsplit(1).call(), "re.split(',', 'a,b,c', maxsplit=1)";
        re::escape("a.b"), "re.escape('a.b')";
        re::ignorecase(), "re.IGNORECASE";
        decimal::decimal().value("1.10").call(), "decimal.Decimal('1.10')";
        pycall!("list", itertools::chain::<PyObject>(([1, 2], [3]))?), "list(itertools.chain([1, 2], [3]))";
        collections::OrderedDict::fromkeys([1, 2]).value(0).call(), "collections.OrderedDict.fromkeys([1, 2], 0)";
        collections::Counter::new().iterable("banana").call(), "collections.Counter('banana')";
        raw_pyeval::<pathlib::PurePosixPath>("__import__('pathlib').PurePosixPath('/a')")?.with_suffix(".d"),
            "pathlib.PurePosixPath('/a').with_suffix('.d')";
        os_path::join("/a", ("b", "c")), "os.path.join('/a', 'b', 'c')";
        os_path::join("/a", &["b", "c"][..]), "os.path.join('/a', 'b', 'c')";
        os_path::join("/a", ()), "os.path.join('/a')";
        textwrap::wrap("one two three").width(8).call(), "textwrap.wrap('one two three', 8)";
        textwrap::indent("a\nb", "> ").call(), "textwrap.indent('a\\nb', '> ')";
        textwrap::shorten("one two three", 9).kwargs([("placeholder", "..")]).call(),
            "textwrap.shorten('one two three', 9, placeholder='..')";
    }
    Ok(())
}

#[test]
fn functions_of_the_original_tests() -> Result<()> {
    let h: f64 = hypot((3, 4))?;
    assert_eq!(h, 5.0);
    assert_eq!(hypot::<f64>([3.0, 4.0])?, 5.0);
    assert_eq!(hypot::<f64>(&[2.0; 4][..])?, 4.0);
    assert_eq!(hypot::<f64>(&vec![6, 8])?, 10.0);
    assert_eq!(pysum([1, 2, 3]).call::<i64>()?, 6);
    assert_eq!(pysum([1, 2, 3]).start(4).call::<i64>()?, 10);
    let half: PyObject = fraction().numerator(1).denominator(2).call()?;
    assert_eq!(half.to_string(), "1/2");
    Ok(())
}

#[test]
fn classes_are_types() -> Result<()> {
    use fractions::Fraction;
    let third: Fraction = Fraction::new().numerator(1).denominator(3).call()?;
    assert_eq!(third.denominator::<i64>()?, 3);
    let pi: Fraction = Fraction::from_float(3.1425)?;
    assert_eq!(pi.limit_denominator().max_denominator(10).call::<Fraction>()?.to_string(), "22/7");
    let Err(error) = pycall!("int", 3 => Fraction) else { panic!("an int is no Fraction") };
    assert_eq!(error.to_string(), "expected fractions.Fraction, got int 3");
    assert_eq!(pycall!("float", &third => f64)?, 1.0 / 3.0);
    Ok(())
}

#[test]
fn a_recorded_file_needs_no_python_of_its_own() -> Result<()> {
    let half: old_fractions::Fraction = old_fractions::fraction().numerator(1).denominator(2).call()?;
    assert!(half.limit_denominator().call::<i64>().is_err());
    assert_eq!(half.to_string(), "1/2");
    Ok(())
}
