//! Scopes: what the `/` in the names of operations nest.
//!
//! A scope that holds one thing only is no box of its own: `block1/conv/Conv2d`, alone in `block1/conv`, is one box, and
//! `encoder/layers` with nothing beside `layers` is one scope of that name.

use std::collections::HashMap;

use nnviz_record::summary::Node;

/// Names can be as deep as a file likes; what lies deeper than this is not nested any further.
const DEEPEST: usize = 12;

/// What is drawn: an operation, or a scope around more of them.
#[derive(Debug)]
pub(super) enum Item {
    /// One operation: a box.
    Operation {
        /// The box's title: the last part of its name, or the scope that it fills alone.
        title: String,
        /// Its index in the graph.
        node: usize,
    },
    /// A box around others.
    Scope(Scope),
    /// Operations that share one box, because there are too many for a box each.
    Pile {
        /// The box's title.
        title: String,
        /// Their indices in the graph.
        nodes: Vec<usize>,
        /// Whether it is a scope; otherwise it is the rest of one.
        is_scope: bool,
    },
}

/// A scope and what is in it.
#[derive(Debug, Default)]
pub(super) struct Scope {
    /// The part of the name that it adds; several, joined by `/`, where they hold nothing beside each other.
    pub title: String,
    /// In the order of the graph.
    pub items: Vec<Item>,
    /// Whether it begins as one box, in a drawing where scopes open on a click.
    pub is_shut: bool,
}

/// The way to an item: its place in the outermost scope, in the scope there, and so on.
pub(super) type Path = Vec<usize>;

/// An operation on its way to its place: what is left of its name, and its index.
type Rest<'a> = (Vec<&'a str>, usize);

/// The outermost scope, with all operations but the `hidden` ones.
pub(super) fn tree(nodes: &[Node], hidden: impl Fn(usize) -> bool) -> Scope {
    let shown = nodes.iter().enumerate().filter(|(index, _)| !hidden(*index));
    let operations = shown.map(|(index, node)| (parts(&node.name), index)).collect();
    Scope { items: nest(operations), ..Scope::default() }
}

/// The parts of a name; at least one, none of them empty unless the name has no other.
pub(super) fn parts(name: &str) -> Vec<&str> {
    let mut filled: Vec<_> = name.split('/').filter(|part| !part.trim().is_empty()).collect();
    if filled.len() > DEEPEST {
        filled.drain(DEEPEST..filled.len() - 1);
    }
    if filled.is_empty() { vec![name] } else { filled }
}

/// Operations with one part left are boxes here, the others go into the scope that their first part names.
fn nest(operations: Vec<Rest<'_>>) -> Vec<Item> {
    enum Slot<'a> {
        Operation(&'a str, usize),
        Scope(&'a str, Vec<Rest<'a>>),
    }
    let mut slots = Vec::new();
    let mut scopes: HashMap<&str, usize> = HashMap::new();
    for (mut parts, node) in operations {
        let first = parts.remove(0);
        if parts.is_empty() {
            slots.push(Slot::Operation(first, node));
            continue;
        }
        let at = *scopes.entry(first).or_insert_with(|| {
            slots.push(Slot::Scope(first, Vec::new()));
            slots.len() - 1
        });
        if let Some(Slot::Scope(_, inside)) = slots.get_mut(at) {
            inside.push((parts, node));
        }
    }
    let into_item = |slot| match slot {
        Slot::Operation(title, node) => Item::Operation { title: title.to_owned(), node },
        Slot::Scope(title, inside) => unwrapped(Scope { title: title.to_owned(), items: nest(inside), is_shut: false }),
    };
    slots.into_iter().map(into_item).collect()
}

/// A scope, or what it holds where that is one thing only, under both names.
pub(super) fn unwrapped(mut scope: Scope) -> Item {
    if scope.items.len() > 1 {
        return Item::Scope(scope);
    }
    match scope.items.pop() {
        // The operation's own name says little: it is the type, as a rule, and that stands beneath.
        Some(Item::Operation { node, .. }) => Item::Operation { title: scope.title, node },
        Some(Item::Scope(inner)) => Item::Scope(Scope { title: format!("{}/{}", scope.title, inner.title), ..inner }),
        Some(pile) => pile,
        None => Item::Scope(scope),
    }
}

