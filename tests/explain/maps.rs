//! Maps of a layer's outputs over a training.

use nnviz::explain::projection::{Tsne, Umap};
use nnviz::explain::{ExplainEvery, LoggedError, Method};

use crate::data::{Batch, Digits};
use crate::model::Cnn;
use crate::{logger, pictures, scalars, train, turn, written};

const SAMPLES: usize = 120;

#[test]
fn maps_of_a_layer_begin_where_the_last_one_ended() {
    let _turn = turn();
    let (plain, _) = train(|_| None);
    let (directory, logger, every) = logger(10);
    let (mapped, maps) = train(|probes| {
        let digits = Digits::load().unwrap();
        let samples = Batch::new(&digits.valid[..SAMPLES], &probes.images.device());
        let labels = digits.valid[..SAMPLES].iter().map(|digit| digit.label);
        let tsne = Tsne::new().perplexity(15.0).iterations(400);
        let maps = every.embed(samples.images, labels, Cnn::features).method("pca", Method::Pca);
        let maps = maps.method("tsne", Method::Tsne(tsne)).method("umap", Method::Umap(Umap::new().epochs(100)));
        Some(maps.without_budget().projector().start().unwrap())
    });
    assert_eq!(maps.unwrap().finish().unwrap().made, 3);
    logger.close().unwrap();
    assert_eq!(plain, mapped, "the losses differ from those of a training without maps");
    let found = written(directory.path());
    for method in ["pca", "tsne", "umap"] {
        let tag = |name: &str| format!("map/{method}/{name}");
        let pictures = pictures(&found, &tag("map"));
        assert_eq!(pictures.iter().map(|(step, ..)| *step).collect::<Vec<_>>(), [0, 10, 20], "{method}");
        assert!(pictures.iter().all(|(_, size, _)| *size == pictures[0].1));
        let movement = scalars(&found, &tag("movement"));
        assert!(movement.len() == 2 && movement.iter().all(|(_, far)| *far > 0.0 && *far < 1.2), "{movement:?}");
        let trusted = scalars(&found, &tag("trustworthiness"));
        let fit = trusted.iter().all(|(_, trust)| (0.75..=1.0).contains(trust));
        assert!(trusted.len() == 3 && fit, "{method}: {trusted:?}");
        super::show(&found);
    }
    assert!(directory.path().join("projector_config.pbtxt").exists());
}

#[test]
fn a_map_with_too_few_labels_is_told() {
    let _turn = turn();
    let (_directory, logger, every) = logger(15);
    let (_, maps) = train(|probes| {
        let maps = every.embed(probes.images.clone(), ["only one"], Cnn::features);
        Some(maps.without_budget().start().unwrap())
    });
    let error = maps.unwrap().finish().unwrap_err();
    logger.close().unwrap();
    assert!(matches!(&error, LoggedError::Method { method, .. } if method == "pca"), "{error}");
}
