//! Python has one class for a type.

struct Pair<T>(T);

#[py4rs::methods]
impl<T> Pair<T> {
    fn first(&self) {}
}

fn main() {}
