//! The names of the classes.

use std::collections::BTreeMap;
use std::path::Path;

use crate::Error;
use crate::weights::read;

/// A name for each class of a classifier.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Labels(Vec<String>);

impl Labels {
    /// Reads a JSON object of names by number, `{"0": "tench, Tinca tinca", …}`. Of several names the first is kept.
    ///
    /// # Errors
    /// [`Error::Read`] without the file, [`Error::Names`] when it holds anything else.
    pub fn read(path: impl AsRef<Path>) -> Result<Self, Error> {
        let path = path.as_ref();
        let amiss = |reason| Error::Names { path: path.to_owned(), reason };
        let names: BTreeMap<String, String> =
            serde_json::from_str(&read(path)?).map_err(|error| amiss(error.to_string()))?;
        let name =
            |class: usize| names.get(&class.to_string()).ok_or_else(|| amiss(format!("no name of class {class}")));
        (0..names.len()).map(|class| Ok(first(name(class)?))).collect::<Result<_, _>>().map(Self)
    }

    /// What the class is called; nothing for a class that there is not.
    pub fn name(&self, class: usize) -> Option<&str> {
        self.0.get(class).map(String::as_str)
    }

    /// How many classes there are.
    pub fn count(&self) -> usize {
        self.0.len()
    }
}

fn first(names: &str) -> String {
    names.split(',').next().unwrap_or(names).trim().to_owned()
}
