//! What makes two environments the same.

use std::{fs, time::UNIX_EPOCH};

use sha2::{Digest, Sha256};

use super::Requirements;
use crate::config::PythonConfig;

/// The name of an environment: the hash of the interpreter and of what is installed for it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Key(String);

impl Key {
    pub(super) fn of(python: &PythonConfig, requirements: &Requirements) -> Self {
        let mut hash = Sha256::new();
        let mut add = |part: &[u8]| {
            hash.update(part.len().to_le_bytes());
            hash.update(part);
        };
        add(b"py4rs environment 1");
        add(python.base_prefix.as_os_str().as_encoded_bytes());
        add(python.libpython.as_os_str().as_encoded_bytes());
        add(python.release().as_bytes());
        add(python.abi.to_string().as_bytes());
        // An interpreter that was replaced by another build at the same place.
        if let Ok(found) = fs::metadata(&python.libpython) {
            let changed = found.modified().ok().and_then(|time| time.duration_since(UNIX_EPOCH).ok());
            add(&found.len().to_le_bytes());
            add(&changed.unwrap_or_default().as_nanos().to_le_bytes());
        }
        for requirement in requirements.sorted() {
            add(requirement.as_bytes());
        }
        if let Some((_, Some(text))) = &requirements.lock {
            add(b"locked");
            add(text.as_bytes());
        }
        Key(hex(&hash.finalize()[..10]))
    }

    pub(super) fn as_str(&self) -> &str {
        &self.0
    }
}

/// The hash of requirements alone, by which a lock file says what it was made for.
pub(super) fn of_requirements(requirements: &Requirements) -> String {
    let mut hash = Sha256::new();
    for requirement in requirements.sorted() {
        hash.update(requirement.as_bytes());
        hash.update(b"\n");
    }
    hex(&hash.finalize()[..10])
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
