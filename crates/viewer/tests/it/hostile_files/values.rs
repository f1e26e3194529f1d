//! Whole records whose values are too large, too many, too deep, or not what they say.

use nnviz_record::Kind;
use nnviz_record::proto::{self, DataType, Dim, HistogramProto, Payload, TensorProto, TensorShapeProto, Value, What};
use nnviz_record::summary::{Graph, Node};

use super::{Seen, seen, value, write_events, write_values};

/// A value of a plugin: a tensor with a shape and whatever bytes.
fn tensor(tag: &str, kind: Kind, dims: &[i64], tensor: TensorProto) -> Value {
    let dim = dims.iter().map(|&size| Dim { size, ..Dim::default() }).collect();
    let shape = TensorShapeProto { dim, ..TensorShapeProto::default() };
    let tensor = TensorProto { tensor_shape: Some(shape), ..tensor };
    Value { metadata: Some(kind.metadata()), ..value(tag, Payload::Tensor(tensor)) }
}

fn of_type(dtype: DataType) -> TensorProto {
    TensorProto { dtype: dtype.into(), ..TensorProto::default() }
}

fn seen_values(values: Vec<Value>) -> Seen {
    seen(|run| write_values(run, values))
}

#[test]
fn shapes_that_are_not_those_of_their_bytes_are_told() {
    let one = |dtype| TensorProto { tensor_content: vec![0; 8], ..of_type(dtype) };
    let sizes: [&[i64]; 6] = [&[1 << 62, 1 << 62], &[-1], &[i64::MAX], &[i64::MIN, i64::MIN], &[3, 5], &[1 << 32, 3]];
    let kinds = [Kind::Scalar, Kind::Histogram, Kind::Audio, Kind::PrCurve, Kind::Mesh, Kind::Tensor];
    let mut values = Vec::new();
    for kind in kinds {
        for (number, dims) in sizes.iter().enumerate() {
            values.push(tensor(&format!("{kind}/{number}"), kind, dims, one(DataType::Float)));
        }
    }
    let seen = seen_values(values);
    for kind in kinds {
        seen.tells(&format!("1 of the values of the tag `{kind}/0` could not be read"));
    }
}

/// Protobuf lets one number stand for all of a tensor.
#[test]
fn a_number_that_stands_for_a_billion_buckets_is_not_unfolded() {
    let one = TensorProto { double_val: vec![1.0], ..of_type(DataType::Double) };
    let seen = seen_values(vec![tensor("billion", Kind::Histogram, &[1_000_000_000, 3], one)]);
    seen.tells("the tag `billion` could not be read");
}

#[test]
fn a_million_real_buckets_become_a_chart() {
    let bucket_limit: Vec<f64> = (0..1_000_000).map(f64::from).collect();
    let histogram =
        HistogramProto { max: 1e6, num: 1e6, bucket: vec![1.0; 1_000_000], bucket_limit, ..Default::default() };
    let seen = seen_values((0..3).map(|_| value("weights/many", Payload::Histo(histogram.clone()))).collect());
    assert!(seen.page.contains(">many</h"));
    assert!(seen.page.len() < 2_000_000, "{} bytes", seen.page.len());
}

#[test]
fn a_million_tags_are_read_and_what_is_not_shown_is_told() {
    let seen = seen(|run| {
        let tag = |index: u32| value(&format!("tag{}/{index}", index % 1000), Payload::SimpleValue(0.5));
        let summaries = (0..1000)
            .map(|thousand| proto::Summary { value: (thousand * 1000..(thousand + 1) * 1000).map(tag).collect() });
        write_events(run, summaries.map(|summary| (1, What::Summary(summary))));
    });
    seen.tells("hostile: 990000 values of tags after the first 10000 are not shown");
    assert!(seen.log.contains("2 runs, 10001 tags"), "{}", seen.log);
    assert!(seen.page.len() < 100_000_000, "{} bytes", seen.page.len());
}

fn image(tag: &str, (width, height): (i32, i32), encoded_image_string: Vec<u8>) -> Value {
    value(tag, Payload::Image(proto::Image { width, height, colorspace: 1, encoded_image_string }))
}

