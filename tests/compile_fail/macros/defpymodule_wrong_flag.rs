py4rs::defpymodule!("math", reload = "yes");

fn main() {}
