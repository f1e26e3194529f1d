//! Dependencies between the crates point one way: everything may use nnviz-record, which uses nothing of ours.

use std::collections::BTreeSet;
use std::path::Path;
use std::process::Command;

/// What a crate may use of ours, and which crates must not be found among everything that it uses.
struct Rule {
    package: &'static str,
    may_use: &'static [&'static str],
    never: &'static [&'static str],
    because: &'static str,
}

const RULES: [Rule; 6] = [
    Rule {
        package: "nnviz-record",
        may_use: &[],
        never: &["burn", "crossbeam", "plotters", "clap"],
        because: "the event format is bytes and their types: no training framework, no threads, no plots",
    },
    Rule {
        package: "nnviz-projection",
        may_use: &[],
        never: &["burn", "crossbeam", "plotters", "clap", "prost"],
        because: "projections are plain numerics, and know nothing of event files or tensors",
    },
    Rule {
        package: "nnviz-capture",
        may_use: &["nnviz-record"],
        never: &["crossbeam", "plotters", "clap"],
        because: "a captured forward pass is a value: who draws, times or explains it lies above",
    },
    Rule {
        package: "nnviz-logger",
        may_use: &["nnviz-record", "nnviz-capture"],
        never: &["clap"],
        because: "the logger writes event files, and knows nobody who reads them",
    },
    Rule {
        package: "nnviz-explain",
        may_use: &["nnviz-record", "nnviz-projection", "nnviz-capture"],
        never: &["crossbeam", "clap"],
        because: "explanations are values: they know nothing of threads or of who logs them",
    },
    Rule {
        package: "nnviz-viewer",
        may_use: &["nnviz-record", "nnviz-projection"],
        never: &["burn", "crossbeam"],
        because: "the viewer reads files of any program, and builds without the training framework",
    },
];

/// Our crates that this checkout has.
fn workspace() -> BTreeSet<String> {
    let crates = std::fs::read_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("crates")).unwrap();
    crates.map(|entry| format!("nnviz-{}", entry.unwrap().file_name().into_string().unwrap())).collect()
}

/// Everything that a package uses when it is built with all its features, and what that uses in turn.
fn dependencies(package: &str) -> BTreeSet<String> {
    let arguments = ["tree", "--locked", "--all-features", "--edges", "normal,build"];
    let output = Command::new(env!("CARGO"))
        .args(arguments)
        .args(["--prefix", "none", "--format", "{p}", "--package", package])
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let tree = String::from_utf8(output.stdout).unwrap();
    let names = tree.lines().filter_map(|line| line.split(' ').next());
    names.filter(|name| !name.is_empty() && *name != package).map(ToOwned::to_owned).collect()
}

#[test]
fn each_crate_uses_only_what_is_below_it() {
    let ours = workspace();
    for Rule { package, may_use, never, because } in RULES {
        if !ours.contains(package) {
            continue; // not written yet
        }
        let used = dependencies(package);
        for other in used.intersection(&ours) {
            assert!(may_use.contains(&other.as_str()), "{package} uses {other}, but {because}");
        }
        for name in never {
            assert!(!used.contains(*name), "{package} uses {name}, but {because}");
        }
    }
}

/// Otherwise a new crate is free to use anything.
#[test]
fn each_crate_has_a_rule() {
    for package in workspace() {
        let ruled = package == "nnviz-bench" || RULES.iter().any(|rule| rule.package == package);
        assert!(ruled, "{package} has no rule in dependency_direction.rs");
    }
}

/// The benchmark uses all of ours and the peers; nothing may bring those into a user's build.
#[test]
fn nothing_uses_the_benchmark() {
    for package in workspace().into_iter().chain(["nnviz".to_owned()]) {
        let used = dependencies(&package);
        assert!(!used.contains("nnviz-bench"), "{package} uses nnviz-bench, which is for measuring only");
    }
}

/// The names in the rules are those that cargo prints: what the logger is known to use is found.
#[test]
fn dependencies_are_found() {
    let used = dependencies("nnviz-logger");
    for name in ["nnviz-record", "burn", "crossbeam", "prost"] {
        assert!(used.contains(name), "nnviz-logger uses {name}, but cargo tree does not say so: {used:?}");
    }
}
