//! How far a map can be trusted.

use crate::distance::squared;
use crate::neighbours::nearest_of_all;
use crate::parallel::{available_threads, fill_rows};
use crate::{Embedding, Error, Points};

/// The trustworthiness of a map, 0 to 1: points that are neighbours on the map but not in the data cost, by how far they
/// are from being (Venna & Kaski 2001, "Neighborhood preservation in nonlinear projection methods").
///
/// `neighbours` is how many of each point count: 5 in scikit-learn, and less than half of all points. Time grows with the
/// square of the number of points.
///
/// ```
/// use nnviz_projection::{Embedding, Points, trustworthiness};
/// let line: Vec<f32> = (0..20).map(|i| i as f32).collect();
/// let map = Embedding::new(line.clone(), 1)?;
/// assert_eq!(trustworthiness(Points::new(&line, 1)?, &map, 3)?, 1.0);
/// # Ok::<(), nnviz_projection::Error>(())
/// ```
///
/// # Errors
/// [`Error::Mismatch`] when the map is not one of these points, [`Error::TooFewPoints`] or [`Error::Option`] for the
/// number of neighbours.
pub fn trustworthiness(points: Points<'_>, map: &Embedding, neighbours: usize) -> Result<f64, Error> {
    let rows = points.rows();
    if neighbours == 0 {
        return Err(Error::Option { option: "neighbours", value: 0.0, must_be: "at least 1" });
    }
    if rows <= 2 * neighbours {
        let what = format!("the trustworthiness of {neighbours} neighbours");
        return Err(Error::TooFewPoints { rows, needed: 2 * neighbours + 1, what });
    }
    map.check_shape("the map", rows, map.dimensions())?;
    let (scaled, scaled_map, threads) = (points.scaled(), map.as_points().scaled(), available_threads());
    let points = Points::trusted(&scaled, points.columns());
    let on_map = nearest_of_all(Points::trusted(&scaled_map, map.dimensions()), neighbours, threads, &mut |_| {
        std::ops::ControlFlow::Continue(())
    })?;
    let mut penalties = vec![0_usize; rows];
    fill_rows(threads, &mut penalties, 1, |row, penalty| {
        let near = on_map.row(row).iter().map(|one| one.index as usize);
        penalty[0] = ranks(points, row, near).map(|rank| rank.saturating_sub(neighbours)).sum();
    });
    let (n, k) = (rows as f64, neighbours as f64);
    Ok(1.0 - penalties.iter().sum::<usize>() as f64 * 2.0 / (n * k * (2.0 * n - 3.0 * k - 1.0)))
}

/// The ranks of some points among the neighbours of `row`: 1 for the nearest.
fn ranks(points: Points<'_>, row: usize, others: impl Iterator<Item = usize>) -> impl Iterator<Item = usize> {
    let from = points.row(row);
    let mut distances: Vec<f32> = (0..points.rows()).map(|other| squared(from, points.row(other))).collect();
    distances[row] = f32::INFINITY;
    others.map(move |other| {
        let far = distances[other];
        let ties = distances[..other].iter().filter(|distance| **distance == far).count();
        distances.iter().filter(|distance| **distance < far).count() + ties + 1
    })
}
