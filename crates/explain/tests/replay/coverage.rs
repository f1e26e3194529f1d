//! Every operation that the interpreter does is done in a test: one that is added without a test is told here.

use std::collections::BTreeSet;

use burn::nn::LinearConfig;
use burn::tensor::{Device, Tensor};
use nnviz_capture::capture;

use super::differences::Function;
use super::{operations, whole};

/// A file, and what the prefix of an arm stands for in it.
type Source = (&'static str, &'static [(&'static str, Families)]);

type Families = &'static [&'static str];

/// The interpreter's sources, with the family of burn's operations that a function there does. In `base.rs` all three families
/// share the arms of a macro.
const SOURCES: [Source; 7] = [
    (include_str!("../../src/replay/operation/activation.rs"), &[("Op::", &["Activation"])]),
    (include_str!("../../src/replay/operation/base.rs"), &[("Op::", &["BaseFloat", "BaseInt", "BaseBool"])]),
    (include_str!("../../src/replay/operation/bool.rs"), &[("Op::", &["Bool"])]),
    (include_str!("../../src/replay/operation/float.rs"), &[("Op::", &["Float"])]),
    (include_str!("../../src/replay/operation/int.rs"), &[("Op::", &["Int"]), ("Numeric::", &["NumericInt"])]),
    (include_str!("../../src/replay/operation/module.rs"), &[("Op::", &["Module"])]),
    (include_str!("../../src/replay/operation/numeric.rs"), &[("Op::", &["NumericFloat"])]),
];

/// Operations that the interpreter does, but that no forward pass is captured as by this version of burn: what stands for them.
const NOT_REACHED: [(&str, &str); 4] = [
    ("Float::IsInf", "comparisons with infinity"),
    ("Float::IsNan", "a comparison with itself"),
    ("Module::Linear", "a product of matrices and a sum"),
    ("NumericFloat::Powi", "the power of a tensor of numbers"),
];

/// `Family::Operation` for each arm of the interpreter.
fn done() -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for (source, prefixes) in SOURCES {
        let mut only = None;
        for line in source.lines() {
            if let Some(function) = line.strip_prefix("fn ") {
                only = ["float", "int", "bool"].into_iter().find(|kind| function.starts_with(&format!("{kind}_rest")));
            }
            if line.contains("Backward") {
                continue; // refused
            }
            for (prefix, families) in prefixes {
                for arm in line.split(prefix).skip(1) {
                    let name: String = arm.chars().take_while(|letter| letter.is_alphanumeric()).collect();
                    let families = families.iter().filter(|family| {
                        only.is_none_or(|kind| families.len() == 1 || family.to_lowercase().ends_with(kind))
                    });
                    if arm[name.len()..].starts_with('(') {
                        found.extend(families.map(|family| format!("{family}::{name}")));
                    }
                }
            }
        }
    }
    found
}

/// `Family::Operation` for each operation that a function is captured as.
fn reached(function: &Function) -> BTreeSet<String> {
    let model = LinearConfig::new(1, 1).init(&Device::default());
    let captured = capture(&model, |_, device| function(Tensor::empty([2, 3, 4], device))).unwrap();
    captured.graph.graph.operations.iter().filter_map(|operation| named(&format!("{operation:?}"))).collect()
}

/// From `NumericFloat(F32, Add(…))` to `NumericFloat::Add`.
fn named(debug: &str) -> Option<String> {
    let (family, rest) = debug.split_once('(')?;
    let rest = match family {
        "NumericFloat" | "NumericInt" | "Float" => rest.split_once(", ")?.1,
        _ => rest,
    };
    let name: String = rest.chars().take_while(|letter| letter.is_alphanumeric()).collect();
    Some(format!("{family}::{name}"))
}

#[test]
fn every_operation_has_a_test() {
    let done = done();
    assert!(done.len() > 150 && done.contains("NumericFloat::Add") && done.contains("BaseInt::Reshape"), "{done:?}");
    let functions = operations::every_function().into_iter().chain(whole::every_function());
    let mut reached: BTreeSet<String> = functions.flat_map(|(_, function)| reached(&*function)).collect();
    for (name, instead) in NOT_REACHED {
        assert!(reached.insert(name.to_owned()), "{name} is captured now, not as {instead}");
    }
    let untested: Vec<_> = done.difference(&reached).collect();
    assert!(untested.is_empty(), "{} operations without a test: {untested:#?}", untested.len());
}
