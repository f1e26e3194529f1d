//! Pictures.

use nnviz::Pixels;

use crate::boards::{logger, shown};
use crate::support::png::{self, Picture};
use crate::support::tensorboard::TensorBoard;

/// The pictures of a tag and sample: steps and files, as a browser gets them.
fn pictures(board: &TensorBoard, run: &str, tag: &str, sample: &str) -> Vec<(i64, Vec<u8>)> {
    let points = board.json("plugin/images/images", &[("run", run), ("tag", tag), ("sample", sample)]);
    let points = points.as_array().unwrap().iter();
    points
        .map(|point| {
            let query = point["query"].as_str().unwrap();
            let answer = board.get(&format!("plugin/images/individualImage?{query}"), &[]);
            assert_eq!((answer.status, answer.content_type.as_str()), (200, "image/png"), "{:?}", board.reader);
            (point["step"].as_i64().unwrap(), answer.body)
        })
        .collect()
}

fn ramp(len: usize, factor: usize) -> Vec<u8> {
    (0..len).map(|i| (i * factor % 256) as u8).collect()
}

#[test]
fn pixels_are_shown_as_they_were_logged() {
    let run = "images/pixels";
    let logger = logger(run);
    let (grey, rgb, rgba) = (ramp(7 * 5, 7), ramp(4 * 6 * 3, 3), ramp(3 * 2 * 4, 10));
    logger.add_image("grey", Pixels::grey(7, 5, grey.clone()).unwrap(), 1);
    logger.add_image("rgb", Pixels::rgb(4, 6, rgb.clone()).unwrap(), 2);
    logger.add_image("rgba", Pixels::rgba(3, 2, rgba.clone()).unwrap(), 3);
    for board in shown(run, &logger) {
        let expected = [
            ("grey", 1, Picture { width: 7, height: 5, channels: 1, pixels: grey.clone() }),
            ("rgb", 2, Picture { width: 4, height: 6, channels: 3, pixels: rgb.clone() }),
            ("rgba", 3, Picture { width: 3, height: 2, channels: 4, pixels: rgba.clone() }),
        ];
        for (tag, step, picture) in expected {
            let [(found, file)] = &pictures(board, run, tag, "0")[..] else { panic!("{:?} {tag}", board.reader) };
            assert_eq!((*found, png::decode(file)), (step, picture), "{:?} {tag}", board.reader);
        }
    }
}

#[test]
fn pictures_of_one_tag_are_samples() {
    let run = "images/samples";
    let logger = logger(run);
    let pixels = |step: i64, sample: usize| ramp(2 * 3 * 3, step as usize * 5 + sample + 1);
    for step in 1..=2 {
        let batch = (0..3).map(|sample| Pixels::rgb(2, 3, pixels(step, sample)).unwrap());
        logger.add_images("batch", batch.collect::<Vec<_>>(), step);
    }
    for board in shown(run, &logger) {
        let tags = board.json("plugin/images/tags", &[]);
        assert_eq!(tags[run]["batch"]["samples"], 3, "{:?}: {tags}", board.reader);
        for sample in 0..3 {
            let shown = pictures(board, run, "batch", &sample.to_string()).into_iter();
            let shown: Vec<_> = shown.map(|(step, file)| (step, png::decode(&file).pixels)).collect();
            let expected = [1, 2].map(|step| (step, pixels(step, sample)));
            assert_eq!(shown, expected, "{:?} sample {sample}", board.reader);
        }
    }
}

#[cfg(feature = "figure")]
#[test]
fn figures_are_pictures() {
    let run = "images/figure";
    let logger = logger(run);
    let counts = vec![vec![48, 2], vec![1, 49]];
    logger.add_figure("confusion", (320, 240), 1, move |area| {
        nnviz::figure::confusion_matrix(area, &counts, &["cat", "dog"])
    });
    for board in shown(run, &logger) {
        let [(1, file)] = &pictures(board, run, "confusion", "0")[..] else { panic!("{:?}", board.reader) };
        let picture = png::decode(file);
        assert_eq!((picture.width, picture.height), (320, 240));
        let (first, rest) = picture.pixels.as_chunks::<3>().0.split_first().unwrap();
        assert!(rest.iter().any(|pixel| pixel != first), "something is drawn");
    }
}
