py4rs::defpymodule!("math", cache = true, cache = false);

fn main() {}
