//! Points for the projector. Its configuration is read when TensorBoard finds the run, so each test starts its own.

use nnviz::{Embedding, Logger, Pixels};
use serde_json::{Value, json};

use crate::boards::alone;
use crate::support::png;
use crate::support::tensorboard::TensorBoard;

fn embeddings(board: &TensorBoard, run: &str) -> Vec<Value> {
    let runs = board.wait_for("the projector's runs", || {
        let runs = board.json("plugin/projector/runs", &[]);
        (!runs.as_array().unwrap().is_empty()).then_some(runs)
    });
    assert!(runs.as_array().unwrap().contains(&run.into()), "{:?}: {runs}", board.reader);
    board.json("plugin/projector/info", &[("run", run)])["embeddings"].as_array().unwrap().clone()
}

/// The numbers of an embedding, as a browser gets them.
fn numbers(board: &TensorBoard, run: &str, name: &str) -> Vec<f32> {
    let answer = board.found("plugin/projector/tensor", &[("run", run), ("name", name), ("num_rows", "100000")]);
    let (numbers, rest) = answer.body.as_chunks();
    assert!(rest.is_empty());
    numbers.iter().map(|&bytes| f32::from_le_bytes(bytes)).collect()
}

fn points(count: usize, dimensions: usize, factor: f32) -> Vec<f32> {
    (0..count * dimensions).map(|at| (at as f32 * factor).sin()).collect()
}

#[test]
fn points_labels_and_pictures_are_shown() {
    let greys = [10, 60, 110, 160, 210];
    let boards = alone("embeddings", |logdir| {
        let logger = Logger::create(logdir.join("digits")).unwrap();
        let pictures: Vec<_> = greys.map(|grey| Pixels::grey(3, 2, vec![grey; 6]).unwrap()).into();
        let labelled = Embedding::new([5, 4], points(5, 4, 0.7)).labels(["a", "b", "ü", "d", "e"]);
        logger.add_embedding(labelled.label_images(pictures).tag("layer/one"), 1);
        let rows = [["7", "train"], ["8", "valid"], ["9", "test"]];
        logger.add_embedding(Embedding::new([3, 2], points(3, 2, 1.3)).columns(["digit", "split"], rows), 1);
        for step in [1, 2] {
            logger.add_embedding(Embedding::new([2, 3], points(2, 3, step as f32)).tag("plain"), step);
        }
        logger.add_embedding(Embedding::new([4, 3], vec![0.0_f32; 12]).tag("zeros"), 1);
        logger.close().unwrap();
    });
    for board in &boards {
        let found = embeddings(board, "digits");
        let expected = [
            ("layer/one (step 1)", [5, 4], points(5, 4, 0.7)),
            ("default (step 1)", [3, 2], points(3, 2, 1.3)),
            ("plain (step 1)", [2, 3], points(2, 3, 1.0)),
            ("plain (step 2)", [2, 3], points(2, 3, 2.0)),
            ("zeros (step 1)", [4, 3], vec![0.0; 12]),
        ];
        assert_eq!(found.len(), expected.len(), "{:?}: {found:?}", board.reader);
        for (embedding, (name, shape, values)) in found.iter().zip(expected) {
            assert_eq!((&embedding["tensorName"], &embedding["tensorShape"]), (&json!(name), &json!(shape)));
            assert_eq!(numbers(board, "digits", name), values, "{:?} {name}", board.reader);
        }
        let tsv = |name| board.found("plugin/projector/metadata", &[("run", "digits"), ("name", name)]).body;
        assert_eq!(String::from_utf8(tsv("layer/one (step 1)")).unwrap().trim_end(), "a\nb\nü\nd\ne");
        let columns = String::from_utf8(tsv("default (step 1)")).unwrap();
        assert_eq!(columns.trim_end(), "digit\tsplit\n7\ttrain\n8\tvalid\n9\ttest", "{:?}", board.reader);
        assert_sprite(board, &found[0], &greys);
    }
}

/// The pictures are 3 wide and 2 high, three a row; where there is none, the sheet is white.
fn assert_sprite(board: &TensorBoard, embedding: &Value, greys: &[u8]) {
    assert_eq!(embedding["sprite"]["singleImageDim"], json!([3, 2]), "{:?}", board.reader);
    let query = [("run", "digits"), ("name", "layer/one (step 1)")];
    let answer = board.found("plugin/projector/sprite_image", &query);
    assert_eq!(answer.content_type, "image/png", "{:?}", board.reader);
    let sheet = png::decode(&answer.body);
    assert_eq!((sheet.width, sheet.height), (9, 6), "{:?}", board.reader);
    for (at, pixel) in sheet.pixels.chunks_exact(sheet.channels).enumerate() {
        let place = at / 9 / 2 * 3 + at % 9 / 3;
        assert_eq!(pixel[0], greys.get(place).copied().unwrap_or(255), "{:?} pixel {at}", board.reader);
    }
}

/// TensorBoard takes the raw bytes of zeros for text, and all runs of the projector are lost with them.
#[test]
fn zeros_written_raw_take_the_projector_down() {
    let boards = alone("embeddings-raw", |logdir| {
        let logger = Logger::create(logdir.join("zeros")).unwrap();
        logger.add_embedding(Embedding::new([4, 3], vec![0.0_f32; 12]), 1);
        logger.close().unwrap();
        let folder = logdir.join("zeros/projector/default/1");
        std::fs::write(folder.join("tensors.tsv"), [0; 48]).unwrap();
    });
    for board in &boards {
        let status = board.wait_for("an answer of the projector", || {
            let answer = board.get("plugin/projector/runs", &[]);
            (answer.body != b"[]").then_some(answer.status)
        });
        assert_eq!(status, 500, "{:?}", board.reader);
    }
}
