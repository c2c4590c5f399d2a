//! `build-details.json`, in which an installation describes itself from Python 3.14 on (PEP 739).

use std::path::{Path, PathBuf};

use super::{Reason, json::Json, text};
use crate::version::{AbiFlags, Version};

/// The facts in the file that matter here.
#[derive(Debug)]
pub(super) struct BuildDetails {
    /// The whole version.
    pub(super) version: Option<Version>,
    /// How the build differs from the usual one.
    pub(super) abi: Option<AbiFlags>,
    /// The shared library.
    pub(super) libpython: Option<PathBuf>,
}

impl BuildDetails {
    /// Reads the file in the directory of a standard library; `None` where there is none, or it makes no
    /// sense.
    ///
    /// # Errors
    /// It describes another implementation than CPython.
    pub(super) fn of_stdlib(stdlib: &Path) -> Result<Option<Self>, Reason> {
        let text = text::read(&stdlib.join("build-details.json")).ok();
        let Some(json) = text.and_then(|text| Json::parse(&text)) else { return Ok(None) };
        if let Some(name) = json.text("implementation.name").filter(|name| *name != "cpython") {
            return Err(Reason::OtherImplementation(name.to_owned()));
        }
        Ok(Some(BuildDetails {
            version: version(&json),
            abi: flags(&json),
            // A relative path is seen from the file.
            libpython: json.text("libpython.dynamic").map(|path| stdlib.join(path)),
        }))
    }
}

/// `language.version` would give the minor version only, which the file's place tells already.
fn version(json: &Json) -> Option<Version> {
    let whole = |key: &str| {
        let part = |name: &str| json.number(&format!("{key}.{name}"));
        Some(Version::new(part("major")?, part("minor")?, part("micro")?))
    };
    whole("language.version_info").or_else(|| whole("implementation.version"))
}

fn flags(json: &Json) -> Option<AbiFlags> {
    let Json::List(flags) = json.at("abi.flags")? else { return None };
    let has = |wanted: &str| flags.iter().any(|flag| matches!(flag, Json::Text(flag) if flag == wanted));
    Some(AbiFlags { free_threaded: has("t"), debug: has("d") })
}
