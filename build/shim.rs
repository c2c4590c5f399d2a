//! Compiles shim/shim.c against the headers that were found.

use std::path::PathBuf;

/// Puts the shim into the library and returns the command that compiled it.
pub fn compile(headers: &[PathBuf]) -> Result<String, String> {
    // Newer headers are a reason to build again.
    for header in headers.iter().map(|folder| folder.join("patchlevel.h")).filter(|path| path.is_file()) {
        println!("cargo:rerun-if-changed={}", header.display());
    }

    let mut build = cc::Build::new();
    build.file("shim/shim.c").includes(headers).pic(true).warnings(true).extra_warnings(true);
    build.cargo_warnings(false).try_compile("py4rs_shim").map_err(mend)?;

    let command = build.try_get_compiler().map_err(mend)?.to_command();
    let words = [command.get_program()].into_iter().chain(command.get_args());
    let words: Vec<_> = words.map(|word| word.to_string_lossy().into_owned()).collect();
    Ok(format!("{} -c shim/shim.c", words.join(" ")))
}

fn mend(error: cc::Error) -> String {
    // What it says before it quotes the command; that stands in the output of the build script.
    let reason = error.to_string();
    let reason = reason.split(": \"").next().unwrap_or_default();
    format!(
        "the C compiler failed ({reason}); install one (Debian, Ubuntu: build-essential; Fedora: gcc) and run \
         `cargo clean -p py4rs`, or name yours in CC"
    )
}
