py4rs::defpyfun!(sqrt);

fn main() {}
