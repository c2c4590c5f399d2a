//! The raw layer.

pub(crate) mod pyconfig;
pub(crate) mod shim;
