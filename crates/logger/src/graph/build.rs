//! From captured operations to the graph that TensorBoard draws.

use std::collections::{HashMap, HashSet};

use nnviz_record::summary::{Attribute, Graph, Node};

use super::capture::{Captured, Operation, TensorId};
use super::scope::{Scope, scopes};
use super::types::Types;

/// A node for each parameter and each operation, inside the scopes of their modules; tensors that come from nowhere are
/// the inputs, and what nothing uses is the output.
pub(super) fn build(captured: &Captured, types: &Types) -> Graph {
    let mut builder = Builder::default();
    let scopes = scopes(captured, types);
    for scope in &scopes {
        builder.reserve(scope);
    }
    for parameter in &captured.parameters {
        let name = builder.unique(parameter.path.join("/"));
        let attributes = vec![("trained".to_owned(), Attribute::Bool(parameter.trained))];
        builder.sources.insert(parameter.id, name.clone());
        let output_shapes = vec![Some(parameter.shape.clone())];
        builder.nodes.push(Node { name, op: "Parameter".to_owned(), inputs: Vec::new(), output_shapes, attributes });
    }
    let parameters = builder.sources.keys().copied().collect();
    for (operation, scope) in captured.operations.iter().zip(scopes) {
        builder.add_operation(operation, &scope);
    }
    builder.add_outputs(captured, &parameters);
    Graph { nodes: builder.nodes }
}

#[derive(Default)]
struct Builder {
    nodes: Vec<Node>,
    /// Names that are taken by nodes or by scopes: a node inside a node of the same name is drawn apart from it.
    names: HashSet<String>,
    /// The name of the output that a tensor is: `scope/Conv2d`, or `scope/Split:1`.
    sources: HashMap<TensorId, String>,
    /// Whether an operation with inputs was seen: what comes from nowhere before is what the model is fed with.
    running: bool,
}

impl Builder {
    /// Keeps the name of a scope, and those around it, from being given to a node.
    fn reserve(&mut self, scope: &Scope) {
        let outwards = (1..=scope.len()).map(|depth| scope[..depth].join("/"));
        self.names.extend(outwards);
    }

    fn add_operation(&mut self, operation: &Operation, scope: &Scope) {
        let is_source = operation.inputs.is_empty();
        self.running |= !is_source;
        let (op, name) = match (is_source, self.running) {
            (true, false) => ("Input".to_owned(), "input".to_owned()),
            (true, true) => ("Const".to_owned(), scoped(scope, "Const")),
            (false, _) => (operation.kind.clone(), scoped(scope, &operation.kind)),
        };
        let name = self.unique(name);
        for (index, output) in operation.outputs.iter().enumerate() {
            let source = if index == 0 { name.clone() } else { format!("{name}:{index}") };
            self.sources.insert(output.id, source);
        }
        let inputs = operation.inputs.iter().filter_map(|input| self.sources.get(input).cloned()).collect();
        let output_shapes = operation.outputs.iter().map(|output| Some(output.shape.clone())).collect();
        let attributes = if is_source { Vec::new() } else { operation.attributes.clone() };
        self.nodes.push(Node { name, op, inputs, output_shapes, attributes });
    }

    fn add_outputs(&mut self, captured: &Captured, parameters: &HashSet<TensorId>) {
        let used: HashSet<_> = captured.operations.iter().flat_map(|operation| &operation.inputs).collect();
        let made = captured.operations.iter().flat_map(|operation| &operation.outputs);
        let unused = made.filter(|output| !used.contains(&output.id) && !parameters.contains(&output.id));
        for output in unused {
            let inputs = self.sources.get(&output.id).cloned().into_iter().collect();
            let name = self.unique("output".to_owned());
            let output_shapes = vec![Some(output.shape.clone())];
            self.nodes.push(Node { name, op: "Output".to_owned(), inputs, output_shapes, attributes: Vec::new() });
        }
    }

    /// The name, with a number where it is taken: TensorBoard wants every node to have its own.
    fn unique(&mut self, name: String) -> String {
        let numbered = (1..).map(|number| format!("{name}_{number}"));
        let mut names = std::iter::once(name.clone()).chain(numbered);
        let free = names.find(|name| !self.names.contains(name)).unwrap_or(name);
        self.names.insert(free.clone());
        free
    }
}

fn scoped(scope: &Scope, name: &str) -> String {
    if scope.is_empty() { name.to_owned() } else { format!("{}/{name}", scope.join("/")) }
}
