py4rs::defpymodule!("os", submodules = ["no_such"]);

fn main() {}
