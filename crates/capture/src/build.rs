//! From captured operations to the graph that TensorBoard draws.

use std::collections::{HashMap, HashSet};

use nnviz_record::summary::{Attribute, Graph, Node};

use crate::captured::Captured;
use crate::operation::{Edge, Operation, TensorId};
use crate::scope::Scope;
use crate::sources::Role;

/// The graph, and the name of the node that each operation became.
#[derive(Debug)]
pub struct Built {
    /// What is drawn.
    pub graph: Graph,
    /// One for each of [`Captured::operations`].
    pub names: Vec<String>,
}

/// A node for each parameter and each operation, inside the scopes of their modules. What the model is fed with is an
/// `Input`; what nothing uses is an `Output`, a result that the forward pass itself lets go included, since burn does not
/// record what is returned.
pub fn build(captured: &Captured, scopes: &[Scope], roles: &[Role]) -> Built {
    let mut builder = Builder::default();
    for scope in scopes {
        builder.reserve(scope);
    }
    for parameter in &captured.parameters {
        let name = builder.unique(parameter.path.join("/"));
        builder.sources.insert(parameter.edge.id, name.clone());
        let attributes = vec![("trainable".to_owned(), Attribute::Bool(parameter.trainable))];
        builder.push(name, "Parameter", Vec::new(), std::slice::from_ref(&parameter.edge), attributes);
    }
    let parameters = builder.sources.keys().copied().collect();
    let taps: HashMap<_, _> = captured.taps.iter().map(|(id, name)| (*id, name.as_str())).collect();
    let mut names = Vec::with_capacity(captured.operations.len());
    for ((operation, scope), role) in captured.operations.iter().zip(scopes).zip(roles) {
        let tapped = operation.outputs.iter().find_map(|output| taps.get(&output.id).copied());
        names.push(builder.add_operation(operation, scope, *role, tapped));
    }
    builder.add_outputs(captured, &parameters);
    Built { graph: Graph { nodes: builder.nodes }, names }
}

#[derive(Default)]
struct Builder {
    nodes: Vec<Node>,
    /// Names that are taken by nodes or by scopes: a node inside a node of the same name is drawn apart from it.
    names: HashSet<String>,
    /// The number to try next for a name that is taken.
    next: HashMap<String, usize>,
    /// The name of the output that a tensor is: `scope/Conv2d`, or `scope/Split:1`.
    sources: HashMap<TensorId, String>,
}

impl Builder {
    /// Keeps the name of a scope, and those around it, from being given to a node.
    fn reserve(&mut self, scope: &Scope) {
        for depth in (1..=scope.len()).rev() {
            if !self.names.insert(scope[..depth].join("/")) {
                break; // and those around it
            }
        }
    }

    fn add_operation(&mut self, operation: &Operation, scope: &Scope, role: Role, tapped: Option<&str>) -> String {
        let op = match role {
            Role::Input => "Input",
            Role::Constant => "Const",
            Role::Operation => &operation.kind,
        };
        let name = match role {
            Role::Input => tapped.unwrap_or("input").to_owned(),
            Role::Constant | Role::Operation => scoped(scope, tapped.unwrap_or(op)),
        };
        let name = self.unique(name);
        for (index, output) in operation.outputs.iter().enumerate() {
            let source = if index == 0 { name.clone() } else { format!("{name}:{index}") };
            self.sources.insert(output.id, source);
        }
        let inputs = operation.inputs.iter().filter_map(|input| self.sources.get(&input.id).cloned()).collect();
        let attributes = if role == Role::Operation { operation.attributes.clone() } else { Vec::new() };
        self.push(name.clone(), op, inputs, &operation.outputs, attributes);
        name
    }

    fn add_outputs(&mut self, captured: &Captured, parameters: &HashSet<TensorId>) {
        let inputs = captured.operations.iter().flat_map(|operation| &operation.inputs);
        let used: HashSet<_> = inputs.map(|input| input.id).collect();
        let made = captured.operations.iter().filter(|operation| !operation.is_source());
        let unused = |output: &&Edge| !used.contains(&output.id) && !parameters.contains(&output.id);
        for output in made.flat_map(|operation| &operation.outputs).filter(unused) {
            let inputs = self.sources.get(&output.id).cloned().into_iter().collect();
            let name = self.unique("output".to_owned());
            self.push(name, "Output", inputs, std::slice::from_ref(output), Vec::new());
        }
    }

    fn push(&mut self, name: String, op: &str, inputs: Vec<String>, outputs: &[Edge], mut attributes: Attributes) {
        let output_shapes = outputs.iter().map(|output| Some(output.shape.clone())).collect();
        if let Some(output) = outputs.first() {
            attributes.retain(|(name, _)| name != "dtype");
            attributes.push(("dtype".to_owned(), Attribute::Type(output.data_type)));
        }
        self.nodes.push(Node { name, op: op.to_owned(), inputs, output_shapes, attributes });
    }

    /// The name, with a number where it is taken: TensorBoard wants every node to have its own.
    fn unique(&mut self, name: String) -> String {
        if self.names.insert(name.clone()) {
            return name;
        }
        let next = self.next.entry(name.clone()).or_insert(1);
        loop {
            let numbered = format!("{name}_{next}");
            *next += 1;
            if self.names.insert(numbered.clone()) {
                return numbered;
            }
        }
    }
}

type Attributes = Vec<(String, Attribute)>;

fn scoped(scope: &Scope, name: &str) -> String {
    if scope.is_empty() { name.to_owned() } else { format!("{}/{name}", scope.join("/")) }
}
