//! What a page can carry: it has to open on a phone.

use crate::series::Point;

/// What the images or the clips of one tag may add to a page, in bytes as encoded.
pub(super) const MAX_BYTES: usize = 4 << 20;

/// Leaves out every other step, counted from the last, until the rest fits or one step is left.
pub(super) fn thinned<T>(mut steps: Vec<&Point<T>>, max_bytes: usize, bytes: impl Fn(&T) -> usize) -> Vec<&Point<T>> {
    while steps.len() > 1 && steps.iter().map(|point| bytes(&point.value)).sum::<usize>() > max_bytes {
        let last = steps.len() - 1;
        let mut from_last = (0..=last).rev();
        steps.retain(|_| from_last.next().is_some_and(|distance| distance.is_multiple_of(2)));
    }
    steps
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn too_many_bytes_cost_steps_but_never_the_last() {
        let points: Vec<_> = (0..10).map(|step| Point { step, wall_time: 0.0, value: 100 }).collect();
        let steps =
            |max| thinned(points.iter().collect(), max, |&len| len).iter().map(|it| it.step).collect::<Vec<_>>();
        assert_eq!(steps(1000).len(), 10);
        assert_eq!(steps(999), [1, 3, 5, 7, 9]);
        assert_eq!(steps(10), [9]);
    }
}
