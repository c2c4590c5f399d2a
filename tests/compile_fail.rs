//! What must not compile, with what the compiler says of it; and beside it what must.
//!
//! A message that changed for the better is accepted with `TRYBUILD=overwrite cargo test --test compile_fail`.

use std::env;
use std::io::{self, Write};
use std::path::Path;
use std::process::Command;

/// The compiler whose words stand in `compile_fail/types`: every release has its own.
const RUSTC: &str = "rustc 1.95.";

#[test]
fn what_is_wrong_is_refused() {
    let cases = trybuild::TestCases::new();
    cases.pass("tests/compile_pass/*.rs");
    cases.compile_fail("tests/compile_fail/macros/*.rs");
    // A compiler that has the sources of the standard library quotes them.
    let sources = Path::new(&rustc(&["--print", "sysroot"])).join("lib/rustlib/src");
    if rustc(&["--version"]).starts_with(RUSTC) && !sources.exists() {
        cases.compile_fail("tests/compile_fail/types/*.rs");
    } else {
        // Past the test harness, which keeps the output of a test that passes.
        let _ =
            writeln!(io::stderr(), "left out: compile_fail/types, the words of {RUSTC}* without rust-src");
    }
}

fn rustc(arguments: &[&str]) -> String {
    let program = env::var_os("RUSTC").unwrap_or_else(|| "rustc".into());
    let output = Command::new(program).args(arguments).output().expect("rustc runs");
    String::from_utf8(output.stdout).expect("rustc prints text").trim_end().to_owned()
}
