//! Memory that crosses by DLPack and by `__array_interface__`: numpy's own, and that of objects made by hand. Needs a Python
//! that has numpy: name one by `PYTHON_EXECUTABLE`.
#![cfg(feature = "ndarray")]
#![allow(unsafe_code, reason = "an address is asked for in place")]

mod has_numpy;

use has_numpy::with_numpy;
use ndarray::{Ix0, Ix1, Ix2, IxDyn, array};
use py4rs::array::{Buffer, Element, PyArray};
use py4rs::prelude::*;
use py4rs::{Bytes, Result};
use std::io::{self, Write};

/// What shows nothing but what it is asked for here.
const SHOWS: &str = "
class Tensor:
    def __init__(self, of, old=False):
        self.of, self.old = of, old
    def __dlpack_device__(self):
        return self.of.__dlpack_device__()
    def __dlpack__(self, **asked):
        if self.old and asked:
            raise TypeError('__dlpack__() got an unexpected keyword argument')
        return self.of.__dlpack__(**asked)

class Elsewhere:
    def __init__(self, *device): self.device = device
    def __dlpack_device__(self): return self.device
    def __dlpack__(self, **asked): raise AssertionError('it is not asked')

class Interface:
    def __init__(self, of, **other):
        self.of = of
        self.__array_interface__ = {**of.__array_interface__, **other}
";

/// Runs a test where numpy has DLPack, from 1.23 on.
fn with_dlpack(test: impl FnOnce() -> Result<()>) -> Result<()> {
    with_numpy(|| {
        import_module("numpy")?;
        if !raw_pyeval::<bool>("hasattr(numpy, 'from_dlpack')")? {
            let _ = writeln!(io::stderr(), "left out: DLPack, for a numpy before 1.23");
            return Ok(());
        }
        raw_pyexec(SHOWS)?;
        test()
    })
}

/// Whether numpy speaks version 1.
fn is_versioned() -> Result<bool> {
    raw_pyeval("tuple(map(int, numpy.__version__.split('.')[:2])) >= (2, 1)")
}

#[test]
fn every_number_comes_in_by_dlpack() -> Result<()> {
    fn comes<T: Element + PartialEq + std::fmt::Debug + FromPython>(
        dtype: &str,
        expected: [T; 3],
    ) -> Result<()> {
        for old in ["False", "True"] {
            let buffer: Buffer<T> = raw_pyeval(&format!("Tensor(numpy.array([0, 1, 3], '{dtype}'), {old})"))?;
            assert_eq!(buffer.read()?.to_vec(), expected, "{dtype}, {old}");
            assert_eq!(buffer.is_writeable(), old == "False" && is_versioned()?, "{dtype}, {old}");
        }
        Ok(())
    }
    with_dlpack(|| {
        comes("i1", [0i8, 1, 3])?;
        comes("i2", [0i16, 1, 3])?;
        comes("i4", [0i32, 1, 3])?;
        comes("i8", [0i64, 1, 3])?;
        comes("u1", [0u8, 1, 3])?;
        comes("u2", [0u16, 1, 3])?;
        comes("u4", [0u32, 1, 3])?;
        comes("u8", [0u64, 1, 3])?;
        comes("f4", [0f32, 1.0, 3.0])?;
        comes("f8", [0f64, 1.0, 3.0])
    })
}

#[test]
fn shapes_and_strides_come_in_by_dlpack() -> Result<()> {
    with_dlpack(|| {
        let buffer: Buffer<i64, Ix2> = raw_pyeval("Tensor(numpy.arange(12).reshape(3, 4)[::2, ::-1].T)")?;
        assert_eq!(buffer.to_array()?, array![[3, 11], [2, 10], [1, 9], [0, 8]]);
        assert_eq!(buffer.view()?.iter().sum::<i64>(), 44);
        let single: Buffer<f64, Ix0> = raw_pyeval("Tensor(numpy.array(2.5))")?;
        assert_eq!(single.read()?.first(), Some(&2.5));
        let nothing: Buffer<f64, Ix2> = raw_pyeval("Tensor(numpy.zeros((3, 0)))")?;
        assert!(nothing.is_empty() && nothing.shape() == [3, 0] && nothing.read()?.is_empty());
        let other: Result<Buffer<f64, Ix1>> = raw_pyeval("Tensor(numpy.zeros((3, 2)))");
        assert!(other.unwrap_err().to_string().contains("1 dimension"));
        let other: Result<Buffer<f32, Ix1>> = raw_pyeval("Tensor(numpy.zeros(3))");
        assert!(other.unwrap_err().to_string().contains("float64"));
        Ok(())
    })
}

