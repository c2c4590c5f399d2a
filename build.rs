//! Finds the Python of the build, compiles the shim and bakes what it found into the library.
//!
//! Nothing here is needed to build: whatever is missing, the build goes on without it, with one warning that
//! says how to mend it. And nothing here links libpython, which is opened at run time.

#[cfg(feature = "regenerate-bindings")]
#[path = "build/bindings.rs"]
mod bindings;
#[path = "build/interpreter.rs"]
mod interpreter;
#[path = "build/shim.rs"]
mod shim;

use std::env;

use interpreter::Interpreter;

fn main() {
    println!("cargo:rustc-check-cfg=cfg(py4rs_shim)");
    println!("cargo:rerun-if-env-changed=PYTHON_EXECUTABLE");
    for path in ["build.rs", "build", "shim/shim.c", "shim/shim.h"] {
        println!("cargo:rerun-if-changed={path}");
    }

    #[cfg(feature = "regenerate-bindings")]
    bindings::regenerate();

    if env::var_os("DOCS_RS").is_some() {
        return;
    }
    if let Err(reason) = find_and_compile() {
        println!("cargo:rerun-if-env-changed=PATH");
        println!("cargo:warning=py4rs is built without the layouts of Python's headers: {reason}");
    }
}

fn find_and_compile() -> Result<(), String> {
    if env::var_os("TARGET") != env::var_os("HOST") {
        return Err("this is a cross build, and Python is the host's; Linux and macOS need none, \
                    Windows does"
            .into());
    }
    let python = Interpreter::find()?;
    bake("EXECUTABLE", &python.executable);
    bake("VERSION", &python.version);
    bake("LDFLAGS", &python.ldflags);
    bake("LIBPYTHON", &python.libpython);

    let headers = python.headers()?;
    bake("INCLUDES", &python.includes);

    bake("COMPILE", &shim::compile(headers)?);
    println!("cargo:rustc-cfg=py4rs_shim");
    Ok(())
}

/// Gives the library `PY4RS_BUILD_<name>`; an empty value stays unset.
fn bake(name: &str, value: &str) {
    if !value.is_empty() {
        println!("cargo:rustc-env=PY4RS_BUILD_{name}={value}");
    }
}
