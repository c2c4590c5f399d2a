//! Processes that Python or the host makes: pools, programs, and forks of the host itself.
#![cfg(unix)]
#![allow(unsafe_code, reason = "the host forks through libc")]

mod child;

use py4rs::Result;
use py4rs::prelude::*;
use std::process::Command;
use std::thread;
use std::time::Duration;

#[track_caller]
fn prints(code: &'static str, expected: &str) {
    let outcome = child::run(|| raw_pyexec(code));
    assert_eq!(outcome.printed(), expected);
}

#[test]
fn a_pool_of_processes_works_by_each_method() {
    prints(
        "import math, multiprocessing
from concurrent.futures import ProcessPoolExecutor
for method in ('fork', 'spawn', 'forkserver'):
    with ProcessPoolExecutor(2, mp_context=multiprocessing.get_context(method)) as pool:
        print(method, list(pool.map(math.factorial, [5, 6])), pool.submit(pow, 2, 10).result())",
        "fork [120, 720] 1024\nspawn [120, 720] 1024\nforkserver [120, 720] 1024\n",
    );
}

#[test]
fn a_pool_that_nobody_chose_a_method_for_works() {
    prints(
        "from concurrent.futures import ProcessPoolExecutor
with ProcessPoolExecutor(2) as pool: print(list(pool.map(abs, [-1, -2])))",
        "[1, 2]\n",
    );
}

#[test]
fn an_error_of_a_worker_comes_back() {
    prints(
        "from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
import os
with ProcessPoolExecutor(1) as pool:
    try: pool.submit(int, 'x').result()
    except ValueError as error: print(error)
    try: pool.submit(os._exit, 3).result()
    except BrokenProcessPool: print('broken')",
        "invalid literal for int() with base 10: 'x'\nbroken\n",
    );
}

#[test]
fn queues_locks_and_shared_values_work() {
    prints(
        "import multiprocessing as m
for method in ('fork', 'spawn', 'forkserver'):
    context = m.get_context(method)
    queue = context.Queue()
    worker = context.Process(target=queue.put, args=('from the worker',))
    worker.start()
    print(queue.get(timeout=10))
    worker.join()
    print(worker.exitcode)",
        &"from the worker\n0\n".repeat(3),
    );
}

#[test]
fn programs_run_also_from_a_loop_of_asyncio() {
    prints(
        "import asyncio, subprocess, sys
async def main():
    process = await asyncio.create_subprocess_exec(sys.executable, '-c', 'print(6 * 7)', stdout=-1)
    return (await process.communicate())[0].decode().strip()
print(asyncio.run(main()))
print(subprocess.run(['sh', '-c', 'kill -9 $$']).returncode)
print(subprocess.check_output('cat', input=b'through a pipe').decode())",
        "42\n-9\nthrough a pipe\n",
    );
}

/// Forks the host; gives the exit code of the child, which does `f`.
fn fork(f: impl FnOnce() -> i32) -> i32 {
    // SAFETY: the child does what its test says and leaves by `_exit`; the parent waits for it.
    unsafe {
        match libc::fork() {
            0 => libc::_exit(f()),
            child => {
                let mut status = 0;
                libc::waitpid(child, &mut status, 0);
                if libc::WIFEXITED(status) { libc::WEXITSTATUS(status) } else { -1 }
            }
        }
    }
}

#[test]
fn a_host_that_forks_before_the_start_has_a_python_in_each() {
    let outcome = child::run(|| -> Result<()> {
        let code = fork(|| pycall!("sum", [1, 2, 3] => i32).unwrap_or(-1));
        assert_eq!(code, 6);
        assert_eq!(pycall!("sum", [1, 2] => i32)?, 3);
        Ok(())
    });
    outcome.printed();
}

#[test]
fn a_host_that_forks_while_no_thread_uses_python_can_use_it_in_both() {
    let outcome = child::run(|| -> Result<()> {
        raw_pyexec("import os, threading; value = 6")?;
        // Other threads have been in Python before, and are gone or idle.
        thread::spawn(|| pycall!("abs", -1 => i64)).join().expect("no panic")?;
        for _ in 0..10 {
            let code = fork(|| {
                let own: Result<i32> = raw_pyeval("value + 1");
                own.unwrap_or(-1)
            });
            assert_eq!(code, 7);
        }
        assert_eq!(raw_pyeval::<i64>("value")?, 6);
        Ok(())
    });
    outcome.printed();
}

#[test]
fn a_host_that_forks_while_it_is_attached_can_use_python_in_both() {
    let outcome = child::run(|| -> Result<()> {
        raw_pyexec("import threading; value = 6")?;
        for _ in 0..10 {
            let code = attach(|_| {
                fork(|| {
                    let own: Result<i32> =
                        raw_pyexec("import json, random").and_then(|()| raw_pyeval("value + 1"));
                    own.unwrap_or(-1)
                })
            })?;
            assert_eq!(code, 7);
        }
        assert_eq!(raw_pyeval::<i64>("value")?, 6);
        Ok(())
    });
    outcome.printed();
}

#[test]
fn programs_that_the_host_starts_while_threads_run_python_are_no_harm() {
    let outcome = child::run(|| -> Result<()> {
        let handle =
            thread::spawn(|| with_timeout(Duration::from_secs(2), || raw_pyexec("while True: pass")));
        for _ in 0..50 {
            let ran = Command::new("echo").arg("x").output().expect("it runs");
            assert_eq!(ran.stdout, b"x\n");
        }
        assert!(handle.join().expect("no panic").is_err());
        Ok(())
    });
    outcome.printed();
}
