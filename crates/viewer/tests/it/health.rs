//! What was found to be wrong comes before everything else.

use nnviz_record::Summary;
use nnviz_viewer::{Logdir, Report};

use crate::support::{event_file, write};

#[test]
fn findings_come_first() {
    let directory = tempfile::tempdir().unwrap();
    let mut run = event_file(directory.path(), "run");
    let text = |text: &str| Summary::Text(text.to_owned());
    write(&mut run, 1, vec![("loss".into(), Summary::Scalar(1.0)), ("settings".into(), text("a note"))]);
    write(&mut run, 2, vec![("health/dead_relu".into(), text("### Dead rectifier units in `conv1`"))]);
    drop(run);
    let logdir = Logdir::load(directory.path()).unwrap();
    let html = Report::new(&logdir).to_html().unwrap();
    let place = |id: &str| html.find(&format!("<section id=\"{id}\"")).unwrap_or_else(|| panic!("no section {id}"));
    let finding = html.find("Dead rectifier units").unwrap();
    assert!(finding < place("scalars") && place("scalars") < place("texts"));
    assert_eq!(html.matches("Dead rectifier units").count(), 1, "it is no other text");
}
