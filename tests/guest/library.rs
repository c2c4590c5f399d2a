//! A library that a Python program loads: py4rs is the guest of a Python that it did not start.
#![allow(unsafe_code, reason = "a C function is found by its name")]

use py4rs::prelude::*;
use std::thread;
use std::time::Duration;

/// Has Python find a module of Rust's.
///
/// The caller is Python, with its interpreter held.
#[unsafe(no_mangle)]
pub extern "C" fn export() {
    let exported = export_module("guest_module", |m| m.function("double", |x: i64| 2 * x));
    if exported.and_then(|()| start()).is_err() {
        std::process::abort();
    }
}

/// Has a thread drop objects, one after the other, that never attaches; they say so when they are freed.
///
/// The caller is Python, with its interpreter held.
#[unsafe(no_mangle)]
pub extern "C" fn begin() {
    let made = || -> py4rs::Result<Vec<PyObject>> {
        raw_pyexec(
            "class Guest:
    freed = 0
    def __del__(self): Guest.freed += 1
import atexit
atexit.register(lambda: print('freed', Guest.freed > 0))",
        )?;
        raw_pyeval("[Guest() for _ in range(20_000)]")
    };
    let Ok(objects) = made() else { std::process::abort() };
    thread::spawn(move || {
        for object in objects {
            drop(object);
            thread::sleep(Duration::from_micros(200));
        }
    });
}
