//! The handwritten digits, beside scikit-learn's and umap-learn's figures in `tests/reference`.

mod common;

use common::digits;
use nnviz_projection::{Embedding, Pca, Points, Tsne, Umap, kl_divergence, trustworthiness};
use serde_json::Value;

const PERPLEXITY: f64 = 30.0;

fn reference() -> Value {
    serde_json::from_str(include_str!("reference/reference.json")).unwrap()
}

fn number(value: &Value) -> f64 {
    value.as_f64().unwrap()
}

fn numbers(value: &Value) -> Vec<f64> {
    value.as_array().unwrap().iter().map(number).collect()
}

#[test]
fn the_components_are_scikit_learns() {
    let (pixels, _) = digits(1);
    let pca = Pca::fit(Points::new(&pixels, 64).unwrap(), 5).unwrap();
    let expected = &reference()["pca"];
    for (component, expected) in pca.components().iter().zip(expected["components"].as_array().unwrap()) {
        let furthest = component.iter().zip(numbers(expected)).map(|(a, b)| (a - b).abs()).fold(0.0, f64::max);
        assert!(furthest < 1e-6, "{furthest}");
    }
    for (found, name) in [
        (pca.explained_variance().to_vec(), "explained_variance"),
        (pca.explained_variance_ratio(), "explained_variance_ratio"),
    ] {
        for (found, expected) in found.iter().zip(numbers(&expected[name])) {
            assert!((found / expected - 1.0).abs() < 1e-9, "{name}: {found} {expected}");
        }
    }
}

/// The measures, taken of scikit-learn's own map.
#[test]
fn the_measures_are_scikit_learns() {
    let (pixels, _) = digits(4);
    let points = Points::new(&pixels, 64).unwrap();
    let subset = &reference()["subset"];
    let places = subset["map"].as_array().unwrap().iter().flat_map(numbers).map(|value| value as f32).collect();
    let map = Embedding::new(places, 2).unwrap();
    let expected = &subset["map_measured"];
    let divergence = kl_divergence(points, &map, PERPLEXITY).unwrap();
    assert!((divergence - number(&expected["kl"])).abs() < 1e-5, "{divergence} {}", expected["kl"]);
    for neighbours in [5, 12] {
        let trust = trustworthiness(points, &map, neighbours).unwrap();
        let expected = number(&expected["trustworthiness"][neighbours.to_string()]);
        assert!((trust - expected).abs() < 1e-4, "{trust} {expected}");
    }
}

#[test]
fn tsne_of_every_fourth_digit_is_as_good_as_scikit_learns() {
    let (pixels, _) = digits(4);
    let points = Points::new(&pixels, 64).unwrap();
    let subset = &reference()["subset"];
    for (tsne, name) in [(Tsne::new(), "tsne"), (Tsne::new().exact(), "tsne_exact")] {
        let fit = tsne.perplexity(PERPLEXITY).fit(points).unwrap();
        let divergence = kl_divergence(points, &fit.embedding, PERPLEXITY).unwrap();
        let trust = trustworthiness(points, &fit.embedding, 5).unwrap();
        assert!(divergence <= 1.05 * number(&subset[name]["kl"]), "{name}: {divergence}");
        assert!(trust >= number(&subset[name]["trustworthiness"]["5"]) - 0.003, "{name}: {trust}");
    }
    let exact = Tsne::new().exact().perplexity(PERPLEXITY).fit(points).unwrap();
    let divergence = kl_divergence(points, &exact.embedding, PERPLEXITY).unwrap();
    assert!((exact.kl_divergence - divergence).abs() < 1e-4, "the exact method tells the divergence of its map");
}

#[test]
fn maps_of_all_digits_are_as_good_as_the_references() {
    let (pixels, labels) = digits(1);
    let points = Points::new(&pixels, 64).unwrap();
    let expected = &reference()["digits"];

    let tsne = Tsne::new().perplexity(PERPLEXITY).fit(points).unwrap().embedding;
    let divergence = kl_divergence(points, &tsne, PERPLEXITY).unwrap();
    assert!(divergence <= 1.05 * number(&expected["tsne"]["kl"]), "{divergence}");
    assert!(trustworthiness(points, &tsne, 12).unwrap() >= 0.985);
    assert!(same_digit(&tsne, &labels) >= 0.96);

    let umap = Umap::new().fit(points).unwrap().embedding;
    assert!(trustworthiness(points, &umap, 12).unwrap() >= 0.98);
    assert!(same_digit(&umap, &labels) >= 0.96);
}

/// How many of the points have a point of the same digit next to them on the map.
fn same_digit(map: &Embedding, labels: &[u8]) -> f64 {
    let hits = map.iter().enumerate().filter(|(row, place)| {
        let apart = |other: &[f32]| (place[0] - other[0]).powi(2) + (place[1] - other[1]).powi(2);
        let others = map.iter().enumerate().filter(|(other, _)| other != row);
        let nearest = others.min_by(|a, b| apart(a.1).total_cmp(&apart(b.1))).unwrap().0;
        labels[nearest] == labels[*row]
    });
    hits.count() as f64 / map.rows() as f64
}