#[test]
fn what_comes_in_is_the_memory_itself_and_lives_as_long() -> Result<()> {
    with_dlpack(|| {
        raw_pyexec("shown = numpy.arange(3.0)")?;
        let before: i64 = raw_pyeval("__import__('sys').getrefcount(shown)")?;
        let mut buffer: Buffer<f64> = raw_pyeval("Tensor(shown)")?;
        if is_versioned()? {
            buffer.write()?[0] = 10.0;
            buffer.view()?.set(1, 11.0)?;
            assert_eq!(raw_pyeval::<Vec<f64>>("shown.tolist()")?, [10.0, 11.0, 2.0]);
        }
        raw_pyexec("shown[2] = 12")?;
        assert_eq!(buffer.read()?[2], 12.0);
        assert!(raw_pyeval::<i64>("__import__('sys').getrefcount(shown)")? > before);
        buffer.release();
        assert_eq!(raw_pyeval::<i64>("__import__('sys').getrefcount(shown)")?, before);
        let alone: Buffer<f64> = raw_pyeval("Tensor(numpy.arange(1000.0))")?;
        raw_pyexec("others = [numpy.zeros(1000) for _ in range(100)]")?;
        assert_eq!(alone.read()?.sum(), 499_500.0);
        if is_versioned()? {
            raw_pyexec("shown.flags.writeable = False")?;
            let mut constant: Buffer<f64> = raw_pyeval("Tensor(shown)")?;
            assert!(!constant.is_writeable() && constant.write().is_err());
        }
        Ok(())
    })
}

#[test]
fn other_devices_are_refused_by_name() -> Result<()> {
    with_dlpack(|| {
        for (device, name) in
            [("2, 1", "CUDA, number 1"), ("8, 0", "Metal"), ("10, 0", "ROCm"), ("77, 5", "device 77")]
        {
            let error = raw_pyeval::<Buffer<f64>>(&format!("Elsewhere({device})")).unwrap_err().to_string();
            assert!(error.contains(name) && error.contains("copy it to the CPU"), "{error}");
        }
        let error = raw_pyeval::<Buffer<f64>>(
            "type('T', (), {'__dlpack_device__': lambda s: (1, 0), '__dlpack__': lambda s, **k: 7})()",
        );
        assert!(error.unwrap_err().to_string().contains("capsule"));
        raw_pyexec(
            "used = numpy.zeros(3).__dlpack__()\nclass Used:\n  __dlpack_device__ = lambda s: (1, 0)\n  __dlpack__ = lambda s, **k: used",
        )?;
        assert!(raw_pyeval::<Buffer<f64>>("Used()").is_ok());
        assert!(raw_pyeval::<Buffer<f64>>("Used()").unwrap_err().to_string().contains("has not been used"));
        let error = raw_pyeval::<Buffer<f64>>(
            "type('T', (), {'__dlpack_device__': lambda s: 1/0, '__dlpack__': 0})()",
        );
        assert!(error.unwrap_err().to_string().contains("ZeroDivisionError"));
        Ok(())
    })
}

#[test]
fn rust_memory_goes_out_by_dlpack() -> Result<()> {
    with_dlpack(|| {
        let array = PyArray::from(array![[1i32, 2, 3], [4, 5, 6]].reversed_axes());
        let address = array.read().as_ptr();
        set_pyvalue("given", array.dlpack()?)?;
        assert_eq!(raw_pyeval::<(i32, i32)>("given.__dlpack_device__()")?, (1, 0));
        raw_pyexec("taken = numpy.from_dlpack(given)")?;
        assert_eq!(raw_pyeval::<Vec<Vec<i32>>>("taken.tolist()")?, [[1, 4], [2, 5], [3, 6]]);
        assert_eq!(raw_pyeval::<usize>("taken.ctypes.data")?, address as usize);
        assert!(array.is_shared() && !array.read().is_in_place());
        array.write()[[0, 0]] = 10;
        assert_eq!(raw_pyeval::<i32>("taken[0, 0]")?, 10);
        // It comes back as what it is.
        let back: Buffer<i32, IxDyn> = raw_pyeval("Tensor(given)")?;
        assert_eq!(back.read()?[[2, 1]], 6);
        back.release();
        raw_pyexec("lost = given.__dlpack__(), given.__dlpack__(max_version=(1, 0))\ndel given")?;
        assert!(array.is_shared());
        raw_pyexec("del taken")?;
        assert!(array.is_shared());
        raw_pyexec("del lost")?;
        assert!(!array.is_shared());
        assert!(array.read().is_in_place());
        assert!(array.try_into_inner().is_ok());
        Ok(())
    })
}

