//! Finds the runs of a logdir: every directory, at any depth, that holds event files.

use std::collections::{BTreeMap, HashSet, VecDeque};
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use nnviz_record::event_file::is_event_file_name;

use super::{Gap, Missing};
use crate::Error;

/// What a logdir holds, not yet read.
#[derive(Debug)]
pub(super) struct Found {
    /// The runs, by name.
    pub(super) runs: Vec<RunFiles>,
    /// What could not be searched.
    pub(super) gaps: Vec<Gap>,
}

/// A run that is not yet read.
#[derive(Debug)]
pub(super) struct RunFiles {
    /// The directory relative to the logdir; `.` for the logdir itself.
    pub(super) name: String,
    /// The same, but for the parts of a run that was split: only the first one has the directory.
    pub(super) directory: Option<String>,
    /// The event files, in the order of their names.
    pub(super) files: Vec<PathBuf>,
}

impl RunFiles {
    /// A run for each event file; the first one keeps the name.
    pub(super) fn split(self) -> impl Iterator<Item = Self> {
        let Self { name, directory, files } = self;
        files.into_iter().enumerate().map(move |(at, file)| {
            let name = match (at, name.as_str()) {
                (0, name) => name.to_owned(),
                (at, ".") => format!("#{}", at + 1),
                (at, name) => format!("{name}#{}", at + 1),
            };
            Self { name, directory: directory.clone().filter(|_| at == 0), files: vec![file] }
        })
    }
}

/// Walks a logdir.
pub(super) fn discover(logdir: &Path) -> Result<Found, Error> {
    match fs::metadata(logdir) {
        Ok(metadata) if metadata.is_dir() => {}
        Ok(_) => return Err(Error::NotADirectory { path: logdir.to_owned() }),
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            return Err(Error::Missing { path: logdir.to_owned() });
        }
        Err(source) => return Err(Error::Read { path: logdir.to_owned(), source }),
    }
    let mut walk = Walk::new(logdir);
    walk.directory(logdir).map_err(|source| Error::Read { path: logdir.to_owned(), source })?;
    walk.below();
    if walk.runs.is_empty() {
        return Err(Error::NoEventFiles { path: logdir.to_owned(), directories: walk.seen.len() });
    }
    let runs =
        walk.runs.into_iter().map(|(name, files)| RunFiles { directory: Some(name.clone()), name, files }).collect();
    Ok(Found { runs, gaps: walk.gaps })
}

/// A walk through directories, none of them twice.
///
/// Links to directories are followed, after all that is no link: so a link never ends up in a circle, and a directory
/// that can be reached in several ways goes by its real name.
#[derive(Debug)]
struct Walk<'a> {
    logdir: &'a Path,
    /// The directories that were entered, free of links.
    seen: HashSet<PathBuf>,
    directories: VecDeque<PathBuf>,
    links: VecDeque<PathBuf>,
    runs: BTreeMap<String, Vec<PathBuf>>,
    gaps: Vec<Gap>,
}

impl<'a> Walk<'a> {
    fn new(logdir: &'a Path) -> Self {
        Self {
            logdir,
            seen: HashSet::new(),
            directories: VecDeque::new(),
            links: VecDeque::new(),
            runs: BTreeMap::new(),
            gaps: Vec::new(),
        }
    }

    /// Enters all that is waiting, until nothing is.
    fn below(&mut self) {
        while let Some(directory) = self.directories.pop_front().or_else(|| self.links.pop_front()) {
            if let Err(error) = self.directory(&directory) {
                self.gaps.push(Gap { place: relative_name(self.logdir, &directory), what: Missing::Unreadable(error) });
            }
        }
    }

    /// Notes the event files of one directory, and queues the directories in it.
    fn directory(&mut self, directory: &Path) -> io::Result<()> {
        if !self.seen.insert(fs::canonicalize(directory)?) {
            return Ok(());
        }
        let mut paths = fs::read_dir(directory)?.map(|entry| Ok(entry?.path())).collect::<io::Result<Vec<_>>>()?;
        paths.sort();
        for path in paths {
            self.entry(directory, path);
        }
        Ok(())
    }

    /// A broken link is an entry like any other foreign one, unless it goes by the name of an event file. What is there but
    /// cannot be looked at may be a directory with runs.
    fn entry(&mut self, directory: &Path, path: PathBuf) {
        let named = path.file_name().is_some_and(|name| is_event_file_name(&name.to_string_lossy()));
        match fs::metadata(&path) {
            Ok(metadata) if metadata.is_dir() && path.is_symlink() => self.links.push_back(path),
            Ok(metadata) if metadata.is_dir() => self.directories.push_back(path),
            // Pipes and devices are passed by: reading them might never end.
            Ok(metadata) if metadata.is_file() && named => {
                self.runs.entry(relative_name(self.logdir, directory)).or_default().push(path);
            }
            Err(error) if named || error.kind() != io::ErrorKind::NotFound => {
                self.gaps.push(Gap { place: relative_name(self.logdir, &path), what: Missing::Unreadable(error) });
            }
            _ => {}
        }
    }
}

/// The name of a directory or file below the logdir, as TensorBoard would call it.
fn relative_name(logdir: &Path, path: &Path) -> String {
    let parts = path.strip_prefix(logdir).unwrap_or(path).components();
    let name = parts.map(|part| part.as_os_str().to_string_lossy()).collect::<Vec<_>>().join("/");
    if name.is_empty() { ".".to_owned() } else { name }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(found: &Found) -> Vec<&str> {
        found.runs.iter().map(|run| run.name.as_str()).collect()
    }

    fn touch(path: &Path) {
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, "").unwrap();
    }

    #[test]
    fn runs_are_directories_with_event_files_at_any_depth() {
        let logdir = tempfile::tempdir().unwrap();
        for name in ["events.out.tfevents.2", "events.out.tfevents.1", "notes.txt", "a/b/c/x.tfevents.v2", "empty/y"] {
            touch(&logdir.path().join(name));
        }
        let found = discover(logdir.path()).unwrap();
        assert_eq!(names(&found), [".", "a/b/c"]);
        assert!(found.runs[0].files[0].ends_with("events.out.tfevents.1"));
        assert_eq!(found.runs[0].files.len(), 2);
    }

    #[cfg(unix)]
    #[test]
    fn links_are_followed_once_and_never_in_circles() {
        use std::os::unix::fs::symlink;
        let (logdir, elsewhere) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        touch(&logdir.path().join("run/events.tfevents"));
        touch(&elsewhere.path().join("deep/events.tfevents"));
        symlink(logdir.path().join("run"), logdir.path().join("latest")).unwrap();
        symlink(logdir.path(), logdir.path().join("run/circle")).unwrap();
        symlink(elsewhere.path(), logdir.path().join("other")).unwrap();
        symlink("nowhere", logdir.path().join("broken.tfevents")).unwrap();
        symlink("nowhere", logdir.path().join("broken")).unwrap();
        let found = discover(logdir.path()).unwrap();
        assert_eq!(names(&found), ["other/deep", "run"]);
        assert_eq!(found.gaps.len(), 1);
        assert_eq!(found.gaps[0].place, "broken.tfevents");
    }

    #[test]
    fn what_is_no_logdir_is_told_apart() {
        let directory = tempfile::tempdir().unwrap();
        let file = directory.path().join("file");
        touch(&file);
        assert!(matches!(discover(&file), Err(Error::NotADirectory { .. })));
        assert!(matches!(discover(&directory.path().join("none")), Err(Error::Missing { .. })));
        assert!(matches!(discover(directory.path()), Err(Error::NoEventFiles { directories: 1, .. })));
    }
}
