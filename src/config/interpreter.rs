//! Asks an interpreter about itself by running it: the last resort, where no file tells.

use std::{
    collections::HashMap,
    path::{Path, PathBuf},
    process::Command,
};

use super::{
    Environment, Origin, Reason,
    cache::Entry,
    installation::{Installation, refuse_old_versions},
    process,
    sysconfigdata::Sysconfig,
};
use crate::version::{AbiFlags, Version};

/// Prints facts as `key=value`, ended by NUL bytes, which no value has in it.
const QUESTION: &str = r#"
import os, sys, sysconfig
facts = dict(sysconfig.get_config_vars())
facts.update(
    executable=sys.executable, base_prefix=sys.base_prefix, stdlib=os.path.dirname(os.__file__),
    version="%d.%d.%d" % sys.version_info[:3], implementation=sys.implementation.name,
    abiflags=getattr(sys, "abiflags", ""), purelib=sysconfig.get_paths()["purelib"])
text = "".join("%s=%s\0" % fact for fact in facts.items())
sys.stdout.buffer.write(text.encode("utf-8", "replace"))
"#;

/// Set for a program that is asked. Where it looks for a Python itself, as this one under the name `python3` would, it
/// must not ask the next, and so on.
const ASKED: &str = "PY4RS_ASKED";

/// Runs the program, or looks up what it said before; gives the interpreter that it really is, and its installation.
///
/// It runs isolated (`-I`), so that neither the working directory nor variables change what it says.
///
/// # Errors
/// It does not run, does not end, or is no Python that py4rs works with.
pub(super) fn ask(program: &Path, environment: &Environment) -> Result<(PathBuf, Installation), Reason> {
    if environment.get(ASKED).is_some() {
        return Err(Reason::NotRunnable("the program that would ask it is being asked itself".to_owned()));
    }
    let entry = Entry::of(program, environment);
    if let Some(Some(Ok(known))) = entry.as_ref().and_then(Entry::read).map(|answer| read(&answer)) {
        return Ok(known);
    }
    let mut command = Command::new(program);
    command.args(["-I", "-c", QUESTION]).env(ASKED, "1");
    let answer = process::output(&mut command, process::LIMIT).map_err(Reason::NotRunnable)?;
    let facts = read(&answer).unwrap_or_else(|| {
        Err(Reason::NotRunnable("its answer is not one that a Python gives".to_owned()))
    })?;
    if let Some(entry) = entry {
        entry.write(&answer);
    }
    Ok(facts)
}

/// What an answer says; `None` where a fact is missing.
fn read(answer: &str) -> Option<Result<(PathBuf, Installation), Reason>> {
    understand(&answer.split('\0').filter_map(|fact| fact.split_once('=')).collect())
}

fn understand(facts: &HashMap<&str, &str>) -> Option<Result<(PathBuf, Installation), Reason>> {
    let path = |key: &str| facts.get(key).filter(|path| !path.is_empty()).map(PathBuf::from);
    let implementation = *facts.get("implementation")?;
    if implementation != "cpython" {
        return Some(Err(Reason::OtherImplementation(implementation.to_owned())));
    }
    let version = (Version::parse(facts.get("version")?)?, Origin::Interpreter);
    if let Err(reason) = refuse_old_versions(version) {
        return Some(Err(reason));
    }
    let installation = Installation {
        prefix: path("base_prefix")?,
        stdlib: path("stdlib")?,
        version,
        abi: (AbiFlags::parse(facts.get("abiflags")?), Origin::Interpreter),
        libpython: None,
        packages: path("purelib"),
        sysconfig: Sysconfig::from_pairs(facts.iter().map(|(key, value)| (*key, *value))),
    };
    Some(Ok((path("executable")?, installation)))
}
