//! Calls of a small function by its object, its name, and a generated function.

use super::{Outcome, at_run_time, sink, times};
use py4rs::prelude::*;

defpyfun!("math.hypot" as generated_hypot);
defpyfun!("math.hypot" as kept_hypot, cache = true);
defpyfun!("math.isclose");

pub fn c_hypot(n: usize) -> Outcome {
    import_module("math")?;
    let hypot: PyObject = pyvalue("math.hypot")?;
    attach(|_| times(n, |_| pycall!(hypot, 3.0, 4.0 => f64).map(sink)))?
}

pub fn c_hypot_dotted(n: usize) -> Outcome {
    import_module("math")?;
    attach(|_| times(n, |_| pycall!("math.hypot", 3.0, 4.0 => f64).map(sink)))?
}

pub fn c_hypot_dotted_rt(n: usize) -> Outcome {
    import_module("math")?;
    attach(|_| times(n, |_| pycall!(at_run_time("math.hypot"), 3.0, 4.0 => f64).map(sink)))?
}

pub fn c_hypot_generated(n: usize) -> Outcome {
    attach(|_| times(n, |_| generated_hypot((3.0, 4.0)).map(|h: f64| sink(h))))?
}

pub fn c_hypot_kept(n: usize) -> Outcome {
    attach(|_| times(n, |_| kept_hypot((3.0, 4.0)).map(|h: f64| sink(h))))?
}

pub fn c_option(n: usize) -> Outcome {
    import_module("math")?;
    attach(|_| times(n, |_| pycall!("math.isclose", 1.0, 2.0, rel_tol = 0.5 => bool).map(sink)))?
}

pub fn c_option_generated(n: usize) -> Outcome {
    attach(|_| times(n, |_| isclose(1.0, 2.0).rel_tol(0.5).call::<bool>().map(sink)))?
}
