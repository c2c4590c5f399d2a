py4rs::defpyfun!("math.pi");

fn main() {}
