py4rs::defpymodule!("math", only = ["hypott"]);

fn main() {}
