//! Long work of Python's shows itself by a bar of Rust's: `cargo run --example progress`.

use py4rs::prelude::*;
use std::io::{IsTerminal, Write, stderr};

fn main() -> py4rs::Result<()> {
    // Python reports through a function that it is given.
    raw_pyexec(
        "import hashlib
def stretch(text, rounds, report):
    digest = text.encode()
    for done in range(1, rounds + 1):
        digest = hashlib.sha256(digest * 100).digest()
        if done % 100 == 0 or done == rounds:
            report(done, rounds)
    return digest.hex()",
    )?;
    let digest: String = pycall!("stretch", "correct horse battery staple", 20_000, pyfunction(show))?;
    println!("{digest}");
    Ok(())
}

/// Draws the bar again, on a terminal in its place, else now and then.
fn show(done: usize, all: usize) -> std::io::Result<()> {
    const WIDTH: usize = 40;
    let filled = done * WIDTH / all;
    let bar = format!("[{:-<WIDTH$}] {:3} %", "#".repeat(filled), done * 100 / all);
    if stderr().is_terminal() {
        let end = if done == all { "\n" } else { "" };
        write!(stderr(), "\r{bar}{end}")
    } else if (done * 4).is_multiple_of(all) {
        writeln!(stderr(), "{bar}")
    } else {
        Ok(())
    }
}
