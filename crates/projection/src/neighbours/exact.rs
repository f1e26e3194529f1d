//! The nearest neighbours by all distances, in tiles: some rows against some others, so that both stay in the cache.

use super::{Neighbour, insert};
use crate::distance::squared;
use crate::parallel::fill_chunks;
use crate::progress::{Watch, neighbours_found};
use crate::{Error, Points};

/// Rows whose neighbours are looked for together.
const QUERIES: usize = 16;
/// Rows that they are compared with before the next ones are loaded.
const TILE: usize = 128;
/// Rows between two reports of progress.
const REPORT: usize = 2048;

pub(super) fn search(
    points: Points<'_>,
    count: usize,
    threads: usize,
    watch: Watch<'_>,
) -> Result<Vec<Neighbour>, Error> {
    let mut list = vec![Neighbour::NONE; points.rows() * count];
    for (part, places) in list.chunks_mut(REPORT * count).enumerate() {
        fill_chunks(threads, places, QUERIES * count, |chunk, nearest| {
            compare(points, part * REPORT + chunk * QUERIES, count, nearest);
        });
        neighbours_found(watch, (part * REPORT + REPORT).min(points.rows()), points.rows())?;
    }
    Ok(list)
}

/// Finds the neighbours of the rows from `first` on, as many as there are places for.
fn compare(points: Points<'_>, first: usize, count: usize, nearest: &mut [Neighbour]) {
    for tile in (0..points.rows()).step_by(TILE) {
        let end = (tile + TILE).min(points.rows());
        for (row, nearest) in (first..).zip(nearest.chunks_mut(count)) {
            let from = points.row(row);
            for other in (tile..end).filter(|other| *other != row) {
                insert(nearest, Neighbour { squared: squared(from, points.row(other)), index: other as u32 });
            }
        }
    }
}
