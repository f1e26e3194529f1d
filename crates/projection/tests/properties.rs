//! What must hold for any points: the same map again, clusters kept apart, a warm start kept near.

mod common;

use std::ops::ControlFlow;

use common::{clusters, noise};
use nnviz_projection::{Embedding, Error, Pca, Points, Stage, Tsne, Umap, trustworthiness};
use proptest::prelude::*;

fn points(values: &[f32], columns: usize) -> Points<'_> {
    Points::new(values, columns).unwrap()
}

fn distance(a: &[f32], b: &[f32]) -> f32 {
    a.iter().zip(b).map(|(a, b)| (a - b) * (a - b)).sum::<f32>().sqrt()
}

/// The largest distance within a cluster of `clusters` over the smallest between two.
fn looseness(map: &Embedding) -> f32 {
    let (mut within, mut between) = (0.0_f32, f32::INFINITY);
    for a in 0..map.rows() {
        for b in 0..a {
            let apart = distance(map.row(a), map.row(b));
            if a % 3 == b % 3 { within = within.max(apart) } else { between = between.min(apart) }
        }
    }
    within / between
}

/// The median way of the points from one map to the other, over the deviation of the first.
fn median_move(before: &Embedding, after: &Embedding) -> f32 {
    let mut moves: Vec<f32> = before.iter().zip(after.iter()).map(|(a, b)| distance(a, b)).collect();
    moves.sort_by(f32::total_cmp);
    let centre = [0, 1].map(|axis| before.iter().map(|place| place[axis]).sum::<f32>() / before.rows() as f32);
    let squares: f32 = before.iter().map(|place| distance(place, &centre).powi(2)).sum();
    moves[moves.len() / 2] / (squares / before.rows() as f32).sqrt()
}

