//! What an operation is, by the names that burn, torch and TensorFlow give to operations.

use nnviz_record::summary::Node;

/// What makes a value that is there before the model runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Source {
    /// A weight, a bias, a running mean: what is learned or kept.
    Parameter,
    /// A number or a shape.
    Constant,
}

/// What an operation is if nothing flows into it; `None` for one that makes something of its own, as an input does.
pub(super) fn source(node: &Node) -> Option<Source> {
    match node.op.as_str() {
        "Parameter" | "prim::GetAttr" | "VarHandleOp" | "VariableV2" | "Variable" => Some(Source::Parameter),
        "Const" | "prim::Constant" => Some(Source::Constant),
        "Placeholder" | "_Arg" if is_handle(node) => Some(Source::Parameter),
        _ => None,
    }
}

/// TensorFlow hands the variables of a model to its functions as resources, and names them so.
fn is_handle(node: &Node) -> bool {
    node.name.ends_with("resource")
}

/// Whether an operation shows the same values in another form: what it makes of a parameter is still that parameter.
pub(super) fn is_view(op: &str) -> bool {
    const VIEWS: [&str; 19] = [
        "Cast",
        "Expand",
        "ExpandDims",
        "GetAttr",
        "Identity",
        "ListConstruct",
        "NoOp",
        "Pack",
        "Permute",
        "ReadVariableOp",
        "Reshape",
        "Squeeze",
        "StridedSlice",
        "SwapDims",
        "Transpose",
        "TupleConstruct",
        "Unsqueeze",
        "t",
        "transpose",
    ];
    VIEWS.contains(&plain(op))
}

/// Whether an operation makes the same of the same, so that constants make a constant.
pub(super) fn is_pure(op: &str) -> bool {
    !["Random", "rand", "Placeholder", "Input"].iter().any(|word| op.contains(word))
}

/// Whether data enters or leaves the model there.
pub(super) fn is_end(op: &str) -> bool {
    ["Input", "Output", "Placeholder", "IO Node", "_Arg", "_Retval"].contains(&op)
}

/// The name without torch's namespaces: `convolution` for `aten::_convolution`.
pub(super) fn plain(op: &str) -> &str {
    op.rsplit_once("::").map_or(op, |(_, name)| name.trim_start_matches('_'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn variables_of_tensorflow_are_parameters_and_its_inputs_are_not() {
        let placeholder = |name: &str| Node { name: name.to_owned(), op: "Placeholder".to_owned(), ..Node::default() };
        assert_eq!(source(&placeholder("down/ReadVariableOp/resource")), Some(Source::Parameter));
        assert_eq!(source(&placeholder("image")), None);
    }

    #[test]
    fn namespaces_go() {
        assert_eq!(
            ["aten::_convolution", "prim::GetAttr", "_Arg", "Conv2D"].map(plain),
            ["convolution", "GetAttr", "_Arg", "Conv2D"]
        );
    }
}
