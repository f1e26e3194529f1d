//! The report of a whole training: `target/tmp/cnn/report.html` is there to be looked at afterwards.

use std::fs;
use std::path::Path;

#[test]
fn a_small_network_makes_a_report_of_every_kind() {
    let logdir = Path::new(env!("CARGO_TARGET_TMPDIR")).join("cnn");
    let _ = fs::remove_dir_all(&logdir);
    crate::support::cnn::write_logdir(&logdir);
    let written = nnviz_viewer::write_report(&logdir, logdir.join("report.html")).unwrap();
    assert_eq!((written.runs, written.gaps.len()), (3, 0), "{:?}", written.gaps);
    let html = fs::read_to_string(&written.report).unwrap();
    assert_eq!(html.len(), written.bytes);
    for title in ["Scalars", "Gradient flow", "Weights and gradients", "Images", "Texts", "Graph"] {
        assert!(html.contains(&format!("<h2>{title}</h2>")), "{title}");
    }
    for (layer, _) in crate::support::cnn::LAYERS {
        assert!(html.contains(&format!("{layer}.weight")), "{layer}");
    }
    assert!(!html.contains("class=\"failed\""), "a chart could not be drawn");
}
