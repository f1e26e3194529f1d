//! Files of tensorboard-rs, the peer in Rust.

use nnviz_record::summary::{Histogram, Images, Node};
use nnviz_record::{Kind, Summary};
use tensorboard_proto::node_def::NodeDef;
use tensorboard_rs::summary_writer::SummaryWriter;

use crate::found::Found;
use crate::png::{self, Picture};

/// What `log` writes, as it is found.
fn found(log: impl FnOnce(&mut SummaryWriter)) -> Found {
    let directory = tempfile::tempdir().unwrap();
    let mut writer = SummaryWriter::new(directory.path());
    log(&mut writer);
    drop(writer); // ends its thread: `flush` does not wait for it
    Found::in_directory(directory.path())
}

#[test]
fn its_scalars_are_read() {
    let values = [0.1, -3.5e-40, f32::INFINITY, f32::NEG_INFINITY, f32::MAX];
    let found = found(|writer| {
        for (step, value) in values.into_iter().enumerate() {
            writer.add_scalar("loss/train", value, step * 1_000_000_007);
        }
        writer.add_scalar("nan", f32::NAN, 1);
    });
    let (nan, points) = found.points.split_last().unwrap();
    assert!(matches!(nan.summary, Summary::Scalar(value) if value.is_nan()));
    for (index, (point, value)) in points.iter().zip(values).enumerate() {
        assert_eq!(point.tag, "loss/train");
        assert_eq!(point.step, index as i64 * 1_000_000_007);
        assert_eq!(point.summary, Summary::Scalar(value));
        assert!(point.wall_time > 1.5e9);
    }
    assert_eq!(points.len(), values.len());
}

#[test]
fn its_histograms_are_read() {
    let (limits, counts) = ([-1.0, 0.0, 1.0, f64::MAX], [2.0, 0.0, 5.0, 1.0]);
    let found = found(|writer| writer.add_histogram_raw("weights", -1.5, 4.0, 8.0, 1.0, 30.0, &limits, &counts, 3));
    let expected = Histogram::new([(-1.5, -1.0, 2.0), (0.0, 1.0, 5.0), (1.0, 4.0, 1.0)]);
    assert_eq!(found.points[0].summary, Summary::Histogram(expected));
    assert_eq!(found.points[0].step, 3);
}

/// It says that its picture is `[channels, height, width]`, and stores the bytes as they come in a picture of the turned
/// size. What is in the file is read, wrong as it is.
#[test]
fn its_images_are_read_as_they_are_in_the_file() {
    let (height, width) = (2, 3);
    let pixels: Vec<u8> = (0..3 * height * width).map(|i| i * 7).collect();
    let found = found(|writer| writer.add_image("picture", &pixels, &[3, height.into(), width.into()], 5));
    assert_eq!(found.points[0].summary.kind(), Kind::Image);
    let Summary::Image(Images { width: 3, height: 2, encoded }) = &found.points[0].summary else {
        panic!("{:?}", found.points[0]);
    };
    assert_eq!(png::decode(&encoded[0]), Picture { width: 2, height: 3, channels: 3, pixels });
}

#[test]
fn its_graphs_are_read() {
    let node = |name: &str, op: &str, input: Option<&str>| {
        let mut node = NodeDef::new();
        node.set_name(name.to_owned());
        node.set_op(op.to_owned());
        node.mut_input().extend(input.map(ToOwned::to_owned));
        node
    };
    let nodes = [node("net/input", "Placeholder", None), node("net/relu", "Relu", Some("net/input"))];
    let found = found(|writer| writer.add_graph(&nodes));
    let expected = |name: &str, op: &str, inputs: &[&str]| Node {
        name: name.to_owned(),
        op: op.to_owned(),
        inputs: inputs.iter().map(|&input| input.to_owned()).collect(),
        ..Node::default()
    };
    let nodes = found.graph.expect("a graph").nodes;
    assert_eq!(nodes, [expected("net/input", "Placeholder", &[]), expected("net/relu", "Relu", &["net/input"])]);
}
