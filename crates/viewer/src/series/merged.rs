//! Values of all files of a run in one order: by step, and of one step by wall time.

use super::Point;
use crate::logdir::Duplicates;

/// The mean of values of one step; `None` for what has none.
pub(super) type MeanOf<T> = fn(&[Point<T>]) -> Option<T>;

/// Sorts points by step and wall time and leaves one of each step; returns how many went.
pub(super) fn merge<T>(points: &mut Vec<Point<T>>, duplicates: Duplicates, mean: Option<MeanOf<T>>) -> usize {
    let before = points.len();
    points.sort_by(|a, b| a.step.cmp(&b.step).then(a.wall_time.total_cmp(&b.wall_time)));
    if let (Duplicates::Mean, Some(mean)) = (duplicates, mean) {
        take_means(points, mean);
    }
    match duplicates {
        Duplicates::First => points.dedup_by_key(|point| point.step),
        Duplicates::Last | Duplicates::Mean => {
            points.reverse();
            points.dedup_by_key(|point| point.step);
            points.reverse();
        }
    }
    before - points.len()
}

/// Puts the mean of each step into the last one of its points, which is the one that stays.
fn take_means<T>(points: &mut [Point<T>], mean: MeanOf<T>) {
    for same in points.chunk_by_mut(|a, b| a.step == b.step) {
        if let (Some(value), Some(last)) = (mean(same).filter(|_| same.len() > 1), same.last_mut()) {
            last.value = value;
        }
    }
}

/// The mean of numbers, taken in double precision.
pub(super) fn mean_of_numbers(points: &[Point<f32>]) -> Option<f32> {
    let sum: f64 = points.iter().map(|point| f64::from(point.value)).sum();
    (!points.is_empty()).then(|| (sum / points.len() as f64) as f32)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn merged(duplicates: Duplicates, mean: Option<MeanOf<f32>>) -> (Vec<(i64, f32)>, usize) {
        let of = |(step, wall_time, value)| Point { step, wall_time, value };
        let mut points: Vec<_> = [(3, 1.0, 30.0), (1, 1.0, 10.0), (3, 5.0, 60.0), (3, 2.0, 0.0)].map(of).to_vec();
        let went = merge(&mut points, duplicates, mean);
        (points.iter().map(|point| (point.step, point.value)).collect(), went)
    }

    #[test]
    fn one_value_of_each_step_stays() {
        assert_eq!(merged(Duplicates::First, None), (vec![(1, 10.0), (3, 30.0)], 2));
        assert_eq!(
            merged(Duplicates::Last, None),
            (vec![(1, 10.0), (3, 60.0)], 2),
            "the latest, not the last one told"
        );
        assert_eq!(merged(Duplicates::Mean, Some(mean_of_numbers)), (vec![(1, 10.0), (3, 30.0)], 2));
        assert_eq!(merged(Duplicates::Mean, None), merged(Duplicates::Last, None), "pictures have no mean");
    }
}
