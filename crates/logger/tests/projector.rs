//! Embeddings become files of the projector, and a configuration that never names a file that is not there.

use std::fs;
use std::path::Path;

use nnviz_logger::{Embedding, Error, Logger};
use nnviz_record::projector::{PROJECTOR_CONFIG_NAME, ProjectorConfig};

fn config(run: &Path) -> ProjectorConfig {
    ProjectorConfig::parse(&fs::read_to_string(run.join(PROJECTOR_CONFIG_NAME)).unwrap()).unwrap()
}

fn names(run: &Path) -> Vec<String> {
    config(run).embeddings.into_iter().map(|embedding| embedding.tensor_name).collect()
}

fn points(tag: &str) -> Embedding {
    Embedding::new([2, 3], vec![0.5_f32, -1.0, 2.0, 3.0, 1.5, -0.25]).labels(["a", "b"]).tag(tag)
}

#[test]
fn every_file_that_the_configuration_names_is_there() {
    let directory = tempfile::tempdir().unwrap();
    let logger = Logger::create(directory.path()).unwrap();
    logger.scope("encoder").add_embedding(points("../words"), 10);
    logger.add_embedding(points("words"), None);
    logger.add_embedding(points("words"), None);
    logger.close().unwrap();
    assert_eq!(logger.stats().written, 3);
    assert_eq!(names(directory.path()), ["encoder/../words (step 10)", "words (step 0)", "words (step 1)"]);
    for embedding in config(directory.path()).embeddings {
        assert_eq!(embedding.tensor_shape, [2, 3]);
        for path in [embedding.tensor_path, embedding.metadata_path] {
            assert!(!path.contains(".."), "{path}");
            assert!(directory.path().join(&path).is_file(), "{path}");
        }
    }
}

#[test]
fn a_later_session_adds_to_the_configuration_and_replaces_what_has_the_same_name() {
    let directory = tempfile::tempdir().unwrap();
    for (tag, step) in [("a", 1), ("b", 1), ("a", 1), ("a", 2)] {
        let logger = Logger::create(directory.path()).unwrap();
        logger.add_embedding(points(tag), step);
        logger.close().unwrap();
    }
    assert_eq!(names(directory.path()), ["b (step 1)", "a (step 1)", "a (step 2)"]);
}

#[test]
fn a_configuration_that_is_not_understood_is_left_alone() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join(PROJECTOR_CONFIG_NAME);
    fs::write(&path, "embeddings { tensor_name: \"mine\"").unwrap();
    let logger = Logger::create(directory.path()).unwrap();
    logger.add_embedding(points("words"), 1);
    logger.add_scalar("loss", 0.5, 1);
    let error = logger.close().unwrap_err();
    assert!(matches!(&error, Error::ProjectorConfig { path: named, .. } if *named == path), "{error}");
    assert_eq!(fs::read_to_string(&path).unwrap(), "embeddings { tensor_name: \"mine\"");
    assert_eq!((logger.stats().written, logger.stats().lost), (1, 1));
}
