//! The commands of the binary, as a terminal shows them.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use nnviz_record::Summary;

use crate::support::{event_file, write};

/// What a command says: its exit code, the standard output and the standard error.
fn said(arguments: &[&str]) -> (Option<i32>, String, String) {
    let output = Command::new(env!("CARGO_BIN_EXE_nnviz-view")).args(arguments).output().unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    (output.status.code(), text(output.stdout), text(output.stderr))
}

/// Both streams, without the path of the temporary directory.
fn shown(arguments: &[&str], directory: &Path) -> String {
    let (code, out, log) = said(arguments);
    let shown = format!("{out}--- {log}--- {}", code.map_or("killed".to_owned(), |code| code.to_string()));
    shown.replace(&directory.display().to_string(), "DIR")
}

fn corpus(name: &str) -> String {
    format!("{}/../../tests/corpus/{name}", env!("CARGO_MANIFEST_DIR"))
}

/// Two seeds of one model, and a third run that was restarted.
fn seeds() -> (tempfile::TempDir, String) {
    let logdir = tempfile::tempdir().unwrap();
    for seed in 0..2_i64 {
        let mut file = event_file(logdir.path(), &format!("cnn/seed-{seed}"));
        for step in 0..20 {
            let wave = |seed: i64| ((step * 7919 + seed * 31) % 13) as f32 / 13.0;
            let loss = 2.0 / (step + 1) as f32 + wave(seed) * 0.1;
            let values = vec![("loss".into(), Summary::Scalar(loss)), ("a,\"b\"".into(), Summary::Scalar(wave(seed)))];
            write(&mut file, step, values);
        }
    }
    let mut file = event_file(logdir.path(), "restarted");
    for step in [1, 2, 3, 2, 3, 4] {
        write(&mut file, step, vec![("loss\u{1b}[31m".into(), Summary::Scalar(step as f32))]);
    }
    let path = logdir.path().display().to_string();
    (logdir, path)
}

#[test]
fn ls_is_a_table() {
    let (logdir, path) = seeds();
    insta::assert_snapshot!(shown(&["ls", &path], logdir.path()));
    insta::assert_snapshot!("ls_slow", shown(&["ls", &path, "--runs", "rest", "--load", "slow"], logdir.path()));
    insta::assert_snapshot!("ls_json", shown(&["ls", "--json", &path, "--tags", "^loss$", "--quiet"], logdir.path()));
}

#[test]
fn inspect_tells_damage_by_offset() {
    let damaged = corpus("damaged");
    for name in ["flipped-bit-in-data", "cut-mid-data", "torn-and-appended-to", "empty"] {
        let file = format!("{damaged}/{name}.tfevents");
        insta::assert_snapshot!(format!("inspect_{name}"), shown(&["inspect", &file], Path::new(&damaged)));
    }
}

#[test]
fn export_is_tidy_or_wide() {
    let (logdir, path) = seeds();
    let few = ["--runs", "restarted"];
    insta::assert_snapshot!("export_tidy", shown(&[&["export", &path][..], &few].concat(), logdir.path()));
    let (_, wide, _) = said(&["export", &path, "--wide", "--runs", "seed-0"]);
    let mut lines = wide.lines();
    assert_eq!(lines.next(), Some("run,step,loss,\"a,\"\"b\"\"\""));
    assert_eq!((lines.next(), lines.count()), (Some("cnn/seed-0,0,2,0"), 19));
}

#[test]
fn export_writes_what_the_name_of_the_file_says() {
    let (logdir, path) = seeds();
    let file = logdir.path().join("all.json");
    let (code, out, log) = said(&["export", &path, "-o", file.to_str().unwrap()]);
    assert_eq!((code, out.trim_end(), log.as_str()), (Some(0), file.to_str().unwrap(), "84 rows\n"));
    let rows: Vec<serde_json::Value> = serde_json::from_str(&fs::read_to_string(&file).unwrap()).unwrap();
    assert_eq!((rows.len(), &rows[0]["tag"]), (84, &"loss".into()));
    let (code, _, log) = said(&["export", &path, "-o", "all.xlsx"]);
    assert_eq!(code, Some(2));
    assert!(log.contains("`all.xlsx` does not tell a format: say `--format` csv"), "{log}");
}

