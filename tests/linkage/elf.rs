//! What an executable asks of libpython when it is loaded, as binutils read it.

use std::path::Path;
use std::process::Command;

/// The libpythons that the file needs, and the symbols of Python's that it leaves undefined.
pub fn asks_of_python(file: &Path) -> Vec<String> {
    let output = Command::new("readelf")
        .args(["--wide", "--dynamic", "--dyn-syms"])
        .arg(file)
        .env("LC_ALL", "C")
        .output()
        .expect("readelf, of the package binutils, which comes with gcc");
    let text = String::from_utf8(output.stdout).expect("readelf prints text");
    assert!(output.status.success(), "readelf {}: {}", file.display(), output.status);
    assert!(text.contains("(NEEDED)") || text.contains(" UND "), "{} is linked with nothing", file.display());
    text.lines().filter_map(ask).map(str::to_owned).collect()
}

/// `0x1 (NEEDED) Shared library: [libc.so.6]` or `4: 0000000000000000 0 FUNC GLOBAL DEFAULT UND free@GLIBC (2)`
fn ask(line: &str) -> Option<&str> {
    if line.contains("(NEEDED)") {
        return line.split(['[', ']']).nth(1).filter(|name| name.starts_with("libpython"));
    }
    let mut words = line.split_whitespace().skip_while(|word| *word != "UND").skip(1);
    words.next().filter(|name| name.starts_with("Py") || name.starts_with("_Py"))
}
