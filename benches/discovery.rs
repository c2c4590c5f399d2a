//! How long it takes to find a Python, and with the feature `environments` one with packages that are there already: the
//! fastest of many, in milliseconds.

use py4rs::config::{Environment, Search, find};
use std::fmt::Display;
use std::path::PathBuf;
use std::time::Instant;

fn main() {
    let environment = Environment::process();
    measure("a Python", || find(&Search::default(), &environment).map(|python| python.executable));
    #[cfg(all(unix, feature = "environments"))]
    with_packages(environment);
}

fn measure<E: Display>(what: &str, find: impl Fn() -> Result<PathBuf, E>) {
    let once = || {
        let begin = Instant::now();
        let found = find();
        (begin.elapsed().as_secs_f64() * 1e3, found)
    };
    let (fastest, found) =
        (0..200).map(|_| once()).min_by(|a, b| a.0.total_cmp(&b.0)).expect("there were some");
    match found {
        Ok(executable) => println!("{fastest:.3} ms: {what}: {}", executable.display()),
        Err(nothing) => println!("{fastest:.3} ms: {what}: {nothing}"),
    }
}

/// What is required is installed by a `uv` that makes a venv and installs nothing.
#[cfg(all(unix, feature = "environments"))]
fn with_packages(environment: Environment) {
    use py4rs::config::Config;
    use std::fs;
    use std::os::unix::fs::PermissionsExt;

    let directory = std::env::temp_dir().join(format!("py4rs-discovery-{}", std::process::id()));
    let uv = directory.join("uv");
    let python = find(&Search::default(), &environment).map(|python| python.executable).expect("a Python");
    fs::create_dir(&directory).expect("a directory");
    fs::write(&uv, "#!/bin/sh\n[ $1 = venv ] && exec \"$5\" -I -m venv --without-pip \"$6\"\nexit 0\n")
        .expect("a file");
    fs::set_permissions(&uv, fs::Permissions::from_mode(0o755)).expect("permissions");
    let environment = environment.with("PATH", &directory).with("PYTHON_EXECUTABLE", python);
    let config = Config::new().environments_in(directory.join("environments")).requires(["numpy>=1.26"]);
    measure("with packages", || config.resolve_in(&environment).map(|python| python.executable));
    fs::remove_dir_all(directory).expect("it was made");
}
