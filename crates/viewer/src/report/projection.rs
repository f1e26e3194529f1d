//! From many dimensions to two: the maps of an embedding, each of which shows something else. See `nnviz_projection`.

use nnviz_projection::{Embedding, Error, Pca, Points, Tsne, Umap};

/// The neighbours that t-SNE and UMAP look at, where there are points enough for the usual numbers of them.
const PERPLEXITY: f64 = 30.0;
const NEIGHBOURS: usize = 15;

/// The same points have the same maps, today and tomorrow.
const SEED: u64 = 0;

/// How a map was made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Method {
    Pca,
    Tsne,
    Umap,
}

/// Points on a plane.
#[derive(Clone, Debug)]
pub(super) struct Map {
    pub(super) method: Method,
    places: Embedding,
    /// How far it can be trusted.
    pub(super) note: String,
}

impl Method {
    /// What people call it.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Pca => "PCA",
            Self::Tsne => "t-SNE",
            Self::Umap => "UMAP",
        }
    }
}

impl Map {
    /// Where each point lies.
    pub(super) fn points(&self) -> Vec<(f64, f64)> {
        let second = |place: &[f32]| place.get(1).copied().map_or(0.0, f64::from);
        self.places.iter().map(|place| (f64::from(place[0]), second(place))).collect()
    }

    /// Turned to lie as the map of the same method that came before, if it has as many points.
    fn like(self, before: &[Self]) -> Self {
        let same = before.iter().find(|map| map.method == self.method);
        let aligned = same.and_then(|before| self.places.aligned_to(&before.places).ok());
        Self { places: aligned.unwrap_or(self.places), ..self }
    }
}

/// The maps of some rows, which are finite and of one length; those that take time only if they are wanted.
///
/// # Errors
/// When there are fewer than two points.
pub(super) fn maps(rows: &[Vec<f32>], all: bool, before: &[Map]) -> Result<Vec<Map>, Error> {
    let values = rows.concat();
    let points = Points::new(&values, rows.first().map_or(0, Vec::len))?;
    let mut maps = vec![pca(points)?];
    if all {
        // Too few points for a method: then the map of their main directions is all there is to see.
        maps.extend([tsne(points), umap(points)].into_iter().filter_map(Result::ok));
    }
    Ok(maps.into_iter().map(|map| map.like(before)).collect())
}

fn pca(points: Points<'_>) -> Result<Map, Error> {
    let pca = Pca::fit(points, 2.min(points.columns()))?;
    let share: f64 = pca.explained_variance_ratio().iter().sum();
    let note = format!("{:.0} % of the variance", share.clamp(0.0, 1.0) * 100.0);
    Ok(Map { method: Method::Pca, places: pca.transform(points)?, note })
}

fn tsne(points: Points<'_>) -> Result<Map, Error> {
    let perplexity = PERPLEXITY.min((points.rows() as f64 - 1.0) / 3.0);
    let fit = Tsne::new().perplexity(perplexity).seed(SEED).fit(points)?;
    let note = format!("perplexity {perplexity:.0}, divergence {:.2}", fit.kl_divergence);
    Ok(Map { method: Method::Tsne, places: fit.embedding, note })
}

fn umap(points: Points<'_>) -> Result<Map, Error> {
    let neighbours = NEIGHBOURS.min(points.rows().saturating_sub(1));
    let fit = Umap::new().neighbours(neighbours).seed(SEED).fit(points)?;
    Ok(Map { method: Method::Umap, places: fit.embedding, note: format!("{neighbours} neighbours") })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows(count: usize) -> Vec<Vec<f32>> {
        (0..count).map(|at| vec![(at % 3 * 9) as f32, (at % 7) as f32, (at % 5) as f32]).collect()
    }

    #[test]
    fn the_same_points_have_the_same_maps() {
        let [one, other] = [0, 1].map(|_| maps(&rows(90), true, &[]).unwrap());
        let methods: Vec<Method> = one.iter().map(|map| map.method).collect();
        assert_eq!(methods, [Method::Pca, Method::Tsne, Method::Umap]);
        assert!(one.iter().zip(&other).all(|(a, b)| a.points() == b.points()));
    }

    #[test]
    fn a_map_lies_as_the_one_before() {
        let before = maps(&rows(60), false, &[]).unwrap();
        let mirrored: Vec<Vec<f32>> = rows(60).iter().map(|row| row.iter().map(|value| -value).collect()).collect();
        let after = maps(&mirrored, false, &before).unwrap();
        let near = |(a, b): (&(f64, f64), &(f64, f64))| (a.0 - b.0).abs() + (a.1 - b.1).abs() < 1e-3;
        assert!(before[0].points().iter().zip(&after[0].points()).all(near));
    }

    #[test]
    fn few_points_and_single_numbers_have_a_map() {
        for count in 2..8 {
            assert!(!maps(&rows(count), true, &[]).unwrap().is_empty(), "{count}");
        }
        assert_eq!(maps(&[vec![1.0], vec![3.0]], true, &[]).unwrap()[0].points().len(), 2);
        assert!(maps(&vec![vec![1.0, 2.0]; 30], true, &[]).is_ok(), "all in one place");
        assert!(maps(&[], true, &[]).is_err() && maps(&rows(1), true, &[]).is_err());
    }
}