#[test]
fn python_keeps_what_it_has_taken() -> Result<()> {
    with_dlpack(|| {
        let array = PyArray::from((0..1000u16).collect::<Vec<_>>());
        set_pyvalue("kept_tensor", pycall!("numpy.from_dlpack", array.dlpack()? => PyObject)?)?;
        drop(array);
        assert_eq!(raw_pyeval::<u64>("int(kept_tensor.sum())")?, 499_500);
        raw_pyexec("del kept_tensor")
    })
}

#[test]
fn what_is_asked_for_is_had_or_refused() -> Result<()> {
    with_dlpack(|| {
        let array = PyArray::from(vec![1u8, 2]);
        set_pyvalue("asked", array.dlpack()?)?;
        for (call, name) in [
            ("", "dltensor"),
            ("stream=None", "dltensor"),
            ("max_version=(1, 3)", "dltensor_versioned"),
            ("max_version=(0, 8)", "dltensor"),
            ("dl_device=(1, 0), copy=False", "dltensor"),
        ] {
            let text: String = raw_pyeval(&format!("repr(asked.__dlpack__({call}))"))?;
            assert!(text.contains(&format!("\"{name}\"")), "{call}: {text}");
        }
        for call in ["copy=True", "dl_device=(2, 0)"] {
            let error = raw_pyeval::<PyObject>(&format!("asked.__dlpack__({call})")).unwrap_err().to_string();
            assert!(error.contains("BufferError"), "{error}");
        }
        let read = PyArray::from(vec![1u8, 2]);
        let guard = read.read();
        set_pyvalue("asked", read.dlpack()?)?;
        assert!(guard.is_in_place());
        assert!(
            raw_pyeval::<PyObject>("asked.__dlpack__()").unwrap_err().to_string().contains("BufferError")
        );
        let constant: Buffer<u8> = raw_pyeval("Tensor(asked)")?;
        assert!(!constant.is_writeable() && constant.to_array()?.to_vec() == [1, 2]);
        assert!(raw_pyeval::<bool>("memoryview(asked).readonly")?);
        let written = PyArray::from(vec![1u8, 2]);
        let _guard = written.write();
        assert!(written.dlpack().unwrap_err().to_string().contains("`write` guard"));
        Ok(())
    })
}

#[test]
fn an_array_interface_is_the_last_way_in() -> Result<()> {
    with_dlpack(|| {
        let mut buffer: Buffer<i64, Ix2> = raw_pyeval("Interface(numpy.arange(6).reshape(2, 3)[:, ::-1])")?;
        assert_eq!(buffer.to_array()?, array![[2, 1, 0], [5, 4, 3]]);
        buffer.write()?[[0, 0]] = 20;
        assert_eq!(buffer.view()?.get([0, 0]), Some(20));
        raw_pyexec("fixed = numpy.arange(3)\nfixed.flags.writeable = False")?;
        assert!(!raw_pyeval::<Buffer<i64>>("Interface(fixed)")?.is_writeable());
        let swapped = raw_pyeval::<Buffer<i32>>(
            "Interface(numpy.arange(3).astype('>i4' if __import__('sys').byteorder == 'little' else '<i4'))",
        );
        assert!(swapped.unwrap_err().to_string().contains("i4"));
        for (other, said) in [
            ("shape=None", "shape"),
            ("data=None", "data"),
            ("strides=(8, 8)", "stride"),
            ("shape=(2**62, 0)", "dimension"),
            ("shape=(2**62,)", "more of them"),
            ("shape=(-1,)", ""),
        ] {
            let error = raw_pyeval::<Buffer<i64>>(&format!("Interface(numpy.arange(3), {other})"));
            assert!(error.unwrap_err().to_string().contains(said), "{other}");
        }
        assert_eq!(raw_pyeval::<Bytes>("bytes(2)")?, Bytes(vec![0, 0]));
        Ok(())
    })
}

/// Tensors made by hand, and what ends ours.
const BY_HAND: &str = "
import ctypes, threading
from ctypes import CFUNCTYPE, c_int32, c_int64, c_uint8, c_uint16, c_uint32, c_uint64, c_void_p
class Struct(ctypes.Structure):
    _fields_ = [('data', c_void_p), ('device', c_int32 * 2), ('ndim', c_int32), ('code', c_uint8), ('bits', c_uint8),
        ('lanes', c_uint16), ('shape', ctypes.POINTER(c_int64)), ('strides', ctypes.POINTER(c_int64)), ('offset', c_uint64)]
End = CFUNCTYPE(None, c_void_p)
class Managed(ctypes.Structure):
    _fields_ = [('tensor', Struct), ('context', c_void_p), ('end', End)]
class Versioned(ctypes.Structure):
    _fields_ = [('version', c_uint32 * 2), ('context', c_void_p), ('end', End), ('flags', c_uint64), ('tensor', Struct)]
