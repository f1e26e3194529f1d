//! Arrays that no page shows: read back as programs do, through both of TensorBoard's readers.

use std::path::Path;
use std::process::Command;

use nnviz::Logger;
use nnviz::record::summary::Tensor;
use serde_json::{Value, json};

use crate::boards::directory_alone;
use crate::support::python;

/// What `read_tensors.py` finds in a run.
fn read_back(logdir: &Path, run: &str, last_tag: &str) -> Value {
    let interpreter = python::interpreter().unwrap_or_else(|reason| panic!("{reason}"));
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/support/read_tensors.py");
    let output = Command::new(interpreter).arg(script).arg(logdir).args([run, last_tag]).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_slice(&output.stdout).unwrap()
}

/// A tensor of every type, with what numpy makes of it.
fn table() -> Vec<(&'static str, Tensor, Value)> {
    vec![
        ("float32", Tensor::new([2, 2], &[0.5_f32, -1.25, 1e10, 0.03125]).unwrap(), json!([0.5, -1.25, 1e10, 0.03125])),
        ("float64", Tensor::new([3], &[0.1, 1e300, -0.0]).unwrap(), json!([0.1, 1e300, -0.0])),
        ("int8", Tensor::new([2], &[i8::MIN, i8::MAX]).unwrap(), json!([i8::MIN, i8::MAX])),
        ("int16", Tensor::new([2], &[i16::MIN, i16::MAX]).unwrap(), json!([i16::MIN, i16::MAX])),
        ("int32", Tensor::new([1, 2], &[i32::MIN, i32::MAX]).unwrap(), json!([i32::MIN, i32::MAX])),
        ("int64", Tensor::new([2], &[i64::MIN, i64::MAX]).unwrap(), json!([i64::MIN, i64::MAX])),
        ("uint8", Tensor::new([2, 1], &[0, u8::MAX]).unwrap(), json!([0, u8::MAX])),
        ("uint16", Tensor::new([1], &[u16::MAX]).unwrap(), json!([u16::MAX])),
        ("uint32", Tensor::new([1], &[u32::MAX]).unwrap(), json!([u32::MAX])),
        ("uint64", Tensor::new([1], &[u64::MAX]).unwrap(), json!([u64::MAX])),
        ("bool", Tensor::new([3], &[true, false, true]).unwrap(), json!([true, false, true])),
        (
            "float16",
            Tensor::from_f16_bits([3], &[0x3c00, 0xc000, 0x3555]).unwrap(),
            json!([1.0, -2.0, 0.333_251_953_125]),
        ),
        ("object", Tensor::from_strings([2], ["words", "größe"]).unwrap(), json!(["words", "größe"])),
    ]
}

#[test]
fn every_type_is_read_back() {
    let logdir = directory_alone("tensors");
    let logger = Logger::create(logdir.join("run")).unwrap();
    for step in [3, 4] {
        for (dtype, tensor, _) in table() {
            logger.add_tensor(dtype, tensor, step);
        }
    }
    logger.add_tensor("scalar", Tensor::new([], &[7_i32]).unwrap(), 1);
    logger.add_tensor("empty", Tensor::new([0, 3], &[0.0_f32; 0]).unwrap(), 1);
    logger.close().unwrap();
    let answers = read_back(&logdir, "run", "empty");
    for reader in ["slow", "fast", "accumulator"] {
        let found = &answers[reader];
        for (dtype, tensor, values) in table() {
            let expected = json!([[3, dtype, tensor.shape(), values], [4, dtype, tensor.shape(), values]]);
            assert_eq!(found[dtype], expected, "{reader}");
        }
        assert_eq!(found["scalar"], json!([[1, "int32", [], [7]]]), "{reader}");
        assert_eq!(found["empty"], json!([[1, "float32", [0, 3], []]]), "{reader}");
    }
}
