//! Files appear whole or not at all.

use std::ffi::OsString;
use std::fs;
use std::io;
use std::path::Path;

/// Puts `bytes` at `path`, through a file beside it.
pub(crate) fn replace(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let name = path.file_name().ok_or(io::Error::new(io::ErrorKind::InvalidInput, "it names no file"))?;
    let mut unfinished = OsString::from(".");
    unfinished.push(name);
    unfinished.push(format!(".{}", std::process::id()));
    let unfinished = path.with_file_name(unfinished);
    let written = fs::write(&unfinished, bytes).and_then(|()| fs::rename(&unfinished, path));
    if written.is_err() {
        // It may not even have been created; the error that is told is the first one.
        let _ = fs::remove_file(&unfinished);
    }
    written
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_replaces_the_one_before_it_and_leaves_nothing_beside_it() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("report.html");
        for text in ["old", "new"] {
            replace(&path, text.as_bytes()).unwrap();
        }
        assert_eq!(fs::read_to_string(&path).unwrap(), "new");
        assert_eq!(fs::read_dir(directory.path()).unwrap().count(), 1);
        assert!(replace(&directory.path().join("none/report.html"), b"").is_err());
        assert!(replace(directory.path(), b"").is_err(), "a directory is not replaced");
    }
}
