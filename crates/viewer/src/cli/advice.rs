//! What somebody may have meant who named no logdir, or no tag.

use std::fs;
use std::path::{Path, PathBuf};

use nnviz_viewer::Error;

use super::table::printable;

/// How alike two names are, from 0 to 1, for one to be taken for the other.
const ALIKE: f64 = 0.9;
/// The same for tags: they are shorter, and nothing is lost by naming one too many.
const ALIKE_TAGS: f64 = 0.8;
/// How many tags are named.
const MOST_TAGS: usize = 5;
/// How many directories in it are looked into.
const MOST: usize = 200;

/// What to try instead, in a line; `None` if nothing comes to mind.
pub(super) fn advice(error: &Error) -> Option<String> {
    if let Error::NoTag { tag, known, .. } = error {
        return Some(tags(tag, known));
    }
    let meant = match error {
        Error::Missing { path } => alike(path)?,
        Error::NotADirectory { path } if is_event_file(path) => directory_of(path),
        Error::NoEventFiles { path, .. } => beside(path)?,
        _ => return None,
    };
    Some(format!("did you mean `{}`?", meant.display()))
}

/// The tags that are most like one; if none is, all of them, if they are few.
fn tags(tag: &str, known: &[String]) -> String {
    let likeness = |other: &String| strsim::jaro_winkler(&tag.to_lowercase(), &other.to_lowercase());
    let is_near = |other: &&String| likeness(other) >= ALIKE_TAGS || other.to_lowercase().contains(&tag.to_lowercase());
    let mut near: Vec<&String> = known.iter().filter(is_near).collect();
    near.sort_by(|a, b| likeness(b).total_cmp(&likeness(a)));
    near.truncate(MOST_TAGS);
    let named =
        |tags: &[&String]| tags.iter().map(|tag| format!("`{}`", printable(tag))).collect::<Vec<_>>().join(", ");
    match (&near[..], known) {
        ([], []) => "it has nothing to draw".to_owned(),
        ([], _) if known.len() <= MOST_TAGS => format!("it has {}", named(&known.iter().collect::<Vec<_>>())),
        ([], _) => format!("it has {} tags; `nnviz-view ls` names them", known.len()),
        (near, _) => format!("did you mean {}?", named(near)),
    }
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