#[test]
fn a_number_that_is_none_is_a_text_in_json() {
    let (_, json, _) = said(&["export", &corpus("torch"), "--format", "json"]);
    assert!(json.contains("\"value\": \"NaN\"") && json.contains("\"value\": -0.10000000149011612"), "{json}");
}

#[test]
fn reduce_writes_runs_over_seeds() {
    let (logdir, path) = seeds();
    let out = tempfile::tempdir().unwrap();
    let to = out.path().display().to_string();
    let group = ["--group-by", "^(.*)/seed-[0-9]+$"];
    let (code, written, log) = said(&[&["reduce", &path, "-o", &to][..], &group].concat());
    let expected: String = ["mean", "std", "min", "max"].map(|name| format!("{to}/cnn/{name}\n")).concat();
    assert_eq!((code, written, log.as_str()), (Some(0), expected, "cnn: 2 runs\n"));
    let (_, means, _) = said(&["export", &to, "--runs", "mean", "--tags", "loss"]);
    assert_eq!(means.lines().count(), 21);
    let inside = PathBuf::from(&path).join("reduced");
    let (code, _, log) = said(&["reduce", &path, "-o", inside.to_str().unwrap()]);
    assert!(code == Some(2) && log.contains("lies in the logdir"), "{log}");
    drop(logdir);
}

#[test]
fn compare_tells_which_scalars_differ() {
    let (logdir, path) = seeds();
    let runs = [format!("{path}/cnn/seed-0"), format!("{path}/cnn/seed-1"), format!("{path}/restarted")];
    insta::assert_snapshot!("compare", shown(&["compare", &runs[0], &runs[1]], logdir.path()));
    insta::assert_snapshot!("compare_others", shown(&["compare", &runs[0], &runs[2]], logdir.path()));
}

#[test]
fn somebody_who_mistypes_is_told_what_they_may_have_meant() {
    let (logdir, path) = seeds();
    fs::create_dir(logdir.path().join("restarts")).unwrap();
    for asked in ["restarte", "restarts", "nothing-alike"] {
        insta::assert_snapshot!(format!("mistyped_{asked}"), shown(&["ls", &format!("{path}/{asked}")], logdir.path()));
    }
}

#[test]
fn every_command_has_a_page_and_completions() {
    let (_, page, _) = said(&["man"]);
    let (_, bash, _) = said(&["completions", "bash"]);
    for command in ["ls", "inspect", "export", "compare", "reduce", "graph"] {
        assert!(page.contains(&format!(".TH nnviz-view-{command} ")), "{command}");
        assert!(bash.contains(&format!("nnviz__view,{command})")), "{command}");
    }
}

#[test]
fn several_logdirs_are_one_report() {
    let (logdir, path) = seeds();
    let report = logdir.path().join("both.html");
    let (a, b) = (format!("{path}/cnn"), format!("{path}/restarted"));
    let (code, _, log) = said(&[&a, &b, "-o", report.to_str().unwrap(), "--title", "Two <of> them", "--theme", "dark"]);
    assert_eq!((code, log.starts_with("3 runs, 5 tags, ")), (Some(0), true), "{log}");
    assert!(log.lines().any(|line| line.starts_with("loss") && line.contains('█')), "{log}");
    let html = fs::read_to_string(report).unwrap();
    assert!(html.contains("Two &#60;of&#62; them") && !html.contains("prefers-color-scheme"), "title and theme");
}

