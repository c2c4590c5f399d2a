//! Small packages to install, without a network.

use std::process::Command;

use crate::directory::Directory;
use crate::found;

/// Makes a wheel of version 1.0 for each name: a module whose `name` is its own.
pub fn make(directory: &Directory, names: &[&str]) {
    let code = "import sys, zipfile, os
os.makedirs(sys.argv[1], exist_ok=True)
for name in sys.argv[2:]:
    with zipfile.ZipFile(f'{sys.argv[1]}/{name}-1.0-py3-none-any.whl', 'w') as wheel:
        info = f'{name}-1.0.dist-info'
        wheel.writestr(f'{name}.py', f'name = {name!r}\\n')
        wheel.writestr(f'{info}/METADATA', f'Metadata-Version: 2.1\\nName: {name}\\nVersion: 1.0\\n')
        wheel.writestr(f'{info}/WHEEL', 'Wheel-Version: 1.0\\nRoot-Is-Purelib: true\\nTag: py3-none-any\\n')
        wheel.writestr(f'{info}/RECORD', '')";
    let mut command = Command::new(found().executable);
    let made = command.args(["-I", "-c", code]).arg(directory.path("wheels")).args(names).status();
    assert!(made.expect("Python runs").success());
}