type Method = fn(usize, Points<'_>) -> Embedding;

const METHODS: [(&str, Method); 6] = [
    ("t-SNE", |threads, points| Tsne::new().perplexity(10.0).threads(threads).fit(points).unwrap().embedding),
    ("exact t-SNE", |threads, points| {
        Tsne::new().perplexity(10.0).exact().threads(threads).fit(points).unwrap().embedding
    }),
    ("t-SNE in space", |threads, points| {
        Tsne::new().perplexity(10.0).dimensions(3).threads(threads).fit(points).unwrap().embedding
    }),
    ("t-SNE from random places", |threads, points| {
        Tsne::new().perplexity(10.0).random_start().threads(threads).fit(points).unwrap().embedding
    }),
    ("UMAP", |threads, points| Umap::new().threads(threads).fit(points).unwrap().embedding),
    ("UMAP in space", |threads, points| Umap::new().dimensions(3).threads(threads).fit(points).unwrap().embedding),
];

#[test]
fn maps_are_the_same_to_the_bit_on_any_number_of_threads() {
    let values = clusters(50, 6);
    for (name, map) in METHODS {
        let one = map(1, points(&values, 6));
        assert!(one.values().iter().all(|value| value.is_finite()), "{name}");
        for threads in [1, 2, 5] {
            assert_eq!(one, map(threads, points(&values, 6)), "{name} on {threads} threads");
        }
    }
}

#[test]
fn the_seed_alone_decides_what_is_drawn() {
    let values = clusters(30, 4);
    let tsne = Tsne::new().perplexity(10.0).random_start().iterations(50);
    let umap = Umap::new().epochs(20);
    let points = points(&values, 4);
    assert_eq!(tsne.clone().seed(1).fit(points).unwrap(), tsne.clone().seed(1).fit(points).unwrap());
    assert_ne!(tsne.clone().seed(1).fit(points).unwrap(), tsne.seed(2).fit(points).unwrap());
    assert_ne!(umap.clone().seed(1).fit(points).unwrap(), umap.seed(2).fit(points).unwrap());
}

#[test]
fn clusters_stay_apart() {
    let values = clusters(50, 6);
    for (name, map) in METHODS {
        let map = map(2, points(&values, 6));
        let looseness = looseness(&map);
        assert!(looseness < 1.0, "{name}: {looseness}");
        assert!(trustworthiness(points(&values, 6), &map, 5).unwrap() > 0.8, "{name}");
    }
}

/// A graph that holds together takes the spectral start: a ring stays a ring.
#[test]
fn umap_keeps_a_ring_whole() {
    let values: Vec<f32> = (0..400)
        .map(|at| std::f32::consts::TAU * at as f32 / 400.0)
        .flat_map(|angle| [angle.cos(), angle.sin(), 0.1 * (3.0 * angle).sin()])
        .collect();
    let map = Umap::new().fit(points(&values, 3)).unwrap().embedding;
    let around: f32 = (0..400).map(|row| distance(map.row(row), map.row((row + 1) % 400))).sum();
    let longest = (0..400).map(|row| distance(map.row(row), map.row((row + 1) % 400))).fold(0.0, f32::max);
    assert!(longest < 0.1 * around, "a step of {longest} in {around}: the ring is torn");
    let centre = [0, 1].map(|axis| map.iter().map(|place| place[axis]).sum::<f32>() / 400.0);
    let nearest = map.iter().map(|place| distance(place, &centre)).fold(f32::INFINITY, f32::min);
    assert!(nearest > 0.02 * around, "the ring is filled");
}

#[test]
fn a_warm_start_stays_near() {
    let mut values = clusters(60, 8);
    let tsne = Tsne::new().perplexity(15.0);
    let before =
        [tsne.fit(points(&values, 8)).unwrap().embedding, Umap::new().fit(points(&values, 8)).unwrap().embedding];
    values.iter_mut().zip(noise(5000).iter().skip(3000)).for_each(|(value, noise)| *value += 0.1 * noise);
    let warm = [
        tsne.clone().warm_start(&before[0]).fit(points(&values, 8)).unwrap().embedding,
        Umap::new().warm_start(&before[1]).fit(points(&values, 8)).unwrap().embedding,
    ];
    let cold = [
        tsne.random_start().seed(9).fit(points(&values, 8)).unwrap().embedding,
        Umap::new().seed(9).fit(points(&values, 8)).unwrap().embedding,
    ];
    for ((before, warm), cold) in before.iter().zip(&warm).zip(&cold) {
        let (near, far) = (median_move(before, warm), median_move(before, cold));
        assert!(near < 0.1, "points moved by {near}");
        assert!(far > 3.0 * near, "a cold start moves them by {far}, a warm one by {near}");
        assert!(looseness(warm) < 1.0);
    }
}

/// What a training does: clusters form out of noise. The maps follow, and are as good as if made afresh.
#[test]
fn warm_starts_follow_what_changes() {
    let at = |progress: f32| {
        let mut values = noise(150 * 5);
        values.chunks_exact_mut(5).enumerate().for_each(|(row, point)| point[row % 3] += 10.0 * progress);
        values
    };
    let first = at(0.0);
    let mut tsne = Tsne::new().perplexity(15.0).fit(points(&first, 5)).unwrap().embedding;
    let mut umap = Umap::new().fit(points(&first, 5)).unwrap().embedding;
    for step in 1..=8 {
        let values = at(step as f32 / 8.0);
        tsne = Tsne::new().perplexity(15.0).warm_start(&tsne).fit(points(&values, 5)).unwrap().embedding;
        umap = Umap::new().warm_start(&umap).fit(points(&values, 5)).unwrap().embedding;
    }
    let values = at(1.0);
    for map in [tsne, umap] {
        let trust = trustworthiness(points(&values, 5), &map, 10).unwrap();
        assert!(trust > 0.85, "{trust}");
    }
}

#[test]
fn a_map_is_returned_when_it_is_stopped() {
    let values = clusters(50, 4);
    let after = |count| {
        let mut moves = 0;
        move |progress: nnviz_projection::Progress| {
            moves += usize::from(progress.stage == Stage::Layout);
            if moves >= count { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
        }
    };
    let tsne = Tsne::new().perplexity(5.0).fit_with(points(&values, 4), after(20)).unwrap();
    assert!(tsne.stopped && tsne.iterations == 20 && tsne.kl_divergence.is_finite());
    let umap = Umap::new().fit_with(points(&values, 4), after(20)).unwrap();
    assert!(umap.stopped && umap.epochs == 20);
    let at_once = |_| ControlFlow::Break(());
    assert_eq!(Tsne::new().fit_with(points(&values, 4), at_once).unwrap_err(), Error::Stopped);
    assert_eq!(Umap::new().fit_with(points(&values, 4), at_once).unwrap_err(), Error::Stopped);
}

#[test]
fn what_is_wrong_is_named() {
    let message = |error: Error| error.to_string();
    assert_eq!(
        message(Points::new(&[0.0; 7], 3).unwrap_err()),
        "7 values are not rows of 3 columns: pass rows × columns values, and at least one column"
    );
    assert!(matches!(Points::new(&[], 0), Err(Error::Shape { .. })));
    let mut values = vec![0.0; 9];
    values[5] = f32::INFINITY;
    assert_eq!(
        message(Points::new(&values, 3).unwrap_err()),
        "the value at row 1, column 2 is inf: points must be finite"
    );
    let values = noise(60);
    let points = points(&values, 3);
    assert_eq!(
        message(Tsne::new().fit(points).unwrap_err()),
        "20 points are too few for a perplexity of 30: at least 32 are needed"
    );
    assert_eq!(
        message(Umap::new().neighbours(20).fit(points).unwrap_err()),
        "20 points are too few for 20 neighbours: at least 21 are needed"
    );
    let other = Embedding::new(vec![0.0; 10], 2).unwrap();
    assert_eq!(
        message(Tsne::new().perplexity(3.0).warm_start(&other).fit(points).unwrap_err()),
        "the layout to start from has 5 rows of 2, not 20 of 2"
    );
    assert_eq!(
        message(Tsne::new().perplexity(3.0).dimensions(4).fit(points).unwrap_err()),
        "dimensions is 4: it must be 2 or 3"
    );
    for error in [
        Tsne::new().perplexity(f64::NAN).fit(points).unwrap_err(),
        Tsne::new().perplexity(3.0).angle(-1.0).fit(points).unwrap_err(),
        Tsne::new().perplexity(3.0).learning_rate(0.0).fit(points).unwrap_err(),
        Tsne::new().perplexity(3.0).early_exaggeration(0.0).fit(points).unwrap_err(),
        Umap::new().neighbours(1).fit(points).unwrap_err(),
        Umap::new().min_dist(2.0).fit(points).unwrap_err(),
        Umap::new().spread(0.0).fit(points).unwrap_err(),
        Umap::new().learning_rate(f64::INFINITY).fit(points).unwrap_err(),
        Pca::fit(points, 4).unwrap_err(),
        Pca::fit(points, 0).unwrap_err(),
        trustworthiness(points, &Embedding::new(vec![0.0; 40], 2).unwrap(), 0).unwrap_err(),
    ] {
        assert!(matches!(error, Error::Option { .. }), "{error}");
    }
    assert!(matches!(Pca::fit(Points::new(&[1.0], 1).unwrap(), 1), Err(Error::TooFewPoints { .. })));
    assert!(matches!(Pca::fit(points, 2).unwrap().transform(other.as_points()), Err(Error::Mismatch { .. })));
}

/// Points that no method can tell apart, or that lie on a line, or are far larger or smaller than usual.
#[test]
fn odd_points_are_mapped_too() {
    let line: Vec<f32> = (0..80).map(|at| at as f32).collect();
    let mut twins = noise(40);
    twins.extend(twins.clone());
    let far = |factor: f32| clusters(20, 4).into_iter().map(|value| value * factor).collect::<Vec<f32>>();
    let (huge, tiny) = (far(1e37), far(1e-38));
    let cases =
        [("constant", vec![3.0; 240], 4), ("line", line, 1), ("twins", twins, 2), ("huge", huge, 4), ("tiny", tiny, 4)];
    for (name, values, columns) in &cases {
        let points = points(values, *columns);
        let maps = [
            Tsne::new().perplexity(5.0).fit(points).unwrap().embedding,
            Tsne::new().perplexity(5.0).exact().fit(points).unwrap().embedding,
            Umap::new().neighbours(5).fit(points).unwrap().embedding,
            Umap::new().neighbours(5).pca_start().fit(points).unwrap().embedding,
        ];
        for (method, map) in maps.iter().enumerate() {
            assert!(map.values().iter().all(|value| value.is_finite()), "{name}, method {method}");
        }
        Pca::fit(points, 1).unwrap().transform(points).unwrap();
    }
    for values in [&cases[3].1, &cases[4].1] {
        let fit = Tsne::new().perplexity(5.0).fit(points(values, 4)).unwrap();
        assert!(looseness(&fit.embedding) < 1.0, "the scale of the points changes nothing");
    }
}

#[test]
fn the_smallest_number_of_points_is_enough() {
    let values = noise(12);
    assert_eq!(Tsne::new().perplexity(1.0).fit(points(&values, 4)).unwrap().embedding.rows(), 3);
    assert_eq!(Umap::new().neighbours(2).fit(points(&values, 4)).unwrap().embedding.rows(), 3);
    assert!(matches!(Tsne::new().fit(points(&[], 4)), Err(Error::TooFewPoints { rows: 0, .. })));
    assert!(matches!(Umap::new().fit(points(&[], 4)), Err(Error::TooFewPoints { rows: 0, .. })));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(32))]

    /// Turning the points turns the components with them: variances and distances on the map stay.
    #[test]
    fn principal_components_do_not_depend_on_the_axes(angle in 0.0_f32..6.3, columns in 2_usize..6) {
        let values: Vec<f32> = noise(40 * columns).iter().enumerate().map(|(at, value)| value * (at % columns + 1) as f32).collect();
        let mut turned = values.clone();
        for row in turned.chunks_exact_mut(columns) {
            (row[0], row[1]) = (angle.cos() * row[0] - angle.sin() * row[1], angle.sin() * row[0] + angle.cos() * row[1]);
        }
        let [a, b] = [&values, &turned].map(|values| {
            let pca = Pca::fit(points(values, columns), 2).unwrap();
            (pca.explained_variance().to_vec(), pca.transform(points(values, columns)).unwrap())
        });
        for (a, b) in a.0.iter().zip(&b.0) {
            prop_assert!((a / b - 1.0).abs() < 1e-4, "{a} {b}");
        }
        for row in 1..40 {
            let apart = [&a.1, &b.1].map(|map| distance(map.row(0), map.row(row)));
            prop_assert!((apart[0] - apart[1]).abs() < 1e-2 * (1.0 + apart[0]), "{apart:?}");
        }
    }

    /// The components are perpendicular, of length 1, and each one's variance is the share that is claimed.
    #[test]
    fn components_explain_what_they_say(rows in 3_usize..40, columns in 1_usize..9) {
        let values = noise(rows * columns);
        let points = points(&values, columns);
        let count = rows.min(columns);
        let pca = Pca::fit(points, count).unwrap();
        let map = pca.transform(points).unwrap();
        for (axis, component) in pca.components().iter().enumerate() {
            for (other, against) in pca.components().iter().enumerate() {
                let product: f64 = component.iter().zip(against).map(|(a, b)| a * b).sum();
                prop_assert!((product - f64::from(u8::from(axis == other))).abs() < 1e-6);
            }
            let squares: f32 = map.iter().map(|place| place[axis].powi(2)).sum();
            let variance = f64::from(squares) / (rows - 1) as f64;
            prop_assert!((variance - pca.explained_variance()[axis]).abs() < 1e-4 * (1.0 + variance));
        }
        let shares: f64 = pca.explained_variance_ratio().iter().sum();
        let whole = count == columns;
        prop_assert!(shares <= 1.0 + 1e-6 && (!whole || shares >= 1.0 - 1e-6), "{shares}");
    }
}
