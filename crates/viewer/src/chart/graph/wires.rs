//! What flows where: the inputs that nodes name, looked up.

use std::collections::{HashMap, HashSet};

use nnviz_record::summary::Node;

/// An output of one operation that another takes in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) struct Wire {
    /// The index of the operation that makes it.
    pub from: usize,
    /// Which of its outputs; `None` when only the order matters.
    pub output: Option<usize>,
    /// The index of the operation that takes it in.
    pub to: usize,
}

/// All wires of a graph.
#[derive(Debug, Default)]
pub(super) struct Wires {
    /// In the order of the graph, each once.
    pub wires: Vec<Wire>,
    /// Inputs that the graph has no operation for, by the index of the operation that names them.
    pub dangling: HashMap<usize, Vec<String>>,
}

/// Looks up every input. Of operations with the same name the first is meant.
pub(super) fn wires(nodes: &[Node]) -> Wires {
    let mut names = HashMap::new();
    for (index, node) in nodes.iter().enumerate() {
        names.entry(node.name.as_str()).or_insert(index);
    }
    let mut found = Wires::default();
    let mut known = HashSet::new();
    for (to, node) in nodes.iter().enumerate() {
        for input in &node.inputs {
            match look_up(&names, input) {
                Some((from, output)) => {
                    let wire = Wire { from, output, to };
                    found.wires.extend(known.insert(wire).then_some(wire));
                }
                None => found.dangling.entry(to).or_default().push(input.clone()),
            }
        }
    }
    found
}

/// `name` is the first output, `name:1` the second, and `^name` is none at all.
fn look_up(names: &HashMap<&str, usize>, input: &str) -> Option<(usize, Option<usize>)> {
    if let Some(&from) = names.get(input) {
        return Some((from, Some(0)));
    }
    if let Some(name) = input.strip_prefix('^') {
        return names.get(name).map(|&from| (from, None));
    }
    let (name, output) = input.rsplit_once(':')?;
    Some((*names.get(name)?, Some(output.parse().ok()?)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn inputs_are_looked_up_as_tensorflow_writes_them() {
        let node = |name: &str, inputs: &[&str]| Node {
            name: name.to_owned(),
            inputs: inputs.iter().map(|&input| input.to_owned()).collect(),
            ..Node::default()
        };
        let nodes =
            [node("a", &[]), node("b", &["a", "a:1", "^a", "b", "a", "gone", "a:x", "^gone"]), node("a", &["b:0"])];
        let found = wires(&nodes);
        let found_wires: Vec<_> = found.wires.iter().map(|wire| (wire.from, wire.output, wire.to)).collect();
        assert_eq!(found_wires, [(0, Some(0), 1), (0, Some(1), 1), (0, None, 1), (1, Some(0), 1), (1, Some(0), 2)]);
        assert_eq!(found.dangling, HashMap::from([(1, ["gone", "a:x", "^gone"].map(str::to_owned).to_vec())]));
    }
}
