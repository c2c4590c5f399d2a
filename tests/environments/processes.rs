//! Many processes at once, processes that are killed, and the Python that runs in the end.

use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};
use std::{env, fs, thread};

use py4rs::Result;
use py4rs::prelude::*;

use crate::directory::Directory;
use crate::{child, found, uv, wheels};

/// The directory of the test, which the processes share.
fn shared() -> std::path::PathBuf {
    env::var_os("SHARED").map(Into::into).expect("it was set")
}

/// What each process does: it starts with a package, and says where that is.
fn part() -> Result<()> {
    Config::new().environments_in(shared().join("environments")).requires(["one"]).start()?;
    import_module("one")?;
    assert_eq!(pyvalue::<String>("one.name")?, "one");
    fs::write(shared().join(format!("at-{}", std::process::id())), pyvalue::<String>("one.__file__")?)
        .expect("a file");
    Ok(())
}

/// This test again, as a process that does its part.
fn process(test: &str, directory: &Directory) -> Child {
    let mut command = Command::new(env::current_exe().expect("this program"));
    command.args(["--exact", "--quiet", "--nocapture", test]);
    command.env("SHARED", directory.path("")).env("PYTHON_EXECUTABLE", found().executable);
    // pip takes the wheels from the directory.
    command
        .env("PIP_NO_INDEX", "1")
        .env("PIP_FIND_LINKS", directory.path("wheels"))
        .env("PATH", "/usr/bin:/bin");
    command.stdout(Stdio::piped()).stderr(Stdio::piped());
    command.spawn().expect("it runs")
}

fn places(directory: &Directory) -> Vec<String> {
    let entries =
        fs::read_dir(directory.path("")).expect("a directory").map(|entry| entry.expect("a file").path());
    let notes =
        entries.filter(|path| path.file_name().is_some_and(|name| name.to_string_lossy().starts_with("at-")));
    notes.map(|path| fs::read_to_string(path).expect("a note")).collect()
}

#[track_caller]
fn ends_well(child: Child) {
    let output = child.wait_with_output().expect("it ends");
    let text = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{}\n{text}", String::from_utf8_lossy(&output.stdout));
}

#[test]
fn eight_that_ask_at_once_get_the_same() {
    if env::var_os("SHARED").is_some() {
        part().expect("it works");
        return;
    }
    let directory = Directory::new("eight");
    wheels::make(&directory, &["one"]);
    let all: Vec<Child> =
        (0..8).map(|_| process("processes::eight_that_ask_at_once_get_the_same", &directory)).collect();
    all.into_iter().for_each(ends_well);
    let places = places(&directory);
    assert_eq!(places.len(), 8);
    assert!(places.iter().all(|place| *place == places[0]), "{places:?}");
    let built = fs::read_dir(directory.path("environments")).expect("a store");
    assert_eq!(built.filter(|entry| entry.as_ref().expect("a file").path().is_dir()).count(), 1);
}

#[test]
fn one_that_is_killed_leaves_nothing_half() {
    if env::var_os("SHARED").is_some() {
        part().expect("it works");
        return;
    }
    let directory = Directory::new("killed");
    wheels::make(&directory, &["one"]);
    let test = "processes::one_that_is_killed_leaves_nothing_half";
    for wait in [150, 600, 1200] {
        let mut child = process(test, &directory);
        thread::sleep(Duration::from_millis(wait));
        child.kill().expect("it can be killed");
        child.wait().expect("it ended");
        // Whatever is published is whole.
        let store = py4rs::config::environments::Store::at(directory.path("environments"));
        for built in store.list() {
            assert!(built.directory.join("pyvenv.cfg").is_file());
        }
    }
    ends_well(process(test, &directory));
    assert_eq!(places(&directory).len(), 1);
}

#[test]
fn a_start_runs_with_its_packages_and_another_set_is_refused() {
    let prepare = |command: &mut Command| {
        let directory = Directory::new("start");
        uv(&directory);
        wheels::make(&directory, &["one", "two"]);
        let path = format!("{}:/usr/bin:/bin", directory.path("uv").display());
        command.env("SHARED", directory.path("")).env("PYTHON_EXECUTABLE", found().executable);
        command.env("PATH", path);
        directory
    };
    let outcome = child::run_in(prepare, || -> Result<()> {
        part()?;
        // The same set is there at once.
        let begin = Instant::now();
        part()?;
        println!("{:?}", begin.elapsed());
        let other = Config::new().environments_in(shared().join("environments")).requires(["two"]);
        let error = other.start().expect_err("the process runs the other one").to_string();
        assert!(error.contains("the process runs ") && error.contains(" already"), "{error}");
        let none =
            Config::new().requires(["nothing-of-this-name"]).environments_in(shared().join("environments"));
        let error = none.start().expect_err("it cannot be had").to_string();
        assert!(
            error.contains("could not be installed") && error.contains("nothing-of-this-name"),
            "{error}"
        );
        Ok(())
    });
    outcome.printed();
}