new, get, rename = (getattr(ctypes.pythonapi, 'PyCapsule_' + name) for name in ('New', 'GetPointer', 'SetName'))
new.restype, new.argtypes = ctypes.py_object, [c_void_p, ctypes.c_char_p, c_void_p]
get.restype, get.argtypes = c_void_p, [ctypes.py_object, ctypes.c_char_p]
rename.restype, rename.argtypes = ctypes.c_int, [ctypes.py_object, ctypes.c_char_p]
ended, kept = [], [] # What is not ended yet may not go.
class Made:
    def __init__(self, shape, version=(1, 0), memory=True, device=(1, 0), **parts):
        kept.append(self)
        self.memory = (c_int64 * 8)(*range(8))
        self.shape = (c_int64 * 8)(*shape)
        data = ctypes.addressof(self.memory) if memory else 0
        tensor = Struct(data, (c_int32 * 2)(*device), len(shape), 0, 64, 1, self.shape, None, 0)
        for name, value in parts.items(): setattr(tensor, name, value)
        self.end = End(lambda address: ended.append(threading.get_ident()))
        self.of = Versioned((c_uint32 * 2)(*version), None, self.end, 0, tensor)
    def __dlpack_device__(self): return (1, 0)
    def __dlpack__(self, **asked): return new(ctypes.addressof(self.of), b'dltensor_versioned', None)
";

#[test]
fn a_tensor_is_ended_once_whatever_is_wrong_with_it() -> Result<()> {
    with_dlpack(|| {
        raw_pyexec(BY_HAND)?;
        let ended = || raw_pyeval::<usize>("len(ended)");
        raw_pyexec("made = Made((2, 3))")?;
        let buffer: Buffer<i64, Ix2> = pyvalue("made")?;
        assert_eq!(buffer.to_array()?, array![[0, 1, 2], [3, 4, 5]]);
        assert_eq!(ended()?, 0);
        // A thread that is not attached lets it go.
        std::thread::spawn(move || drop(buffer)).join().expect("it does not panic");
        raw_pyexec("import time\nwhile not ended: time.sleep(0.001)")?;
        let wrong = [
            ("(3,), version=(2, 0)", "version 2"),
            ("(3,), device=(2, 1)", "CUDA, number 1"),
            ("(3,), memory=False", "no address"),
            ("(3,), bits=4", "DLPack's type 0 of 4 bits"),
            ("(3,), lanes=2", "2 lanes"),
            ("(3,), code=4, bits=16", "bfloat16"),
            ("(-1,)", "more of them"),
            ("(2**61,)", "more of them"),
            ("(0, -1)", "1 dimension"),
            ("(3, 3)", "1 dimension"),
        ];
        for (place, (parts, said)) in wrong.into_iter().enumerate() {
            raw_pyexec(&format!("made = Made({parts})"))?;
            let text = pyvalue::<Buffer<i64>>("made").unwrap_err().to_string();
            assert!(text.contains(said), "{parts}: {text}");
            assert_eq!(ended()?, place + 2, "{parts}");
        }
        raw_pyexec("made = Made((0,), memory=False)")?;
        assert!(pyvalue::<Buffer<i64>>("made")?.read()?.is_empty());
        raw_pyexec("made = Made((2,))\nmade.of.end = End()")?;
        assert_eq!(pyvalue::<Buffer<i64>>("made")?.read()?.to_vec(), [0, 1]);
        Ok(())
    })
}

#[test]
fn what_is_taken_of_rusts_ends_on_any_thread_and_without_python() -> Result<()> {
    with_dlpack(|| {
        raw_pyexec(BY_HAND)?;
        for (asked, class, name) in
            [("", "Managed", "dltensor"), ("max_version=(1, 0)", "Versioned", "dltensor_versioned")]
        {
            let array = PyArray::from(array![[1i32, 2], [3, 4]]);
            set_pyvalue("given", array.dlpack()?)?;
            raw_pyexec(&format!(
                "capsule = given.__dlpack__({asked})
address = get(capsule, b'{name}')
used = b'used_{name}'
rename(capsule, used)
taken = {class}.from_address(address)
shape = taken.tensor.shape[:2]
# A function that ctypes calls so has no Python.
end = End(ctypes.cast(taken.end, c_void_p).value)
del given, capsule, taken"
            ))?;
            assert_eq!(pyvalue::<Vec<i64>>("shape")?, [2, 2]);
            assert!(array.is_shared());
            // SAFETY: nobody writes.
            let address = unsafe { array.read_in_place()? }.as_ptr();
            raw_pyexec(
                "thread = threading.Thread(target=end, args=(address,))\nthread.start()\nthread.join()",
            )?;
            assert!(!array.is_shared(), "{name}");
            assert!(array.try_into_inner().is_ok_and(|array| array.as_ptr() == address), "{name}");
        }
        Ok(())
    })
}
