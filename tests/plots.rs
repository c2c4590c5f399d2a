//! Plots by matplotlib from Rust's data, looked at, and the forms of what real libraries show.
//!
//! They need matplotlib, pillow and pandas; where these are absent the tests say so, unless `PLOTS=required` is set.

mod directory;

use py4rs::Result;
use py4rs::prelude::*;
use std::env;
use std::fs::read_to_string;
use std::io::{Write, stderr};
use std::path::PathBuf;
use std::process::Command;

/// Whether a module is there. It must be where the environment says so.
fn has(module: &str) -> bool {
    let has = import_module(module).is_ok();
    if !has {
        assert!(env::var("PLOTS").as_deref() != Ok("required"), "{module} cannot be imported");
        // Not by a macro of `print`, whose text the harness keeps.
        let _ = writeln!(stderr(), "NOT TESTED: {module} is not there");
    }
    has
}

/// The program of the example, which is built with the tests.
fn example() -> PathBuf {
    let test = env::current_exe().expect("a running program has a file");
    test.ancestors().nth(2).expect("it is in a folder").join("examples/plot")
}

#[test]
fn the_example_draws_in_each_mode() -> Result<()> {
    if !has("matplotlib") {
        return Ok(());
    }
    raw_pyexec(
        "import matplotlib.image
def looked_at(path):
    picture = matplotlib.image.imread(path)
    height, width, _ = picture.shape
    colours = (picture[:, :, :3] * 255).round().astype('int64')
    def share(*colour): return float((colours == colour).all(axis=2).mean())
    # Where the curve begins and ends, as parts of the width.
    columns = (colours == (220, 20, 60)).all(axis=2).any(axis=0).nonzero()[0] / width
    return width, height, share(255, 255, 255), share(220, 20, 60), float(columns[0]), float(columns[-1])",
    )?;
    for mode in [None, Some("single"), Some("main")] {
        let directory = directory::Directory::new("plots");
        let (png, svg) = (directory.path("plot.png"), directory.path("plot.svg"));
        let folder = png.parent().expect("it is in one");
        let ran = Command::new(example()).args(mode).arg(folder).output().expect("it was built");
        let printed = String::from_utf8_lossy(&ran.stdout).into_owned();
        assert!(ran.status.success(), "{mode:?}: {printed}{}", String::from_utf8_lossy(&ran.stderr));
        assert!(printed.contains(&png.display().to_string()), "{printed}");
        assert!(printed.contains(&svg.display().to_string()), "{printed}");
        assert!(printed.contains("bytes of image/png"), "{printed}");
        let (width, height, white, crimson, first, last): (i64, i64, f64, f64, f64, f64) =
            pycall!("looked_at", &png)?;
        assert_eq!((width, height), (600, 400));
        assert!((0.8..0.99).contains(&white), "{white} of it is white");
        assert!((0.004..0.05).contains(&crimson), "{crimson} of it is the curve's");
        assert!(first < 0.2 && last > 0.8, "the curve goes from {first} to {last}");
        let svg = read_to_string(&svg).expect("it was written");
        assert!(svg.contains("<svg") && svg.contains("#dc143c"), "{svg:.200}");
    }
    Ok(())
}

#[test]
fn real_figures_pictures_and_tables_are_displayed() -> Result<()> {
    if has("matplotlib") {
        raw_pyexec("import matplotlib; matplotlib.use('Agg'); import matplotlib.pyplot as plt")?;
        raw_pyexec("figure, axes = plt.subplots(); line, = axes.plot([1, 2])")?;
        for subject in ["figure", "axes", "line"] {
            let shown = display(pyvalue::<PyObject>(subject)?)?;
            assert_eq!((shown.mime_type.as_str(), &shown.bytes[..4]), ("image/png", &b"\x89PNG"[..]));
        }
        raw_pyexec("plt.close('all')")?;
    }
    if has("PIL") {
        let picture: PyObject = pymethod!(import_module("PIL.Image")?, "new", "RGB", (3, 2), "red")?;
        let shown = display(&picture)?;
        assert_eq!((shown.mime_type.as_str(), &shown.bytes[1..4]), ("image/png", &b"PNG"[..]));
        // The width and the height stand in the first part.
        assert_eq!(shown.bytes[16..24], [0, 0, 0, 3, 0, 0, 0, 2]);
    }
    if has("pandas") {
        let shown = display(raw_pyeval::<PyObject>("__import__('pandas').DataFrame({'x': [1, 2]})")?)?;
        assert_eq!(shown.mime_type, "text/html");
        assert!(shown.text().is_some_and(|text| text.contains("<table")), "{shown:?}");
    }
    Ok(())
}
