//! The report, for people and for programs.

use std::path::Path;

use py4rs::config::{Baked, Candidate, PythonConfig};
use serde_json::{Value, json};

/// The configuration for people; `check` is what the Python said when it was started.
pub fn text(python: &PythonConfig, passed_over: Option<&Path>, check: Option<&str>) -> String {
    let shim = Baked::HERE.compile.unwrap_or("not known how it was compiled");
    let mut text = format!("{python}{:14} {shim}  [the build]\n", "shim");
    if let Some(said) = check {
        text += &format!("{:14} {said}\n", "check");
    }
    if let Some(path) = passed_over {
        text += &format!("\n{} was passed over: Config::project_venv(true) allows it\n", path.display());
    }
    text
}

/// The configuration for programs.
pub fn json(python: &PythonConfig, passed_over: Option<&Path>, check: Option<&str>) -> String {
    let flags = python.build_flags();
    let origins = python.origins;
    pretty(&json!({
        "executable": shown(&python.executable),
        "version": python.release(),
        "free_threaded": python.abi.free_threaded,
        "debug": python.abi.debug,
        "libpython": shown(&python.libpython),
        "prefix": shown(&python.prefix),
        "base_prefix": shown(&python.base_prefix),
        "venv": python.venv.as_deref().map(shown),
        "site_packages": shown(&python.site_packages),
        "numpy": python.numpy(),
        "ldflags": flags.ldflags,
        "includes": flags.includes,
        "compile": Baked::HERE.compile,
        "source": python.source.to_string(),
        "origins": {
            "version": origins.version.to_string(),
            "abi": origins.abi.to_string(),
            "libpython": origins.libpython.to_string(),
            "prefix": origins.prefix.to_string(),
            "site_packages": origins.site_packages.to_string(),
            "flags": flags.origin.to_string(),
        },
        "passed_over": passed_over.map(shown),
        "check": check,
    }))
}

/// All candidates for people.
pub fn all_text(candidates: &[Candidate]) -> String {
    candidates.iter().map(|candidate| format!("{candidate}\n")).collect()
}

/// All candidates for programs.
pub fn all_json(candidates: &[Candidate]) -> String {
    let object = |candidate: &Candidate| {
        let mut object = json!({
            "source": candidate.source.to_string(),
            "path": candidate.path.as_deref().map(shown),
            "works": candidate.outcome.is_ok(),
        });
        match &candidate.outcome {
            Ok(python) => {
                object["version"] = json!(python.release());
                object["libpython"] = shown(&python.libpython);
            }
            Err(reason) => object["reason"] = json!(reason.to_string()),
        }
        object
    };
    pretty(&candidates.iter().map(object).collect())
}

fn shown(path: &Path) -> Value {
    json!(path.display().to_string())
}

fn pretty(value: &Value) -> String {
    format!("{value:#}\n")
}
