//! The nearest neighbours of each point: all distances for as many points as that is quick for, a descent along the
//! neighbours' neighbours beyond.

mod descent;
mod exact;

use crate::distance::squared;
use crate::parallel::fill_rows;
use crate::progress::{Watch, neighbours_found};
use crate::{Error, Points};

/// Up to this many points all distances are taken: a few seconds at 64 columns on two cores.
const EXACT_UP_TO: usize = 10_000;

/// A point near another one. Ordered by distance, and by index where distances are equal, so that every search agrees.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Neighbour {
    /// The squared Euclidean distance.
    pub(crate) squared: f32,
    pub(crate) index: u32,
}

impl Neighbour {
    /// What a place holds before a neighbour is found.
    const NONE: Self = Self { squared: f32::INFINITY, index: u32::MAX };

    fn before(self, other: Self) -> bool {
        self.squared < other.squared || (self.squared == other.squared && self.index < other.index)
    }
}

/// The same number of neighbours for each point, without the point itself; the nearest first, unless it is all of them.
#[derive(Clone, Debug)]
pub(crate) struct Neighbours {
    count: usize,
    list: Vec<Neighbour>,
}

impl Neighbours {
    #[cfg(test)]
    pub(crate) fn of(count: usize, list: Vec<Neighbour>) -> Self {
        Self { count, list }
    }

    pub(crate) fn count(&self) -> usize {
        self.count
    }

    pub(crate) fn rows(&self) -> usize {
        self.list.len() / self.count
    }

    pub(crate) fn row(&self, row: usize) -> &[Neighbour] {
        &self.list[row * self.count..][..self.count]
    }
}

/// All other points of each point, for methods that leave none out.
pub(crate) fn all(points: Points<'_>, threads: usize, watch: Watch<'_>) -> Result<Neighbours, Error> {
    let count = points.rows() - 1;
    let mut list = vec![Neighbour::NONE; points.rows() * count];
    fill_rows(threads, &mut list, count, |row, places| {
        for (place, other) in places.iter_mut().zip((0..points.rows()).filter(|other| *other != row)) {
            *place = Neighbour { squared: squared(points.row(row), points.row(other)), index: other as u32 };
        }
    });
    neighbours_found(watch, points.rows(), points.rows())?;
    Ok(Neighbours { count, list })
}

/// The `count` nearest neighbours of each point, of which there are more than `count`.
pub(crate) fn nearest(
    points: Points<'_>,
    count: usize,
    seed: u64,
    threads: usize,
    watch: Watch<'_>,
) -> Result<Neighbours, Error> {
    if points.rows() <= EXACT_UP_TO {
        return nearest_of_all(points, count, threads, watch);
    }
    Ok(Neighbours { count, list: descent::search(points, count, seed, threads, watch)? })
}

/// The same by all distances, however many: for measures, which must not err.
pub(crate) fn nearest_of_all(
    points: Points<'_>,
    count: usize,
    threads: usize,
    watch: Watch<'_>,
) -> Result<Neighbours, Error> {
    Ok(Neighbours { count, list: exact::search(points, count, threads, watch)? })
}

/// Puts a neighbour in its place among the nearest so far, if it is one; whether it was.
fn insert(nearest: &mut [Neighbour], found: Neighbour) -> bool {
    let Some(last) = nearest.last() else { return false };
    if !found.before(*last) {
        return false;
    }
    let place = nearest.partition_point(|other| other.before(found));
    if nearest[place] == found {
        return false;
    }
    nearest[place..].rotate_right(1);
    nearest[place] = found;
    true
}

#[cfg(test)]
mod tests {
    use std::ops::ControlFlow;

    use super::*;
    use crate::random::Random;

    fn cloud(rows: usize, columns: usize) -> Vec<f32> {
        let mut random = Random::new(5);
        (0..rows * columns).map(|_| random.normal() as f32).collect()
    }

    #[test]
    fn all_distances_give_what_sorting_gives() {
        let values = cloud(150, 11);
        let points = Points::new(&values, 11).unwrap();
        let found = exact::search(points, 7, 3, &mut |_| ControlFlow::Continue(())).unwrap();
        for row in 0..150 {
            let mut all: Vec<(f32, u32)> = (0..150)
                .filter(|other| *other != row)
                .map(|other| (crate::distance::squared(points.row(row), points.row(other)), other as u32))
                .collect();
            all.sort_by(|a, b| a.partial_cmp(b).unwrap());
            let expected: Vec<u32> = all[..7].iter().map(|pair| pair.1).collect();
            assert_eq!(found[row * 7..][..7].iter().map(|one| one.index).collect::<Vec<_>>(), expected);
        }
    }

    #[test]
    fn the_descent_finds_nearly_all_and_the_same_on_any_number_of_threads() {
        let values = cloud(3_000, 16);
        let points = Points::new(&values, 16).unwrap();
        let exact = exact::search(points, 15, 2, &mut |_| ControlFlow::Continue(())).unwrap();
        let found = descent::search(points, 15, 1, 1, &mut |_| ControlFlow::Continue(())).unwrap();
        assert_eq!(found, descent::search(points, 15, 1, 3, &mut |_| ControlFlow::Continue(())).unwrap());
        let same = exact.chunks(15).zip(found.chunks(15));
        let hits: usize = same.map(|(exact, found)| found.iter().filter(|one| exact.contains(one)).count()).sum();
        assert!(hits * 100 >= exact.len() * 95, "{hits} of {}", exact.len());
    }

    #[test]
    fn points_that_coincide_are_neighbours_at_distance_0() {
        let values = vec![2.5; 30];
        let points = Points::new(&values, 3).unwrap();
        for found in [
            exact::search(points, 4, 2, &mut |_| ControlFlow::Continue(())).unwrap(),
            descent::search(points, 4, 0, 2, &mut |_| ControlFlow::Continue(())).unwrap(),
        ] {
            assert!(found.iter().all(|one| one.squared == 0.0));
            assert!(found.chunks(4).enumerate().all(|(row, near)| near.iter().all(|one| one.index as usize != row)));
        }
    }
}
