//! What Python may see of the process, its user and its directory.
#![cfg(unix)]

mod child;
mod directory;

use directory::Directory;
use py4rs::Result;
use py4rs::config::{EnvPolicy, Environment, Search, find};
use py4rs::prelude::*;
use std::env;
use std::process::Command;

/// The name of the directory of the standard library.
fn library_name() -> String {
    let python = find(&Search::default(), &Environment::process()).expect("a Python");
    let threads = if python.abi.free_threaded { "t" } else { "" };
    format!("python{}.{}{threads}", python.version.major, python.version.minor)
}

/// A process whose directory, home and path have a module that must not be found unless it is looked for.
fn trapped(command: &mut Command) -> Directory {
    let library = library_name();
    let directory = Directory::new("trap");
    directory.file("work/in_directory.py", "");
    directory.file("path/on_path.py", "");
    let packages = format!("home/.local/lib/{library}/site-packages");
    directory.file(&format!("{packages}/of_user.py"), "");
    command.current_dir(directory.path("work")).env("HOME", directory.path("home"));
    command.env("PYTHONPATH", directory.path("path")).env("PYTHONHASHSEED", "7");
    directory
}

/// Which of the traps can be imported.
fn caught() -> Vec<&'static str> {
    let traps = ["in_directory", "on_path", "of_user"];
    traps.into_iter().filter(|name| import_module(name).is_ok()).collect()
}

#[test]
fn by_default_the_directory_is_not_searched() {
    let outcome = child::run_in(trapped, || -> Result<()> {
        assert_eq!(caught(), ["on_path", "of_user"]);
        assert!(!raw_pyeval::<Vec<String>>("__import__('sys').path")?.contains(&String::new()));
        Ok(())
    });
    outcome.printed();
}

#[test]
fn an_isolated_python_sees_neither_variables_nor_the_user() {
    let outcome = child::run_in(trapped, || -> Result<()> {
        Config::new().isolated(true).start()?;
        assert_eq!(caught(), [""; 0]);
        raw_pyexec("import sys")?;
        let flags: (i64, i64, i64) =
            raw_pyeval("(sys.flags.isolated, sys.flags.ignore_environment, sys.flags.no_user_site)")?;
        assert_eq!(flags, (1, 1, 1));
        assert_eq!(raw_pyeval::<String>("sys.getfilesystemencoding()")?, "utf-8");
        assert_eq!(raw_pyeval::<i64>("getattr(sys.flags, 'safe_path', 1)")?, 1);
        Ok(())
    });
    outcome.printed();
}

#[test]
fn variables_can_be_ignored_alone() {
    let outcome = child::run_in(trapped, || -> Result<()> {
        Config::new().env_policy(EnvPolicy::Ignore).start()?;
        assert_eq!(caught(), ["of_user"]);
        assert_eq!(raw_pyeval::<i64>("__import__('sys').flags.isolated")?, 0);
        Ok(())
    });
    outcome.printed();
}

#[test]
fn a_bad_variable_does_not_harm_an_isolated_python() {
    let prepare = |command: &mut Command| {
        command
            .env("PYTHONHOME", "/nowhere")
            .env("PYTHONHASHSEED", "many")
            .env("PYTHONIOENCODING", "klingon");
    };
    let outcome = child::run_in(prepare, || -> Result<()> {
        Config::new().isolated(true).start()?;
        raw_pyexec("print('é')")
    });
    assert_eq!(outcome.printed(), "é\n");
}

#[test]
fn the_seed_decides_the_hashes() {
    let hash = |seed: u32| {
        let outcome = child::run_in(
            |command| {
                command.env("SEED", seed.to_string());
            },
            || -> Result<()> {
                let seed = env::var("SEED").expect("it was set").parse().expect("a number");
                Config::new().hash_seed(seed).start()?;
                raw_pyexec("print(hash('a text'))")
            },
        );
        outcome.printed()
    };
    assert_eq!(hash(1), hash(1));
    assert_ne!(hash(1), hash(4_294_967_295));
    let python = find(&Search::default(), &Environment::process()).expect("a Python").executable;
    let output =
        Command::new(python).args(["-c", "print(hash('a text'))"]).env("PYTHONHASHSEED", "1").output();
    assert_eq!(hash(1).as_bytes(), output.expect("it runs").stdout);
}

#[test]
fn warnings_and_options_are_those_of_the_command_line() {
    let outcome = child::run(|| -> Result<()> {
        let config =
            Config::new().warnings(["error::UserWarning"]).x_options(["own", "name=é 🐍"]).safe_path(true);
        config.start()?;
        raw_pyexec("import sys, warnings")?;
        let error = raw_pyexec("warnings.warn('spoilt')").expect_err("it is an error");
        assert_eq!(error.as_python().expect("an exception").type_name(), "UserWarning");
        assert_eq!(raw_pyeval::<String>("sys._xoptions['name']")?, "é 🐍");
        assert!(raw_pyeval::<bool>("bool(getattr(sys.flags, 'safe_path', True))")?);
        Ok(())
    });
    outcome.printed();
}

#[test]
fn the_search_path_is_the_one_that_is_given() {
    let outcome = child::run(|| -> Result<()> {
        let python = find(&Search::default(), &Environment::process()).expect("a Python");
        let library = python.base_prefix.join("lib").join(library_name());
        let paths = [library.clone(), library.join("lib-dynload"), "/nowhere/größe".into()];
        Config::new().module_search_paths(paths.clone()).isolated(true).start()?;
        let begin: Vec<String> = raw_pyeval("__import__('sys').path[:3]")?;
        assert_eq!(begin, paths.map(|path| path.display().to_string()));
        import_module("json").map(drop)
    });
    outcome.printed();
}

#[test]
fn programs_that_python_starts_get_the_environment_unchanged() {
    let prepare = |command: &mut Command| {
        command.env_remove("LC_ALL").env_remove("LANG").env("LC_CTYPE", "C").env("PYTHONHASHSEED", "7");
    };
    for isolated in [false, true] {
        let outcome = child::run_in(
            |command| {
                prepare(command);
                command.env("ISOLATED", isolated.to_string());
            },
            || -> Result<()> {
                let mut before: Vec<String> =
                    env::vars().map(|(name, value)| format!("{name}={value}")).collect();
                before.sort();
                let isolated = env::var("ISOLATED").expect("it was set") == "true";
                Config::new().isolated(isolated).init_code("import json, ssl, subprocess").start()?;
                raw_pyexec(
                    "seen = subprocess.run(['env', '-0'], stdout=-1).stdout.decode().split('\\0')[:-1]",
                )?;
                assert_eq!(raw_pyeval::<Vec<String>>("sorted(seen)")?, before);
                Ok(())
            },
        );
        outcome.printed();
    }
}
