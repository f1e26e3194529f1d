//! A logdir with everything that can be odd about one: hostile names, numbers that are none, damage, a torn tail, foreign
//! files, a restart.

use std::fs;
use std::path::Path;

use nnviz_record::summary::{Graph, Node};
use nnviz_record::{Histogram, Images, Summary};
use nnviz_viewer::{Logdir, Report};

use crate::support::pictures::digits;
use crate::support::skeleton::skeleton;
use crate::support::{at, event_file, write};

/// Tags that would break a page, or a path, that trusted them.
const HOSTILE: [&str; 6] = [
    "<script>alert(1)</script>",
    "../x",
    "a\" onclick=\"alert(1)",
    "</title>&amp;",
    "{{ 7*7 }}",
    "javascript:alert(1)",
];

fn write_logdir(logdir: &Path) {
    write_train(logdir);
    write_valid(logdir);
    fs::write(logdir.join("notes.txt"), "no event file").unwrap();
    fs::create_dir(logdir.join("checkpoints")).unwrap();
    fs::write(logdir.join("checkpoints/model.bin"), [0; 64]).unwrap();
}

/// All kinds, hostile names, and a restart at step 3.
fn write_train(logdir: &Path) {
    let mut run = event_file(logdir, "x/train");
    let scalar = |value: f32| Summary::Scalar(value);
    for (step, loss) in [1.0, f32::NAN, 0.5, 9.0, f32::INFINITY].into_iter().enumerate() {
        write(&mut run, step as i64, vec![("loss".into(), scalar(loss))]);
    }
    for tag in HOSTILE {
        write(&mut run, 0, vec![(tag.into(), scalar(1.0)), (format!("weights/{tag}"), histogram(0.0))]);
        write(&mut run, 0, vec![(format!("image {tag}"), Summary::Image(digits(0)))]);
    }
    let markdown =
        "**bold** <script>alert(1)</script> ![](https://example.org/x.png)\n\n| a | b |\n| - | - |\n| 1 | 2 |\n";
    write(&mut run, 0, vec![("note".into(), Summary::Text(markdown.into()))]);
    let no_image = Images { width: 8, height: 8, encoded: vec![b"<svg onload=alert(1)>".to_vec()] };
    write(&mut run, 0, vec![("no image".into(), Summary::Image(no_image))]);
    run.write_graph(at(0.0), &graph()).unwrap();
    let mut restarted = event_file(logdir, "x/train");
    for step in 3..6 {
        write(&mut restarted, step, vec![("loss".into(), scalar(0.25))]);
    }
}

/// Everything that has a chart of its own, damage in the middle, and a tail that was cut.
fn write_valid(logdir: &Path) {
    let mut run = event_file(logdir, "x/valid");
    for step in 0..4 {
        let layers = ["conv", "linear"].into_iter().flat_map(|layer| {
            let tags = [format!("gradient_flow/mean/{layer}"), format!("update_ratio/{layer}.weight")];
            tags.map(|tag| (tag, Summary::Scalar(1e-3 * (1 + step) as f32)))
        });
        let norm = ("gradient_flow/global_norm".to_owned(), Summary::Scalar(2.0));
        let pair = ["weights/conv.weight", "gradients/conv.weight", "activations/conv"];
        let pair = pair.map(|tag| (tag.to_owned(), histogram(step as f64)));
        write(&mut run, step, layers.chain([norm]).chain(pair).collect());
        write(
            &mut run,
            step,
            vec![("loss".into(), Summary::Scalar(1.0)), ("health/dead".into(), Summary::Scalar(0.0))],
        );
    }
    for step in 4..7 {
        write(&mut run, step, vec![("loss".into(), Summary::Scalar(step as f32))]);
    }
    let path = fs::read_dir(logdir.join("x/valid")).unwrap().next().unwrap().unwrap().path();
    let mut bytes = fs::read(&path).unwrap();
    let record = record_len("loss");
    let end = bytes.len();
    bytes[end - 2 * record - 8] ^= 0xff; // step 4
    bytes.truncate(end - 5); // step 6
    fs::write(&path, bytes).unwrap();
}

/// The length of the record of one scalar at a step below 128.
fn record_len(tag: &str) -> usize {
    let logdir = tempfile::tempdir().unwrap();
    let len = |values: usize| {
        let mut run = event_file(logdir.path(), &values.to_string());
        (0..values).for_each(|_| write(&mut run, 5, vec![(tag.into(), Summary::Scalar(1.0))]));
        let path = fs::read_dir(logdir.path().join(values.to_string())).unwrap().next().unwrap().unwrap().path();
        fs::metadata(path).unwrap().len() as usize
    };
    len(2) - len(1)
}

fn histogram(left: f64) -> Summary {
    Summary::Histogram(Histogram::new([(left, left + 1.0, 3.0), (left + 1.0, left + 2.0, 5.0)]))
}

