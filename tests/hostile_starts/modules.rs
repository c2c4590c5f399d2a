//! Files that Python runs at its start: of the user's, of a package's, of whoever set `PYTHONPATH`.

use crate::{directory::Directory, fails, found, library_name, venv_with, works};
use std::process::Command;

/// A directory on `PYTHONPATH` with one file in it.
fn on_path(command: &mut Command, name: &str, text: &str) -> Directory {
    let directory = Directory::new("path");
    directory.file(name, text);
    command.env("PYTHONPATH", directory.path(""));
    directory
}

#[test]
fn a_sitecustomize_that_raises() {
    let stderr = works(|command| on_path(command, "sitecustomize.py", "raise ValueError('spoilt')"));
    assert!(stderr.contains("spoilt"), "{stderr}");
}

#[test]
fn a_sitecustomize_that_exits() {
    fails(
        |command| on_path(command, "sitecustomize.py", "import sys; sys.exit(3)"),
        &["would not start", "site"],
    );
}

#[test]
fn a_sitecustomize_that_is_interrupted() {
    fails(
        |command| on_path(command, "sitecustomize.py", "raise KeyboardInterrupt"),
        &["would not start", "site"],
    );
}

#[test]
fn a_sitecustomize_with_an_error_in_its_syntax() {
    works(|command| on_path(command, "sitecustomize.py", "def ("));
}

#[test]
fn a_sitecustomize_that_closes_the_streams() {
    works(|command| {
        on_path(command, "sitecustomize.py", "import sys\nsys.stdout.close()\nsys.stderr.close()")
    });
}

#[test]
fn a_sitecustomize_that_removes_the_streams() {
    works(|command| {
        on_path(command, "sitecustomize.py", "import sys\nsys.stdout = sys.stderr = sys.stdin = None")
    });
}

#[test]
fn a_sitecustomize_that_deletes_what_is_in_sys() {
    works(|command| on_path(command, "sitecustomize.py", "import sys\ndel sys.stdout, sys.argv, sys.stderr"));
}

#[test]
fn a_sitecustomize_that_replaces_main() {
    works(|command| {
        on_path(
            command,
            "sitecustomize.py",
            "import sys, types\nsys.modules['__main__'] = types.ModuleType('x')",
        )
    });
}

#[test]
fn a_usercustomize_that_exits() {
    // It is imported from the user's own packages, or, as here, from anywhere on the path.
    fails(
        |command| {
            let directory = Directory::new("home");
            let packages = format!(".local/lib/{}/site-packages", library_name());
            directory.file(&format!("{packages}/usercustomize.py"), "raise SystemExit(4)");
            command.env("HOME", directory.path(""));
            directory
        },
        &["would not start", "site"],
    );
}

#[test]
fn a_pth_that_raises() {
    let stderr =
        works(|command| venv_with(command, "spoilt.pth", "import sys; raise ValueError('spoilt')\n"));
    assert!(stderr.contains("spoilt"), "{stderr}");
}

#[test]
fn a_pth_that_exits() {
    fails(
        |command| venv_with(command, "spoilt.pth", "import sys; sys.exit(3)\n"),
        &["would not start", "site"],
    );
}

#[test]
fn a_pth_that_is_no_text() {
    works(|command| venv_with(command, "spoilt.pth", "\u{0}\u{1}/nowhere\n\u{0}import x\n"));
}

#[test]
fn a_pth_that_names_what_is_not_there() {
    works(|command| venv_with(command, "spoilt.pth", "/nowhere\n../../../..\nimport nothing_of_this_name\n"));
}

/// From 3.11 on these modules are in the library itself, and a file of their name is not read, but by a debug build.
fn frozen_or_fails(name: &str) {
    let prepare = |command: &mut Command| on_path(command, name, "raise ValueError('spoilt')");
    if found().version.at_least(11) && !found().abi.debug {
        works(prepare);
    } else {
        fails(prepare, &["would not start", "PYTHONPATH="]);
    }
}

#[test]
fn a_site_that_raises() {
    frozen_or_fails("site.py");
}

#[test]
fn a_module_of_the_library_that_is_replaced_by_another() {
    // It is not among those that the start needs, and an error of whoever imports it.
    works(|command| on_path(command, "random.py", "raise ValueError('spoilt')"));
}

#[test]
fn encodings_that_raise() {
    fails(
        |command| on_path(command, "encodings/__init__.py", "raise ValueError('spoilt')"),
        &["would not start", "PYTHONPATH="],
    );
}

#[test]
fn encodings_that_exit() {
    fails(
        |command| on_path(command, "encodings/__init__.py", "raise SystemExit(5)"),
        &["would not start", "PYTHONPATH="],
    );
}

#[test]
fn encodings_without_anything_in_them() {
    fails(|command| on_path(command, "encodings/__init__.py", ""), &["would not start", "PYTHONPATH="]);
}

#[test]
fn an_io_that_raises() {
    frozen_or_fails("io.py");
}
