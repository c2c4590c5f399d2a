py4rs::defpyfun!("math.hypott");

fn main() {}