#[test]
fn a_plot_is_what_the_name_of_the_file_says() {
    let (logdir, path) = seeds();
    for (name, start) in [("a.svg", &b"<svg xmlns="[..]), ("a.png", b"\x89PNG"), ("a.pdf", b"%PDF-1.4")] {
        let out = logdir.path().join(name);
        let (code, written, log) = said(&["plot", "loss", &path, "-o", out.to_str().unwrap()]);
        assert_eq!((code, written.trim_end()), (Some(0), out.to_str().unwrap()), "{log}");
        assert!(log.starts_with("2 curves, ") && fs::read(&out).unwrap().starts_with(start), "{log}");
    }
    let band = logdir.path().join("band.svg");
    let group = ["--group-by", "^(.*)/seed-[0-9]+$", "--smooth", "0", "--log-y"];
    let (code, _, log) = said(&[&["plot", "loss", &path, "-o", band.to_str().unwrap()][..], &group].concat());
    assert_eq!((code, log.starts_with("1 curve, ")), (Some(0), true), "{log}");
    assert!(fs::read_to_string(band).unwrap().contains("cnn (mean of 2)"));
}

#[test]
fn a_report_in_markdown_is_a_table() {
    insta::assert_snapshot!(said(&["report", &corpus("lightning"), "--format", "md"]).1);
    let (code, _, log) = said(&["report", &corpus("lightning"), "--format", "md", "-o", "/none/a.md"]);
    assert!(code == Some(1) && log.contains("cannot write `/none/a.md`"), "{log}");
}

#[test]
fn what_is_asked_for_wrongly_is_told() {
    let (logdir, path) = seeds();
    let unwritable = logdir.path().join("none/a.svg");
    let unwritable = unwritable.to_str().unwrap();
    let table: [(&[&str], i32, &str); 9] = [
        (&["plot", "los", &path, "-o", "a.svg"], 2, "did you mean `loss`"),
        (&["plot", "zzz", &path, "-o", "a.svg"], 2, "it has `a,\"b\"`, `loss`, `loss\\u{1b}[31m`"),
        (
            &["plot", "loss", &path, "-o", "a.gif"],
            2,
            "does not tell a format: end it in `.svg`, `.png`, `.pdf` or `.tex`",
        ),
        (&["plot", "loss", &path, "-o", unwritable], 1, "cannot write `"),
        (&["plot", "loss", &path, "-o", "a.svg", "--smooth", "1"], 2, "from 0 to below 1"),
        (&["ls", &path, "--runs", "("], 2, "unclosed group"),
        (&["ls", &path, "--runs", "nothing"], 2, "no run in `"),
        (&["export", &path, "-o", unwritable, "-f", "csv"], 1, "cannot write `"),
        (&["ls"], 2, "LOGDIR"),
    ];
    for (arguments, expected, message) in table {
        let (code, out, log) = said(arguments);
        assert_eq!((code, out.as_str()), (Some(expected), ""), "{arguments:?}: {log}");
        assert!(log.contains(message), "{arguments:?}: {log}");
    }
}

#[test]
fn nothing_is_coloured_in_a_pipe() {
    let (_logdir, path) = seeds();
    for arguments in [&["--help"][..], &["ls", &path], &["export", "--help"], &["ls", &path, "--runs", "("]] {
        let (_, out, log) = said(arguments);
        assert!(!out.contains('\u{1b}') && !log.contains('\u{1b}'), "{arguments:?}");
    }
}

#[test]
fn smoothing_begins_as_it_is_asked_for() {
    let (logdir, path) = seeds();
    let out = logdir.path().join("a.html");
    let (code, _, log) = said(&[&path, "-o", out.to_str().unwrap(), "--smooth", "0.7"]);
    assert_eq!(code, Some(0), "{log}");
    let html = fs::read_to_string(out).unwrap();
    assert!(html.contains("value=\"3\" data-stops=\"0 0.3 0.6 0.7 0.8 0.9 0.95 0.99 0.999\" data-from=\"0\""));
}
