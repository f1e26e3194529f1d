//! Names of files for tags: nothing in them leads anywhere, and no two are the same.

use std::collections::HashSet;

/// Longer names are cut.
const LONGEST: usize = 60;

/// The names that are taken.
#[derive(Debug, Default)]
pub(crate) struct Names {
    /// In lower case: some file systems do not tell cases apart.
    taken: HashSet<String>,
}

impl Names {
    /// A name for a tag: letters, digits, `.` and `-`, with `_` for all else.
    pub(crate) fn take(&mut self, tag: &str) -> String {
        let is_plain = |character: char| character.is_alphanumeric() || matches!(character, '.' | '-' | '_');
        let parts = tag.split(|character| !is_plain(character)).filter(|part| !part.trim_matches('.').is_empty());
        let plain: String = parts.collect::<Vec<_>>().join("_").chars().take(LONGEST).collect();
        let plain = plain.trim_start_matches('.');
        let plain = if plain.is_empty() { "chart" } else { plain };
        let mut name = plain.to_owned();
        let mut number = 2;
        while !self.taken.insert(name.to_lowercase()) {
            name = format!("{plain}-{number}");
            number += 1;
        }
        name
    }
}
