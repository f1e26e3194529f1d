//! The commands of the binary, as a terminal shows them.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use nnviz_record::Summary;

use crate::support::{event_file, pictures, write};

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

/// A run of two files, the second of which goes on from step 2 with other values.
fn restarted() -> (tempfile::TempDir, String) {
    let logdir = tempfile::tempdir().unwrap();
    for (values, begin) in [([1.0, 2.0, 3.0], 1), ([20.0, 30.0, 40.0], 2)] {
        let mut file = event_file(logdir.path(), "train");
        for (step, value) in (begin..).zip(values) {
            write(&mut file, step, vec![("loss".into(), Summary::Scalar(value))]);
        }
    }
    let path = logdir.path().display().to_string();
    (logdir, path)
}

#[test]
fn of_several_values_of_a_step_the_one_that_is_asked_for_counts() {
    let (logdir, path) = restarted();
    let values = |which: &[&str]| {
        let (code, csv, log) = said(&[&["export", &path][..], which].concat());
        assert_eq!(code, Some(0), "{log}");
        let of = |line: &str| line.replace("train,loss,", "").replace("train#2,loss,", "2: ");
        let rows = csv.lines().skip(1).map(|line| of(line).split(',').step_by(2).collect::<Vec<_>>().join(" "));
        rows.collect::<Vec<_>>().join(", ")
    };
    assert_eq!(values(&[]), "1 1, 2 20, 3 30, 4 40");
    assert_eq!(values(&["--on-duplicate", "last"]), values(&[]));
    assert_eq!(values(&["--on-duplicate", "first"]), "1 1, 2 2, 3 3, 4 40");
    assert_eq!(values(&["--on-duplicate", "mean"]), "1 1, 2 11, 3 16.5, 4 40");
    assert_eq!(values(&["--on-duplicate", "split"]), "1 1, 2 2, 3 3, 2: 2 20, 2: 3 30, 2: 4 40");
    let (code, _, log) = said(&["export", &path, "--on-duplicate", "lats"]);
    assert!(code == Some(2) && log.contains("a similar value exists: 'last'"), "{log}");
    drop(logdir);
}

#[test]
fn it_is_told_how_many_steps_of_how_many_are_drawn() {
    let (logdir, out) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let mut file = event_file(logdir.path(), "train");
    for step in 0..30 {
        let histogram = nnviz_record::Histogram::new([(0.0, f64::from(step as u8) + 1.0, 3.0)]);
        write(&mut file, step, vec![("w".into(), Summary::Histogram(histogram))]);
    }
    let (path, to) = (logdir.path().display().to_string(), out.path().join("w.svg").display().to_string());
    let few = said(&["plot", "w", &path, "-o", &to, "--samples", "histograms=8"]).2;
    assert!(
        few.contains("w of train: ") && few.contains(" of 30 steps kept; `--samples histograms=0` keeps all"),
        "{few}"
    );
    let all = said(&["plot", "w", &path, "-o", &to, "--samples", "histograms=0"]).2;
    assert!(!all.contains("kept"), "{all}");
}

#[test]
fn tail_takes_no_rule_that_it_could_not_follow() {
    let empty = tempfile::tempdir().unwrap();
    let path = empty.path().display().to_string();
    for rule in ["--on-duplicate=mean", "--load=sorted", "--samples=scalars=1"] {
        let (code, out, log) = said(&["tail", &path, "--once", rule]);
        assert_eq!((code, out.as_str()), (Some(2), ""), "{log}");
        assert!(log.contains("unexpected argument"), "{log}");
    }
}

#[test]
fn what_is_not_there_is_said() {
    let (logdir, path) = seeds();
    let (code, table, log) = said(&["export", &path, "--tags", "zzz"]);
    assert_eq!((code, table.as_str()), (Some(0), "run,tag,step,wall_time,value\n"));
    assert!(log.contains("no rows: nothing matches; `nnviz-view ls` names what there is"), "{log}");
    let picture = logdir.path().join("a.svg").display().to_string();
    let (code, _, log) = said(&["plot", "loss", &path, "-o", &picture, "--xlim", "1000:"]);
    assert!(code == Some(1) && log.contains("no values within the limits and on these axes"), "{log}");
    let empty = tempfile::tempdir().unwrap();
    let (code, out, log) = said(&["tail", &empty.path().display().to_string(), "--once"]);
    assert_eq!((code, out.as_str(), log.as_str()), (Some(0), "", "no values yet\n"));
}

