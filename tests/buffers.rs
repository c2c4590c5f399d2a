//! Memory that Python shows without numpy: by the buffer protocol.
#![cfg(feature = "ndarray")]
#![allow(unsafe_code, reason = "some verbs leave to the caller what others check")]

use ndarray::{Ix0, Ix1, Ix2, IxDyn, array};
use py4rs::array::{Buffer, Element};
use py4rs::prelude::*;
use py4rs::{Bytes, Result, array::PyArray};

fn eval<T: FromPython>(code: &str) -> Result<T> {
    raw_pyexec("import array, ctypes, mmap, tempfile")?;
    raw_pyeval(code)
}

/// What `code` is refused for.
fn refused<T: Element>(code: &str) -> String {
    match eval::<Buffer<T, IxDyn>>(code) {
        Ok(buffer) => panic!("{code} is {buffer:?}"),
        Err(error) => error.to_string(),
    }
}

#[test]
fn bytes_are_read_where_they_are() -> Result<()> {
    let object: PyObject = eval("b'abcdef'")?;
    let whole: Buffer<u8> = object.extract()?;
    assert_eq!(whole.read()?.as_slice(), Some(&b"abcdef"[..]));
    // SAFETY: bytes do not change.
    let first = unsafe { whole.read_in_place()? }.as_ptr();
    let again: Buffer<u8> = object.extract()?;
    assert!(again.read()?.is_view() && again.read()?.as_ptr() == first);
    let part: Buffer<u8> = pycall!("lambda b: memoryview(b)[4:1:-2]", &object)?;
    assert!(part.read()?.is_view());
    assert_eq!(part.read()?.to_vec(), b"ec");
    assert!(!whole.is_writeable());
    drop(object);
    assert_eq!(whole.view()?.iter().collect::<Vec<_>>(), b"abcdef");
    Ok(())
}

#[test]
fn what_can_change_is_copied_or_read_item_by_item() -> Result<()> {
    for code in
        ["bytearray(b'abc')", "memoryview(bytearray(b'abc')).toreadonly()", "array.array('B', b'abc')"]
    {
        set_pyvalue("changing", eval::<PyObject>(code)?)?;
        let buffer: Buffer<u8> = pyvalue("changing")?;
        let read = buffer.read()?;
        assert!(!read.is_view(), "{code}");
        assert_eq!(read.to_vec(), b"abc", "{code}");
        assert_eq!(buffer.view()?.get(1), Some(b'b'), "{code}");
    }
    Ok(())
}

#[test]
fn numbers_of_each_kind() -> Result<()> {
    fn is<T: Element + PartialEq + std::fmt::Debug>(code: &str, expected: &[T]) -> Result<()> {
        let buffer: Buffer<T> = eval(code)?;
        assert_eq!(buffer.read()?.to_vec(), expected, "{code}");
        assert_eq!(buffer.view()?.iter().collect::<Vec<_>>(), expected, "{code}");
        Ok(())
    }
    is("array.array('b', [-1, 2])", &[-1i8, 2])?;
    is("array.array('h', [-1, 2])", &[-1i16, 2])?;
    is("array.array('i', [-1, 2])", &[-1i32, 2])?;
    is("array.array('q', [-1, 2])", &[-1i64, 2])?;
    is("array.array('H', [1, 65535])", &[1u16, 65535])?;
    is("array.array('f', [0.5, 2])", &[0.5f32, 2.0])?;
    is("array.array('d', [0.5, 2])", &[0.5f64, 2.0])?;
    is("(ctypes.c_int * 2)(-1, 2)", &[-1i32, 2])?;
    is("(ctypes.c_uint64 * 2)(1, 2)", &[1u64, 2])?;
    is("(ctypes.c_bool * 2)(False, True)", &[false, true])?;
    is("(ctypes.c_char * 2)(b'a', b'b')", b"ab")?;
    is("memoryview(bytes(16)).cast('d')", &[0.0f64, 0.0])?;
    is("memoryview(b'\\x00\\x02').cast('?')", &[false, true])?;
    is("memoryview(array.array('i', range(6)))[1::2]", &[1i32, 3, 5])?;
    is("array.array('d')", &[] as &[f64])?;
    is("bytearray()", &[] as &[u8])?;
    is("b''", &[] as &[u8])?;
    Ok(())
}

