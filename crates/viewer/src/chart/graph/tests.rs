//! Graphs as they are, and graphs as they should not be.

use std::time::{Duration, Instant};

use nnviz_record::summary::{Attribute, Graph, Node};

use super::geometry::{Area, Point};
use super::layout::{Content, Placed};
use super::lines::Tip;
use super::*;

fn node(name: impl Into<String>, op: &str, inputs: &[&str], shape: &[i64]) -> Node {
    Node {
        name: name.into(),
        op: op.to_owned(),
        inputs: inputs.iter().map(|&input| input.to_owned()).collect(),
        output_shapes: vec![Some(shape.to_vec())],
        attributes: Vec::new(),
    }
}

fn drawn(nodes: Vec<Node>) -> String {
    graph(&Graph { nodes }).unwrap()
}

#[test]
fn a_small_graph_reads_like_this() {
    let mut conv = node("conv/Conv2d", "Conv2d", &["input", "conv/weight"], &[8, 4, 6, 6]);
    conv.attributes = vec![("stride".to_owned(), Attribute::Ints(vec![1, 1]))];
    let nodes = vec![
        node("conv/weight", "Parameter", &[], &[4, 1, 3, 3]),
        node("input", "Input", &[], &[8, 1, 8, 8]),
        conv,
        node("output", "Output", &["conv/Conv2d"], &[8, 4, 6, 6]),
    ];
    insta::assert_snapshot!(drawn(nodes).replace("><", ">\n<"));
}

#[test]
fn no_graph_is_an_error() {
    assert!(matches!(graph(&Graph::default()), Err(ChartError::Empty { .. })));
}

#[test]
fn the_same_graph_is_drawn_the_same() {
    let nodes = || {
        (0..40)
            .map(|at| node(format!("s{}/n{at}", at / 5), "Op", &[&format!("s{}/n{}", at / 7, at / 2)], &[at]))
            .collect()
    };
    assert_eq!(drawn(nodes()), drawn(nodes()));
}

#[test]
fn bad_graphs_are_drawn() {
    let long = "long/".repeat(2000);
    let op = |name: &str, inputs: &[&str]| node(name, "Op", inputs, &[1]);
    let everything: Vec<String> = (0..130).map(|at| format!("n{at}")).collect();
    let all: Vec<&str> = everything.iter().map(String::as_str).collect();
    let cases: Vec<(&str, Vec<Node>)> = vec![
        ("dangling inputs", vec![op("a", &["gone", "^gone", "gone:1"]), op("b", &["a"])]),
        ("control inputs and second outputs", vec![op("a", &[]), op("b", &["^a", "a:1", "a"])]),
        ("a self loop", vec![op("s/a", &["s/a"]), op("s/b", &["s/a"])]),
        ("a cycle", vec![op("a", &["c"]), op("b", &["a"]), op("c", &["b"])]),
        (
            "a cycle of scopes",
            vec![op("s/a", &[]), op("t/a", &["s/a"]), op("s/b", &["t/a"]), op("t/b", &["s/b", "s/a"])],
        ),
        ("the same name twice", vec![op("a", &["a"]), op("a", &["a"]), op("b", &["a"])]),
        ("a name that is a scope", vec![op("A", &[]), op("A/b", &["A"]), op("A/c", &["A/b"])]),
        ("empty parts", vec![op("a//b", &[]), op("/", &["a//b"]), op("", &["/"]), op("//a//c//", &[""])]),
        (
            "names without end",
            vec![op(&long, &[]), op(&(long.clone() + "b"), &[&long]), op(&"x".repeat(10_000), &[&long])],
        ),
        ("only parameters", vec![node("w", "Parameter", &[], &[3]), node("c", "Const", &["w"], &[])]),
        (
            "odd shapes",
            vec![node("a", "Op", &[], &[-1; 300]), node("b", "Op", &["a"], &[i64::MAX, 0]), op("c", &["b", "a"])],
        ),
        (
            "no shapes",
            vec![Node { name: "a".to_owned(), ..Node::default() }, op("b", &["a:7", "a:99999999999999999999"])],
        ),
        ("everything with everything", (0..130).map(|at| op(all[at], &all[..at])).collect()),
        ("everything with everything, both ways", (0..100).map(|at| op(all[at], &all[..100])).collect()),
        ("nothing with anything", (0..119).map(|at| op(all[at], &[])).collect()),
        (
            "5000 in a row",
            (0..5000).map(|at: usize| op(&format!("n{at}"), &[&format!("n{}", at.wrapping_sub(1))])).collect(),
        ),
        (
            "5000 in scopes",
            (0..5000).map(|at: usize| op(&name(at), &[&name(at.wrapping_sub(1)), &name(at / 2)])).collect(),
        ),
    ];
    for (what, nodes) in cases {
        let graph = Graph { nodes };
        let style = GraphStyle { opening: Opening::Depth(2), repeats: Repeats::Once, columns: 3 };
        is_sound(what, 400_000, || super::graph(&graph).unwrap());
        is_sound(what, 3_000_000, || live_graph(&graph).unwrap());
        is_sound(what, 1_000_000, || graph_svg(&graph, style).unwrap());
        graph_dot(&graph, GraphStyle::default()).unwrap();
    }
}

