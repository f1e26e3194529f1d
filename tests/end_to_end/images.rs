//! Pictures.

use nnviz::{Image, Images, Layout, Pixels, Video};

use crate::boards::{logger, shown};
use crate::support::png::{self, Picture};
use crate::support::tensorboard::{Answer, TensorBoard};

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

/// From `[height, width, channels]` to a plane after the other.
fn planes(pixels: &[u8], channels: usize) -> Vec<u8> {
    (0..channels).flat_map(|channel| pixels.iter().skip(channel).step_by(channels).copied()).collect()
}

fn shares(bytes: &[u8]) -> Vec<f32> {
    bytes.iter().map(|&byte| f32::from(byte) / 255.0).collect()
}

#[test]
fn every_layout_shows_the_same_picture() {
    let run = "images/layouts";
    let logger = logger(run);
    for channels in [1, 3, 4] {
        let pixels = ramp(5 * 4 * channels, 11);
        let (chw, hwc) = ([channels, 4, 5], [4, 5, channels]);
        let planes = planes(&pixels, channels);
        logger.add_image(&format!("{channels} chw"), Image::new(Layout::Chw, chw, planes.clone()), 1);
        logger.add_image(&format!("{channels} chw float"), Image::new(Layout::Chw, chw, shares(&planes)), 1);
        logger.add_image(&format!("{channels} hwc"), Image::new(Layout::Hwc, hwc, pixels.clone()), 1);
        logger.add_image(&format!("{channels} hwc float"), Image::new(Layout::Hwc, hwc, shares(&pixels)), 1);
    }
    logger.add_image("1 hw", Image::new(Layout::Hw, [4, 5], ramp(20, 11)), 1);
    for board in shown(run, &logger) {
        for channels in [1, 3, 4] {
            let kinds = ["chw", "chw float", "hwc", "hwc float", "hw"];
            for kind in kinds.into_iter().take(if channels == 1 { 5 } else { 4 }) {
                let shown = pictures(board, run, &format!("{channels} {kind}"), "0");
                let picture = Picture { width: 5, height: 4, channels, pixels: ramp(5 * 4 * channels, 11) };
                assert_eq!(png::decode(&shown[0].1), picture, "{:?} {channels} {kind}", board.reader);
            }
        }
    }
}

#[test]
fn every_layout_of_a_batch_shows_the_same_pictures() {
    let run = "images/batches";
    let logger = logger(run);
    let each = [2, 3].map(|factor| ramp(5 * 4 * 3, factor));
    let nchw = each.each_ref().map(|pixels| planes(pixels, 3)).concat();
    logger.add_images("nchw", Images::new(Layout::Chw, [2, 3, 4, 5], nchw.clone()), 1);
    logger.add_images("nhwc", Images::new(Layout::Hwc, [2, 4, 5, 3], each.concat()), 1);
    logger.add_images("nchw float", Images::new(Layout::Chw, [2, 3, 4, 5], shares(&nchw)), 1);
    logger.add_images("sheet", Images::new(Layout::Hwc, [2, 4, 5, 3], each.concat()).grid(2), 1);
    for board in shown(run, &logger) {
        for tag in ["nchw", "nhwc", "nchw float"] {
            for (sample, pixels) in each.iter().enumerate() {
                let shown = pictures(board, run, tag, &sample.to_string());
                assert_eq!(&png::decode(&shown[0].1).pixels, pixels, "{:?} {tag} {sample}", board.reader);
            }
        }
        let sheet = png::decode(&pictures(board, run, "sheet", "0")[0].1);
        let frame = (sheet.height as usize - 4) / 2;
        for (at, pixels) in each.iter().enumerate() {
            let left = frame + at * (5 + frame);
            for row in 0..4 {
                let begin = ((frame + row) * sheet.width as usize + left) * 3;
                let shown = &sheet.pixels[begin..begin + 15];
                assert_eq!(shown, &pixels[row * 15..][..15], "{:?} {at} row {row}", board.reader);
            }
        }
    }
}

