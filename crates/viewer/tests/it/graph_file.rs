//! `nnviz-view graph`: what it draws, what it says, and its exit codes.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

use nnviz_record::Summary;
use nnviz_record::summary::Graph;

use crate::support::transformer::transformer;
use crate::support::{at, event_file, write};

fn corpus(folder: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/corpus/graphs").join(folder)
}

/// The exit code, the standard output and the standard error of `nnviz-view graph`.
fn graph(arguments: &[&str]) -> (Option<i32>, String, String) {
    let output = Command::new(env!("CARGO_BIN_EXE_nnviz-view")).arg("graph").args(arguments).output().unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    (output.status.code(), text(output.stdout), text(output.stderr))
}

fn text(path: &Path) -> &str {
    path.to_str().unwrap()
}

/// A logdir whose runs have a graph of so many layers each.
fn logdir(runs: &[(&str, usize)]) -> tempfile::TempDir {
    let logdir = tempfile::tempdir().unwrap();
    for (run, layers) in runs {
        event_file(logdir.path(), run).write_graph(at(0.0), &transformer(*layers)).unwrap();
    }
    logdir
}

/// What is drawn of a directory of the corpus, as DOT.
fn dot(folder: &str, more: &[&str]) -> String {
    let out = tempfile::tempdir().unwrap();
    let file = out.path().join("graph.dot");
    let directory = corpus(folder);
    let (code, said, log) = graph(&[&[text(&directory), "-o", text(&file)], more].concat());
    assert_eq!((code, said.trim_end(), log.lines().count()), (Some(0), text(&file), 1), "{log}");
    fs::read_to_string(file).unwrap()
}

#[test]
fn a_network_of_torch_reads_like_this() {
    insta::assert_snapshot!(dot("torch", &[]));
}

#[test]
fn a_network_of_tensorflow_reads_like_this() {
    insta::assert_snapshot!(dot("tensorflow", &["--run", "graph_def"]));
}

#[test]
fn a_traced_function_of_tensorflow_reads_like_this() {
    insta::assert_snapshot!(dot("tensorflow", &["--tag", "forward"]));
}

#[test]
fn a_picture_goes_into_the_directory_of_the_run() {
    let logdir = logdir(&[(".", 1)]);
    let file = logdir.path().join("graph.svg");
    let (code, out, log) = graph(&[text(logdir.path())]);
    assert_eq!((code, out), (Some(0), format!("{}\n", file.display())));
    assert!(log.starts_with("the graph: 29 operations, "), "{log}");
    let svg = fs::read_to_string(file).unwrap();
    assert!(svg.starts_with("<svg xmlns=") && !svg.contains("var(--") && !svg.contains("data-plan"), "{svg}");
    assert!(svg.contains(">attention</text>") && svg.contains(">weight 256×256</text>"), "{svg}");
}

#[test]
fn a_depth_closes_what_lies_deeper() {
    let logdir = logdir(&[(".", 2)]);
    let file = logdir.path().join("a.svg");
    let titles = |depth: &str| {
        let (code, _, log) = graph(&[text(logdir.path()), "-q", "-o", text(&file), "--depth", depth]);
        assert_eq!((code, log.as_str()), (Some(0), ""));
        let svg = fs::read_to_string(&file).unwrap();
        ["encoder/stage0", "layer1", "attention", "query", "Reshape"]
            .map(|title| svg.contains(&format!(">{title}</text>")))
    };
    assert_eq!(titles("0"), [true, false, false, false, false]);
    assert_eq!(titles("1"), [true, true, false, false, false]);
    assert_eq!(titles("2"), [true, true, true, false, false]);
    assert_eq!(titles("3"), [true, true, true, true, false]);
    assert_eq!(titles("99"), [true; 5]);
}

#[test]
fn a_png_is_a_picture_twice_as_large() {
    let logdir = logdir(&[("run", 1)]);
    let (svg, png) = (logdir.path().join("a.svg"), logdir.path().join("a.PNG"));
    for file in [&svg, &png] {
        assert_eq!(graph(&[text(&logdir.path().join("run")), "-o", text(file)]).0, Some(0));
    }
    let mut reader = png::Decoder::new(std::io::BufReader::new(fs::File::open(png).unwrap())).read_info().unwrap();
    let mut pixels = vec![0; reader.output_buffer_size().unwrap()];
    let picture = reader.next_frame(&mut pixels).unwrap();
    let size = format!("width=\"{}\" height=\"{}\"", picture.width / 2, picture.height / 2);
    assert!(fs::read_to_string(svg).unwrap().contains(&size), "{size}");
    let dark = pixels.chunks(4).filter(|pixel| pixel[0] < 60 && pixel[1] < 60).count();
    assert_eq!(pixels[..4], [255; 4], "white paper");
    assert!(dark > 500, "letters are there: {dark} dark pixels");
}