/// A grey PNG whose pixels, all the same, take gigabytes unfolded: what it says of its size is right.
fn png_bomb(width: u32, height: u32) -> Vec<u8> {
    let mut out = Vec::new();
    let mut encoder = png::Encoder::new(&mut out, width, height);
    encoder.set_color(png::ColorType::Grayscale);
    encoder.set_compression(png::Compression::Fast);
    let mut writer = encoder.write_header().unwrap();
    let mut stream = writer.stream_writer().unwrap();
    let row = vec![0; width as usize];
    (0..height).for_each(|_| std::io::Write::write_all(&mut stream, &row).unwrap());
    stream.finish().unwrap();
    drop(writer);
    out
}

#[test]
fn a_picture_that_unfolds_to_gigabytes_is_told_and_not_embedded() {
    let bomb = png_bomb(40_000, 40_000);
    let mut lies = bomb.clone();
    lies[16..24].fill(0x7f); // two billion pixels each way
    let seen = seen_values(vec![image("bomb", (8, 8), bomb), image("lie", (8, 8), lies)]);
    assert!(seen.page.len() < 1_000_000, "it is in the page, {} bytes", seen.page.len());
    assert_eq!(
        seen.page.matches("1 of the samples are too large for a page").count(),
        2,
        "the page says why it is not there"
    );
}

/// Frames of one pixel, and never an end.
#[test]
fn a_gif_without_end_is_told_and_not_embedded() {
    let mut gif = b"GIF89a\x01\x00\x01\x00\x80\x00\x00\x00\x00\x00\xff\xff\xff".to_vec();
    let frame = b"\x21\xf9\x04\x04\x00\x00\x00\x00,\x00\x00\x00\x00\x01\x00\x01\x00\x00\x02\x02\x44\x01\x00";
    (0..1_000_000).for_each(|_| gif.extend_from_slice(frame));
    let seen = seen_values(vec![image("endless", (1, 1), gif)]);
    assert!(seen.page.len() < 1_000_000, "it is in the page, {} bytes", seen.page.len());
}

#[test]
fn scopes_and_lists_without_end_do_not_overflow() {
    let deep = "scope/".repeat(100_000);
    let node = |name: String, inputs: Vec<String>| Node { name, op: "op".into(), inputs, ..Node::default() };
    let nodes = vec![node(format!("{deep}a"), vec![]), node(format!("{deep}b"), vec![format!("{deep}a")])];
    let seen = seen(|run| write_events(run, [(0, What::GraphDef(Graph { nodes }.encode()))]));
    assert!(seen.log.contains("2 runs"), "{}", seen.log);
}

#[test]
fn markdown_that_nests_without_end_does_not_overflow() {
    let texts =
        [">".repeat(50_000), "- ".repeat(50_000), "[".repeat(50_000), "*a ".repeat(50_000), "<b>".repeat(50_000)];
    let values = texts.into_iter().enumerate().map(|(number, text)| {
        let string = TensorProto { string_val: vec![text.into_bytes()], ..of_type(DataType::String) };
        tensor(&format!("text/{number}"), Kind::Text, &[], string)
    });
    let seen = seen_values(values.collect());
    assert!(seen.page.contains("text/4"));
}

#[test]
fn expressions_without_end_are_told() {
    for expression in ["(".repeat(100_000), "(a{1000}){1000}".to_owned(), "(((a+)+)+)+$".to_owned()] {
        let multiline = proto::plugin_data::Multiline { tag: vec![expression] };
        let content = Some(proto::plugin_data::ChartContent::Multiline(multiline));
        let chart = proto::plugin_data::Chart { title: "chart".into(), content };
        let category = proto::plugin_data::Category { title: "all".into(), chart: vec![chart], ..Default::default() };
        let layout = proto::plugin_data::Layout { category: vec![category], ..Default::default() };
        let bytes = prost::Message::encode_to_vec(&layout);
        let string = TensorProto { string_val: vec![bytes], ..of_type(DataType::String) };
        let layout = tensor("custom_scalars__config__", Kind::CustomScalars, &[], string);
        seen_values(vec![layout, value("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaab", Payload::SimpleValue(1.0))]);
    }
}
