//! The raw layer.

mod config_offsets;
pub(crate) mod pyconfig;
pub(crate) mod shim;