fn is_sound(what: &str, most_bytes: usize, draw: impl FnOnce() -> String) {
    let began = Instant::now();
    let svg = draw();
    let took = began.elapsed();
    println!("{what}: {took:.2?}, {} bytes", svg.len());
    assert!(took < Duration::from_mins(2), "{what}: {took:?}");
    assert!(svg.len() < most_bytes && !svg.contains("NaN") && !svg.contains("inf"), "{what}");
    assert_eq!(svg.matches("<g").count(), svg.matches("</g>").count(), "{what}");
}

#[test]
fn nothing_in_a_name_becomes_dot() {
    let evil = r#"a" shape=circle]; b -> c [label="\"#;
    let dot = graph_dot(&Graph { nodes: vec![node(evil, "Op", &[], &[1])] }, GraphStyle::default()).unwrap();
    assert!(dot.contains(r#"[label="a\" shape=circle]; b -> c [label=\"\\\nOp","#), "{dot}");
}

#[test]
fn a_live_graph_holds_what_is_in_shut_scopes() {
    let nodes =
        (0..100).map(|at| node(format!("s{}/n{at}", at / 50), "Op", &[&format!("s0/n{}", at / 2)], &[at])).collect();
    let graph = Graph { nodes };
    let live = live_graph(&graph).unwrap();
    assert_eq!(live.matches("class=\"shut\"").count(), 2);
    assert!(live.contains(">n99</text>"));
    let shut = graph_svg(&graph, GraphStyle { opening: Opening::Depth(0), ..GraphStyle::default() }).unwrap();
    assert!(!shut.contains(">n99</text>") && !shut.contains("data-plan"));
}

fn name(at: usize) -> String {
    format!("s{}/t{}/n{at}", at / 500, at / 20)
}

#[test]
fn nothing_in_a_name_becomes_markup() {
    let evil = "<script>alert('1' && \"2\")</script>\u{0}\u{1b}[31m";
    let mut operation = node(format!("{evil}/{evil}"), evil, &[evil, evil], &[1]);
    operation.attributes = vec![(evil.to_owned(), Attribute::Text(evil.to_owned()))];
    let svg = drawn(vec![operation, node(format!("{evil}/b"), evil, &[], &[1])]);
    assert!(!svg.contains("<script") && svg.contains("&lt;script&gt;"), "{svg}");
    assert!(!svg.chars().any(|character| character.is_control() && character != '\n'), "{svg}");
}

#[test]
fn what_is_left_out_is_said() {
    let nodes = (0..300).map(|at| node(format!("n{at}"), "Op", &[], &[])).collect();
    assert!(drawn(nodes).contains("181 operations more, not drawn"));
    let names: Vec<String> = (0..100).map(|at| format!("n{at}")).collect();
    let all: Vec<&str> = names.iter().map(String::as_str).collect();
    let dense = (0..100).map(|at| node(all[at], "Op", &all[..at], &[])).collect();
    assert!(drawn(dense).contains("long lines are not drawn"));
}

#[test]
fn a_missing_input_is_told_on_hovering() {
    let svg = drawn(vec![node("a", "Op", &["gone"], &[2, 3])]);
    assert!(svg.contains("<title>a\ntype: Op\noutput: 2×3\ninput that is not in the graph: gone</title>"), "{svg}");
}

/// What overlaps, or sticks out of its frame, in a scope and in those in it.
fn faults(placed: &Placed, faults: &mut Vec<String>) {
    let overlap = |left: &Area, right: &Area| {
        let apart = left.right() <= right.corner.x || right.right() <= left.corner.x;
        !apart && left.bottom() > right.corner.y && right.bottom() > left.corner.y
    };
    let areas: Vec<Area> = placed.items.iter().map(|item| item.area).collect();
    let frame = Area { corner: Point::default(), size: placed.size };
    let is_inside = |area: &Area| {
        area.corner.x > 0.0 && area.corner.y > 0.0 && area.right() < frame.right() && area.bottom() < frame.bottom()
    };
    faults.extend(areas.iter().filter(|area| !is_inside(area)).map(|area| format!("{area:?} sticks out of {frame:?}")));
    for (index, area) in areas.iter().enumerate() {
        faults.extend(
            areas[..index].iter().filter(|other| overlap(area, other)).map(|other| format!("{area:?} on {other:?}")),
        );
        let labels = placed.courses.iter().filter_map(|course| {
            Some((course.label.as_ref()?, text::width(course.segment.label.as_ref()?, text::SMALL, false)))
        });
        let hits = labels.filter(|(place, width)| {
            let size = geometry::Size { width: *width, height: 10.0 };
            overlap(area, &Area { corner: Point { x: place.x, y: place.y - 5.0 }, size })
        });
        faults.extend(hits.map(|(place, _)| format!("a label at {place:?} on {area:?}")));
        let pieces = placed
            .courses
            .iter()
            .map(|course| &course.line)
            .filter(|line| line.tip != Tip::Loop)
            .flat_map(|line| line.points.windows(2));
        let hits = pieces.filter(|piece| {
            let (left, right) = (piece[0].x.min(piece[1].x), piece[0].x.max(piece[1].x));
            right > area.corner.x
                && left < area.right()
                && piece[0].y < area.bottom() - 0.1
                && piece[1].y > area.corner.y + 0.1
        });
        faults.extend(hits.map(|piece| format!("a line {piece:?} through {area:?}")));
    }
    let inner = placed.items.iter().filter_map(|item| match &item.content {
        Content::Scope { placed, .. } => Some(placed),
        Content::Face(_) => None,
    });
    inner.for_each(|placed| self::faults(placed, faults));
}

#[test]
fn nothing_lies_on_anything_else() {
    canvas::register_fonts();
    let mut dice = 1_u64;
    let mut roll = |sides: usize| {
        dice = dice.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (dice >> 33) as usize % sides
    };
    for round in 0..100 {
        let mut nodes: Vec<Node> = Vec::new();
        for at in 0..=roll(30) {
            let name = ["", "s/", "t/", "s/u/", "s/u/v/", "t/w/"][roll(6)].to_owned()
                + &format!("n{at}{}", "o".repeat(roll(30)));
            // Now and then a later operation's name, for cycles.
            let inputs: Vec<String> =
                (0..roll(4)).filter_map(|_| Some(nodes.get(roll(at + 1))?.name.clone())).collect();
            let inputs: Vec<&str> = inputs.iter().map(String::as_str).collect();
            nodes.push(node(name, "Op", &inputs, &[16, 3, 224, 224][..roll(5)]));
        }
        if let (Some(last), true) = (nodes.last().map(|node| node.name.clone()), roll(3) == 0) {
            nodes[0].inputs.push(last);
        }
        let graph = Graph { nodes };
        let model = Model::new(&graph);
        let scope = tree::tree(model.nodes, |_| false);
        let routes = route::routes(&scope, &model);
        let placed = Layouter::new(&model, &routes).place(&scope, &mut Vec::new()).unwrap();
        let mut found = Vec::new();
        faults(&placed, &mut found);
        assert!(found.is_empty(), "round {round}: {found:#?}");
    }
}

/// The times are printed: `cargo test -p nnviz-viewer --lib stages -- --nocapture`.
#[test]
fn the_stages_of_ten_thousand_operations() {
    fn timed<T>(what: &str, act: impl FnOnce() -> T) -> T {
        let began = Instant::now();
        let made = act();
        println!("{what}: {:.2?}", began.elapsed());
        made
    }
    let input = |at: usize| name(at.saturating_sub(1));
    let skipped = |at: usize| name(at - at % 20);
    let nodes = (0..10_000).map(|at| node(name(at), "Op", &[&input(at), &skipped(at)], &[8, 256])).collect();
    let bytes = timed("encoded", || Graph { nodes }.encode());
    let graph = timed("decoded", || Graph::decode(&bytes).unwrap());
    let model = timed("inputs looked up, parameters folded", || model(&graph).unwrap());
    let whole = timed("nested", || scope(&model));
    let few = timed("collapsed", || opened(whole, Opening::Fit));
    let routes = timed("lines cut", || route::routes(&few, &model));
    let placed = timed("laid out", || Layouter::new(&model, &routes).place(&few, &mut Vec::new()).unwrap());
    let painting = timed("painted", || paint(&placed, Form::Still));
    assert!(few.boxes() <= MOST_BOXES && painting.body.len() < 100_000, "{} bytes", painting.body.len());
}
