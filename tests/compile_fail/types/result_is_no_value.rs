use py4rs::prelude::*;

struct Celsius(f64);

fn main() -> py4rs::Result<()> {
    let cold: Celsius = pycall!("float", "-40")?;
    let _ = pycall!("float", "-40" => Celsius)?;
    println!("{}", cold.0);
    Ok(())
}
