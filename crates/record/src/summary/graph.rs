//! Graphs: the operations of a model, what flows between them, and the scopes that they belong to.
//!
//! An event file holds a graph as a serialised `GraphDef` in an event of its own, one a run. TensorBoard nests nodes by
//! the `/` in their names, writes the shapes from `_output_shapes` on the edges, and colours equal scopes alike
//! (`tensorboard/plugins/graph/tf_graph_common`). It parses attributes line by line and drops long ones, so attributes
//! here are small and typed.

use prost::Message as _;

use super::{DecodeError, tensor};
use crate::proto::{Attr, AttrList, AttrValue, DataType, GraphDef, NodeDef, TensorShapeProto, VersionDef};

/// The producer version that graphs of TensorFlow carry; viewers accept any.
const PRODUCER: i32 = 22;

const OUTPUT_SHAPES: &str = "_output_shapes";

/// A graph of operations.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Graph {
    /// The operations; an order in which they can run.
    pub nodes: Vec<Node>,
}

/// One operation.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Node {
    /// Unique in the graph; `/` nests scopes (`encoder/layers/0/query`).
    pub name: String,
    /// The kind of operation (`Conv2d`).
    pub op: String,
    /// Where the inputs come from: `name`, `name:1` for a second output, `^name` for order alone.
    pub inputs: Vec<String>,
    /// The shape of each output, `None` where it is unknown; a size of −1 is an unknown size.
    pub output_shapes: Vec<Option<Vec<i64>>>,
    /// Settings of the operation, each with a name.
    pub attributes: Vec<(String, Attribute)>,
}

/// The value of a node's attribute.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum Attribute {
    /// A text.
    Text(String),
    /// A whole number.
    Int(i64),
    /// A number.
    Float(f32),
    /// Yes or no.
    Bool(bool),
    /// An element type.
    Type(DataType),
    /// A shape.
    Shape(Vec<i64>),
    /// Several whole numbers: strides, paddings.
    Ints(Vec<i64>),
}

impl Graph {
    /// The bytes of the `GraphDef`, as an event carries them.
    pub fn encode(&self) -> Vec<u8> {
        let node = self.nodes.iter().map(encode_node).collect();
        GraphDef { node, versions: Some(VersionDef { producer: PRODUCER }) }.encode_to_vec()
    }

    /// The graph in the bytes of a `GraphDef`. Attributes of kinds that are not listed in [`Attribute`] are left out.
    ///
    /// # Errors
    /// [`DecodeError::Graph`] when the bytes are not a `GraphDef`.
    pub fn decode(bytes: &[u8]) -> Result<Self, DecodeError> {
        let graph = GraphDef::decode(bytes).map_err(|source| DecodeError::Graph { source })?;
        Ok(Self { nodes: graph.node.into_iter().map(decode_node).collect() })
    }
}

fn encode_node(node: &Node) -> NodeDef {
    let attributes = node.attributes.iter().map(|(name, attribute)| (name.clone(), encode_attribute(attribute)));
    let mut attr: std::collections::BTreeMap<_, _> =
        attributes.map(|(name, value)| (name, AttrValue { value: Some(value) })).collect();
    if !node.output_shapes.is_empty() {
        let shape = node.output_shapes.iter().map(|dims| encode_shape(dims.as_deref())).collect();
        let shapes = Attr::List(AttrList { shape, ..AttrList::default() });
        attr.insert(OUTPUT_SHAPES.to_owned(), AttrValue { value: Some(shapes) });
    }
    NodeDef { name: node.name.clone(), op: node.op.clone(), input: node.inputs.clone(), device: String::new(), attr }
}

fn decode_node(node: NodeDef) -> Node {
    let mut output_shapes = Vec::new();
    let mut attributes = Vec::new();
    for (name, value) in node.attr {
        match value.value {
            Some(Attr::List(list)) if name == OUTPUT_SHAPES => {
                output_shapes = list.shape.iter().map(decode_shape).collect();
            }
            Some(value) => attributes.extend(decode_attribute(value).map(|value| (name, value))),
            None => {}
        }
    }
    Node { name: node.name, op: node.op, inputs: node.input, output_shapes, attributes }
}

fn encode_attribute(attribute: &Attribute) -> Attr {
    match attribute {
        Attribute::Text(text) => Attr::S(text.clone().into_bytes()),
        Attribute::Int(value) => Attr::I(*value),
        Attribute::Float(value) => Attr::F(*value),
        Attribute::Bool(value) => Attr::B(*value),
        Attribute::Type(data_type) => Attr::Type((*data_type).into()),
        Attribute::Shape(dims) => Attr::Shape(tensor::shape(dims)),
        Attribute::Ints(values) => Attr::List(AttrList { i: values.clone(), ..AttrList::default() }),
    }
}

fn decode_attribute(attr: Attr) -> Option<Attribute> {
    Some(match attr {
        Attr::S(text) => Attribute::Text(String::from_utf8_lossy(&text).into_owned()),
        Attr::I(value) => Attribute::Int(value),
        Attr::F(value) => Attribute::Float(value),
        Attr::B(value) => Attribute::Bool(value),
        Attr::Type(data_type) => Attribute::Type(DataType::try_from(data_type).ok()?),
        Attr::Shape(shape) => Attribute::Shape(decode_shape(&shape)?),
        Attr::List(list) if !list.i.is_empty() => Attribute::Ints(list.i),
        Attr::List(_) | Attr::Tensor(_) => return None,
    })
}

fn encode_shape(dims: Option<&[i64]>) -> TensorShapeProto {
    match dims {
        Some(dims) => tensor::shape(dims),
        None => TensorShapeProto { dim: Vec::new(), unknown_rank: true },
    }
}

fn decode_shape(shape: &TensorShapeProto) -> Option<Vec<i64>> {
    (!shape.unknown_rank).then(|| shape.dim.iter().map(|dim| dim.size).collect())
}