#[test]
fn images_of_every_step_are_files() {
    let (logdir, out) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let mut file = event_file(logdir.path(), "train");
    for step in 0..45_i64 {
        let (digits, one) = (pictures::digits(step as u32), pictures::confusion(0.5));
        write(
            &mut file,
            step,
            vec![("samples".into(), Summary::Image(digits)), ("../one".into(), Summary::Image(one))],
        );
    }
    let (path, to) = (logdir.path().display().to_string(), out.path().display().to_string());
    let (code, clips, log) = said(&["export", &corpus("torch"), "--kind", "audio", "-o", &to]);
    assert!(code == Some(0) && clips.lines().count() > 0, "{log}");
    assert!(clips.lines().all(|clip| fs::read(clip).unwrap().starts_with(b"RIFF")), "{clips}");
    let (code, files, log) = said(&["export", &path, "--kind", "images", "-o", &to]);
    assert_eq!((code, log.as_str()), (Some(0), "405 files\n"));
    let first = fs::read(out.path().join("train_samples/03-7.png")).unwrap();
    assert_eq!(Some(&first), pictures::digits(3).encoded.get(7));
    assert!(files.lines().any(|file| file.ends_with("train_one/44.png")), "{files}");
    for (more, message) in [(&["-f", "csv"][..], "leave out `--format`"), (&[], "say `-o DIRECTORY`")] {
        let (code, _, log) = said(&[&["export", &path, "--kind", "images"][..], more].concat());
        assert!(code == Some(2) && log.contains(message), "{log}");
    }
}

#[test]
fn embeddings_are_what_the_projector_loads() {
    let (logdir, out) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    write(&mut event_file(logdir.path(), "."), 0, vec![("loss".into(), Summary::Scalar(1.0))]);
    fs::write(logdir.path().join("points.tsv"), "0.5\t-1\n2\t3.25\n").unwrap();
    fs::write(logdir.path().join("labels.tsv"), "cat\ndog\n").unwrap();
    let config = "embeddings { tensor_name: \"words\" tensor_path: \"points.tsv\" metadata_path: \"labels.tsv\" }";
    fs::write(logdir.path().join("projector_config.pbtxt"), config).unwrap();
    let (path, to) = (logdir.path().display().to_string(), out.path().display().to_string());
    let (code, _, log) = said(&["export", &path, "--kind", "embeddings", "-o", &to]);
    assert_eq!((code, log.as_str()), (Some(0), "2 files\n"));
    let read = |name: &str| fs::read_to_string(out.path().join("words").join(name)).unwrap();
    assert_eq!((read("tensors.tsv").as_str(), read("metadata.tsv").as_str()), ("0.5\t-1\n2\t3.25\n", "cat\ndog\n"));
}

#[test]
fn several_formats_are_one_command() {
    let charts = tempfile::tempdir().unwrap();
    let to = charts.path().join("charts");
    let (code, out, log) =
        said(&["export", &corpus("torch"), "-f", "svg,png,pdf,tex,csv,json", "-o", to.to_str().unwrap()]);
    assert_eq!(code, Some(0), "{log}");
    let named = |ending: &str| out.lines().filter(|line| line.ends_with(ending)).count();
    let counts = [".svg", ".png", ".pdf", ".tex", ".csv", ".json"].map(named);
    assert!(counts[0] > 3 && counts[1..4].iter().all(|count| *count == counts[0]), "{counts:?}");
    assert_eq!(counts[4..], [1, 1]);
    assert!(out.lines().all(|file| fs::metadata(file).unwrap().len() > 100), "{out}");
    assert!(to.join("scalars.csv").exists() && to.join("gap.svg").exists(), "{out}");
    let (code, _, log) = said(&["export", &corpus("torch"), "-f", "csv,json"]);
    assert!(code == Some(2) && log.contains("say `-o DIRECTORY`"), "{log}");
}

#[test]
fn hparams_are_joined_with_what_came_of_them() {
    let (code, table, log) =
        said(&["export", &corpus("lightning"), "--kind", "hparams", "--wide", "--tags", "hp_metric"]);
    assert_eq!(code, Some(0), "{log}");
    let expected = "run,bias,lr,optimizer,hp_metric last,hp_metric min,hp_metric max\n";
    assert!(table.starts_with(expected), "{table}");
    let scalars = fs::read_to_string(format!("{}/scalars.csv", corpus("lightning"))).unwrap();
    let values = scalars.lines().filter_map(|line| line.split_once(",hp_metric,")?.1.rsplit(',').next()?.parse().ok());
    let values: Vec<f64> = values.collect();
    let least = values.iter().copied().fold(f64::INFINITY, f64::min);
    let most = values.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    let row = format!("version_0,1,0.05,sgd,{},{least},{most}", values.last().unwrap());
    assert_eq!(table.lines().nth(1), Some(row.as_str()));
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
fn an_envelope_is_a_band_around_each_curve() {
    let (logdir, path) = seeds();
    let file = logdir.path().join("loss.tex");
    let file = file.to_str().unwrap();
    let bands = |smoothing: &str| {
        let (code, _, log) = said(&["plot", "loss", &path, "-o", file, "--smoothing", smoothing]);
        assert_eq!(code, Some(0), "{log}");
        fs::read_to_string(file).unwrap().matches("fill between").count()
    };
    assert_eq!((bands("mean"), bands("envelope")), (0, 2), "one for each seed");
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