#[test]
fn shapes() -> Result<()> {
    let nested: Buffer<i32, Ix2> = eval("(ctypes.c_int * 3 * 2)((1, 2, 3), (4, 5, 6))")?;
    assert_eq!(nested.to_array()?, array![[1, 2, 3], [4, 5, 6]]);
    let cast: Buffer<i16, Ix2> = eval("memoryview(array.array('h', range(6))).cast('B').cast('h', (3, 2))")?;
    assert_eq!(cast.read()?, array![[0, 1], [2, 3], [4, 5]]);
    let single: Buffer<f64, Ix0> = eval("ctypes.c_double(2.5)")?;
    assert_eq!(single.read()?.first(), Some(&2.5));
    let any: Buffer<i32, IxDyn> = eval("(ctypes.c_int * 3 * 2)()")?;
    assert_eq!((any.shape(), any.len()), (&[2, 3][..], 6));
    let error = eval::<Buffer<i32, Ix1>>("(ctypes.c_int * 3 * 2)()").unwrap_err().to_string();
    assert!(error.contains("1 dimension") && error.contains('2'), "{error}");
    Ok(())
}

#[test]
fn python_sees_what_rust_writes() -> Result<()> {
    for code in [
        "array.array('i', [1, 2, 3])",
        "(ctypes.c_int * 3)(1, 2, 3)",
        "memoryview(array.array('i', [1, 2, 3]))",
    ] {
        set_pyvalue("written", eval::<PyObject>(code)?)?;
        let mut buffer: Buffer<i32> = pyvalue("written")?;
        let mut guard = buffer.write()?;
        assert!(!guard.is_in_place());
        guard[1] = 20;
        drop(guard);
        buffer.view()?.set(2, 30)?;
        assert_eq!(raw_pyeval::<Vec<i32>>("list(written)")?, [1, 20, 30], "{code}");
        // SAFETY: Python does nothing meanwhile.
        unsafe { buffer.write_in_place()?[0] = 10 };
        assert_eq!(raw_pyeval::<i32>("written[0]")?, 10, "{code}");
    }
    Ok(())
}

#[test]
fn a_guard_that_is_turned_writes_the_items_it_shows() -> Result<()> {
    set_pyvalue("turned", eval::<PyObject>("array.array('i', [1, 2, 3])")?)?;
    let mut buffer: Buffer<i32> = pyvalue("turned")?;
    buffer.write()?.invert_axis(ndarray::Axis(0));
    assert_eq!(raw_pyeval::<Vec<i32>>("list(turned)")?, [3, 2, 1]);
    buffer.write()?.slice_collapse(ndarray::s![..2]);
    assert_eq!(raw_pyeval::<Vec<i32>>("list(turned)")?, [3, 2, 1]);
    Ok(())
}

/// Whether counts of references are read in line, by which it is known that nobody else has an object.
fn counts_are_read() -> Result<bool> {
    import_module("sysconfig")?;
    raw_pyeval("not any(map(sysconfig.get_config_var, ['Py_DEBUG', 'Py_TRACE_REFS', 'Py_GIL_DISABLED']))")
}

#[test]
fn a_bytearray_that_nobody_else_has_is_written_in_place() -> Result<()> {
    let mut own: Buffer<u8> = eval("bytearray(b'abc')")?;
    let mut guard = own.write()?;
    assert_eq!(guard.is_in_place(), counts_are_read()?);
    guard[0] = b'x';
    drop(guard);
    assert_eq!(own.read()?.to_vec(), b"xbc");
    raw_pyexec("kept = bytearray(b'abc')")?;
    let mut shared: Buffer<u8> = pyvalue("kept")?;
    assert!(!shared.write()?.is_in_place());
    pyexec!("view = memoryview(kept)\ndel kept")?;
    assert!(!shared.write()?.is_in_place());
    pyexec!("del view")?;
    assert_eq!(shared.write()?.is_in_place(), counts_are_read()?);
    // Also where a detached thread has just dropped it, and nobody came to release it.
    attach(|_| -> Result<()> {
        let object: PyObject = eval("bytearray(b'abc')")?;
        let mut last: Buffer<u8> = object.extract()?;
        std::thread::spawn(move || drop(object)).join().expect("it does not panic");
        assert_eq!(last.write()?.is_in_place(), counts_are_read()?);
        Ok(())
    })?
}

#[test]
fn two_do_not_write_the_same_memory() -> Result<()> {
    raw_pyexec("import array\nboth = array.array('i', range(8))")?;
    let mut whole: Buffer<i32> = pyvalue("both")?;
    let mut left: Buffer<i32> = raw_pyeval("memoryview(both)[:4]")?;
    let mut right: Buffer<i32> = raw_pyeval("memoryview(both)[4:]")?;
    let (mut first, mut second) = (left.write()?, right.write()?);
    assert!(whole.write().unwrap_err().to_string().contains("`write` guard"));
    (first[0], second[0]) = (10, 40);
    drop((first, second));
    whole.write()?[1] = 11;
    assert_eq!(raw_pyeval::<Vec<i32>>("list(both)")?, [10, 11, 2, 3, 40, 5, 6, 7]);
    Ok(())
}

