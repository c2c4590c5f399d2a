//! Calls take no memory from Rust's heap: all of this program's is counted.
#![allow(unsafe_code, reason = "an allocator is unsafe")]

use py4rs::Result;
use py4rs::prelude::*;
use std::alloc::{GlobalAlloc, Layout, System};
use std::cell::Cell;

struct Counting;

thread_local! {
    static COUNT: Cell<usize> = const { Cell::new(0) };
}

// SAFETY: the system's allocator does the work; counting touches nothing but a number of the thread's own.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        COUNT.with(|count| count.set(count.get() + 1));
        // SAFETY: as the caller promises.
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, memory: *mut u8, layout: Layout) {
        // SAFETY: as the caller promises.
        unsafe { System.dealloc(memory, layout) }
    }
}

#[global_allocator]
static ALLOCATOR: Counting = Counting;

/// How often `operation`, done for the second time and the third, allocates.
fn allocations(mut operation: impl FnMut() -> Result<()>) -> Result<usize> {
    operation()?;
    let before = COUNT.with(Cell::get);
    operation()?;
    operation()?;
    Ok(COUNT.with(Cell::get) - before)
}

#[test]
fn allocations_are_seen() -> Result<()> {
    let text: PyObject = raw_pyeval("'text'")?;
    assert!(allocations(|| pycall!("str", text => String).map(drop))? >= 2);
    Ok(())
}

#[test]
fn calls_of_up_to_eight_arguments_allocate_nothing() -> Result<()> {
    raw_pyexec(
        "def take(*args, **kwargs): return len(args) + len(kwargs)\nclass Taker:\n    take = staticmethod(take)",
    )?;
    import_module("math")?;
    let (take, taker): (PyObject, PyObject) = (pyvalue("take")?, pycall!("Taker")?);
    let (list, name): (PyObject, String) = (raw_pyeval("[1, [2, 3]]")?, "take".to_owned());
    macro_rules! none {
        ($($operation:expr;)*) => {$(
            assert_eq!(allocations(|| $operation)?, 0, "{}", stringify!($operation));
        )*};
    }
    none! {
        pycall!(take => ());
        pycall!(take, 1 => ());
        pycall!(take, 1, 2.5 => ());
        pycall!(take, 1, 2.5, "three" => ());
        pycall!(take, 1, 2.5, "three", list => ());
        pycall!(take, 1, 2.5, "three", list, true => ());
        pycall!(take, 1, 2.5, "three", list, true, () => ());
        pycall!(take, 1, 2.5, "three", list, true, (), 'c' => ());
        pycall!(take, 1, 2.5, "three", list, true, (), 'c', None::<i64> => ());
        pycall!("take", 1, 2, 3, 4, 5, 6, 7, 8 => ());
        pycall!(name, 1, 2, 3, 4, 5, 6, 7, 8 => ());
        pycall!("math.hypot", 3, 4 => f64).map(drop);
        pycall!(take, 1, 2, 3, 4, e = 5, f = 6, g = 7, h = 8 => i64).map(drop);
        pymethod!(taker, "take", 1, 2, 3, 4, 5, 6, 7, h = 8 => i64).map(drop);
        pymethod!(taker, name, 1, 2, 3, 4, 5, 6, 7, 8 => i64).map(drop);
        call::<()>(&take, (1, 2, 3, 4, 5, 6, 7, 8));
        call::<()>(&take, args![1, 2, 3, 4, 5, 6, 7, key = 8]);
        chain!({taker}.take(1, 2, 3, 4, 5, 6, 7, key = {list}[1][0]) => i64).map(drop);
        chain!({list}[1][..=-1][0] => i64).map(drop);
        chain!({list}[0] = "text");
        chain!(len("text".upper()) => i64).map(drop);
        pyref!(list, 1 => PyObject).map(drop);
        set_pyref!(list, 0 => 2);
        list.item::<PyObject>(1..).map(drop);
        pyslot_value::<PyObject>(&taker, "take").map(drop);
        pyeval!("take(" {1} ", " {list} ")" => i64).map(drop);
        list.iter::<PyObject>()?.try_for_each(|item| item.map(drop));
        (&list + &list).map(drop);
        list.eq(1).map(drop);
    }
    // The same from outside of an attached region, and inside of one.
    attach(|_| {
        none! { pycall!(take, 1, 2, 3, 4, 5, 6, 7, 8 => ()); }
        Ok(())
    })?
}
