//! A logdir with every kind that is more than a curve: hyperparameters, sounds, precision-recall curves, layouts, meshes,
//! embeddings, each of them twice: as a writer means it, and as an enemy would. `target/tmp/every_kind/report.html` is there
//! to be looked at afterwards.

use std::fs;
use std::path::Path;

use nnviz_record::Summary;
use nnviz_record::projector::{Embedding, PROJECTOR_CONFIG_NAME, ProjectorConfig, Sprite};
use nnviz_record::summary::{
    Audio, CUSTOM_SCALARS_TAG, Category, Chart, Hparams, Layout, MarginSeries, Mesh, PrCurve, SessionEnd, SessionStart,
    SessionState, encode_wav,
};
use nnviz_viewer::{Logdir, Report};

use crate::support::pictures::{png, wave};
use crate::support::{START, event_file, write};

const HOSTILE: &str = "<script>alert(1)</script>\" onclick=\"x";

pub(crate) fn write_logdir(logdir: &Path) {
    for (number, (name, state)) in
        [("a", Some(SessionState::Ok)), ("b", Some(SessionState::Fail)), ("c", None)].into_iter().enumerate()
    {
        let mut run = event_file(logdir, name);
        for hparams in session(number, state) {
            write(&mut run, 0, vec![(hparams.tag().to_owned(), Summary::Hparams(hparams))]);
        }
        for step in 0..5 {
            write(&mut run, step, values(step, number));
        }
    }
    write_embedding(&logdir.join("a"));
}

fn session(number: usize, state: Option<SessionState>) -> Vec<Hparams> {
    let mut values = vec![("lr".to_owned(), (0.1 / (number + 1) as f64).into()), ("batch".to_owned(), 32.into())];
    values.push((HOSTILE.to_owned(), HOSTILE.into()));
    let start = SessionStart { values: values.into_iter().collect(), start_time: START, ..SessionStart::default() };
    let end = state.map(|status| Hparams::SessionEnd(SessionEnd { status, end_time: START + 90.0 }));
    [Hparams::SessionStart(start)].into_iter().chain(end).collect()
}

fn values(step: i64, number: usize) -> Vec<(String, Summary)> {
    let level = (step + 1) as f32 * 0.1 + number as f32 * 0.05;
    let scalar = |tag: &str, value: f32| (tag.to_owned(), Summary::Scalar(value));
    let mut values =
        vec![scalar("loss", 1.0 - level), scalar("loss/low", 0.8 - level), scalar("loss/high", 1.2 - level)];
    values.push((CUSTOM_SCALARS_TAG.to_owned(), Summary::CustomScalars(layout())));
    let tone: Vec<f32> = (0..4000).map(|at| level * (at as f32 * 0.1 * (step + 1) as f32).sin()).collect();
    let clips = vec![encode_wav(8000, 1, &tone), encode_wav(8000, 2, &tone), HOSTILE.as_bytes().to_vec()];
    values.push((format!("tone {HOSTILE}"), Summary::Audio(Audio { clips })));
    for class in ["cat", "dog"] {
        values.push((format!("pr/{class}"), Summary::PrCurve(curve(f64::from(level)))));
    }
    values.extend(cube().parts(&format!("cube {HOSTILE}")).unwrap());
    values
}

fn layout() -> Layout {
    let band = Chart::margin("band", [MarginSeries::new("loss", "loss/low", "loss/high")]);
    let odd = Chart::lines(HOSTILE, ["(", "nothing"]);
    Layout { categories: vec![Category::new("losses", [Chart::lines("all", ["loss"]), band, odd])] }
}

pub(crate) fn curve(skill: f64) -> PrCurve {
    let labels: Vec<bool> = (0..200).map(|at| at % 3 == 0).collect();
    let prediction = |(at, &label): (usize, &bool)| {
        let clear = if label { 0.5 + skill / 2.0 } else { 0.5 - skill / 2.0 };
        (clear + 0.35 * wave(at as f64)).clamp(0.0, 1.0) as f32
    };
    let predictions: Vec<f32> = labels.iter().enumerate().map(prediction).collect();
    PrCurve::of(&labels, &predictions, None, 101).unwrap()
}

