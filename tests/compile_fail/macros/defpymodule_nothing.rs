py4rs::defpymodule!();

fn main() {}
