//! Names from a file do nothing, whatever they are: no script runs, nothing leaves its place.

use std::fs;
use std::path::Path;

use nnviz_record::Summary;
use nnviz_record::projector::{Embedding, PROJECTOR_CONFIG_NAME, ProjectorConfig};
use nnviz_record::summary::{Hparams, SessionStart};

use super::open_in;
use crate::support::pictures::digits;
use crate::support::{event_file, write};

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
        write_embedding(&logdir.join(run), name);
    }
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
