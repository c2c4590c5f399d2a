py4rs::defpymodule!("math", submodules = every);

fn main() {}
