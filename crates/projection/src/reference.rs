//! For tests: what scikit-learn and umap-learn compute, from `tests/reference`, and the digits it is computed from.

use std::io::Read as _;

use serde_json::Value;

const DIGITS: &[u8] = include_bytes!(concat!(env!("CARGO_MANIFEST_DIR"), "/../../examples/data/digits.csv.gz"));

pub(crate) fn read() -> Value {
    serde_json::from_str(include_str!("../tests/reference/reference.json")).unwrap()
}

/// The first few digits, and one of the tables of weights between them.
pub(crate) fn neighbourhoods(reference: &Value, table: &str) -> (Vec<f32>, Vec<Vec<f64>>) {
    let part = &reference["neighbourhoods"];
    let count = part["points"].as_u64().unwrap() as usize;
    let mut text = String::new();
    flate2::read::GzDecoder::new(DIGITS).read_to_string(&mut text).unwrap();
    let pixels = |line: &str| line.split(',').take(64).map(|value| value.parse().unwrap()).collect::<Vec<f32>>();
    let values = text.lines().take(count).flat_map(pixels).collect();
    (values, serde_json::from_value(part[table].clone()).unwrap())
}