#[test]
fn the_memory_stays_while_rust_has_it() -> Result<()> {
    raw_pyexec("held = bytearray(b'abc')\nimport mmap\nmapped = mmap.mmap(-1, 8)\nmapped[:2] = b'ab'")?;
    let held: Buffer<u8> = pyvalue("held")?;
    let error = raw_pyexec("held.append(1)").unwrap_err();
    assert!(error.to_string().contains("BufferError"), "{error}");
    held.release();
    raw_pyexec("held.append(1)")?;
    let mut mapped: Buffer<u8> = pyvalue("mapped")?;
    assert!(mapped.is_writeable() && mapped.len() == 8);
    mapped.write()?[2] = b'c';
    assert_eq!(raw_pyeval::<Bytes>("mapped[:3]")?, Bytes(b"abc".to_vec()));
    assert!(raw_pyexec("mapped.close()").unwrap_err().to_string().contains("BufferError"));
    // The thread that lets it go is not attached.
    std::thread::spawn(move || drop(mapped)).join().expect("it does not panic");
    raw_pyexec(
        "import time\nfor _ in range(500):\n  try: mapped.close(); break\n  except BufferError: time.sleep(0.01)",
    )?;
    assert!(raw_pyeval::<bool>("mapped.closed")?);
    Ok(())
}

#[test]
fn what_does_not_fit_is_refused_with_the_reason() -> Result<()> {
    assert!(refused::<i64>("array.array('i', [1])").contains("memory of int32"));
    assert!(
        refused::<i32>("(ctypes.c_int.__ctype_be__ * 2)(1, 2)").contains(">i4")
            || cfg!(target_endian = "big")
    );
    assert!(refused::<i32>("array.array('I', [1])").contains("uint32"));
    assert!(refused::<f64>("[1.0]").contains("list"));
    assert!(refused::<u8>("'text'").contains("str"));
    assert!(refused::<bool>("b'ab'").contains("uint8"));
    assert!(refused::<u64>("(ctypes.c_void_p * 2)()").contains("buffer format"));
    let mut constant: Buffer<u8> = eval("b'abc'")?;
    assert!(constant.write().unwrap_err().to_string().contains("writeable"));
    assert!(constant.view()?.set(0, 1).is_err());
    // SAFETY: it is refused.
    assert!(unsafe { constant.write_in_place() }.is_err());
    let odd: Buffer<i32> = eval("memoryview(bytearray(9))[1:].cast('i')")?;
    assert!(odd.view().is_err(), "it is not aligned");
    assert_eq!(odd.read()?.to_vec(), [0, 0]);
    let closed = eval::<Buffer<u8>>("(lambda m: (m.release(), m)[1])(memoryview(b'abc'))");
    assert!(closed.unwrap_err().to_string().contains("released"));
    Ok(())
}

#[test]
fn a_class_of_pythons_own_shows_what_it_likes() -> Result<()> {
    if raw_pyeval::<bool>("__import__('sys').version_info < (3, 12)")? {
        return Ok(());
    }
    raw_pyexec(
        "class Changing(bytes):\n  def __init__(self): self.other = bytearray(b'xyz')\n  def __buffer__(self, flags): \
         return memoryview(self.other)",
    )?;
    let buffer: Buffer<u8> = raw_pyeval("Changing()")?;
    assert!(!buffer.read()?.is_view());
    assert_eq!(buffer.read()?.to_vec(), b"xyz");
    Ok(())
}

#[test]
fn rust_memory_is_a_memoryview() -> Result<()> {
    let array = PyArray::from(array![[1i32, 2, 3], [4, 5, 6]]);
    let address = array.read().as_ptr();
    set_pyvalue("rust", array.memoryview()?)?;
    let said: (String, i64, bool, Vec<i64>, Vec<i64>) =
        raw_pyeval("(rust.format, rust.itemsize, rust.readonly, list(rust.shape), list(rust.strides))")?;
    assert_eq!(said, ("i".to_owned(), 4, false, vec![2, 3], vec![12, 4]));
    assert_eq!(raw_pyeval::<Vec<Vec<i32>>>("rust.tolist()")?, [[1, 2, 3], [4, 5, 6]]);
    raw_pyexec("rust[1, 2] = 60")?;
    assert!(array.is_shared() && !array.read().is_in_place());
    assert_eq!(array.read()[[1, 2]], 60);
    array.write()[[0, 0]] = 10;
    assert_eq!(raw_pyeval::<i32>("rust[0, 0]")?, 10);
    let Err(array) = array.try_into_inner() else { panic!("Python has it") };
    raw_pyexec("cast = rust.cast('B')\nrust.release()\ndel rust")?;
    let Err(array) = array.try_into_inner() else { panic!("Python has a view of it") };
    raw_pyexec("del cast")?;
    let array = array.try_into_inner().expect("nobody else has it");
    assert_eq!((array.as_ptr(), array[[0, 0]]), (address, 10));
    Ok(())
}

