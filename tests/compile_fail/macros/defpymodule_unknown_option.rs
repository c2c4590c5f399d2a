py4rs::defpymodule!("math", sub_modules = all);

fn main() {}
