//! The items of two arrays of one shape side by side, of which one lies in C's order.

use crate::dtype::{Element, copy_bytes, is_c_order, items, load, store};

/// Where the items of an array are, in bytes.
#[derive(Clone, Copy)]
pub(super) struct Rows<'a> {
    pub(super) first: *mut u8,
    pub(super) shape: &'a [usize],
    pub(super) strides: &'a [isize],
}

impl Rows<'_> {
    /// Copies all items, which others may be writing, in C's order.
    ///
    /// # Safety
    /// The items are there, and in the other place is room for all of them.
    pub(super) unsafe fn copy_out<T: Element>(self, into: *mut T) {
        // SAFETY: as the caller promises; what is read item by item is aligned.
        unsafe {
            self.each::<T>(into.cast(), |own, other, bytes| match bytes {
                None => other.cast::<T>().write(load(own.cast())),
                Some(bytes) => copy_bytes(own, other, bytes),
            });
        }
    }

    /// Copies all items, which lie in C's order, to where others may be reading them.
    ///
    /// # Safety
    /// The items are there, and may be written where they are to go.
    pub(super) unsafe fn copy_in<T: Element>(self, from: *const T) {
        // SAFETY: as above.
        unsafe {
            self.each::<T>(from.cast_mut().cast(), |own, other, bytes| match bytes {
                None => store(own.cast(), other.cast::<T>().read()),
                Some(bytes) => copy_bytes(other, own, bytes),
            });
        }
    }

    /// Calls `f` with the address of an item, and that of its twin in C's order: for one item that is aligned, or for so
    /// many bytes.
    ///
    /// # Safety
    /// Both are there.
    #[inline(always)]
    unsafe fn each<T: Element>(self, ordered: *mut u8, f: impl Fn(*mut u8, *mut u8, Option<usize>)) {
        let size = size_of::<T>();
        let Some(count @ 1..) = items(self.shape) else { return };
        if is_c_order(self.shape, self.strides, size) {
            return f(self.first, ordered, Some(count * size));
        }
        let aligned = self.first.cast::<T>().is_aligned()
            && self.strides.iter().all(|stride| stride.unsigned_abs() % align_of::<T>() == 0);
        let bytes = if aligned { None } else { Some(size) };
        let (Some((length, outer)), Some((stride, steps))) =
            (self.shape.split_last(), self.strides.split_last())
        else {
            return;
        };
        let mut index = vec![0; outer.len()];
        let (mut row, mut twin) = (self.first, ordered);
        for _ in 0..count / length {
            let mut item = row;
            for _ in 0..*length {
                f(item, twin, bytes);
                item = item.wrapping_offset(*stride);
                twin = twin.wrapping_add(size);
            }
            for axis in (0..outer.len()).rev() {
                index[axis] += 1;
                row = row.wrapping_offset(steps[axis]);
                if index[axis] < outer[axis] {
                    break;
                }
                row = row.wrapping_offset(steps[axis].wrapping_mul(-(outer[axis] as isize)));
                index[axis] = 0;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Rows;

    #[test]
    fn any_strides_and_alignments() {
        let mut bytes: Vec<u8> = (0..64).collect();
        // Three columns of two rows, turned, and off by one byte for the second.
        for offset in [0, 1] {
            let first = bytes.as_mut_ptr().wrapping_add(40 + offset);
            let rows = Rows { first, shape: &[2, 3], strides: &[-24, 8] };
            let mut copied = [0u16; 6];
            // SAFETY: all items are inside of the bytes.
            unsafe { rows.copy_out(copied.as_mut_ptr()) };
            let at = |place: usize| u16::from_ne_bytes([(place + offset) as u8, (place + offset + 1) as u8]);
            assert_eq!(copied, [40, 48, 56, 16, 24, 32].map(at));
            // SAFETY: as above.
            unsafe { rows.copy_in(copied.as_ptr()) };
            assert!(bytes.iter().enumerate().all(|(place, byte)| place == usize::from(*byte)));
        }
    }
}
