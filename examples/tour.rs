//! A tour of py4rs, to be read from top to bottom: `cargo run --example tour`.
//!
//! It works on 56 years of measurements from Mauna Loa (see `data/README.md`). Python reads and analyses them,
//! Rust decides what to ask.

use py4rs::prelude::*;
use std::collections::BTreeMap;

fn main() -> py4rs::Result<()> {
    start_python()?;
    let co2 = read_measurements()?;
    ask_python_about(&co2)?;
    define_python_in_rust(&co2)?;
    hold_objects()?;
    catch_exceptions(&co2)?;
    use_threads()
}

/// Nothing has to be started: the first verb finds a Python, opens its library and initialises it.
fn start_python() -> py4rs::Result<()> {
    let version = version_info()?;
    println!("This is Python {}.{}.{}.", version.major, version.minor, version.micro);
    if let Some(python) = py4rs::running_python()? {
        println!("Its library was opened at run time: {}", python.libpython.display());
    }
    Ok(())
}

/// Python's `csv` reads the file; its rows come back as Rust values of the types that are asked for.
fn read_measurements() -> py4rs::Result<BTreeMap<u16, f64>> {
    import_module("csv")?;
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/examples/data/mauna_loa_co2.csv");
    // `open` is a builtin; a keyword argument is written as in Python. The result stays a Python object.
    let file: PyObject = pycall!("open", path, newline = "")?;
    let rows: PyObject = pycall!("csv.DictReader", &file)?;
    let rows: Vec<BTreeMap<String, String>> = pycall!("list", rows)?;
    pymethod!(file, "close" => ())?;

    // What follows is plain Rust.
    let number = |row: &BTreeMap<String, String>, column| row[column].parse::<f64>().unwrap_or(f64::NAN);
    let co2 = rows.iter().map(|row| (number(row, "Year") as u16, number(row, "Mean"))).collect();
    println!("\nRead {} years of carbon dioxide at Mauna Loa.", rows.len());
    Ok(co2)
}

/// Rust values go in, Rust values come out: `=> T` names the type where it is not clear.
fn ask_python_about(co2: &BTreeMap<u16, f64>) -> py4rs::Result<()> {
    import_module("statistics")?;
    let values: Vec<f64> = co2.values().copied().collect();
    let mean: f64 = pycall!("statistics.mean", values)?;
    let spread = pycall!("statistics.stdev", values => f64)?;
    println!("Mean {mean:.2} ppm, standard deviation {spread:.2} ppm.");

    // A name is looked up at each call. What is not a name is an expression.
    let steepest: (f64, u16) = pycall!(
        "lambda years, co2: max((b - a, y) for a, b, y in zip(co2, co2[1:], years[1:]))",
        co2.keys().copied().collect::<Vec<_>>(),
        values
    )?;
    println!("The steepest rise was {:.2} ppm, in {}.", steepest.0, steepest.1);
    Ok(())
}

/// Python code as text runs in `__main__`, where Rust can set and read names.
fn define_python_in_rust(co2: &BTreeMap<u16, f64>) -> py4rs::Result<()> {
    raw_pyexec(
        "
def trend(points):
    'The slope and the intercept of the least-squares line.'
    n = len(points)
    mx, my = sum(points) / n, sum(points.values()) / n
    slope = sum((x - mx) * (y - my) for x, y in points.items()) / sum((x - mx) ** 2 for x in points)
    return slope, my - slope * mx
",
    )?;
    set_pyvalue("co2", co2)?;
    let (slope, intercept): (f64, f64) = raw_pyeval("trend(co2)")?;
    println!(
        "\nThe trend is {slope:.3} ppm a year; it gives {:.0} ppm for 2030.",
        slope * 2030.0 + intercept
    );

    // Python prints to the same stdout, in order with Rust's lines.
    pycall!("print", "Python says:", pyvalue::<String>("trend.__doc__")?, sep = " " => ())?;
    Ok(())
}

/// A `PyObject` is one reference to any Python object: cheap to clone, free to move to other threads.
fn hold_objects() -> py4rs::Result<()> {
    import_function("Fraction", "fractions")?;
    let fraction: PyObject = pycall!("Fraction", 355, 113)?;
    let denominator: i64 = pyslot_value(&fraction, "denominator")?;
    let nearby: PyObject = pymethod!(fraction, "limit_denominator", 100)?;
    println!("\n{fraction} has the denominator {denominator}; up to 100 the nearest is {nearby}.");
    println!("To a debugger it is {nearby:?}.");
    Ok(())
}

/// A Python exception is an ordinary error; one that nobody handles prints as Python prints it.
fn catch_exceptions(co2: &BTreeMap<u16, f64>) -> py4rs::Result<()> {
    match pymethod!(co2, "__getitem__", 1900 => f64) {
        Err(Error::Python(error)) => println!("\nCaught {}: {}", error.type_name(), error.message()),
        other => println!("1900 was not measured, and yet: {other:?}"),
    }
    // A value that does not fit says what was expected, what came, and where.
    if let Err(error) = raw_pyeval::<Vec<u8>>("[1, 2, 300]") {
        println!("Caught {error}.");
    }
    if let Err(error) = raw_pyexec("trend({})") {
        println!("Caught\n{error}");
    }
    Ok(())
}

/// Any thread may use Python: a verb attaches it. While one waits, it lets the others through with `detach`.
fn use_threads() -> py4rs::Result<()> {
    let workers: Vec<_> = (1..=4i64)
        .map(|n| std::thread::spawn(move || pycall!("sum", (0..n * 1000).collect::<Vec<_>>() => i64)))
        .collect();
    let sums = detach(|| workers.into_iter().map(|w| w.join().expect("it does not panic")).collect());
    let sums: py4rs::Result<Vec<i64>> = sums;
    println!("\nFour threads computed {:?}.", sums?);
    Ok(())
}
