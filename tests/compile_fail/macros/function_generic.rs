#[py4rs::function]
fn same<T>(value: T) -> T {
    value
}

#[py4rs::function]
fn pattern((a, b): (i64, i64)) -> i64 {
    a + b
}

#[py4rs::function(name = "x")]
fn named() {}

fn main() {}
