//! A directory for one test, with what looks like installations of Python in it.

use std::{
    env, fs,
    os::unix::fs::{PermissionsExt, symlink},
    path::{Path, PathBuf},
    process,
    sync::atomic::{AtomicU32, Ordering},
};

use py4rs::config::{Environment, Os, PythonConfig, Reason, Search, survey};

/// What ELF, Mach-O and PE call the processor of this program.
const MACHINES: (u16, u32, u16) = match cfg!(target_arch = "x86_64") {
    true => (62, 0x0100_0007, 0x8664),
    false => (183, 0x0100_000c, 0xaa64),
};

/// The beginning of an ELF file of a class (1 for 32 bits, 2 for 64) and a machine.
pub fn elf(class: u8, machine: u16) -> Vec<u8> {
    let mut header = [b"\x7fELF".as_slice(), &[class, 1, 1], &[0; 9], &[3, 0]].concat();
    header.extend(machine.to_le_bytes());
    header
}

/// The beginning of a Mach-O file for one machine, of a fat one for more.
pub fn mach_o(machines: &[u32]) -> Vec<u8> {
    match machines {
        [only] => [[0xcf, 0xfa, 0xed, 0xfe], only.to_le_bytes()].concat(),
        several => {
            let count = u32::try_from(several.len()).expect("a few").to_be_bytes();
            let entries = several.iter().flat_map(|machine| [&machine.to_be_bytes()[..], &[0; 16]].concat());
            [&[0xca, 0xfe, 0xba, 0xbe], &count[..]].concat().into_iter().chain(entries).collect()
        }
    }
}

/// The beginning of a PE file.
pub fn pe(machine: u16) -> Vec<u8> {
    let mut header = [b"MZ".as_slice(), &[0; 58], &64_u32.to_le_bytes(), b"PE\0\0"].concat();
    header.extend(machine.to_le_bytes());
    header
}

/// A directory that is removed at the end of its test.
pub struct Tree {
    root: PathBuf,
}

impl Tree {
    pub fn new() -> Self {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let number = COUNT.fetch_add(1, Ordering::Relaxed);
        let root = env::temp_dir().join(format!("py4rs-config-{}-{number}", process::id()));
        fs::create_dir_all(&root).expect("a temporary directory");
        Tree { root: root.canonicalize().expect("it was just made") }
    }

    pub fn path(&self, path: &str) -> PathBuf {
        self.root.join(path)
    }

    pub fn file(&self, path: &str, text: &str) -> PathBuf {
        let path = self.path(path);
        fs::create_dir_all(path.parent().expect("it is below the root")).expect("directories");
        fs::write(&path, text).expect("a file");
        path
    }

    pub fn directory(&self, path: &str) -> PathBuf {
        let path = self.path(path);
        fs::create_dir_all(&path).expect("a directory");
        path
    }

    /// What looks like a shared library of this machine's processor, of the system that its name belongs to.
    pub fn library(&self, path: &str) -> PathBuf {
        let header = match path {
            path if path.contains(".so") => elf(2, MACHINES.0),
            path if path.ends_with(".dll") => pe(MACHINES.2),
            _ => mach_o(&[MACHINES.1]),
        };
        self.bytes(path, &header)
    }

    pub fn bytes(&self, path: &str, bytes: &[u8]) -> PathBuf {
        let path = self.file(path, "");
        fs::write(&path, bytes).expect("a file");
        path
    }

    /// A script that can be run.
    pub fn program(&self, path: &str, text: &str) -> PathBuf {
        // Another process writes it: a descriptor of ours could live on in a child of another test, and a
        // file that is open for writing cannot be run ("text file busy").
        let draft = self.file(&format!("{path}.draft"), text);
        let path = self.path(path);
        let copied = process::Command::new("cp").args([&draft, &path]).status().expect("cp runs");
        assert!(copied.success());
        fs::remove_file(draft).expect("it was just made");
        self.mode(path.parent().expect("it is below the root"), 0o755);
        self.mode(&path, 0o755);
        path
    }

