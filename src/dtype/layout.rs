//! Where the items of an array are.

/// Where the items of an array are: how many there are in each dimension, and how far apart.
///
/// The distances are in bytes, and may be negative, zero, or no multiple of an item's size.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Layout {
    /// Items in each dimension.
    pub shape: Vec<usize>,
    /// Bytes from one item to the next in each dimension.
    pub strides: Vec<isize>,
}

impl Layout {
    /// Items one after the other, the last dimension's nearest together: C's order.
    pub fn c_order(shape: &[usize], size: usize) -> Layout {
        let mut strides = vec![0; shape.len()];
        let mut step = size as isize;
        for (stride, length) in strides.iter_mut().zip(shape).rev() {
            *stride = step;
            step = step.saturating_mul((*length).max(1) as isize);
        }
        Layout { shape: shape.to_vec(), strides }
    }

    /// How many items there are; `None` where they are more than memory has addresses.
    pub fn items(&self) -> Option<usize> {
        items(&self.shape)
    }

    /// Whether the items lie one after the other in C's order.
    pub fn is_c_order(&self, size: usize) -> bool {
        is_c_order(&self.shape, &self.strides, size)
    }

    /// The bytes that the items take, from the first one's address: where they begin and where they end.
    pub fn reach(&self, size: usize) -> (isize, isize) {
        reach(&self.shape, &self.strides, size)
    }
}

/// How many items a shape has. One dimension without items makes it none, however many the others have.
pub(crate) fn items(shape: &[usize]) -> Option<usize> {
    if shape.contains(&0) {
        return Some(0);
    }
    shape.iter().try_fold(1usize, |items, length| items.checked_mul(*length))
}

/// Whether items lie one after the other in C's order; the distance in a dimension of one item does not matter. The
/// size is that of an item, in what the strides are counted in.
#[inline]
pub(crate) fn is_c_order(shape: &[usize], strides: &[isize], size: usize) -> bool {
    let mut step = size as isize;
    let mut in_order = true;
    for (length, stride) in shape.iter().zip(strides).rev() {
        match length {
            0 => return true,
            1 => (),
            length => {
                in_order &= *stride == step;
                step = step.wrapping_mul(*length as isize);
            }
        }
    }
    in_order
}

/// Where the items begin and end, in bytes from the address of the first one.
pub(crate) fn reach(shape: &[usize], strides: &[isize], size: usize) -> (isize, isize) {
    let (mut from, mut to) = (0isize, size as isize);
    for (length, stride) in shape.iter().zip(strides) {
        let Some(steps) = length.checked_sub(1) else { return (0, 0) };
        let far = stride.saturating_mul(steps as isize);
        if far < 0 {
            from = from.saturating_add(far);
        } else {
            to = to.saturating_add(far);
        }
    }
    (from, to)
}

/// Whether it is certain that no two items share a byte: each dimension steps over all that lies in the smaller ones.
pub(crate) fn distinct(shape: &[usize], strides: &[isize], size: usize) -> bool {
    if shape.contains(&0) {
        return true;
    }
    let mut steps: Vec<(usize, usize)> = Vec::with_capacity(shape.len());
    steps.extend(
        shape.iter().zip(strides).filter(|(length, _)| **length > 1).map(|(l, s)| (s.unsigned_abs(), *l)),
    );
    steps.sort_unstable();
    let mut taken = size;
    for (stride, length) in steps {
        if stride < taken {
            return false;
        }
        taken = taken.saturating_add(stride.saturating_mul(length - 1));
    }
    true
}

#[cfg(test)]
mod tests {
    use super::{Layout, distinct};

    #[test]
    fn orders_and_reach() {
        let layout = Layout::c_order(&[2, 3, 4], 8);
        assert_eq!(layout.strides, [96, 32, 8]);
        assert!(layout.is_c_order(8) && layout.items() == Some(24) && layout.reach(8) == (0, 192));
        let turned = Layout { shape: vec![3, 2], strides: vec![-8, 24] };
        assert!(!turned.is_c_order(8));
        assert_eq!(turned.reach(8), (-16, 32));
        let empty = Layout::c_order(&[usize::MAX, 0, 5], 8);
        assert!(empty.is_c_order(8) && empty.items() == Some(0) && empty.reach(8) == (0, 0));
        assert_eq!(Layout::c_order(&[usize::MAX, 2], 1).items(), None);
        assert!(Layout { shape: vec![1, 3], strides: vec![7, 8] }.is_c_order(8));
        assert!(
            distinct(&[2, 3], &[-24, 8], 8)
                && distinct(&[1, 3], &[0, 16], 8)
                && distinct(&[0, 3], &[0, 0], 8)
        );
        assert!(!distinct(&[2, 3], &[8, 8], 8) && !distinct(&[2], &[0], 8) && !distinct(&[2], &[4], 8));
    }
}