#[test]
fn a_guard_of_an_array_that_is_turned_or_cut_writes_nothing_else() -> Result<()> {
    let array = PyArray::from(array![[1i32, 2], [3, 4]]);
    set_pyvalue("of_turned", array.memoryview()?)?;
    array.write().invert_axis(ndarray::Axis(1));
    assert_eq!(raw_pyeval::<Vec<Vec<i32>>>("of_turned.tolist()")?, [[2, 1], [4, 3]]);
    array.write().slice_collapse(ndarray::s![1.., ..]);
    assert_eq!(raw_pyeval::<Vec<Vec<i32>>>("of_turned.tolist()")?, [[2, 1], [4, 3]]);
    Ok(())
}

#[test]
fn what_python_kept_outlives_the_array() -> Result<()> {
    set_pyvalue("kept_view", PyArray::from((0..1000u64).collect::<Vec<_>>()).memoryview()?)?;
    assert_eq!(raw_pyeval::<u64>("sum(kept_view)")?, 499_500);
    let back: Buffer<u64> = pyvalue("kept_view")?;
    pyexec!("del kept_view")?;
    assert_eq!(back.read()?.sum(), 499_500);
    Ok(())
}

#[test]
fn a_view_of_what_rust_reads_is_read_only_and_of_what_it_writes_there_is_none() -> Result<()> {
    let array = PyArray::from(vec![1u8, 2, 3]);
    let guard = array.read();
    assert!(guard.is_in_place());
    set_pyvalue("while_read", array.memoryview()?)?;
    assert!(raw_pyeval::<bool>("while_read.readonly")?);
    assert!(raw_pyexec("while_read[0] = 9").unwrap_err().to_string().contains("read-only"));
    assert_eq!(guard.to_vec(), [1, 2, 3]);
    drop(guard);
    pyexec!("del while_read")?;
    let guard = array.write();
    assert!(guard.is_in_place());
    assert!(array.memoryview().unwrap_err().to_string().contains("`write` guard"));
    Ok(())
}

#[test]
fn orders_that_are_asked_for_are_had_or_refused() -> Result<()> {
    let backwards = array![[1u8, 2], [3, 4]].reversed_axes();
    set_pyvalue("f_order", PyArray::from(backwards).memoryview()?)?;
    assert!(raw_pyeval::<bool>("f_order.f_contiguous and not f_order.c_contiguous")?);
    assert_eq!(raw_pyeval::<Vec<Vec<u8>>>("f_order.tolist()")?, [[1, 3], [2, 4]]);
    assert_eq!(raw_pyeval::<Bytes>("bytes(f_order)")?, Bytes(vec![1, 3, 2, 4]));
    let mut turned = array![1u8, 2, 3];
    turned.invert_axis(ndarray::Axis(0));
    set_pyvalue("turned_view", PyArray::from(turned).memoryview()?)?;
    assert_eq!(raw_pyeval::<Vec<u8>>("list(turned_view)")?, [3, 2, 1]);
    // Asks for bytes in C's order.
    let error = raw_pyexec("import zlib; zlib.crc32(turned_view)").unwrap_err().to_string();
    assert!(error.contains("BufferError") || error.contains("contiguous"), "{error}");
    set_pyvalue("nothing", PyArray::from(Vec::<f64>::new()).memoryview()?)?;
    assert_eq!(raw_pyeval::<(usize, Vec<usize>)>("(len(nothing), list(nothing.shape))")?, (0, vec![0]));
    Ok(())
}

#[test]
fn without_numpy_an_array_is_a_memoryview() -> Result<()> {
    if import_module("numpy").is_ok() {
        return Ok(());
    }
    let array = PyArray::from(vec![1.0, 2.0]);
    assert_eq!(pycall!("sum", &array => f64)?, 3.0);
    assert_eq!(pycall!("lambda a: type(a).__name__", &array => String)?, "memoryview");
    Ok(())
}

#[test]
fn what_changes_its_class_is_not_taken_for_another() -> Result<()> {
    set_pyvalue("iterates", py4rs::pyiter([1, 2, 3])?)?;
    set_pyvalue("shows", PyArray::from(vec![1u8, 2]).memoryview()?)?;
    raw_pyexec("shown = shows.obj")?;
    // Before 3.10 Python code can do that.
    for code in [
        "shown.__class__ = type(iterates)\nnext(shown)",
        "iterates.__class__ = type(shown)\nmemoryview(iterates)",
    ] {
        let error = raw_pyexec(code).unwrap_err().to_string();
        assert!(error.contains("TypeError"), "{code}: {error}");
    }
    raw_pyexec("del shows, shown, iterates")
}