#[test]
fn files_are_shown_as_they_are() {
    let run = "images/files";
    let logger = logger(run);
    // A picture of one pixel, 1 x 1: headers with a size, which is all that is read of them before the browser.
    let gif = b"GIF89a\x01\0\x01\0\x80\0\0\0\0\0\xff\xff\xff,\0\0\0\0\x01\0\x01\0\0\x02\x02D\x01\0;".to_vec();
    let jpeg = b"\xff\xd8\xff\xc0\0\x0b\x08\0\x01\0\x01\x01\x01\x11\0\xff\xd9".to_vec();
    logger.add_image("gif", Image::encoded(gif.clone()), 1);
    logger.add_image("jpeg", Image::encoded(jpeg.clone()), 1);
    for board in shown(run, &logger) {
        for (tag, file) in [("gif", &gif), ("jpeg", &jpeg)] {
            let answer = file_of(board, run, tag);
            assert_eq!(answer.content_type, format!("image/{tag}"), "{:?}", board.reader);
            assert_eq!(&answer.body, file, "{:?}", board.reader);
        }
    }
}

/// The first picture of a tag, of any type.
fn file_of(board: &TensorBoard, run: &str, tag: &str) -> Answer {
    let points = board.json("plugin/images/images", &[("run", run), ("tag", tag), ("sample", "0")]);
    let query = points[0]["query"].as_str().unwrap();
    board.found(&format!("plugin/images/individualImage?{query}"), &[])
}

#[test]
fn a_video_is_an_animation() {
    let run = "images/video";
    let logger = logger(run);
    let frames: Vec<_> = [0, 90, 180, 255].map(|grey| Pixels::grey(6, 4, vec![grey; 24]).unwrap()).into();
    logger.add_video("fade", Video::from(frames).fps(5.0), 1);
    for board in shown(run, &logger) {
        let answer = file_of(board, run, "fade");
        assert_eq!(answer.content_type, "image/gif", "{:?}", board.reader);
        assert_eq!(&answer.body[..10], b"GIF89a\x06\0\x04\0", "{:?}: 6 x 4", board.reader);
        // A frame's delay comes before it: 20 hundredths of a second.
        let delays = answer.body.windows(8).filter(|bytes| bytes.starts_with(&[0x21, 0xf9, 4]) && bytes[7] == 0);
        let delays: Vec<_> = delays.map(|bytes| u16::from_le_bytes([bytes[4], bytes[5]])).collect();
        assert_eq!(delays, [20; 4], "{:?}", board.reader);
    }
}

#[cfg(feature = "figure")]
#[test]
fn boxes_are_drawn_where_they_are() {
    let run = "images/boxes";
    let logger = logger(run);
    let boxes = nnviz::Boxes::from(vec![nnviz::LabelledBox::new(20.0, 30.0, 60.0, 50.0).colour([255, 0, 0])]);
    logger.add_image_with_boxes("found", Pixels::rgb(80, 64, vec![200; 80 * 64 * 3]).unwrap(), boxes, 1);
    for board in shown(run, &logger) {
        let picture = png::decode(&pictures(board, run, "found", "0")[0].1);
        assert_eq!((picture.width, picture.height, picture.channels), (80, 64, 3), "{:?}", board.reader);
        let pixel = |x: usize, y: usize| &picture.pixels[(y * 80 + x) * 3..][..3];
        // The box holds columns 20 to 59 and rows 30 to 49; its line is of one pixel, all around.
        for y in 0..64 {
            for x in 0..80 {
                let is_within =
                    |inset: usize| (20 + inset..60 - inset).contains(&x) && (30 + inset..50 - inset).contains(&y);
                let expected = if is_within(0) && !is_within(1) { [255, 0, 0] } else { [200; 3] };
                assert_eq!(pixel(x, y), expected, "{:?} ({x}, {y})", board.reader);
            }
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