    /// What looks like an interpreter and must not be run.
    pub fn interpreter(&self, path: &str) -> PathBuf {
        let path = self.file(path, "\x7fELF");
        self.mode(path.parent().expect("it is below the root"), 0o755);
        self.mode(&path, 0o755);
        path
    }

    pub fn link(&self, path: &str, target: impl AsRef<Path>) -> PathBuf {
        let path = self.path(path);
        fs::create_dir_all(path.parent().expect("it is below the root")).expect("directories");
        symlink(target, &path).expect("a link");
        path
    }

    pub fn mode(&self, path: &Path, mode: u32) {
        fs::set_permissions(path, fs::Permissions::from_mode(mode)).expect("permissions");
    }

    /// A usual installation with a shared library; gives its `bin/python3`.
    pub fn installation(&self, prefix: &str, version: &str) -> PathBuf {
        let minor = version.rsplit_once('.').expect("a version of three numbers").0;
        let at = self.path(prefix).display().to_string();
        self.stdlib(prefix, minor);
        self.library(&format!("{prefix}/lib/libpython{minor}.so.1.0"));
        self.file(
            &format!("{prefix}/include/python{minor}/patchlevel.h"),
            &format!("/* Version */\n#define PY_VERSION      \t\"{version}\"\n"),
        );
        self.sysconfigdata(
            &format!("{prefix}/lib/python{minor}/_sysconfigdata__linux_x86_64-linux-gnu.py"),
            &[
                ("prefix", &at),
                ("LIBDIR", &format!("{at}/lib")),
                ("LDLIBRARY", &format!("libpython{minor}.so")),
                ("INSTSONAME", &format!("libpython{minor}.so.1.0")),
                ("LDVERSION", minor),
                ("INCLUDEPY", &format!("{at}/include/python{minor}")),
                ("LIBS", "-ldl "),
                ("SYSLIBS", "-lm"),
                ("Py_ENABLE_SHARED", "1"),
                ("Py_DEBUG", "0"),
            ],
        );
        self.interpreter(&format!("{prefix}/bin/python{minor}"));
        self.link(&format!("{prefix}/bin/python3"), format!("python{minor}"))
    }

    /// A standard library, as far as it is looked at.
    pub fn stdlib(&self, prefix: &str, minor: &str) {
        self.file(&format!("{prefix}/lib/python{minor}/os.py"), "");
        self.file(&format!("{prefix}/lib/python{minor}/encodings/__init__.py"), "");
    }

    /// The variables of a build, written as Python does.
    pub fn sysconfigdata(&self, path: &str, variables: &[(&str, &str)]) {
        let entries = variables.iter().map(|(key, value)| match value.parse::<i32>() {
            Ok(number) if key.starts_with("Py_") => format!(" '{key}': {number}"),
            _ => format!(" '{key}': '{value}'"),
        });
        let entries = entries.collect::<Vec<_>>().join(",\n");
        self.file(path, &format!("# generated\nbuild_time_vars = {{\n{entries}}}\n"));
    }

    /// A venv of an interpreter; gives its own one.
    pub fn venv(&self, root: &str, base: &Path, version: &str) -> PathBuf {
        let home = base.parent().expect("an interpreter has a directory").display();
        self.file(&format!("{root}/pyvenv.cfg"), &format!("home = {home}\nversion = {version}\n"));
        self.link(&format!("{root}/bin/python"), base)
    }

    /// An environment without variables, in the directory.
    pub fn environment(&self) -> Environment {
        Environment::empty(&self.root).on(Os::Linux)
    }

    /// What becomes of an interpreter that is asked for.
    pub fn ask(&self, python: &Path) -> Result<PythonConfig, Reason> {
        self.outcome(&Search { python: Some(python.to_owned()), ..Search::default() }, &self.environment())
    }

    /// What becomes of the first candidate.
    pub fn outcome(&self, search: &Search, environment: &Environment) -> Result<PythonConfig, Reason> {
        survey(search, environment).swap_remove(0).outcome
    }
}

impl Drop for Tree {
    fn drop(&mut self) {
        // A directory that stays behind is not worth a failing test.
        let _ = fs::remove_dir_all(&self.root);
    }
}
