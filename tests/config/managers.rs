//! The rows of those who install Pythons beside the system's: uv, pyenv, conda, Homebrew, frameworks, Nix, Windows.

use py4rs::config::Os;

use crate::installations::{Row, described, none, portable, user};
use crate::tree::Tree;

/// A framework of macOS.
fn framework(tree: &Tree, versions: &str, name: &str, minor: &str) {
    let prefix = format!("{versions}/{minor}");
    tree.stdlib(&prefix, minor);
    tree.sysconfigdata(
        &format!("{prefix}/lib/python{minor}/_sysconfigdata__darwin_darwin.py"),
        &[("PYTHONFRAMEWORK", name), ("LDLIBRARY", &format!("{name}.framework/{name}")), ("Py_DEBUG", "0")],
    );
    tree.library(&format!("{prefix}/{name}"));
    tree.interpreter(&format!("{prefix}/bin/python{minor}"));
    tree.link(&format!("{prefix}/bin/python3"), format!("python{minor}"));
}

fn windows(tree: &Tree, prefix: &str, dll: &str) {
    tree.file(&format!("{prefix}/Lib/os.py"), "");
    tree.file(&format!("{prefix}/Lib/encodings/__init__.py"), "");
    tree.library(&format!("{prefix}/{dll}"));
    tree.interpreter(&format!("{prefix}/python.exe"));
}

