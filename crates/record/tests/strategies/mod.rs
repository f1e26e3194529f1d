//! What proptest makes: summaries and graphs as they should be, and values as they should not.

mod plugins;
mod projector;

use nnviz_record::proto::{
    Audio, DataType, Dim, HistogramProto, Image, Payload, PluginData, SummaryMetadata, TensorProto, TensorShapeProto,
    Value,
};
use nnviz_record::summary::{Attribute, Graph, Histogram, Images, Node};
use nnviz_record::{Kind, Summary, WallTime};
use proptest::collection::{btree_map, vec};
use proptest::num::{f32, f64};
use proptest::option;
use proptest::prelude::*;
use proptest::sample::select;

pub(crate) use projector::projector_config;

/// Every number that equals itself: infinities, and nothing that is not a number.
pub(crate) fn comparable() -> impl Strategy<Value = f64> {
    f64::ANY.prop_filter("a number", |value| !value.is_nan())
}

pub(crate) fn wall_time() -> impl Strategy<Value = WallTime> {
    f64::ANY.prop_filter_map("a finite time", WallTime::new)
}

/// A summary of any kind. The tag begins with the kind and ends with the plugin data, since a tag has one of each.
pub(crate) fn tagged_summary() -> impl Strategy<Value = (String, Summary)> {
    let tag = prop_oneof!["[ab]", any::<String>()];
    (tag, summary()).prop_map(|(tag, summary)| {
        let plugin_data = summary.metadata().plugin_data.unwrap_or_default().content;
        (format!("{} {tag} {plugin_data:?}", summary.kind()), summary)
    })
}

fn summary() -> impl Strategy<Value = Summary> {
    let images = (any::<u32>(), any::<u32>(), vec(vec(any::<u8>(), 0..50), 0..4));
    prop_oneof![
        comparable().prop_map(|value| Summary::Scalar(value as f32)),
        vec((comparable(), comparable(), comparable()), 0..20)
            .prop_map(|rows| Summary::Histogram(Histogram::new(rows))),
        images.prop_map(|(width, height, encoded)| Summary::Image(Images { width, height, encoded })),
        any::<String>().prop_map(Summary::Text),
        plugins::summary(),
    ]
}

pub(crate) fn graph() -> impl Strategy<Value = Graph> {
    vec(node(), 0..10).prop_map(|nodes| Graph { nodes })
}

fn node() -> impl Strategy<Value = Node> {
    let inputs = vec(any::<String>(), 0..4);
    let shapes = vec(option::of(vec(any::<i64>(), 0..5)), 0..3);
    // Sorted by name, each once: so a file holds them.
    let attributes = btree_map("[a-z]{1,8}", attribute(), 0..5).prop_map(|attributes| attributes.into_iter().collect());
    (any::<String>(), any::<String>(), inputs, shapes, attributes)
        .prop_map(|(name, op, inputs, output_shapes, attributes)| Node { name, op, inputs, output_shapes, attributes })
}

fn attribute() -> impl Strategy<Value = Attribute> {
    let types = [DataType::Float, DataType::Half, DataType::Int64, DataType::String];
    prop_oneof![
        any::<String>().prop_map(Attribute::Text),
        any::<i64>().prop_map(Attribute::Int),
        f32::ANY.prop_filter("a number", |value| !value.is_nan()).prop_map(Attribute::Float),
        any::<bool>().prop_map(Attribute::Bool),
        select(types.to_vec()).prop_map(Attribute::Type),
        vec(any::<i64>(), 0..4).prop_map(Attribute::Shape),
        vec(any::<i64>(), 1..4).prop_map(Attribute::Ints), // a list of nothing has no type, and is left out
    ]
}

/// A value whose parts have nothing to do with one another.
pub(crate) fn value() -> impl Strategy<Value = Value> {
    let plugins = Kind::ALL.map(Kind::plugin_name).into_iter().chain(["unknown", ""]).collect::<Vec<_>>();
    let metadata = (select(plugins), vec(any::<u8>(), 0..9), any::<i32>()).prop_map(|(plugin, content, data_class)| {
        SummaryMetadata {
            plugin_data: Some(PluginData { plugin_name: plugin.to_owned(), content }),
            data_class,
            ..SummaryMetadata::default()
        }
    });
    (option::of(metadata), option::of(payload())).prop_map(|(metadata, value)| Value {
        tag: "tag".to_owned(),
        node_name: String::new(),
        metadata,
        value,
    })
}

fn payload() -> impl Strategy<Value = Payload> {
    let doubles = || vec(f64::ANY, 0..6);
    let histogram = (f64::ANY, f64::ANY, doubles(), doubles()).prop_map(|(min, max, bucket_limit, bucket)| {
        Payload::Histo(HistogramProto { min, max, bucket_limit, bucket, ..HistogramProto::default() })
    });
    let image =
        (any::<i32>(), any::<i32>(), vec(any::<u8>(), 0..20)).prop_map(|(height, width, encoded_image_string)| {
            Payload::Image(Image { height, width, colorspace: 3, encoded_image_string })
        });
    prop_oneof![
        f32::ANY.prop_map(Payload::SimpleValue),
        histogram,
        image,
        Just(Payload::Audio(Audio::default())),
        tensor().prop_map(Payload::Tensor),
    ]
}

fn tensor() -> impl Strategy<Value = TensorProto> {
    let size = prop_oneof![0..4_i64, any::<i64>()];
    let dims =
        prop_oneof![vec(size, 0..4), (0..4_i64).prop_map(|rows| vec![rows, 3]), (0..4_i64).prop_map(|n| vec![1, n, 3])];
    let dtype = prop_oneof![4 => 0..24_i32, 1 => any::<i32>()];
    let strings = vec(prop_oneof![vec(any::<u8>(), 0..8), Just(b"12".to_vec())], 0..5);
    let shape = option::of((dims, any::<bool>()));
    (dtype, shape, vec(any::<u8>(), 0..50), vec(any::<i32>(), 0..5), strings).prop_map(
        |(dtype, shape, tensor_content, numbers, string_val)| TensorProto {
            dtype,
            tensor_shape: shape.map(|(dims, unknown_rank)| TensorShapeProto {
                dim: dims.into_iter().map(|size| Dim { size, name: String::new() }).collect(),
                unknown_rank,
            }),
            tensor_content: if numbers.len() > 2 { Vec::new() } else { tensor_content },
            float_val: numbers.iter().map(|&bits| std::primitive::f32::from_bits(bits as u32)).collect(),
            double_val: numbers.iter().map(|&number| number.into()).collect(),
            half_val: numbers.clone(),
            int64_val: numbers.iter().map(|&number| number.into()).collect(),
            bool_val: numbers.iter().map(|&number| number > 0).collect(),
            int_val: numbers,
            string_val,
            ..TensorProto::default()
        },
    )
}
