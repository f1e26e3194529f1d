//! Names from a file do nothing, whatever they are: no script runs, nothing leaves its place.

use std::fs;
use std::path::Path;

use nnviz_record::projector::{Embedding, PROJECTOR_CONFIG_NAME, ProjectorConfig};
use nnviz_record::summary::{
    Audio, CUSTOM_SCALARS_TAG, Category, Chart, Graph, Hparams, Layout, MarginSeries, Node, SessionStart, Tensor,
    encode_wav,
};
use nnviz_record::{Histogram, Summary};

use super::open_in;
use crate::every_kind::{cube, curve};
use crate::support::pictures::digits;
use crate::support::{at, event_file, write};

const NAMES: [&str; 9] = [
    "<script>window.hacked = 1</script>",
    "<img src=x onerror=\"window.hacked = 1\">",
    "\"><svg onload=window.hacked=1>",
    "' onfocus='window.hacked = 1' autofocus='",
    "</template></script><script>window.hacked = 1</script>",
    "../../../../etc/passwd",
    "${window.hacked = 1}{{7*7}}",
    "\u{202e}txet tfel-ot-thgir שלום مرحبا",
    "javascript:window.hacked=1",
];

fn write_logdir(logdir: &Path) {
    let long = "long ".repeat(2_000);
    let names = NAMES.iter().copied().chain([long.as_str()]);
    for (number, name) in names.enumerate() {
        // A directory has no slash in its name, and not ten thousand characters.
        let run: String = name.replace('/', "∕").chars().take(60).collect();
        let mut file = event_file(logdir, &run);
        let settings = [(name.to_owned(), format!("{number} {name}").as_str().into())].into_iter().collect();
        let start = Hparams::SessionStart(SessionStart { values: settings, ..SessionStart::default() });
        write(&mut file, 0, vec![(start.tag().to_owned(), Summary::Hparams(start))]);
        for step in 0..3 {
            let values = vec![(name.to_owned(), Summary::Scalar(step as f32)), ("loss".into(), Summary::Scalar(1.0))];
            write(&mut file, step, values);
        }
        write(&mut file, 3, vec![(format!("text/{name}"), Summary::Text(name.to_owned()))]);
        write(&mut file, 3, vec![(format!("health/{name}"), Summary::Text(name.to_owned()))]);
        write(&mut file, 3, vec![(format!("image/{name}"), Summary::Image(digits(number as u32)))]);
        write(&mut file, 3, of_every_kind(name));
        file.write_graph(at(3.0), &graph(name)).unwrap();
        write_embedding(&logdir.join(run), name);
    }
}

/// The name as the tag of every other kind, as that of a layer and a parameter, and in what the values say.
fn of_every_kind(name: &str) -> Vec<(String, Summary)> {
    let bell = || Summary::Histogram(Histogram::new([(-1.0, 0.0, 3.0), (0.0, 1.0, 4.0)]));
    let clip = Audio { clips: vec![encode_wav(8000, 1, &[0.0, 0.5, -0.5, 0.0])] };
    let chart = Chart::lines(name, [name, "loss"]);
    let layout = Layout {
        categories: vec![Category::new(name, [chart, Chart::margin(name, [MarginSeries::new(name, name, name)])])],
    };
    let array = Tensor::from_strings(vec![1], [name]).unwrap();
    let mut values = vec![
        (format!("hist/{name}"), bell()),
        (format!("weights/{name}.weight"), bell()),
        (format!("gradients/{name}.weight"), bell()),
        (format!("gradient_flow/mean/{name}"), Summary::Scalar(0.1)),
        (format!("gradient_flow/max/{name}"), Summary::Scalar(0.2)),
        (format!("update_ratio/{name}.weight"), Summary::Scalar(1e-3)),
        (format!("sound/{name}"), Summary::Audio(clip)),
        (format!("curve/{name}"), Summary::PrCurve(curve(0.5))),
        (format!("array/{name}"), Summary::Tensor(array)),
        (CUSTOM_SCALARS_TAG.to_owned(), Summary::CustomScalars(layout)),
    ];
    values.extend(cube().parts(&format!("mesh/{name}")).unwrap());
    values
}

/// Nodes with the name, one in a scope with the name.
fn graph(name: &str) -> Graph {
    let node = |of: String, inputs: Vec<String>| Node { name: of, op: name.to_owned(), inputs, ..Node::default() };
    let [first, second] = [name.to_owned(), format!("{name}/inner")];
    Graph { nodes: vec![node(first.clone(), vec![]), node(second, vec![first])] }
}

fn write_embedding(run: &Path, name: &str) {
    fs::write(run.join("points.tsv"), "1\t2\t3\n4\t5\t1\n7\t2\t9\n1\t1\t1\n").unwrap();
    let label = name.replace(['\t', '\n'], " ");
    fs::write(run.join("labels.tsv"), format!("{label}\t{label}\n{label}\ta\nb\tb\nc\tc\nd\td\n")).unwrap();
    let embeddings = vec![Embedding { metadata_path: "labels.tsv".into(), ..Embedding::new(name, "points.tsv") }];
    fs::write(run.join(PROJECTOR_CONFIG_NAME), ProjectorConfig { embeddings }.to_pbtxt()).unwrap();
}

#[test]
fn hostile_names_do_nothing() {
    let logdir = tempfile::tempdir().unwrap();
    write_logdir(logdir.path());
    let Some(mut page) = open_in(logdir.path(), (400, 900)) else { return };
    // Everything is brought into sight, pointed at and opened, so that every script has had its chance.
    page.value(
        "(async () => { for (const it of document.querySelectorAll('details')) it.open = true; \
         for (const it of document.querySelectorAll('.curves, .card')) { it.scrollIntoView({ behavior: 'instant' }); \
         await new Promise((done) => setTimeout(done, 8)); } \
         for (const it of document.querySelectorAll('.live, .canvas, svg, canvas')) { const { x, y, width, height } = it.getBoundingClientRect(); \
         it.dispatchEvent(new PointerEvent('pointermove', { clientX: x + width / 2, clientY: y + height / 2, bubbles: true })); } })()",
    );
    let sections: Vec<String> =
        serde_json::from_value(page.value("[...document.querySelectorAll('main > section')].map((it) => it.id)"))
            .unwrap();
    for id in ["runs", "scalars", "custom-scalars", "hparams", "gradients", "distributions", "pr-curves", "images"] {
        assert!(sections.iter().any(|section| section == id), "{id}: {sections:?}");
    }
    for id in ["audio", "meshes", "embeddings", "texts", "tensors", "graph"] {
        assert!(sections.iter().any(|section| section == id), "{id}: {sections:?}");
    }
    assert!(page.noise().is_empty(), "{:?}", page.noise());
    assert_eq!(page.value("typeof window.hacked"), "undefined");
    assert_eq!(page.value("document.querySelectorAll('script').length"), 1, "the page's own");
    assert_eq!(
        page.value(
            "document.querySelectorAll('[onerror], [onload], [onfocus], [onclick], iframe, object, base').length"
        ),
        0
    );
    assert_eq!(page.value("[...document.links].every((it) => it.getAttribute('href').startsWith('#'))"), true);
    assert_eq!(page.value("document.documentElement.scrollWidth <= 400"), true, "long names are broken or cut");
}
