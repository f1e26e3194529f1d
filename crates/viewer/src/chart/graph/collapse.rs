//! Fewer boxes for large graphs: the deepest scopes become one box each, and what is still too much is cut.
//!
//! | drawing | opened |
//! |---|---|
//! | still | as deep as there is room, or to a depth that was asked for |
//! | live | the same, with what is in the closed scopes ready to be shown |

use std::collections::{HashSet, VecDeque};

use super::tree::{Item, Path, Scope};

/// Fewer boxes than this are no picture of a large graph; then the beginning of it is a better one.
const FEWEST: usize = 6;

/// The scope with at most about `most` boxes.
pub(super) fn fit(mut scope: Scope, most: usize) -> Scope {
    for depth in (1..=scope.depth()).rev() {
        if scope.boxes() <= most {
            break;
        }
        if boxes_above(&scope, depth) < FEWEST {
            return cut(scope, most);
        }
        scope = collapse(scope, depth);
    }
    if scope.boxes() > most { cut(scope, most) } else { scope }
}

/// The scope with its scopes opened to a depth; at 0 every scope is one box.
pub(super) fn to_depth(scope: Scope, depth: usize) -> Scope {
    if scope.depth() > depth { collapse(scope, depth + 1) } else { scope }
}

/// The scope with the scopes shut that lie too deep for about `most` boxes to be seen at first.
pub(super) fn shut(mut scope: Scope, most: usize) -> Scope {
    let shown = (1..=scope.depth() + 1).rev().find(|&depth| boxes_above(&scope, depth) <= most);
    shut_at(&mut scope, shown.unwrap_or(1));
    scope
}

fn shut_at(scope: &mut Scope, depth: usize) {
    for item in &mut scope.items {
        if let Item::Scope(inner) = item {
            inner.is_shut = depth <= 1;
            shut_at(inner, depth.saturating_sub(1));
        }
    }
}

/// The scope with scopes, of the outer ones first, until there are `most` boxes in all; the others become one box each.
pub(super) fn ready(scope: Scope, most: usize) -> Scope {
    let mut kept = HashSet::new();
    let mut boxes = scope.items.len();
    let mut waiting = VecDeque::from([(Path::new(), &scope)]);
    while let Some((path, outer)) = waiting.pop_front() {
        for (index, item) in outer.items.iter().enumerate() {
            let Item::Scope(inner) = item else { continue };
            let grown = boxes + inner.items.len();
            if grown <= most {
                boxes = grown;
                let path: Path = path.iter().copied().chain([index]).collect();
                kept.insert(path.clone());
                waiting.push_back((path, inner));
            }
        }
    }
    piled(scope, |path| !kept.contains(path))
}

/// The scope with some scopes in it as one box each.
pub(super) fn piled(scope: Scope, is_pile: impl Fn(&Path) -> bool) -> Scope {
    pile_up(scope, &mut Path::new(), &is_pile)
}

fn pile_up(scope: Scope, path: &mut Path, is_pile: &impl Fn(&Path) -> bool) -> Scope {
    let mut items = Vec::new();
    for (index, item) in scope.items.into_iter().enumerate() {
        path.push(index);
        items.push(match item {
            Item::Scope(inner) if is_pile(path) => pile_of(inner),
            Item::Scope(inner) => Item::Scope(pile_up(inner, path, is_pile)),
            item => item,
        });
        path.pop();
    }
    Scope { items, ..scope }
}

fn pile_of(scope: Scope) -> Item {
    Item::Pile { nodes: scope.nodes(), title: scope.title, is_scope: true }
}

/// No scope with more than `most` things beside each other.
pub(super) fn cut_each(scope: Scope, most: usize) -> Scope {
    let mut items: Vec<Item> = scope
        .items
        .into_iter()
        .map(|item| match item {
            Item::Scope(inner) => Item::Scope(cut_each(inner, most)),
            item => item,
        })
        .collect();
    if items.len() > most {
        let rest = items.split_off(most.saturating_sub(1));
        items.push(rest_of(rest.iter().flat_map(Item::nodes).collect()));
    }
    Scope { items, ..scope }
}

/// The box that stands for what is left out.
fn rest_of(nodes: Vec<usize>) -> Item {
    let title = format!("{} more, not drawn", operations(nodes.len()));
    Item::Pile { title, nodes, is_scope: false }
}

/// How many boxes are left when the scopes at a depth are collapsed; the outermost scope has the depth 0.
fn boxes_above(scope: &Scope, depth: usize) -> usize {
    let boxes = |item: &Item| match item {
        Item::Scope(inner) if depth > 1 => boxes_above(inner, depth - 1),
        _ => 1,
    };
    scope.items.iter().map(boxes).sum()
}

