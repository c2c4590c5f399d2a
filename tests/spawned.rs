//! Processes that multiprocessing spawns of this program. The test has no harness: it is such a program.

use py4rs::prelude::*;
use py4rs::{Result, define_picklable, spawn_this_program};
use serde::{Deserialize, Serialize};
use std::process::id;
use std::sync::atomic::{AtomicUsize, Ordering};

#[derive(Serialize, Deserialize, PythonAttributes)]
struct Account {
    owner: String,
    balance: i64,
}

#[py4rs::methods]
impl Account {
    fn pay_in(&mut self, amount: i64) -> i64 {
        self.balance += amount;
        self.balance
    }
}

#[derive(Serialize, Deserialize)]
struct Parcel(Vec<u8>, Option<f64>);

/// How far `main` has come in this process.
static STEPS: AtomicUsize = AtomicUsize::new(0);

fn prepare() -> Result<()> {
    define_picklable("Account", RustObject::with_attributes::<Account>)?;
    define_picklable("Parcel", RustObject::new::<Parcel>)?;
    export_function("square", |x: i64| x * x)?;
    export_module("bank", |m| {
        m.function("process", id)
            .function("steps", || STEPS.load(Ordering::SeqCst))
            .function("parse", |text: String| text.parse::<i64>())
            .function("weigh", |parcel: RustObject| {
                parcel.downcast_ref::<Parcel>().map(|parcel| parcel.0.len())
            })
    })
}

fn main() -> Result<()> {
    prepare()?;
    spawn_this_program()?;
    STEPS.store(1, Ordering::SeqCst);
    set_pyvalue("account", RustObject::with_attributes(Account { owner: "a".into(), balance: 1 }))?;
    set_pyvalue("parcel", RustObject::new(Parcel(vec![1, 2, 3], None)))?;
    raw_pyexec(
        "import bank, multiprocessing, py4rs, sys
from concurrent.futures import ProcessPoolExecutor
for method in ('spawn', 'forkserver', 'fork'):
    context = multiprocessing.get_context(method)
    with ProcessPoolExecutor(2, mp_context=context) as pool:
        assert list(pool.map(square, range(5))) == [0, 1, 4, 9, 16], method
        assert pool.submit(bank.weigh, parcel).result() == 3
        assert pool.submit(account.pay_in, 4).result() == 5 and account.balance == 1
        assert pool.submit(bank.process).result() != bank.process()
        # A process that is spawned does not come beyond that call.
        assert pool.submit(bank.steps).result() == (1 if method == 'fork' else 0), method
        back = pool.submit(__import__('copy').copy, account).result()
        assert (back.owner, back.balance, back.pay_in(1)) == ('a', 1, 2)
        try: pool.submit(bank.parse, 'x').result()
        except py4rs.RustError as e: assert 'invalid digit' in str(e)
        else: raise AssertionError('x is a number')
    queue = context.Queue()
    process = context.Process(target=queue.put, args=(account,))
    process.start()
    assert queue.get(timeout=30).balance == 1
    process.join()
    assert process.exitcode == 0
    process = context.Process(target=sys.exit, args=(7,))
    process.start()
    process.join()
    assert process.exitcode == 7, process.exitcode
# What is spawned of another program is a plain Python, and nothing of Rust's is sent there.
multiprocessing.set_executable(sys.executable)
process = multiprocessing.get_context('spawn').Process(target=square, args=(1,))
try: process.start()
except TypeError as e: assert 'spawn_this_program' in str(e), e
else: raise AssertionError('it was sent')",
    )?;
    println!("its processes have what is Rust's");
    Ok(())
}
