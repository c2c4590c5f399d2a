//! A default for a reference.

#[py4rs::function]
fn greet(#[default("you")] name: &str) -> usize {
    name.len()
}

fn main() {}
