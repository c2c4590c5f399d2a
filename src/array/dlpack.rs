//! The structs of DLPack, version 1 and before it.

use crate::dtype::{DType, Scalar};
use crate::export::InCapsule;
use std::ffi::{CStr, c_void};

/// `DLDevice`.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub(super) struct Device {
    pub(super) kind: i32,
    pub(super) number: i32,
}

/// The host's memory.
pub(super) const CPU: i32 = 1;

/// The devices that have a name, and whether the host's processor reads their memory as its own.
const DEVICES: [(i32, &str, bool); 16] = [
    (CPU, "CPU", true),
    (2, "CUDA", false),
    (3, "CUDA host memory", true),
    (4, "OpenCL", false),
    (7, "Vulkan", false),
    (8, "Metal", false),
    (9, "VPI", false),
    (10, "ROCm", false),
    (11, "ROCm host memory", true),
    (12, "an extension", false),
    (13, "CUDA managed memory", false),
    (14, "oneAPI", false),
    (15, "WebGPU", false),
    (16, "Hexagon", false),
    (17, "MAIA", false),
    (18, "Trainium", false),
];

impl Device {
    pub(super) fn is_host(self) -> bool {
        DEVICES.iter().any(|(kind, _, host)| *kind == self.kind && *host)
    }

    /// What it is called.
    pub(super) fn name(self) -> String {
        match DEVICES.iter().find(|(kind, ..)| *kind == self.kind) {
            Some((_, name, _)) => format!("{name}, number {}", self.number),
            None => format!("device {}, number {}", self.kind, self.number),
        }
    }
}

/// `DLDataType`.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub(super) struct DataType {
    code: u8,
    bits: u8,
    lanes: u16,
}

/// The kinds of numbers by their codes, as [`Scalar::kind`] has them.
const KINDS: [(u8, char); 5] = [(0, 'i'), (1, 'u'), (2, 'f'), (5, 'c'), (6, 'b')];

impl DataType {
    pub(super) fn of(scalar: Scalar) -> DataType {
        let known = KINDS.iter().find(|(_, kind)| *kind == scalar.kind());
        let (code, _) = known.expect("each kind has a code");
        DataType { code: *code, bits: 8 * scalar.size() as u8, lanes: 1 }
    }

    pub(super) fn dtype(self) -> DType {
        let kind = KINDS.iter().find(|(code, _)| *code == self.code).map(|(_, kind)| *kind);
        let scalar = kind
            .filter(|_| self.bits.is_multiple_of(8))
            .and_then(|kind| Scalar::of(kind, self.bits as usize / 8));
        match (scalar, self) {
            (Some(scalar), DataType { lanes: 1, .. }) => DType::Scalar(scalar),
            (_, DataType { code: 4, bits, lanes: 1 }) => DType::Other(format!("bfloat{bits}")),
            (_, DataType { code, bits, lanes }) => {
                DType::Other(format!("DLPack's type {code} of {bits} bits and {lanes} lanes"))
            }
        }
    }
}

/// `DLTensor`.
#[repr(C)]
#[derive(Debug)]
pub(super) struct Tensor {
    pub(super) data: *mut u8,
    pub(super) device: Device,
    pub(super) dimensions: i32,
    pub(super) dtype: DataType,
    pub(super) shape: *mut i64,
    /// In items; null for C's order.
    pub(super) strides: *mut i64,
    /// Bytes from `data` to the first item.
    pub(super) offset: u64,
}

/// `DLManagedTensor`, which says neither its version nor whether it may be written.
#[repr(C)]
pub(super) struct Managed {
    pub(super) tensor: Tensor,
    pub(super) context: *mut c_void,
    pub(super) deleter: Option<unsafe extern "C" fn(*mut Managed)>,
}

/// `DLManagedTensorVersioned`.
#[repr(C)]
pub(super) struct Versioned {
    pub(super) version: [u32; 2],
    pub(super) context: *mut c_void,
    pub(super) deleter: Option<unsafe extern "C" fn(*mut Versioned)>,
    pub(super) flags: u64,
    pub(super) tensor: Tensor,
}

/// The version that is spoken here; those with the same first number understand each other.
pub(super) const VERSION: [u32; 2] = [1, 0];

/// A flag: nobody may write.
pub(super) const READ_ONLY: u64 = 1;

/// What the two have in common.
pub(super) trait Owned: InCapsule + Send {
    /// The name of a capsule whose value has been taken out.
    const USED: &'static CStr;

    fn tensor(&self) -> &Tensor;

    /// Whether it may be written; what does not say it may not.
    fn is_writeable(&self) -> bool;

    /// The first number of its version.
    fn major(&self) -> u32;
}

macro_rules! owned {
    ($type:ty, $name:literal, $used:literal, $this:ident => $writeable:expr, $major:expr) => {
        // SAFETY: DLPack says so of capsules of that name.
        unsafe impl InCapsule for $type {
            const NAME: &'static CStr = $name;

            unsafe fn end(this: *mut Self) {
                // SAFETY: as the caller promises; its own function ends it.
                unsafe {
                    if let Some(deleter) = (*this).deleter {
                        deleter(this);
                    }
                }
            }
        }

        // SAFETY: DLPack's tensors are used, and ended, by any thread.
        unsafe impl Send for $type {}

        impl Owned for $type {
            const USED: &'static CStr = $used;

            fn tensor(&self) -> &Tensor {
                &self.tensor
            }

            fn is_writeable(&self) -> bool {
                let $this = self;
                $writeable
            }

            fn major(&self) -> u32 {
                let $this = self;
                $major
            }
        }
    };
}

owned!(Managed, c"dltensor", c"used_dltensor", _this => false, VERSION[0]);
owned!(Versioned, c"dltensor_versioned", c"used_dltensor_versioned", this => this.flags & READ_ONLY == 0, this.version[0]);

#[cfg(test)]
mod tests {
    use super::{DataType, Device};
    use crate::dtype::{DType, Scalar};

    #[test]
    fn every_scalar_comes_back() {
        for scalar in Scalar::ALL {
            assert_eq!(DataType::of(scalar).dtype(), DType::Scalar(scalar));
        }
        assert_eq!(DataType { code: 4, bits: 16, lanes: 1 }.dtype(), DType::Other("bfloat16".to_owned()));
        for (code, bits, lanes) in [(0, 4, 1), (2, 32, 2), (3, 64, 1), (2, 8, 1), (9, 8, 1)] {
            assert!(matches!(DataType { code, bits, lanes }.dtype(), DType::Other(_)));
        }
    }

    #[test]
    fn devices_have_names() {
        assert!(Device { kind: 1, number: 0 }.is_host() && !Device { kind: 2, number: 1 }.is_host());
        assert_eq!(Device { kind: 2, number: 1 }.name(), "CUDA, number 1");
        assert_eq!(Device { kind: 99, number: 0 }.name(), "device 99, number 0");
    }
}
