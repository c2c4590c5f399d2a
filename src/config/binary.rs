//! The first bytes of a library: whether it is one that this program can open, before the system's loader is asked.

use std::{
    env::consts::ARCH,
    fs::File,
    io::{self, Read, Seek, SeekFrom},
    path::Path,
};

use super::{Os, Reason};

/// More than any header up to its machine needs; a fat Mach-O has 20 bytes for each machine.
const MOST: u64 = 512;

/// Checks that the file is a library of the system's format, for the machine of this program.
///
/// # Errors
/// [`Reason::NotLibrary`] or [`Reason::WrongMachine`].
pub(super) fn check(library: &Path, os: Os) -> Result<(), Reason> {
    let unreadable = |error: io::Error| Reason::Unreadable(library.to_owned(), error.to_string());
    let mut file = File::open(library).map_err(unreadable)?;
    let mut bytes = Vec::new();
    file.by_ref().take(MOST).read_to_end(&mut bytes).map_err(unreadable)?;
    let machines = match os {
        Os::Linux => elf(&bytes).into_iter().collect(),
        Os::MacOs => mach_o(&bytes),
        Os::Windows => pe(&bytes, &mut file).into_iter().collect(),
    };
    let fits = |machine: &String| machine == ARCH;
    match machines.is_empty() {
        true => Err(Reason::NotLibrary(library.to_owned())),
        false if machines.iter().any(fits) => Ok(()),
        false => Err(Reason::WrongMachine {
            library: library.to_owned(),
            machine: machines.join(" and "),
            ours: ARCH.to_owned(),
        }),
    }
}

/// The machine of an ELF file: its class at 4, its byte order at 5, the machine at 18.
fn elf(bytes: &[u8]) -> Option<String> {
    let (class, order) = (bytes.strip_prefix(b"\x7fELF")?.first()?, bytes.get(5)?);
    let number = number(bytes, 18, *order == 2)?;
    Some(match (number, class) {
        (3, _) => "x86".to_owned(),
        (8, 2) => "mips64".to_owned(),
        (8, _) => "mips".to_owned(),
        (20, _) => "powerpc".to_owned(),
        (21, _) => "powerpc64".to_owned(),
        (22, _) => "s390x".to_owned(),
        (40, _) => "arm".to_owned(),
        // The x32 ABI has the machine of the 64-bit one and another class.
        (62, 2) => "x86_64".to_owned(),
        (62, _) => "x86_64 with pointers of 32 bits".to_owned(),
        (183, _) => "aarch64".to_owned(),
        (243, 2) => "riscv64".to_owned(),
        (243, _) => "riscv32".to_owned(),
        (258, _) => "loongarch64".to_owned(),
        (other, _) => format!("machine {other}"),
    })
}

/// The machines of a Mach-O file: one, or those that a fat file lists.
fn mach_o(bytes: &[u8]) -> Vec<String> {
    let name = |cpu: u32| match cpu {
        0x0100_0007 => "x86_64".to_owned(),
        0x0100_000c => "aarch64".to_owned(),
        7 => "x86".to_owned(),
        other => format!("machine {other:#x}"),
    };
    let word = |at: usize, big: bool| {
        let word: [u8; 4] = bytes.get(at..at + 4)?.try_into().ok()?;
        Some(if big { u32::from_be_bytes(word) } else { u32::from_le_bytes(word) })
    };
    match bytes.get(..4) {
        Some([0xcf | 0xce, 0xfa, 0xed, 0xfe]) => word(4, false).map(name).into_iter().collect(),
        Some([0xca, 0xfe, 0xba, 0xbe]) => {
            let count = word(4, true).unwrap_or(0).min(16) as usize;
            (0..count).filter_map(|index| word(8 + 20 * index, true)).map(name).collect()
        }
        _ => Vec::new(),
    }
}

/// The machine of a DLL: the header's place stands at 60, the machine behind its four letters.
fn pe(bytes: &[u8], file: &mut File) -> Option<String> {
    let place: [u8; 4] = bytes.strip_prefix(b"MZ").and_then(|_| bytes.get(60..64))?.try_into().ok()?;
    let mut header = [0; 6];
    file.seek(SeekFrom::Start(u32::from_le_bytes(place).into())).ok()?;
    file.read_exact(&mut header).ok()?;
    let machine = number(header.strip_prefix(b"PE\0\0")?, 0, false)?;
    Some(match machine {
        0x14c => "x86".to_owned(),
        0x8664 => "x86_64".to_owned(),
        0xaa64 => "aarch64".to_owned(),
        other => format!("machine {other:#x}"),
    })
}

/// The number of two bytes at a place.
fn number(bytes: &[u8], at: usize, big: bool) -> Option<u16> {
    let pair: [u8; 2] = bytes.get(at..at + 2)?.try_into().ok()?;
    Some(if big { u16::from_be_bytes(pair) } else { u16::from_le_bytes(pair) })
}
