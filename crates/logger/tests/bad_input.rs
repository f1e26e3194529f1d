//! Bad input is told with the name of its tag, and costs nothing else: what was logged around it is written.

mod support;

use nnviz_logger::{Clip, Embedding, Image, Images, Layout, Logger, Pixels, Sound, Video};
use nnviz_record::summary::Mesh;
use support::{scalars, series};

/// A way to log something wrong under `x`, and all that is said of it.
type Case = (fn(&Logger), &'static str);

/// Each is the only mistake of its run, so the message is its own and nothing is "more like it".
fn check(cases: &[Case]) {
    for (log, message) in cases {
        let directory = tempfile::tempdir().unwrap();
        let run = directory.path().join("run");
        let logger = Logger::create(&run).unwrap();
        logger.add_scalar("before", 1.0, 1);
        log(&logger);
        logger.add_scalar("after", 2.0, 1);
        assert_eq!(logger.flush().unwrap_err().to_string(), *message);
        logger.close().expect("an error is told once");
        let series = series(&run);
        assert_eq!(series.len(), 2, "{message}: {:?}", series.keys());
        assert_eq!((scalars(&series, "before"), scalars(&series, "after")), (vec![(1, 1.0)], vec![(1, 2.0)]));
        assert!(!run.join("projector_config.pbtxt").exists(), "{message}");
    }
}

#[test]
fn pictures() {
    check(&[
        (
            |logger| logger.add_image("x", Image::new(Layout::Chw, [4, 4, 3], vec![0_u8; 47]), 1),
            "`x`: the shape [4, 4, 3] needs 48 values, not 47",
        ),
        (
            |logger| logger.add_image("x", Image::new(Layout::Chw, [5, 4, 3], vec![0_u8; 60]), 1),
            "`x`: the shape [5, 4, 3] is no CHW picture, which is [1, 3 or 4 channels, height, width] \
             (it could be HWC: say so with Layout::Hwc)",
        ),
        (
            |logger| logger.add_image("x", Image::new(Layout::Hw, [2, 2], vec![0.5, f32::NAN, 0.0, 0.0]), 1),
            "`x`: value 1 is NaN: give floats from 0 to 1",
        ),
        (
            |logger| logger.add_image("x", Image::encoded(*b"II*\0 a TIFF"), 1),
            "`x`: it is no PNG, JPEG, GIF or BMP file, which is what TensorBoard shows (it begins with [49, 49, 2a, 00])",
        ),
        (
            |logger| logger.add_image("x", Image::encoded(*b"\x89PNG\r\n\x1a\n"), 1),
            "`x`: the header of its image/png file tells no size: the file is cut off or damaged",
        ),
        (
            |logger| logger.add_images("x", Images::new(Layout::Hw, [2, 2], vec![0_u8; 4]), 1),
            "`x`: the shape [2, 2] is no batch of HW pictures: how many there are comes first, then [height, width]",
        ),
        (|logger| logger.add_images("x", Vec::<Pixels>::new(), 1), "`x`: there is no picture: log at least one"),
        (
            |logger| {
                let sizes = [(2, 2), (2, 1)];
                let pictures = sizes.map(|(width, height)| {
                    Pixels::grey(width, height, vec![0; width as usize * height as usize]).unwrap()
                });
                logger.add_images("x", Vec::from(pictures), 1);
            },
            "`x`: picture 1 is 2 x 1, but the first is 2 x 2: the pictures of one summary must have one size \
             (use a tag for each size)",
        ),
        (
            |logger| logger.add_video("x", Video::new(Layout::Hw, [1, 2, 2], vec![0_u8; 4]).fps(f32::NAN), 1),
            "`x`: a video cannot have NaN frames a second: give more than 0",
        ),
    ]);
}

#[cfg(feature = "figure")]
#[test]
fn boxes() {
    use nnviz_logger::{Boxes, LabelledBox};
    check(&[
        (
            |logger| {
                let boxes = Boxes::from(vec![LabelledBox::new(3.0, 0.0, 1.0, 2.0)]);
                logger.add_image_with_boxes("x", Pixels::grey(4, 4, vec![0; 16]).unwrap(), boxes, 1);
            },
            "`x`: box 0 reaches from (3, 0) to (1, 2): give numbers, left before right, top before bottom",
        ),
        (
            |logger| {
                let boxes = Boxes::new(vec![1.0_f32; 7]);
                logger.add_image_with_boxes("x", Pixels::grey(4, 4, vec![0; 16]).unwrap(), boxes, 1);
            },
            "`x`: 7 numbers are no boxes: give left, top, right and bottom of each, as [boxes, 4]",
        ),
        (
            |logger| {
                let boxes = Boxes::new(vec![0.0_f32, 0.0, 1.0, 1.0]).labels(["one", "two"]);
                logger.add_image_with_boxes("x", Pixels::grey(4, 4, vec![0; 16]).unwrap(), boxes, 1);
            },
            "`x`: there are 2 labels for 1 boxes: give one for each",
        ),
    ]);
}

#[test]
fn sounds() {
    check(&[
        (|logger| logger.add_audio("x", Sound::from(Vec::new()), 1), "`x`: there is no clip: log at least one"),
        (
            |logger| logger.add_audio("x", Clip::mono(Vec::<f32>::new(), 8000), 1),
            "`x`: clip 0 has no samples: a clip needs one at least",
        ),
        (
            |logger| logger.add_audio("x", Clip::mono(&[0.0, f32::NAN], 8000), 1),
            "`x`: sample 1 of clip 0 is NaN: give floats from -1 to 1",
        ),
        (
            |logger| logger.add_audio("x", Clip::stereo([vec![0_i16; 3], vec![0; 5]], 8000), 1),
            "`x`: the 8 samples of clip 0 do not fill 2 channels of one length",
        ),
        (
            |logger| logger.add_audio("x", Clip::mono(&[0.0_f32], 0), 1),
            "`x`: clip 0 has a sample rate of 0: give the samples a second of a channel, such as 44100",
        ),
        (
            |logger| logger.add_audio("x", Clip::wav(*b"ID3\x04"), 1),
            "`x`: clip 0 is no WAV file, which is what TensorBoard plays (it begins with [49, 44, 33, 04])",
        ),
    ]);
}

#[test]
fn counts() {
    check(&[
        (
            |logger| logger.add_histogram_raw("x", &[0.0, 1.0], &[1.0, 2.0], 1),
            "`x` is no histogram: 2 counts lie between 3 edges, not 2",
        ),
        (|logger| logger.add_histogram_raw("x", &[0.0, 1.0], &[f64::NAN], 1), "`x` is no histogram: count 0 is NaN"),
        (
            |logger| logger.add_histogram_raw("x", &[0.0, f64::INFINITY], &[1.0], 1),
            "`x` is no histogram: edge 1 is inf, which is no place on an axis",
        ),
        (
            |logger| logger.add_histogram_raw("x", &[0.0, 2.0, 1.0], &[1.0, 1.0], 1),
            "`x` is no histogram: edges must increase, and edge 2 (1) is below edge 1 (2)",
        ),
        (
            |logger| logger.add_pr_curve("x", &[0, 1, 1], &[0.5_f32, 0.5], 1),
            "`x` is no precision-recall curve: labels: 3 and predictions: 2 are not equally many",
        ),
        (
            |logger| logger.add_pr_curve("x", &[0.0, 0.5], &[0.5_f32, 0.5], 1),
            "`x` is no precision-recall curve: label 1 is 0.5, and must be 0 or 1",
        ),
        (
            |logger| logger.add_pr_curve("x", &[0, 1], &[0.5, f32::NAN], 1),
            "`x` is no precision-recall curve: prediction 1 is NaN; it must be a number from 0 to 1",
        ),
        (
            |logger| logger.add_pr_curve_with("x", &[0, 1], &[0.5_f32, 0.5], 1, 1, None::<Vec<f32>>),
            "`x` is no precision-recall curve: 1 thresholds make no curve; give at least 2",
        ),
        (
            |logger| logger.add_pr_curve_with("x", &[0, 1], &[0.5_f32, 0.5], 1, 9, Some(vec![1.0_f32, -1.0])),
            "`x` is no precision-recall curve: weight 1 is -1; it must be finite and not negative",
        ),
        (
            |logger| logger.add_pr_curves("x", &[0, 2], &[0.5_f32; 4], &["a", "b"], 1),
            "`x` is no precision-recall curve: label 1 is 2, and must be below 2, the number of classes",
        ),
        (
            |logger| logger.add_pr_curves("x", &[0, 1], &[0.5_f32; 3], &["a", "b"], 1),
            "`x` is no precision-recall curve: 2 examples of 2 classes need 4 predictions, not 3",
        ),
    ]);
}

#[test]
fn meshes() {
    check(&[
        (|logger| logger.add_mesh("x", Mesh::new(Vec::new()), 1), "`x` is no mesh: mesh 0 has no vertices"),
        (
            |logger| logger.add_mesh("x", Mesh::new(vec![[0.0, f32::NAN, 1.0]]), 1),
            "`x` is no mesh: vertex 0 of mesh 0 is at (0, NaN, 1); coordinates must be finite",
        ),
        (
            |logger| logger.add_mesh("x", Mesh::new(vec![[0.0; 3]]).with_faces(vec![[0, 0, 1]]), 1),
            "`x` is no mesh: face 0 of mesh 0 names vertex 1, but there are 1",
        ),
        (
            |logger| logger.add_mesh("x", Mesh::new(vec![[0.0; 3]]).with_colors(vec![[0; 3]; 2]), 1),
            "`x` is no mesh: mesh 0 has 2 colors for 1 vertices",
        ),
        (
            |logger| logger.add_mesh("x", Mesh::new(vec![[0.0; 3]]).with_config("[]"), 1),
            "`x` is no mesh: the mesh configuration is not a JSON object: it must begin with `{` and end with `}`",
        ),
        (
            |logger| logger.add_meshes("x", [1, 2].map(|vertices| Mesh::new(vec![[0.0; 3]; vertices])).into(), 1),
            "`x` is no mesh: mesh 1 differs from mesh 0 in its number of vertices; \
             the meshes of a batch have equal sizes",
        ),
    ]);
}

#[test]
fn embeddings() {
    check(&[
        (
            |logger| logger.add_embedding(Embedding::new([2, 3], vec![0.0_f32; 5]).tag("x"), 1),
            "the embedding `x` of 2 points in 3 dimensions needs 6 numbers, not 5",
        ),
        (
            |logger| logger.add_embedding(Embedding::new([2, 1], vec![0.0, f32::NAN]).tag("x"), 1),
            "the embedding `x` cannot be shown: row 1, column 0 is NaN; the projector needs finite numbers",
        ),
        (
            |logger| logger.add_embedding(Embedding::new([2, 1], vec![0.0_f32; 2]).labels(["a"]).tag("x"), 1),
            "the embedding `x` has 2 points and 1 labels: give one for each",
        ),
        (
            |logger| {
                let pictures = vec![Pixels::grey(1, 1, vec![0]).unwrap(); 3];
                logger.add_embedding(Embedding::new([2, 1], vec![0.0_f32; 2]).label_images(pictures).tag("x"), 1);
            },
            "the embedding `x` has 2 points and 3 label images: give one for each",
        ),
        (
            |logger| {
                let rows = [vec!["a", "b"], vec!["c"]];
                let points = Embedding::new([2, 1], vec![0.0_f32; 2]);
                logger.add_embedding(points.columns(["one", "two"], rows).tag("x"), 1);
            },
            "the embedding `x` cannot be shown: row 1 has 1 columns, not 2; \
             give a header of two or more names for several columns",
        ),
    ]);
}
