//! Python modules as Rust modules: what the generated functions, builders and types do, compared with Python's own answers.

use py4rs::Result;
use py4rs::prelude::*;

defpyfun!("math.hypot");
defpyfun!("sum", from = "", as pysum);
defpyfun!("math.log" as log);
defpyfun!("fractions.Fraction");
defpyfun!("os.path.join");
defpyfun!("builtins.print" as pyprint);
defpymodule!("fractions");
defpymodule!("statistics", as stats);
defpymodule!("json");
defpymodule!("re");
defpymodule!("decimal");
defpymodule!("itertools");
defpymodule!("collections", submodules = ["abc"]);
defpymodule!("datetime");
defpymodule!("pathlib");
defpymodule!("random");
defpymodule!("math");
defpymodule!("os.path", as os_path);

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
    let pi: Fraction = Fraction::from_float(3.14159)?;
    assert_eq!(pi.limit_denominator().max_denominator(10).call::<Fraction>()?.to_string(), "22/7");
    let Err(error) = pycall!("int", 3 => Fraction) else { panic!("an int is no Fraction") };
    assert_eq!(error.to_string(), "expected fractions.Fraction, got int 3");
    assert_eq!(pycall!("float", &third => f64)?, 1.0 / 3.0);
    Ok(())
}