pub const ROWS: &[Row] = &[
    (
        "miniforge that is not active",
        |tree| {
            tree.installation("home/miniforge3", "3.12.1");
            none(user(tree, ""))
        },
        "conda: home/miniforge3/bin/python3 home/miniforge3/lib/libpython3.12.so.1.0",
    ),
    (
        "micromamba's root",
        |tree| {
            tree.installation("mamba", "3.12.1");
            none(user(tree, "").with("MAMBA_ROOT_PREFIX", tree.path("mamba")))
        },
        "conda: mamba/bin/python3 mamba/lib/libpython3.12.so.1.0",
    ),
    (
        "conda of a container image",
        |tree| {
            tree.installation("opt/conda", "3.12.1");
            none(user(tree, ""))
        },
        "conda: opt/conda/bin/python3 opt/conda/lib/libpython3.12.so.1.0",
    ),
    (
        "a version of pyenv that no shim is on PATH for",
        |tree| {
            tree.installation("home/.pyenv/versions/3.9.18", "3.9.18");
            tree.installation("home/.pyenv/versions/3.12.1", "3.12.1");
            none(user(tree, ""))
        },
        "pyenv: home/.pyenv/versions/3.12.1/bin/python3 home/.pyenv/versions/3.12.1/lib/libpython3.12.so.1.0",
    ),
    (
        "pyenv's newest is static, the next is not",
        |tree| {
            tree.installation("pyenv/versions/3.9.18", "3.9.18");
            tree.installation("pyenv/versions/3.12.1", "3.12.1");
            std::fs::remove_file(tree.path("pyenv/versions/3.12.1/lib/libpython3.12.so.1.0"))
                .expect("it is there");
            none(user(tree, "").with("PYENV_ROOT", tree.path("pyenv")))
        },
        "pyenv: pyenv/versions/3.9.18/bin/python3 pyenv/versions/3.9.18/lib/libpython3.9.so.1.0",
    ),
    (
        "uv's, the newest of them",
        |tree| {
            for version in ["3.9.20", "3.13.0", "3.12.7"] {
                let name = format!("home/.local/share/uv/python/cpython-{version}-linux-x86_64-gnu");
                portable(tree, &name, version);
            }
            none(user(tree, ""))
        },
        "uv: home/.local/share/uv/python/cpython-3.13.0-linux-x86_64-gnu/bin/python3 \
         home/.local/share/uv/python/cpython-3.13.0-linux-x86_64-gnu/lib/libpython3.13.so.1.0",
    ),
    (
        "uv's with links for the minor versions, and other implementations",
        |tree| {
            portable(tree, "uv/cpython-3.12.7-linux-x86_64-gnu", "3.12.7");
            tree.link("uv/cpython-3.12-linux-x86_64-gnu", "cpython-3.12.7-linux-x86_64-gnu");
            tree.installation("uv/pypy-3.10.14-linux-x86_64-gnu", "3.10.14");
            tree.file("uv/.lock", "");
            none(user(tree, "").with("UV_PYTHON_INSTALL_DIR", tree.path("uv")))
        },
        "uv: uv/cpython-3.12.7-linux-x86_64-gnu/bin/python3 uv/cpython-3.12.7-linux-x86_64-gnu/lib/libpython3.12.so.1.0",
    ),
    (
        "uv's among XDG's data",
        |tree| {
            portable(tree, "data/uv/python/cpython-3.12.7-linux-x86_64-gnu", "3.12.7");
            none(user(tree, "").with("XDG_DATA_HOME", tree.path("data")))
        },
        "uv: data/uv/python/cpython-3.12.7-linux-x86_64-gnu/bin/python3 \
         data/uv/python/cpython-3.12.7-linux-x86_64-gnu/lib/libpython3.12.so.1.0",
    ),
    (
        "uv's that is free-threaded",
        |tree| {
            described(tree, "uv/cpython-3.14.2+freethreaded-linux-x86_64-gnu", "t");
            none(user(tree, "").with("UV_PYTHON_INSTALL_DIR", tree.path("uv")))
        },
        "uv: uv/cpython-3.14.2+freethreaded-linux-x86_64-gnu/bin/python3 \
         uv/cpython-3.14.2+freethreaded-linux-x86_64-gnu/lib/libpython3.14t.so.1.0",
    ),
    (
        "Homebrew on Linux",
        |tree| {
            tree.installation("home/linuxbrew/.linuxbrew/Cellar/python@3.12/3.12.1", "3.12.1");
            tree.link("home/linuxbrew/.linuxbrew/opt/python@3.12", "../Cellar/python@3.12/3.12.1");
            none(user(tree, ""))
        },
        "Homebrew: home/linuxbrew/.linuxbrew/opt/python@3.12/bin/python3 \
         home/linuxbrew/.linuxbrew/opt/python@3.12/lib/libpython3.12.so.1.0",
    ),
    (
        "Homebrew on a Mac: a link into a framework of the Cellar",
        |tree| {
            let keg = "opt/homebrew/Cellar/python@3.12/3.12.1";
            framework(tree, &format!("{keg}/Frameworks/Python.framework/Versions"), "Python", "3.12");
            let behind = "../Frameworks/Python.framework/Versions/3.12/bin/python3.12";
            tree.link(&format!("{keg}/bin/python3.12"), behind);
            tree.link("opt/homebrew/opt/python@3.12", "../Cellar/python@3.12/3.12.1");
            none(user(tree, "").on(Os::MacOs))
        },
        "Homebrew: opt/homebrew/opt/python@3.12/bin/python3.12 \
         opt/homebrew/opt/python@3.12/bin/../Frameworks/Python.framework/Versions/3.12/Python",
    ),
    (
        "Homebrew where HOMEBREW_PREFIX says",
        |tree| {
            tree.installation("brew/opt/python@3.11", "3.11.7");
            none(user(tree, "").with("HOMEBREW_PREFIX", tree.path("brew")))
        },
        "Homebrew: brew/opt/python@3.11/bin/python3 brew/opt/python@3.11/lib/libpython3.11.so.1.0",
    ),
    (
        "python.org on a Mac",
        |tree| {
            for minor in ["3.9", "3.12"] {
                framework(tree, "Library/Frameworks/Python.framework/Versions", "Python", minor);
            }
            tree.link("Library/Frameworks/Python.framework/Versions/Current", "3.12");
            none(user(tree, "").on(Os::MacOs))
        },
        "framework: Library/Frameworks/Python.framework/Versions/3.12/bin/python3 \
         Library/Frameworks/Python.framework/Versions/3.12/Python",
    ),
    (
        "Apple's developer tools",
        |tree| {
            let versions = "Library/Developer/CommandLineTools/Library/Frameworks/Python3.framework/Versions";
            framework(tree, versions, "Python3", "3.9");
            none(user(tree, "").on(Os::MacOs))
        },
        "framework: Library/Developer/CommandLineTools/Library/Frameworks/Python3.framework/Versions/3.9/bin/python3 \
         Library/Developer/CommandLineTools/Library/Frameworks/Python3.framework/Versions/3.9/Python3",
    ),
    (
        "no framework on Linux",
        |tree| {
            framework(tree, "Library/Frameworks/Python.framework/Versions", "Python", "3.12");
            none(user(tree, ""))
        },
        "none",
    ),
    (
        "a profile of Nix: links into the store",
        |tree| {
            tree.installation("nix/store/0c9x-python3-3.11.7", "3.11.7");
            tree.link(
                "home/.nix-profile/bin/python3",
                tree.path("nix/store/0c9x-python3-3.11.7/bin/python3.11"),
            );
            none(user(tree, ""))
        },
        "Nix: home/.nix-profile/bin/python3 nix/store/0c9x-python3-3.11.7/lib/libpython3.11.so.1.0",
    ),
    (
        "NixOS",
        |tree| {
            tree.installation("nix/store/0c9x-python3-3.11.7", "3.11.7");
            tree.link(
                "run/current-system/sw/bin/python3",
                tree.path("nix/store/0c9x-python3-3.11.7/bin/python3.11"),
            );
            none(user(tree, ""))
        },
        "Nix: run/current-system/sw/bin/python3 nix/store/0c9x-python3-3.11.7/lib/libpython3.11.so.1.0",
    ),
    (
        "the registry of Windows",
        |tree| {
            windows(tree, "Program Files/Python312", "python312.dll");
            let registered = [tree.path("gone/python.exe"), tree.path("Program Files/Python312/python.exe")];
            none(user(tree, "").on(Os::Windows).registering(registered))
        },
        "registry: Program Files/Python312/python.exe Program Files/Python312/python312.dll",
    ),
    (
        "uv on Windows",
        |tree| {
            windows(tree, "roaming/uv/python/cpython-3.13.0-windows-x86_64-none", "python313.dll");
            none(user(tree, "").on(Os::Windows).with("APPDATA", tree.path("roaming")))
        },
        "uv: roaming/uv/python/cpython-3.13.0-windows-x86_64-none/python.exe \
         roaming/uv/python/cpython-3.13.0-windows-x86_64-none/python313.dll",
    ),
    (
        "conda on Windows",
        |tree| {
            windows(tree, "user/miniconda3", "python311.dll");
            none(user(tree, "").on(Os::Windows).with("USERPROFILE", tree.path("user")))
        },
        "conda: user/miniconda3/python.exe user/miniconda3/python311.dll",
    ),
    (
        "a directory that every user can fill is passed over",
        |tree| {
            tree.installation("uv/cpython-3.12.7-linux-x86_64-gnu", "3.12.7");
            tree.mode(&tree.path("uv/cpython-3.12.7-linux-x86_64-gnu/bin"), 0o777);
            none(user(tree, "").with("UV_PYTHON_INSTALL_DIR", tree.path("uv")))
        },
        "none",
    ),
];
