//! As the guest of a Python program: the library is loaded by it, uses its Python, and is no harm at its end.
#![cfg(target_os = "linux")]

use std::env;
use std::path::PathBuf;
use std::process::Command;

/// The library, which stands beside the programs of the examples, and is built with them: by `cargo test`.
fn library() -> PathBuf {
    let program = env::current_exe().expect("a running program has a file");
    let folder = program.parent().and_then(|deps| deps.parent()).expect("target/debug/deps");
    folder.join("examples/libguest.so")
}

#[test]
fn a_thread_that_drops_while_the_host_ends_is_no_harm() {
    let python = env::var_os("PYTHON_EXECUTABLE").unwrap_or_else(|| "python3".into());
    let code = format!("import ctypes, time\nctypes.PyDLL({:?}).begin()\ntime.sleep(0.2)", library());
    for _ in 0..10 {
        let ran = Command::new(&python).arg("-c").arg(&code).output().expect("Python runs");
        assert!(ran.status.success(), "{:?}\n{}", ran.status, String::from_utf8_lossy(&ran.stderr));
        assert_eq!(String::from_utf8_lossy(&ran.stdout), "freed True\n");
    }
}

#[test]
fn a_process_that_is_spawned_loads_the_library_as_well() -> std::io::Result<()> {
    let python = env::var_os("PYTHON_EXECUTABLE").unwrap_or_else(|| "python3".into());
    // It imports the script, under another name than `__main__`.
    let code = format!(
        "import ctypes, multiprocessing
ctypes.PyDLL({:?}).export()
import guest_module
if __name__ == '__main__':
    with multiprocessing.get_context('spawn').Pool(1) as pool: print(pool.map(guest_module.double, range(3)))
",
        library()
    );
    let script = env::temp_dir().join(format!("py4rs-guest-{}.py", std::process::id()));
    std::fs::write(&script, code)?;
    let ran = Command::new(&python).arg(&script).output()?;
    std::fs::remove_file(&script)?;
    assert!(ran.status.success(), "{:?}\n{}", ran.status, String::from_utf8_lossy(&ran.stderr));
    assert_eq!(String::from_utf8_lossy(&ran.stdout), "[0, 2, 4]\n");
    Ok(())
}
