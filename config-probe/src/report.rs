//! The report, for people and for programs.

use std::path::Path;

use py4rs::config::{Baked, Candidate, PythonConfig};
use serde_json::{Value, json};

use crate::{check::Step, paint::Paint};

/// The configuration for people; `check` is what came of starting it.
pub fn text(
    python: &PythonConfig,
    passed_over: Option<&Path>,
    check: Option<&[Step]>,
    paint: Paint,
) -> String {
    let shim = Baked::HERE.compile.unwrap_or("not known how it was compiled");
    let mut text = format!("{python}{:14} {shim}  [the build]\n", "shim");
    for step in check.unwrap_or_default() {
        let said = match &step.outcome {
            Ok(said) => paint.good(said),
            Err(reason) => paint.bad(&format!("failed: {reason}")),
        };
        let time = paint.dim(&format!("{:.1} ms", milliseconds(step)));
        text += &format!("check {:8} {said}  [{time}]\n", step.name);
    }
    if let Some(path) = passed_over {
        text += &format!("\n{} was passed over: Config::project_venv(true) allows it\n", path.display());
    }
    text
}

/// The configuration for programs.
pub fn json(python: &PythonConfig, passed_over: Option<&Path>, check: Option<&[Step]>) -> String {
    let step = |step: &Step| {
        let (Ok(said) | Err(said)) = &step.outcome;
        json!({
            "step": step.name,
            "ok": step.outcome.is_ok(),
            "said": said,
            "milliseconds": milliseconds(step),
        })
    };
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
        "check": check.map(|steps| steps.iter().map(step).collect::<Vec<Value>>()),
    }))
}

/// All candidates for people.
pub fn all_text(candidates: &[Candidate], paint: Paint) -> String {
    let line = |candidate: &Candidate| match (&candidate.outcome, candidate.is_set()) {
        (Ok(_), _) => paint.good(&candidate.to_string()),
        (Err(_), true) => paint.bad(&candidate.to_string()),
        (Err(_), false) => paint.dim(&candidate.to_string()),
    };
    candidates.iter().map(|candidate| line(candidate) + "\n").collect()
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

fn milliseconds(step: &Step) -> f64 {
    (step.time.as_secs_f64() * 10_000.0).round() / 10.0
}

fn shown(path: &Path) -> Value {
    json!(path.display().to_string())
}

fn pretty(value: &Value) -> String {
    format!("{value:#}\n")
}
