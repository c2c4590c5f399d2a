//! Memory that others may write while it is read here: C code of Python's on another thread, which knows nothing of
//! Rust's rules.
//!
//! For Rust that is a data race, whose outcome is undefined, unless each access is atomic or done by somebody else. Single
//! items are read and written by relaxed atomics of the item's alignment, which cost what plain accesses do; many are
//! copied by a function of C, of which Rust's compiler knows nothing. Either gives bytes that are old or new ones.

use super::element::Element;
use std::ffi::c_void;
use std::hint::black_box;
use std::mem::MaybeUninit;
use std::sync::atomic::{AtomicU8, AtomicU16, AtomicU32, AtomicU64, Ordering::Relaxed};

/// Copies bytes that others may be writing, or reading.
///
/// # Safety
/// There are so many at both places, which do not overlap.
pub(crate) unsafe fn copy_bytes(from: *const u8, to: *mut u8, count: usize) {
    type Copy = unsafe extern "C" fn(*mut c_void, *const c_void, usize) -> *mut c_void;
    // So that the compiler does not take the call for what it knows of memcpy.
    let copy: Copy = black_box(libc::memcpy);
    // SAFETY: as the caller promises.
    unsafe { copy(to.cast(), from.cast(), count) };
}

/// Makes bytes valid where not any are: of `bool` what is not 0 becomes 1, as numpy takes it.
///
/// # Safety
/// There are so many items in memory that is initialised and nobody else's.
#[inline(always)]
pub(crate) unsafe fn make_valid<T: Element>(items: *mut u8, count: usize) {
    if !T::ANY_BYTES {
        // SAFETY: as the caller promises.
        for byte in unsafe { std::slice::from_raw_parts_mut(items, count * size_of::<T>()) } {
            *byte = u8::from(*byte != 0);
        }
    }
}

/// Does `$move` for each word of an item, of the largest size that its alignment allows: `$shared` is the word's atomic,
/// `$own` the word of one's own.
macro_rules! words {
    (($item:ty, $shared_item:expr, $own_item:expr) |$shared:ident, $own:ident| $move:expr) => {
        match align_of::<$item>() {
            8.. => words!(@ AtomicU64 u64 $item, $shared_item, $own_item, $shared, $own, $move),
            4 => words!(@ AtomicU32 u32 $item, $shared_item, $own_item, $shared, $own, $move),
            2 => words!(@ AtomicU16 u16 $item, $shared_item, $own_item, $shared, $own, $move),
            _ => words!(@ AtomicU8 u8 $item, $shared_item, $own_item, $shared, $own, $move),
        }
    };
    (@ $atomic:ident $word:ident $item:ty, $shared_item:expr, $own_item:expr, $shared:ident, $own:ident, $move:expr) => {
        for index in 0..size_of::<$item>() / size_of::<$word>() {
            let $shared = $atomic::from_ptr($shared_item.cast::<$word>().add(index));
            let $own = $own_item.cast::<$word>().add(index);
            $move;
        }
    };
}

/// The item at an address, which others may be writing.
///
/// # Safety
/// There is one, and it is aligned.
#[inline(always)]
pub(crate) unsafe fn load<T: Element>(from: *const T) -> T {
    let mut item = MaybeUninit::<T>::uninit();
    // SAFETY: as the caller promises. An item has no padding, and its size is a multiple of its alignment, so that all of
    // it is written; what is read is made valid.
    unsafe {
        words!((T, from.cast_mut(), item.as_mut_ptr()) | shared, own | own.write(shared.load(Relaxed)));
        make_valid::<T>(item.as_mut_ptr().cast(), 1);
        item.assume_init()
    }
}

/// Puts an item at an address, which others may be reading or writing.
///
/// # Safety
/// There is room for one, and it is aligned.
#[inline(always)]
pub(crate) unsafe fn store<T: Element>(to: *mut T, item: T) {
    // SAFETY: as the caller promises; all bytes of an item are initialised.
    unsafe { words!((T, to, (&raw const item)) | shared, own | shared.store(own.read(), Relaxed)) };
}

#[cfg(test)]
mod tests {
    use super::{load, store};

    #[test]
    fn items_of_any_alignment() {
        let mut wide = [1u64, 2];
        let mut narrow = [1.5f32, 2.5];
        let mut bytes = [2u8, 0];
        // SAFETY: the items are there, and aligned.
        unsafe {
            store(&raw mut wide[1], load(&raw const wide[0]) + 1);
            store(&raw mut narrow[0], load(&raw const narrow[1]));
            assert!(load(bytes.as_ptr().cast::<bool>()) && !load(bytes.as_ptr().add(1).cast::<bool>()));
            store(bytes.as_mut_ptr().add(1).cast::<bool>(), true);
        }
        assert_eq!((wide, narrow, bytes), ([1, 2], [2.5, 2.5], [2, 1]));
    }
}
