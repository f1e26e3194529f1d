//! What somebody may have meant who named no logdir.

use std::fs;
use std::path::{Path, PathBuf};

use nnviz_viewer::Error;

/// How alike two names are, from 0 to 1, for one to be taken for the other.
const ALIKE: f64 = 0.9;
/// How many directories in it are looked into.
const MOST: usize = 200;

/// What to try instead, in a line; `None` if nothing comes to mind.
pub(super) fn advice(error: &Error) -> Option<String> {
    let meant = match error {
        Error::Missing { path } => alike(path)?,
        Error::NotADirectory { path } if is_event_file(path) => directory_of(path),
        Error::NoEventFiles { path, .. } => beside(path)?,
        _ => return None,
    };
    Some(format!("did you mean `{}`?", meant.display()))
}

fn directory_of(path: &Path) -> PathBuf {
    path.parent().filter(|parent| !parent.as_os_str().is_empty()).map_or_else(|| PathBuf::from("."), Path::to_owned)
}

fn is_event_file(path: &Path) -> bool {
    path.file_name().is_some_and(|name| name.to_string_lossy().contains("tfevents"))
}

/// The directory beside a path whose name is most like that of the path.
fn alike(path: &Path) -> Option<PathBuf> {
    let name = path.file_name()?.to_string_lossy().to_lowercase();
    let likeness = |entry: &PathBuf| {
        let other = entry.file_name().unwrap_or_default().to_string_lossy().to_lowercase();
        if other == name { 0.0 } else { strsim::jaro_winkler(&name, &other) }
    };
    let entries = directories(&directory_of(path)).map(|entry| (likeness(&entry), entry));
    let best = entries.filter(|(likeness, _)| *likeness >= ALIKE).max_by(|(a, _), (b, _)| a.total_cmp(b));
    best.map(|(_, entry)| entry)
}

/// A directory of a like name that has event files right in it, or in a directory in it.
fn beside(path: &Path) -> Option<PathBuf> {
    alike(path).filter(|other| has_event_files(other) || directories(other).take(MOST).any(|it| has_event_files(&it)))
}

fn has_event_files(path: &Path) -> bool {
    entries(path).any(|entry| is_event_file(&entry))
}

fn directories(path: &Path) -> impl Iterator<Item = PathBuf> + use<> {
    entries(path).filter(|entry| entry.is_dir())
}

/// What is in a directory; nothing, if it cannot be read: this is advice and no more.
fn entries(path: &Path) -> impl Iterator<Item = PathBuf> + use<> {
    let here = path == Path::new(".");
    let entries = fs::read_dir(path).into_iter().flatten().flatten();
    entries.map(move |entry| if here { PathBuf::from(entry.file_name()) } else { entry.path() })
}