fn graph() -> Graph {
    let node = |name: &str, inputs: &[&str]| Node {
        name: name.into(),
        op: "<b>Op</b>".into(),
        inputs: inputs.iter().map(|&input| input.to_owned()).collect(),
        ..Node::default()
    };
    Graph { nodes: vec![node("in", &[]), node("<script>scope</script>/node", &["in", "missing"])] }
}

fn report_of_odd_logdir() -> String {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("runs");
    fs::create_dir(&path).unwrap();
    write_logdir(&path);
    let logdir = Logdir::load(&path).unwrap();
    Report::new(&logdir).made_at(at(3600.0)).to_html().unwrap()
}

#[test]
fn the_page_reads_like_this() {
    insta::assert_snapshot!(skeleton(&report_of_odd_logdir()));
}

#[test]
fn hostile_names_are_shown_and_do_nothing() {
    let html = report_of_odd_logdir();
    for tag in HOSTILE {
        let escaped = tag.replace('&', "&#38;").replace('<', "&#60;").replace('>', "&#62;").replace('"', "&#34;");
        assert!(html.matches(&escaped).count() >= 3, "{tag} is a scalar, a histogram and an image");
    }
    assert!(!html.contains("<script>alert") && !html.contains("<script>scope") && !html.contains("<b>Op"));
    assert!(!html.contains(" onclick=\"") && !html.contains("<svg onload"));
    assert_eq!(html.matches("<script").count(), 1, "the page's own");
}

#[test]
fn the_page_loads_nothing() {
    let html = report_of_odd_logdir();
    for attribute in ["src=\"http", "src='http", "href=\"http", "src=\"//", "url(http", "@import", "<link", "<iframe"] {
        assert!(!html.contains(attribute), "{attribute}");
    }
    assert!(html.matches("src=\"").count() == html.matches("src=\"data:image/").count());
}

#[test]
fn what_cannot_be_read_is_told() {
    let text = skeleton(&report_of_odd_logdir());
    for gap in ["bytes are damaged and were skipped", "ends inside a record at byte"] {
        let line = text.lines().find(|line| line.contains(gap)).unwrap();
        assert!(line.contains("x/valid/events.out.tfevents."), "{line}");
    }
    assert!(text.contains("not a finite number at 1 step, first NaN at step 1"));
    assert!(text.contains("1 of the samples are not PNG"));
}

#[test]
fn a_long_log_is_thinned_and_says_so() {
    let directory = tempfile::tempdir().unwrap();
    let mut run = event_file(directory.path(), "long");
    for step in 0..500 {
        write(&mut run, step, vec![("weights/w".into(), histogram(0.0)), ("note".into(), Summary::Text("x".into()))]);
        write(&mut run, step, vec![("image".into(), Summary::Image(digits(step as u32)))]);
    }
    let logdir = Logdir::load(directory.path()).unwrap();
    let (_, images) = logdir.runs[0].images().next().unwrap();
    assert_eq!((images.points()[0].step, images.last().unwrap().step), (0, 499));
    let text = skeleton(&Report::new(&logdir).to_html().unwrap());
    assert_eq!(text.matches(" of 500 steps kept").count(), 3, "{text}");
}

#[test]
fn event_files_without_values_make_a_report_that_says_so() {
    let directory = tempfile::tempdir().unwrap();
    event_file(directory.path(), "new").flush().unwrap();
    let logdir = Logdir::load(directory.path()).unwrap();
    let html = Report::new(&logdir).to_html().unwrap();
    assert!(html.contains("The event files hold no values yet"));
}

#[test]
fn findings_come_first() {
    let directory = tempfile::tempdir().unwrap();
    let mut run = event_file(directory.path(), "run");
    write(&mut run, 0, vec![("loss".into(), Summary::Scalar(1.0)), ("note".into(), Summary::Text("a note".into()))]);
    write(&mut run, 7, vec![("health/dead_units".into(), Summary::Text("**conv1** is dead".into()))]);
    let text = skeleton(&Report::new(&Logdir::load(directory.path()).unwrap()).to_html().unwrap());
    let at = |part: &str| text.find(part).unwrap_or_else(|| panic!("{part}: {text}"));
    assert!(at("conv1is dead") < at("went from 1 to 1") && at("went from 1 to 1") < at("a note"), "{text}");
    assert_eq!(text.matches("is dead").count(), 1, "it is not among the texts again");
}

#[test]
fn a_long_curve_says_how_much_of_it_is_drawn() {
    let directory = tempfile::tempdir().unwrap();
    let mut run = event_file(directory.path(), "run");
    (0..6_000).for_each(|step| write(&mut run, step, vec![("loss".into(), Summary::Scalar((step % 97) as f32))]));
    let text = skeleton(&Report::new(&Logdir::load(directory.path()).unwrap()).to_html().unwrap());
    assert!(text.contains(" of 6000 points are drawn, every peak among them"), "{text}");
}
