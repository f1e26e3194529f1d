//! The graph of a large model: a transformer, with as many operations as it takes.

use nnviz_record::summary::{Attribute, Graph, Node};

/// Operations of one layer, parameters among them: their names, kinds, inputs in the same layer, and shapes. `in` is what
/// the layer takes in.
const LAYER: [(&str, &str, &[&str], &[i64]); 25] = [
    ("norm1/gamma", "Parameter", &[], &[256]),
    ("norm1/LayerNorm", "LayerNorm", &["in", "norm1/gamma"], &[8, 128, 256]),
    ("attention/query/weight", "Parameter", &[], &[256, 256]),
    ("attention/query/Matmul", "Matmul", &["norm1/LayerNorm", "attention/query/weight"], &[8, 128, 256]),
    ("attention/query/Reshape", "Reshape", &["attention/query/Matmul"], &[8, 4, 128, 64]),
    ("attention/key/weight", "Parameter", &[], &[256, 256]),
    ("attention/key/Matmul", "Matmul", &["norm1/LayerNorm", "attention/key/weight"], &[8, 128, 256]),
    ("attention/key/Reshape", "Reshape", &["attention/key/Matmul"], &[8, 4, 128, 64]),
    ("attention/value/weight", "Parameter", &[], &[256, 256]),
    ("attention/value/Matmul", "Matmul", &["norm1/LayerNorm", "attention/value/weight"], &[8, 128, 256]),
    ("attention/value/Reshape", "Reshape", &["attention/value/Matmul"], &[8, 4, 128, 64]),
    ("attention/scores", "Matmul", &["attention/query/Reshape", "attention/key/Reshape"], &[8, 4, 128, 128]),
    ("attention/Softmax", "Softmax", &["attention/scores"], &[8, 4, 128, 128]),
    ("attention/context", "Matmul", &["attention/Softmax", "attention/value/Reshape"], &[8, 4, 128, 64]),
    ("attention/output/weight", "Parameter", &[], &[256, 256]),
    ("attention/output/Matmul", "Matmul", &["attention/context", "attention/output/weight"], &[8, 128, 256]),
    ("Add", "Add", &["in", "attention/output/Matmul"], &[8, 128, 256]),
    ("norm2/gamma", "Parameter", &[], &[256]),
    ("norm2/LayerNorm", "LayerNorm", &["Add", "norm2/gamma"], &[8, 128, 256]),
    ("mlp/up/weight", "Parameter", &[], &[256, 1024]),
    ("mlp/up/Matmul", "Matmul", &["norm2/LayerNorm", "mlp/up/weight"], &[8, 128, 1024]),
    ("mlp/Gelu", "Gelu", &["mlp/up/Matmul"], &[8, 128, 1024]),
    ("mlp/down/weight", "Parameter", &[], &[1024, 256]),
    ("mlp/down/Matmul", "Matmul", &["mlp/Gelu", "mlp/down/weight"], &[8, 128, 256]),
    ("Add_1", "Add", &["Add", "mlp/down/Matmul"], &[8, 128, 256]),
];

/// A transformer of so many layers, in stages of at most eight.
pub(crate) fn transformer(layers: usize) -> Graph {
    let mut nodes = vec![node("tokens".to_owned(), "Input", Vec::new(), &[8, 128])];
    let mut before = "tokens".to_owned();
    for layer in 0..layers {
        let scope = format!("encoder/stage{}/layer{layer}", layer / 8);
        for (name, op, inputs, shape) in LAYER {
            let input = |&input: &&str| if input == "in" { before.clone() } else { format!("{scope}/{input}") };
            nodes.push(node(format!("{scope}/{name}"), op, inputs.iter().map(input).collect(), shape));
        }
        before = format!("{scope}/Add_1");
    }
    nodes.push(node("head/weight".to_owned(), "Parameter", Vec::new(), &[256, 1000]));
    nodes.push(node("head/Matmul".to_owned(), "Matmul", vec![before, "head/weight".to_owned()], &[8, 128, 1000]));
    nodes.push(node("probabilities".to_owned(), "Output", vec!["head/Matmul".to_owned()], &[8, 128, 1000]));
    Graph { nodes }
}

fn node(name: String, op: &str, inputs: Vec<String>, shape: &[i64]) -> Node {
    let attributes = vec![("dtype".to_owned(), Attribute::Text("f32".to_owned()))];
    Node { name, op: op.to_owned(), inputs, output_shapes: vec![Some(shape.to_vec())], attributes }
}
