//! What hands out raw pointers is for the types of the library alone.

struct Mine;

impl py4rs::Callable for Mine {}

fn main() {}