impl Item {
    /// The operations in it.
    pub(super) fn nodes(&self) -> Vec<usize> {
        match self {
            Self::Operation { node, .. } => vec![*node],
            Self::Pile { nodes, .. } => nodes.clone(),
            Self::Scope(scope) => scope.nodes(),
        }
    }
}

impl Scope {
    /// The operations in it, at any depth.
    pub(super) fn nodes(&self) -> Vec<usize> {
        self.items.iter().flat_map(Item::nodes).collect()
    }

    /// How many boxes are drawn for it; scopes are around boxes, and do not count.
    pub(super) fn boxes(&self) -> usize {
        let boxes = |item: &Item| if let Item::Scope(scope) = item { scope.boxes() } else { 1 };
        self.items.iter().map(boxes).sum()
    }

    /// How deep scopes nest in it.
    pub(super) fn depth(&self) -> usize {
        let depth = |item: &Item| if let Item::Scope(scope) = item { 1 + scope.depth() } else { 0 };
        self.items.iter().map(depth).max().unwrap_or(0)
    }

    /// Where each operation's box is.
    pub(super) fn paths(&self) -> HashMap<usize, Path> {
        let mut paths = HashMap::new();
        self.collect_paths(&mut Vec::new(), &mut paths);
        paths
    }

    fn collect_paths(&self, here: &mut Path, paths: &mut HashMap<usize, Path>) {
        for (index, item) in self.items.iter().enumerate() {
            here.push(index);
            match item {
                Item::Scope(scope) => scope.collect_paths(here, paths),
                item => paths.extend(item.nodes().into_iter().map(|node| (node, here.clone()))),
            }
            here.pop();
        }
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;

    /// The tree as an outline: `a{b c}`; `[3]` is a pile of three.
    pub(in super::super) fn outline(scope: &Scope) -> String {
        let item = |item: &Item| match item {
            Item::Operation { title, .. } => title.clone(),
            Item::Scope(scope) => format!("{}{{{}}}", scope.title, outline(scope)),
            Item::Pile { title, nodes, .. } => format!("{title}[{}]", nodes.len()),
        };
        scope.items.iter().map(item).collect::<Vec<_>>().join(" ")
    }

    pub(in super::super) fn of_names(names: &[&str]) -> Scope {
        let nodes: Vec<_> = names.iter().map(|&name| Node { name: name.to_owned(), ..Node::default() }).collect();
        tree(&nodes, |_| false)
    }

    #[test]
    fn names_nest_and_lonely_things_are_unwrapped() {
        let cases: [(&[&str], &str); 9] = [
            (&["a", "b"], "a b"),
            (&["s/a", "s/b", "c"], "s{a b} c"),
            (&["block/conv/Conv2d", "block/norm/Norm", "block/Relu"], "block{conv norm Relu}"),
            (&["in", "model/blocks/a", "model/blocks/b"], "in model/blocks{a b}"),
            (&["in", "a/b/c/d"], "in a"),
            (&["A", "A/b", "A/c"], "A A{b c}"),
            (&["a//b", "/a/c", "/", ""], "a{b c} / "),
            (&["s/a", "t", "s/b"], "s{a b} t"),
            (&["a", "a"], "a a"),
        ];
        for (names, expected) in cases {
            assert_eq!(outline(&of_names(names)), expected, "{names:?}");
        }
    }

    #[test]
    fn names_without_end_nest_only_so_deep() {
        let (deep, beside) = ("x/".repeat(5000) + "a", "x/".repeat(5000) + "b");
        let scope = of_names(&["in", &deep, &beside]);
        assert_eq!((scope.boxes(), scope.depth()), (3, 1));
        let Item::Scope(inner) = &scope.items[1] else { panic!("{scope:?}") };
        assert_eq!((inner.title.len(), outline(inner).as_str()), (2 * DEEPEST - 1, "a b"));
    }

    #[test]
    fn every_operation_has_a_path() {
        let paths = of_names(&["in", "s/a", "s/t/b", "s/t/c"]).paths();
        let expected = [(0, vec![0]), (1, vec![1, 0]), (2, vec![1, 1, 0]), (3, vec![1, 1, 1])];
        assert_eq!(paths, HashMap::from(expected));
    }
}
