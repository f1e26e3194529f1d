//! The module tree as a graph: scopes that hold parameters, with no edges between layers, since a tree knows none.

use burn::module::{Module, ModuleVisitor, Param};
use burn::tensor::Tensor;
use nnviz_capture::in_training;
use nnviz_record::summary::{Attribute, Graph, Node};

use crate::Logger;

impl Logger {
    /// Logs the module tree of a model as the graph of the root run.
    pub(crate) fn add_module_tree<M: Module>(&self, model: &M) {
        self.root().add_graph_def(module_tree(model));
    }
}

/// A node for each module that owns parameters, fed by a node for each of them.
pub(super) fn module_tree<M: Module>(model: &M) -> Graph {
    let mut tree = Tree::default();
    in_training(model).visit(&mut tree);
    Graph { nodes: tree.nodes }
}

#[derive(Default)]
struct Tree {
    /// Name and type of the owner of each level.
    path: Vec<(String, String)>,
    nodes: Vec<Node>,
}

impl Tree {
    fn add_parameter(&mut self, shape: Vec<i64>, trainable: bool) {
        let names: Vec<&str> = self.path.iter().map(|(name, _)| name.as_str()).collect();
        let name = names.join("/");
        let owner_type = self.path.last().map_or("", |(_, owner)| owner);
        let op = owner_type.rsplit_once(':').map_or(owner_type, |(_, name)| name).to_owned();
        let scope = names[..names.len().saturating_sub(1)].join("/");
        let owner = if scope.is_empty() { op.clone() } else { format!("{scope}/{op}") };
        if self.nodes.last().is_none_or(|last| last.name != owner) {
            self.nodes.push(Node { name: owner, op, ..Node::default() });
        }
        if let Some(owner) = self.nodes.last_mut() {
            owner.inputs.push(name.clone());
        }
        let attributes = vec![("trainable".to_owned(), Attribute::Bool(trainable))];
        let parameter =
            Node { name, op: "Parameter".to_owned(), output_shapes: vec![Some(shape)], attributes, ..Node::default() };
        let before_owner = self.nodes.len() - 1;
        self.nodes.insert(before_owner, parameter);
    }
}

impl ModuleVisitor for Tree {
    fn enter_module(&mut self, name: &str, container_type: &str) {
        self.path.push((name.to_owned(), container_type.to_owned()));
    }

    fn exit_module(&mut self, _name: &str, _container_type: &str) {
        self.path.pop();
    }

    fn visit_float<const D: usize>(&mut self, param: &Param<Tensor<D>>) {
        let shape = param.lazy_shape().iter().map(|&size| size as i64).collect();
        self.add_parameter(shape, param.is_require_grad());
    }
}
