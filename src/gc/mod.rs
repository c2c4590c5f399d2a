//! Where references go that nobody holds any more.

mod finalizer;

pub(crate) use finalizer::release_later;