#[test]
fn columns_make_a_tall_picture_broad() {
    let logdir = logdir(&[(".", 3)]);
    let file = logdir.path().join("a.svg");
    let size = |columns: &str| {
        let (code, _, log) = graph(&[text(logdir.path()), "-o", text(&file), "--columns", columns]);
        assert_eq!(code, Some(0), "{log}");
        let svg = fs::read_to_string(&file).unwrap();
        let number =
            |name: &str| svg.split(&format!("{name}=\"")).nth(1).unwrap().split('"').next().unwrap().to_owned();
        (number("width").parse::<f64>().unwrap(), number("height").parse::<f64>().unwrap(), svg.matches("<use").count())
    };
    let (one, three) = (size("1"), size("3"));
    assert_eq!((one.2, three.2), (0, 3));
    assert_eq!(three.0, 3.0 * one.0 + 80.0);
    assert!(three.1 < one.1 / 2.0, "{} of {}", three.1, one.1);
    assert_eq!(graph(&[text(logdir.path()), "--columns", "0"]).0, Some(2));
}

#[test]
fn of_several_graphs_one_must_be_chosen() {
    let logdir = logdir(&[("a", 1), ("b/c", 2)]);
    let root = text(logdir.path());
    let file = logdir.path().join("x.dot");
    let (code, out, log) = graph(&[root, "-o", text(&file)]);
    assert_eq!((code, out.as_str()), (Some(2), ""));
    assert_eq!(log, format!("nnviz-view: 2 graphs in `{root}`; choose one: `--run a`, `--run b/c`\n"));
    let (code, _, log) = graph(&[root, "-o", text(&file), "--run", "b/c/"]);
    assert_eq!(code, Some(0));
    assert!(log.starts_with("the graph of b/c: 54 operations, "), "{log}");
    let (code, _, log) = graph(&[root, "-o", text(&file), "--run", "d", "--tag", "t"]);
    assert_eq!(code, Some(2));
    assert!(log.contains("no graph in") && log.contains(" for the run `d` with the tag `t`"), "{log}");
}

#[test]
fn what_cannot_be_drawn_is_told_in_one_line() {
    let logdir = tempfile::tempdir().unwrap();
    let root = text(logdir.path());
    let said = |arguments: &[&str]| {
        let (code, out, log) = graph(arguments);
        assert!(out.is_empty() && log.lines().count() == 1, "{out}{log}");
        (code, log)
    };
    assert!(said(&[root]).1.contains("no event files"));
    write(&mut event_file(logdir.path(), "train"), 1, vec![("loss".into(), Summary::Scalar(0.5))]);
    let (code, log) = said(&[root]);
    assert!(code == Some(2) && log.contains("no graph in"), "{log}");
    let (code, log) = said(&[root, "-o", "model.pdf"]);
    assert!(code == Some(2) && log.contains("`model.pdf` does not tell a format: end it in `.svg`, `.png`"), "{log}");
    event_file(logdir.path(), "empty").write_graph(at(0.0), &Graph::default()).unwrap();
    let (code, log) = said(&[root]);
    assert!(
        code == Some(1) && log.contains("the graph of the run `empty` is not drawn: there are no operations"),
        "{log}"
    );
    event_file(logdir.path(), "empty").write_graph(at(0.0), &transformer(1)).unwrap();
    let (code, log) = said(&[root, "-o", text(&logdir.path().join("none/a.svg"))]);
    assert!(code == Some(1) && log.contains("cannot write `"), "{log}");
}

#[test]
fn help_shows_examples() {
    let (code, out, _) = graph(&["--help"]);
    assert_eq!(code, Some(0));
    for part in ["--depth <N>", "--columns <N>", "nnviz-view graph runs/digits -o model.svg --depth 2", "Exit codes"] {
        assert!(out.contains(part), "{part}: {out}");
    }
}

/// The times are printed: `cargo test -p nnviz-viewer --test it ten_thousand -- --nocapture`.
#[test]
fn ten_thousand_operations_are_drawn() {
    let logdir = logdir(&[(".", 400)]);
    let loaded = timed("read", || nnviz_viewer::Logdir::load(logdir.path()).unwrap());
    let graph = loaded.runs[0].graph.as_ref().unwrap();
    assert_eq!(graph.nodes.len(), 10_004);
    let style = nnviz_viewer::chart::GraphStyle::default();
    let svg = timed("drawn as SVG", || nnviz_viewer::chart::graph_svg(graph, style).unwrap());
    let live = timed("drawn for a page", || nnviz_viewer::chart::live_graph(graph).unwrap());
    let dot = timed("written as DOT", || nnviz_viewer::chart::graph_dot(graph, style).unwrap());
    let png = timed("drawn as PNG", || nnviz_viewer::chart::graph_png(graph, style).unwrap());
    println!("SVG {}, page {}, DOT {}, PNG {} bytes", svg.len(), live.len(), dot.len(), png.len());
    assert!(svg.len() < 200_000 && live.len() < 3_000_000 && dot.len() < 100_000 && png.len() < 2_000_000);
}

fn timed<T>(what: &str, act: impl FnOnce() -> T) -> T {
    let began = Instant::now();
    let made = act();
    let took = began.elapsed();
    println!("{what}: {took:.2?}");
    assert!(took < Duration::from_secs(30), "{what}: {took:?}");
    made
}