/// All scopes of one depth at once, so that what is alike looks alike.
fn collapse(scope: Scope, depth: usize) -> Scope {
    let item = |item| match item {
        Item::Scope(inner) if depth > 1 => Item::Scope(collapse(inner, depth - 1)),
        Item::Scope(inner) => pile_of(inner),
        item => item,
    };
    Scope { items: scope.items.into_iter().map(item).collect(), ..scope }
}

/// The first boxes; what is left out of a scope is a note in it.
fn cut(scope: Scope, most: usize) -> Scope {
    let mut left = most.saturating_sub(1);
    cut_to(scope, &mut left)
}

fn cut_to(scope: Scope, left: &mut usize) -> Scope {
    let mut items = Vec::new();
    let mut rest = Vec::new();
    for item in scope.items {
        if *left == 0 {
            rest.extend(item.nodes());
            continue;
        }
        items.push(match item {
            Item::Scope(inner) => Item::Scope(cut_to(inner, left)),
            item => {
                *left -= 1;
                item
            }
        });
    }
    if !rest.is_empty() {
        items.push(rest_of(rest));
    }
    Scope { title: scope.title, items, is_shut: scope.is_shut }
}

/// A number of operations, in words.
pub(super) fn operations(count: usize) -> String {
    format!("{count} operation{}", if count == 1 { "" } else { "s" })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chart::graph::tree::tests::{of_names, outline};

    fn fitted(names: &[&str], most: usize) -> String {
        outline(&fit(of_names(names), most))
    }

    const NAMES: [&str; 10] = ["in", "a/x/1", "a/x/2", "a/y", "b/x/1", "b/x/2", "c/1", "c/2", "d", "e"];

    #[test]
    fn the_deepest_scopes_collapse_first() {
        assert_eq!(fitted(&NAMES, 10), "in a{x{1 2} y} b/x{1 2} c{1 2} d e");
        assert_eq!(fitted(&NAMES, 9), "in a{x[2] y} b/x{1 2} c{1 2} d e");
        assert_eq!(fitted(&NAMES, 8), "in a[3] b/x[2] c[2] d e");
    }

    #[test]
    fn scopes_open_to_a_depth() {
        let at = |depth| outline(&to_depth(of_names(&NAMES), depth));
        assert_eq!(at(0), "in a[3] b/x[2] c[2] d e");
        assert_eq!(at(1), "in a{x[2] y} b/x{1 2} c{1 2} d e");
        assert_eq!(at(2), "in a{x{1 2} y} b/x{1 2} c{1 2} d e");
        assert_eq!(at(usize::MAX - 1), at(2));
    }

    #[test]
    fn outer_scopes_are_ready_first() {
        let ready = |most| outline(&ready(of_names(&NAMES), most));
        assert_eq!(ready(14), "in a{x{1 2} y} b/x{1 2} c{1 2} d e");
        assert_eq!(ready(12), "in a{x[2] y} b/x{1 2} c{1 2} d e");
        assert_eq!(ready(8), "in a{x[2] y} b/x[2] c[2] d e");
        assert_eq!(ready(0), "in a[3] b/x[2] c[2] d e");
    }

    #[test]
    fn wide_scopes_are_cut_and_deep_ones_shut() {
        let cut = cut_each(of_names(&["s/a", "s/b", "s/c", "s/d", "e"]), 3);
        assert_eq!(outline(&cut), "s{a b 2 operations more, not drawn[2]} e");
        let shut_ones = |most| {
            let scope = shut(of_names(&NAMES), most);
            let is_shut = |item: &Item| matches!(item, Item::Scope(inner) if inner.is_shut);
            scope.items.iter().filter(|item| is_shut(item)).count()
        };
        assert_eq!([shut_ones(10), shut_ones(9), shut_ones(8), shut_ones(1)], [0, 0, 3, 3]);
    }

    #[test]
    fn what_does_not_fit_is_counted() {
        assert_eq!(fitted(&["a", "b", "c", "d", "e", "f", "g"], 4), "a b c 4 operations more, not drawn[4]");
        // One scope around everything: a single box would show nothing.
        let inside = ["in", "m/a", "m/b", "m/c", "m/d", "m/e", "out"];
        let expected = "in m{a b 3 operations more, not drawn[3]} 1 operation more, not drawn[1]";
        assert_eq!(fitted(&inside, 4), expected);
    }
}
