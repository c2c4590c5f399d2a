py4rs::defpyfun!("math.sqrt", submodules = all);

fn main() {}
