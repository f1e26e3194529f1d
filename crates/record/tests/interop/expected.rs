//! What a script of the corpus logged, from the `expected.json` beside it.

use std::collections::BTreeMap;
use std::path::Path;

use nnviz_record::summary::{Histogram, Images};
use nnviz_record::{Kind, Summary};
use serde_json::Value;

use crate::found::{Found, Point};
use crate::plugins;
use crate::png::{self, Picture};

pub(crate) struct Expected(Value);

/// The expectation of the case in `directory`.
pub(crate) fn of(directory: &Path) -> Expected {
    let json = std::fs::read_to_string(directory.join("expected.json")).unwrap();
    Expected(serde_json::from_str(&json).unwrap())
}

impl Expected {
    /// Fails unless exactly this was found.
    pub(crate) fn assert_found(&self, found: &Found) {
        for kind in Kind::ALL {
            let points: Vec<_> = found.points.iter().filter(|point| point.summary.kind() == kind).collect();
            let expected = list(&self.0[kind.to_string()]);
            assert_eq!(points.len(), expected.len(), "{kind}: {points:?}");
            for (point, expected) in points.into_iter().zip(expected) {
                assert_point(point, expected);
            }
        }
        self.assert_described(found);
        self.assert_graph(found);
        let skipped: BTreeMap<String, u64> = serde_json::from_value(self.0["skipped"].clone()).unwrap();
        assert_eq!(found.skipped, skipped);
    }

    fn assert_described(&self, found: &Found) {
        for (tag, expected) in self.0["described"].as_object().unwrap() {
            let metadata = found.metadata(tag);
            assert_eq!(metadata.display_name, expected["display_name"], "{tag}");
            assert_eq!(metadata.summary_description, expected["description"], "{tag}");
        }
    }

    fn assert_graph(&self, found: &Found) {
        let nodes = found.graph.as_ref().map_or(&[][..], |graph| &graph.nodes);
        let expected = list(&self.0["graph"]);
        assert_eq!(nodes.len(), expected.len(), "{nodes:?}");
        for (node, expected) in nodes.iter().zip(expected) {
            assert_eq!(node.name, expected["name"]);
            assert_eq!(node.op, expected["op"], "{}", node.name);
            assert_eq!(serde_json::json!(node.inputs), expected["inputs"], "{}", node.name);
            assert_eq!(serde_json::json!(node.output_shapes), expected["output_shapes"], "{}", node.name);
        }
    }
}

fn assert_point(point: &Point, expected: &Value) {
    assert_eq!(point.tag, expected["tag"]);
    assert_eq!(point.step, expected["step"], "{}", point.tag);
    match &expected["wall_time"] {
        Value::Null => assert!(point.wall_time > 1.5e9, "{} at {}", point.tag, point.wall_time),
        wall_time => assert_eq!(point.wall_time, number(wall_time), "{}", point.tag),
    }
    let value = &expected["value"];
    match &point.summary {
        Summary::Scalar(found) => assert_number(f64::from(*found), number(value), &point.tag),
        Summary::Histogram(found) => assert_eq!(*found, histogram(value), "{} at {}", point.tag, point.step),
        Summary::Image(found) => assert_images(found, value),
        Summary::Text(found) => assert_eq!(found, value, "{}", point.tag),
        other => plugins::assert_summary(other, value, &point.tag),
    }
}

pub(crate) fn assert_number(found: f64, expected: f64, tag: &str) {
    assert!(found == expected || (found.is_nan() && expected.is_nan()), "{tag}: {found}, not {expected}");
}

fn histogram(rows: &Value) -> Histogram {
    Histogram::new(list(rows).iter().map(|row| (number(&row[0]), number(&row[1]), number(&row[2]))))
}

fn assert_images(found: &Images, expected: &Value) {
    let size = |name: &str| expected[name].as_u64().unwrap() as u32;
    let (width, height, channels) = (size("width"), size("height"), size("channels") as usize);
    assert_eq!((found.width, found.height), (width, height));
    let pictures: Vec<_> = found.encoded.iter().map(|file| png::decode(file)).collect();
    let pixels: Vec<Vec<u8>> = serde_json::from_value(expected["pixels"].clone()).unwrap();
    let expected: Vec<_> = pixels.into_iter().map(|pixels| Picture { width, height, channels, pixels }).collect();
    assert_eq!(pictures, expected);
}

pub(crate) fn list(value: &Value) -> &[Value] {
    value.as_array().unwrap()
}

/// Numbers are strings in the expectations, so that none is rounded.
pub(crate) fn number(value: &Value) -> f64 {
    value.as_str().unwrap().parse().unwrap()
}
