//! Libraries for other processors and other systems are told before they are opened.

use py4rs::config::{Os, Reason, Search};

use crate::tree::{Tree, elf, mach_o, pe};

fn outcome(os: Os, bytes: &[u8]) -> Result<(), String> {
    let tree = Tree::new();
    let (python, library) = match os {
        Os::Windows => {
            tree.file("usr/Lib/encodings/__init__.py", "");
            (tree.interpreter("usr/python.exe"), "usr/python311.dll")
        }
        _ => (tree.installation("usr", "3.11.7"), "usr/lib/libpython3.11.so.1.0"),
    };
    tree.bytes(library, bytes);
    let search = Search { python: Some(python), ..Search::default() };
    match tree.outcome(&search, &tree.environment().on(os)) {
        Ok(_) => Ok(()),
        Err(Reason::WrongMachine { machine, .. }) => Err(machine),
        Err(reason) => Err(reason.to_string().rsplit(' ').take(6).collect::<Vec<_>>().join(" ")),
    }
}

#[cfg(target_arch = "x86_64")]
#[test]
fn formats_and_machines_are_read() {
    let cases = [
        (Os::Linux, elf(2, 62), Ok(())),
        (Os::Linux, elf(1, 62), Err("x86_64 with pointers of 32 bits".to_owned())),
        (Os::Linux, elf(1, 3), Err("x86".to_owned())),
        (Os::Linux, elf(1, 40), Err("arm".to_owned())),
        (Os::Linux, elf(2, 183), Err("aarch64".to_owned())),
        (Os::Linux, elf(2, 243), Err("riscv64".to_owned())),
        (Os::Linux, elf(2, 999), Err("machine 999".to_owned())),
        (Os::MacOs, mach_o(&[0x0100_0007]), Ok(())),
        (Os::MacOs, mach_o(&[0x0100_000c]), Err("aarch64".to_owned())),
        (Os::MacOs, mach_o(&[0x0100_000c, 0x0100_0007]), Ok(())),
        (Os::MacOs, mach_o(&[0x0100_000c, 7]), Err("aarch64 and x86".to_owned())),
        (Os::Windows, pe(0x8664), Ok(())),
        (Os::Windows, pe(0x14c), Err("x86".to_owned())),
        (Os::Windows, pe(0xaa64), Err("aarch64".to_owned())),
    ];
    for (os, bytes, expected) in cases {
        assert_eq!(outcome(os, &bytes), expected, "{os:?} {bytes:?}");
        // Cut short anywhere, it is none.
        for end in [0, 4, 8] {
            if os != Os::MacOs || end < 8 {
                let cut = outcome(os, &bytes[..end]).map_err(|text| text.contains("no"));
                assert_eq!(cut, Err(true), "{os:?} {end}");
            }
        }
    }
}
