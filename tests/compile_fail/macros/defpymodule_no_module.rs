py4rs::defpymodule!("no_such_module");

fn main() {}