pub(crate) fn cube() -> Mesh {
    let corner = |at: u32| [at & 1, at >> 1 & 1, at >> 2 & 1];
    let vertices = (0..8).map(|at| corner(at).map(|bit| bit as f32)).collect();
    let colors = (0..8).map(|at| corner(at).map(|bit| 40 + 200 * bit as u8)).collect();
    let squares = [[0, 1, 3, 2], [4, 5, 7, 6], [0, 1, 5, 4], [2, 3, 7, 6], [0, 2, 6, 4], [1, 3, 7, 5]];
    let faces = squares.into_iter().flat_map(|[a, b, c, d]| [[a, b, c], [a, c, d]]).collect();
    Mesh::new(vertices).with_faces(faces).with_colors(colors)
}

fn write_embedding(run: &Path) {
    let rows = (0..120).map(|at| {
        let class = f64::from(at % 12);
        let near = |axis: f64| (class * (1.0 + axis)).sin() + 0.1 * wave(f64::from(at) + axis * 300.0);
        format!("{}\t{}\t{}", near(0.0), near(1.0), near(2.0))
    });
    fs::write(run.join("points.tsv"), rows.collect::<Vec<_>>().join("\n")).unwrap();
    let labels = (0..120).map(|at| if at % 12 == 0 { HOSTILE.to_owned() } else { format!("class {}", at % 12) });
    fs::write(run.join("labels.tsv"), labels.collect::<Vec<_>>().join("\n")).unwrap();
    // Eleven by eleven pictures of 4 × 4 pixels, each of its own grey.
    let pixels: Vec<u8> = (0..44 * 44).map(|at| ((at / 44 / 4 * 11 + at % 44 / 4) * 2) as u8).collect();
    fs::write(run.join("sprite.png"), png(44, 44, png::ColorType::Grayscale, &pixels)).unwrap();
    let sprite = Some(Sprite { image_path: "sprite.png".into(), single_image_dim: vec![4, 4] });
    let good = Embedding { metadata_path: "labels.tsv".into(), sprite, ..Embedding::new("words", "points.tsv") };
    let embeddings = vec![good, Embedding::new(HOSTILE, "../../../etc/hostname")];
    fs::write(run.join(PROJECTOR_CONFIG_NAME), ProjectorConfig { embeddings }.to_pbtxt()).unwrap();
}

fn report() -> String {
    let logdir = Path::new(env!("CARGO_TARGET_TMPDIR")).join("every_kind");
    let _ = fs::remove_dir_all(&logdir);
    write_logdir(&logdir);
    let html = Report::new(&Logdir::load(&logdir).unwrap()).to_html().unwrap();
    fs::write(logdir.join("report.html"), &html).unwrap();
    html
}

#[test]
fn every_kind_has_its_section_and_nothing_gets_out() {
    let html = report();
    for title in ["Hyperparameters", "Custom scalars", "Precision and recall", "Audio", "Meshes", "Embeddings"] {
        assert!(html.contains(&format!("<h2>{title}</h2>")), "{title}");
    }
    for text in ["success", "failure", "unknown", "1 min 30 s"] {
        assert!(html.contains(text), "{text}");
    }
    assert!(html.contains("<dt>batch</dt><dd>32</dd>"), "what is the same is folded into a line");
    assert!(html.contains("the expression `(` was not understood"));
    assert!(html.contains("1 of the clips are no WAV files"));
    assert!(html.contains("<audio controls") && html.contains("data:audio/wav;base64,UklGR"));
    assert!(html.contains("is not shown: `../../../etc/hostname`"));
    assert!(!html.contains("<script>alert") && !html.contains(" onclick=\""));
    assert_eq!(html.matches("<script").count(), 1, "the page's own");
    assert_eq!(html.matches(" src=\"").count(), html.matches(" src=\"data:").count());
}

#[test]
fn the_page_itself_is_small() {
    let html = report();
    let between = |open: &str, close: &str| html.split_once(open).unwrap().1.split_once(close).unwrap().0.len();
    let own = between("<style>", "</style>") + between("<script>", "</script>");
    // What a page may take before its data, in bytes.
    assert!(own < 400_000 / 4, "{own}");
}
