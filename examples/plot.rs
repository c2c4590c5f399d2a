//! A plot of Rust's data by matplotlib: `cargo run --example plot`, with a Python that has matplotlib
//! (`PYTHON_EXECUTABLE` names one).
//!
//! `single` or `main` behind `--` choose the thread that Python runs on, `show` opens a window (with `main`), and a
//! directory says where the files go.

use py4rs::config::Mode;
use py4rs::prelude::*;
use std::path::{Path, PathBuf};

fn main() -> py4rs::Result<()> {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let has = |word: &str| words.iter().any(|given| given == word);
    let known = ["single", "main", "show"];
    let directory = words.iter().find(|word| !known.contains(&word.as_str()));
    let directory = directory.map_or_else(std::env::temp_dir, PathBuf::from);
    if has("main") {
        return run_on_main_thread(|| plot(&directory, has("show")));
    }
    let mode = if has("single") { Mode::SingleThreaded } else { Mode::AnyThread };
    Config::new().mode(mode).start()?;
    plot(&directory, false)
}

fn plot(directory: &Path, show: bool) -> py4rs::Result<()> {
    if !show {
        // Without a window, and without asking for a screen.
        pymethod!(import_module("matplotlib")?, "use", "Agg" => ())?;
    }
    let plt = import_module_as("matplotlib.pyplot", "plt")?;

    // A damped oscillation, computed in Rust.
    let time: Vec<f64> = (0..500).map(|step| f64::from(step) * 0.02).collect();
    let wave: Vec<f64> = time.iter().map(|t| (-t / 3.0).exp() * (5.0 * t).cos()).collect();

    let (figure, axes): (PyObject, PyObject) = pymethod!(plt, "subplots", figsize = (6.0, 4.0))?;
    pymethod!(axes, "plot", &time, &wave, color = "crimson", label = "measured" => ())?;
    pymethod!(axes, "set_title", "A damped oscillation" => ())?;
    pymethod!(axes, "set_xlabel", "seconds" => ())?;
    pymethod!(axes, "legend" => ())?;

    for kind in ["png", "svg"] {
        let path = directory.join(format!("plot.{kind}"));
        pymethod!(figure, "savefig", &path, dpi = 100 => ())?;
        println!("{}", path.display());
    }

    // What a notebook or a terminal would show.
    let shown = display(&figure)?;
    println!("{} bytes of {}", shown.bytes.len(), shown.mime_type);

    if show {
        pymethod!(plt, "show", block = false => ())?;
        println!("Press Enter to end.");
        let _ = std::io::stdin().read_line(&mut String::new());
    }
    pymethod!(plt, "close", "all" => ())
}
