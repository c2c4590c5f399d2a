//! What is kept: listed, removed when it is of no use, and never half.

use std::fs;
use std::time::Duration;

use py4rs::config::environments::Store;
use py4rs::config::{Config, Environment};

use crate::directory::Directory;
use crate::{calls, config, with_uv};

fn names(directory: &Directory) -> Vec<String> {
    let entries = fs::read_dir(directory.path("environments")).expect("it was made");
    let mut names: Vec<String> =
        entries.map(|entry| entry.expect("a file").file_name().to_string_lossy().into_owned()).collect();
    names.sort();
    names
}

#[test]
fn a_damaged_environment_is_made_anew() {
    let directory = Directory::new("damaged");
    let environment = with_uv(&directory);
    let ask = || config(&directory).requires(["one"]).resolve_in(&environment).expect("it is made");
    let first = ask();
    fs::remove_file(first.prefix.join("pyvenv.cfg")).expect("it was there");
    let second = ask();
    assert!(second.site_packages.join("one.py").is_file());
    let record = names(&directory).into_iter().find(|name| name.ends_with(".env")).expect("a record");
    for damage in ["", "nonsense", "../../elsewhere\n/x\n", "\0\u{1}"] {
        let before = calls(&directory).len();
        fs::write(directory.path("environments").join(&record), damage).expect("a file");
        assert!(ask().site_packages.join("one.py").is_file());
        assert_eq!(calls(&directory).len(), before + 2, "{damage:?}");
    }
}

#[test]
fn what_a_killed_build_left_is_removed_by_the_next() {
    let directory = Directory::new("left");
    let environment = with_uv(&directory);
    let ask = || config(&directory).requires(["one"]).resolve_in(&environment).expect("it is made");
    let first = ask();
    let key = first.prefix.file_name().expect("a name").to_string_lossy()[..20].to_owned();
    fs::remove_file(directory.path("environments").join(format!("{key}.env"))).expect("the record");
    fs::remove_file(first.prefix.join("py4rs-complete")).expect("the mark");
    let half = directory.file(&format!("environments/{key}-1/half"), "");
    ask();
    assert!(!half.exists());
    assert_eq!(names(&directory).len(), 3, "{:?}", names(&directory));
}

#[test]
fn a_directory_that_every_user_can_write_to_is_refused() {
    use std::os::unix::fs::PermissionsExt;

    let directory = Directory::new("open");
    let environment = with_uv(&directory);
    fs::create_dir(directory.path("environments")).expect("a directory");
    fs::set_permissions(directory.path("environments"), fs::Permissions::from_mode(0o777))
        .expect("permissions");
    let message = crate::refused(config(&directory).requires(["one"]).resolve_in(&environment));
    assert!(message.contains("every user can write to "), "{message}");
    assert!(calls(&directory).is_empty());
}

#[test]
fn a_whole_environment_that_nobody_names_is_in_nobodys_way() {
    let directory = Directory::new("orphan");
    let environment = with_uv(&directory);
    let ask = || config(&directory).requires(["one"]).resolve_in(&environment).expect("it is made");
    let first = ask();
    let key = first.prefix.file_name().expect("a name").to_string_lossy()[..20].to_owned();
    fs::remove_file(directory.path("environments").join(format!("{key}.env"))).expect("the record");
    // It was made by a process of this number, which uv would refuse to make again.
    let second = ask();
    assert_ne!(second.prefix, first.prefix);
    let removed = Store::at(directory.path("environments")).prune(None).expect("it can be removed");
    assert_eq!(removed, [first.prefix]);
    assert_eq!(ask().prefix, second.prefix);
}

#[test]
fn a_place_where_nothing_can_be_kept_is_named() {
    let directory = Directory::new("nowhere");
    let environment = with_uv(&directory);
    let ask = |config: Config| crate::refused(config.requires(["one"]).resolve_in(&environment));
    for place in ["/dev/null/environments", "/proc/environments"] {
        let message = ask(Config::new().environments_in(place));
        assert!(message.starts_with(&format!("{place}: ")), "{message}");
    }
    // A directory stands where the lock has to be, then where the record has to be.
    let first = config(&directory).requires(["one"]).resolve_in(&environment).expect("it is made");
    let key = first.prefix.file_name().expect("a name").to_string_lossy()[..20].to_owned();
    for ending in ["env", "lock"] {
        let path = directory.path("environments").join(format!("{key}.{ending}"));
        fs::remove_file(&path).expect("it was there");
        fs::create_dir(&path).expect("a directory");
        assert!(ask(config(&directory)).contains("Is a directory"));
    }
    let homeless =
        Environment::empty(directory.path("")).with("PYTHON_EXECUTABLE", crate::found().executable);
    let message = crate::refused(Config::new().requires(["one"]).resolve_in(&homeless));
    assert!(message.contains("set HOME, or use Config::environments_in"), "{message}");
}

#[test]
fn environments_are_listed_and_pruned() {
    let directory = Directory::new("listed");
    let environment = with_uv(&directory);
    let one = config(&directory).requires(["one"]).resolve_in(&environment).expect("it is made");
    let two = config(&directory).requires(["two"]).resolve_in(&environment).expect("it is made");
    let store = Store::at(directory.path("environments"));
    let list = store.list();
    assert_eq!(list.len(), 2);
    let built = list.iter().find(|built| built.directory == one.prefix).expect("it is listed");
    assert_eq!(built.requirements, ["one"]);
    assert_eq!(built.interpreter, crate::found().executable);
    assert!(built.used.is_some());
    // What is whole and in use stays; what is none of ours too.
    let half = directory.file("environments/0123456789abcdef0123-77/half", "");
    let foreign = directory.file("environments/notes.txt", "");
    let removed = store.prune(None).expect("it can be removed");
    assert_eq!(removed, [half.parent().expect("a directory")]);
    assert!(foreign.exists() && two.prefix.exists());
    assert!(store.prune(Some(Duration::from_secs(3600))).expect("nothing is old").is_empty());
    let removed = store.prune(Some(Duration::ZERO)).expect("all are that old");
    assert!(removed.contains(&one.prefix) && removed.contains(&two.prefix), "{removed:?}");
    assert!(store.list().is_empty() && foreign.exists());
    assert!(config(&directory).requires(["one"]).resolve_in(&environment).is_ok());
}
