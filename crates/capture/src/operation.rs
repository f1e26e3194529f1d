//! From burn's intermediate representation to an operation that can be drawn and counted.

use burn::backend::ir::{OperationIr, TensorIr};
use burn::tensor::DType;
use nnviz_record::proto::DataType;
use nnviz_record::summary::Attribute;
use serde_json::Value;

/// Names a tensor inside one capture. Later tensors have greater ids.
pub type TensorId = u64;

/// One operation of the forward pass.
#[derive(Debug)]
pub struct Operation {
    /// burn's name for it: `Conv2d`, `Matmul`, `Relu`.
    pub kind: String,
    /// What it takes, parameters included.
    pub inputs: Vec<Edge>,
    /// What it makes.
    pub outputs: Vec<Edge>,
    /// Settings such as strides.
    pub attributes: Vec<(String, Attribute)>,
}

/// A tensor between operations.
#[derive(Clone, Debug)]
pub struct Edge {
    /// Its name in this capture.
    pub id: TensorId,
    /// Its sizes.
    pub shape: Vec<i64>,
    /// What its elements are, by TensorFlow's name.
    pub data_type: DataType,
    /// The size of its elements.
    pub bytes: u64,
}

impl Operation {
    /// The operation as it is drawn.
    pub(crate) fn read(operation: &OperationIr) -> Self {
        let (kind, settings) = kind_and_settings(operation);
        Self {
            kind,
            inputs: operation.inputs().map(edge).collect(),
            outputs: operation.outputs().map(edge).collect(),
            attributes: attributes(&settings),
        }
    }

    /// Whether it makes a tensor out of nothing: an input, a constant.
    pub fn is_source(&self) -> bool {
        self.inputs.is_empty()
    }

    /// The tensor that stands for what it makes.
    pub(crate) fn output_id(&self) -> Option<TensorId> {
        self.outputs.first().map(|output| output.id)
    }
}

fn edge(tensor: &TensorIr) -> Edge {
    let shape: Vec<_> = tensor.shape.iter().map(|&size| size as i64).collect();
    let bytes = shape.iter().product::<i64>() as u64 * tensor.dtype.size() as u64;
    Edge { id: tensor.id.value(), shape, data_type: data_type(tensor.dtype), bytes }
}

/// TensorFlow's name for an element type. A quantised tensor is told as the bytes that it is kept in.
pub(crate) fn data_type(dtype: DType) -> DataType {
    match dtype {
        DType::F64 => DataType::Double,
        DType::F32 | DType::Flex32 => DataType::Float,
        DType::F16 => DataType::Half,
        DType::BF16 => DataType::Bfloat16,
        DType::I64 => DataType::Int64,
        DType::I32 => DataType::Int32,
        DType::I16 => DataType::Int16,
        DType::I8 | DType::QFloat(_) => DataType::Int8,
        DType::U64 => DataType::Uint64,
        DType::U32 => DataType::Uint32,
        DType::U16 => DataType::Uint16,
        DType::U8 => DataType::Uint8,
        DType::Bool(_) => DataType::Bool,
    }
}

/// burn serialises an operation as nested variants, `{"Module": {"Conv2d": {fields}}}` or
/// `{"NumericFloat": ["F32", {"Add": {fields}}]}`: the innermost variant is its name. So that no list of some hundred
/// operations has to be kept here.
fn kind_and_settings(operation: &OperationIr) -> (String, Value) {
    let mut value = serde_json::to_value(operation).unwrap_or_default();
    let mut kind = String::new();
    loop {
        value = match value {
            Value::Object(mut fields) if fields.len() == 1 && starts_upper(fields.keys().next()) => {
                kind = fields.keys().next().cloned().unwrap_or_default();
                fields.remove(&kind).unwrap_or_default()
            }
            Value::Array(mut tuple) if tuple.last().is_some_and(Value::is_object) => tuple.pop().unwrap_or_default(),
            fields => return (kind, fields),
        }
    }
}

/// Variants begin with a capital letter, fields do not.
fn starts_upper(name: Option<&String>) -> bool {
    name.is_some_and(|name| name.starts_with(char::is_uppercase))
}

/// The settings among the fields of an operation: numbers, words and lists of them. Tensors are edges instead.
fn attributes(fields: &Value) -> Vec<(String, Attribute)> {
    let Value::Object(fields) = fields else { return Vec::new() };
    let mut found = Vec::new();
    for (name, value) in fields {
        match value {
            Value::Object(inner) if inner.contains_key("shape") && inner.contains_key("dtype") => {}
            Value::Object(_) => found.extend(attributes(value)),
            _ => found.extend(attribute(value).map(|attribute| (name.clone(), attribute))),
        }
    }
    found
}

fn attribute(value: &Value) -> Option<Attribute> {
    Some(match value {
        Value::Bool(value) => Attribute::Bool(*value),
        Value::Number(number) => match number.as_i64() {
            Some(whole) => Attribute::Int(whole),
            None => Attribute::Float(number.as_f64()? as f32),
        },
        Value::String(text) => Attribute::Text(text.clone()),
        Value::Array(values) => Attribute::Ints(values.iter().map(Value::as_i64).collect::<Option<_>>()?),
        Value::Null | Value::Object(_) => return None,
    })
}
