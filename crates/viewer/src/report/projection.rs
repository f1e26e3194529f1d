//! From many dimensions to two: principal components.

/// How often the axes are improved at most.
const ROUNDS: usize = 60;

/// Points on the plane that shows most of their spread.
#[derive(Debug)]
pub(super) struct Plane {
    /// Where each point lies.
    pub(super) points: Vec<(f64, f64)>,
    /// Which share of the variance the plane shows, from 0 to 1.
    pub(super) share: f64,
}

/// The plane of the first two principal components. `rows` are finite and of one length.
///
/// By power iteration: an axis that is multiplied with the covariance again and again turns to where the points spread
/// most; the second one is kept at right angles to the first (Pearson, "On lines and planes of closest fit", 1901).
pub(super) fn principal_plane(rows: &[Vec<f32>]) -> Plane {
    let centred = centred(rows);
    let total: f64 = centred.iter().flatten().map(|x| x * x).sum();
    let first = axis(&centred, None);
    let second = axis(&centred, Some(&first));
    let points: Vec<(f64, f64)> = centred.iter().map(|row| (dot(row, &first), dot(row, &second))).collect();
    let shown: f64 = points.iter().map(|(x, y)| x * x + y * y).sum();
    Plane { points, share: if total > 0.0 { shown / total } else { 1.0 } }
}

fn centred(rows: &[Vec<f32>]) -> Vec<Vec<f64>> {
    let columns = rows.first().map_or(0, Vec::len);
    let mut means = vec![0.0; columns];
    for row in rows {
        means.iter_mut().zip(row).for_each(|(mean, &x)| *mean += f64::from(x) / rows.len() as f64);
    }
    rows.iter().map(|row| row.iter().zip(&means).map(|(&x, mean)| f64::from(x) - mean).collect()).collect()
}

/// A unit vector along which the points spread most, at right angles to another.
fn axis(rows: &[Vec<f64>], to: Option<&Vec<f64>>) -> Vec<f64> {
    let columns = rows.first().map_or(0, Vec::len);
    // Any start will do that is at right angles to no axis.
    let mut axis: Vec<f64> = (0..columns).map(|at| 1.0 + (at as f64 * 1.7).sin()).collect();
    upright(&mut axis, to);
    for _ in 0..ROUNDS {
        let mut next = vec![0.0; columns];
        for row in rows {
            let along = dot(row, &axis);
            next.iter_mut().zip(row).for_each(|(sum, x)| *sum += along * x);
        }
        upright(&mut next, to);
        let is_still = dot(&next, &axis) > 1.0 - 1e-12;
        axis = next;
        if is_still {
            break;
        }
    }
    axis
}

/// Makes a vector one of length one, at right angles to another; one without a length stays without.
fn upright(vector: &mut [f64], to: Option<&Vec<f64>>) {
    if let Some(other) = to {
        let along = dot(vector, other);
        vector.iter_mut().zip(other).for_each(|(x, other)| *x -= along * other);
    }
    let length = dot(vector, vector).sqrt();
    if length > 0.0 {
        for x in vector {
            *x /= length;
        }
    }
}

fn dot(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).map(|(a, b)| a * b).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_plane_shows_the_widest_spread() {
        // A flat ellipse in three dimensions: long along (1, 1, 0), shorter along z, thin elsewhere.
        let rows: Vec<Vec<f32>> = (0..100)
            .map(|at| {
                let turn = at as f32 * 0.0628;
                let (long, short) = (10.0 * turn.cos(), 3.0 * turn.sin());
                vec![long + 7.0, long - 2.0, short]
            })
            .collect();
        let plane = principal_plane(&rows);
        assert!(plane.share > 0.999, "{}", plane.share);
        let widest = plane.points.iter().map(|point| point.0.abs()).fold(0.0, f64::max);
        assert!((widest - 10.0 * 2_f64.sqrt()).abs() < 0.05, "{widest}");
    }

    #[test]
    fn equal_points_and_single_numbers_have_a_plane() {
        assert_eq!(principal_plane(&vec![vec![1.0, 2.0]; 3]).points, [(0.0, 0.0); 3]);
        assert_eq!(principal_plane(&[vec![1.0], vec![3.0]]).points.len(), 2);
        assert!(principal_plane(&[]).points.is_empty());
    }
}
