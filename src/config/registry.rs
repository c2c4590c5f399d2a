//! The Pythons that Windows knows: those that installers have registered (PEP 514).

use std::path::PathBuf;

/// The interpreters in the registry, the user's own before those of the machine.
#[cfg(windows)]
pub(super) fn interpreters() -> Vec<PathBuf> {
    use windows_registry::{CURRENT_USER, Key, LOCAL_MACHINE};

    /// What one installer has registered: `InstallPath` names the interpreter, or the directory that it is in.
    fn interpreter(tag: &Key) -> Option<PathBuf> {
        let path = tag.open("InstallPath").ok()?;
        let named = path.get_string("ExecutablePath").ok().filter(|path| !path.is_empty());
        let directory = || Some(PathBuf::from(path.get_string("").ok()?).join("python.exe"));
        named.map(PathBuf::from).or_else(directory)
    }
    /// All keys below one.
    fn below(key: &Key) -> Vec<Key> {
        let names = key.keys().map(Iterator::collect::<Vec<_>>).unwrap_or_default();
        names.iter().filter_map(|name| key.open(name).ok()).collect()
    }
    let roots =
        [CURRENT_USER, LOCAL_MACHINE].into_iter().filter_map(|hive| hive.open(r"Software\Python").ok());
    let companies = roots.flat_map(|root| below(&root));
    companies.flat_map(|company| below(&company)).filter_map(|tag| interpreter(&tag)).collect()
}

/// Other systems have none.
#[cfg(not(windows))]
pub(super) fn interpreters() -> Vec<PathBuf> {
    Vec::new()
}
