//! The work that py4rs is measured at, beside programs that do the same with other means.
//!
//! `workloads list` prints the names, `workloads NAME REPETITIONS` a line for each repetition: nanoseconds for
//! one operation. `PRELUDE` names a Python file that defines the functions called here, `SCALE` divides the
//! number of operations. `workloads j_startup` is a whole program: it starts, prints 1+1 and exits.

mod arrays;
mod attribute;
mod calls;
mod exported;
mod hypot;
mod iteration;
mod threads;
mod values;

use py4rs::prelude::*;
use std::env;
use std::error::Error;
use std::hint::black_box;
use std::process::ExitCode;
use std::time::{Duration, Instant};

/// One workload: runs some number of operations and says how long they took.
type Workload = fn(usize) -> Outcome;
type Outcome = Result<(Duration, usize), Box<dyn Error + Send + Sync>>;

const WORKLOADS: &[(&str, Workload)] = &[
    ("a_str_name", calls::a_str_name),
    ("a_str_name_rt", calls::a_str_name_rt),
    ("a_str_cached", calls::a_str_cached),
    ("a_pystr", calls::a_pystr),
    ("a_str_name_att", calls::a_str_name_att),
    ("b_call0", calls::b_call0),
    ("b_call0_att", calls::b_call0_att),
    ("b_call3", calls::b_call3),
    ("b_kw", calls::b_kw),
    ("c_hypot", hypot::c_hypot),
    ("c_hypot_dotted", hypot::c_hypot_dotted),
    ("c_hypot_dotted_rt", hypot::c_hypot_dotted_rt),
    ("c_hypot_generated", hypot::c_hypot_generated),
    ("c_hypot_kept", hypot::c_hypot_kept),
    ("c_option", hypot::c_option),
    ("c_option_generated", hypot::c_option_generated),
    ("d_getattr", calls::d_getattr),
    ("d_getattr_rt", calls::d_getattr_rt),
    ("d_method", calls::d_method),
    ("e_f64_to_list", values::e_f64_to_list),
    ("e_list_to_f64", values::e_list_to_f64),
    ("e_i64_to_list", values::e_i64_to_list),
    ("e_list_to_i64", values::e_list_to_i64),
    ("e_str_to_list", values::e_str_to_list),
    ("e_list_to_str", values::e_list_to_str),
    ("e_map_to_dict", values::e_map_to_dict),
    ("e_dict_to_map", values::e_dict_to_map),
    ("e_dict_to_btree", values::e_dict_to_btree),
    ("e_hashmap_to_dict", values::e_hashmap_to_dict),
    ("e_dict_to_hashmap", values::e_dict_to_hashmap),
    ("g_callback", exported::g_callback),
    ("g_callback_closure", exported::g_callback_closure),
    ("g_attribute", attribute::g_attribute),
    ("g_field", attribute::g_field),
    ("h_attach", threads::h_attach),
    ("h_attach_nested", threads::h_attach_nested),
    ("h_detach", threads::h_detach),
    ("h_attach_thread", threads::h_attach_thread),
    ("i_create_drop", threads::i_create_drop),
    ("i_drop_held", threads::i_drop_held),
    ("i_drop_2thr", threads::i_drop_2thr),
    ("i_drop_2thr_pool", threads::i_drop_2thr_pool),
    ("l_raise", calls::l_raise),
];

/// All of them.
fn all() -> impl Iterator<Item = &'static (&'static str, Workload)> {
    WORKLOADS.iter().chain(arrays::WORKLOADS).chain(iteration::WORKLOADS)
}

fn main() -> ExitCode {
    match run(&env::args().skip(1).filter(|argument| argument != "--bench").collect::<Vec<_>>()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

fn run(arguments: &[String]) -> Result<(), Box<dyn Error + Send + Sync>> {
    let name = arguments.first().map_or("list", String::as_str);
    if name == "list" {
        all().for_each(|(name, _)| println!("{name}"));
        return Ok(());
    }
    if name == "j_startup" {
        println!("{}", raw_pyeval::<i64>("1+1")?);
        return Ok(());
    }
    let Some((_, workload)) = all().find(|(known, _)| *known == name) else {
        return Err(format!("no workload {name}").into());
    };
    let repetitions = arguments.get(1).map_or(Ok(3), |text| text.parse())?;
    let scale: usize = env::var("SCALE").map_or(Ok(1), |text| text.parse())?;
    raw_pyexec(&std::fs::read_to_string(env::var("PRELUDE")?)?)?;
    for _ in 0..repetitions {
        let (time, operations) = workload(1_000_000 / scale)?;
        println!("{:.3}", time.as_nanos() as f64 / operations as f64);
    }
    Ok(())
}

/// Uses a value up, so that it is really made.
fn sink<T>(value: T) {
    black_box(value);
}

/// A text that the compiler knows nothing of.
fn at_run_time(text: &str) -> &str {
    black_box(text)
}

/// Times `operation`, done `n` times.
fn times(n: usize, mut operation: impl FnMut(usize) -> py4rs::Result<()>) -> Outcome {
    let start = Instant::now();
    for i in 0..n {
        operation(i)?;
    }
    Ok((start.elapsed(), n))
}

/// Times one operation that counts for `n`.
fn once(n: usize, operation: impl FnOnce() -> py4rs::Result<()>) -> Outcome {
    let start = Instant::now();
    operation()?;
    Ok((start.elapsed(), n))
}
