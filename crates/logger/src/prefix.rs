//! What a handle puts in front of the tags that are logged through it.

use std::borrow::Cow;
use std::sync::Arc;

#[cfg(feature = "burn")]
use crate::worker::Entry;

/// A prefix of tags that ends with `/`, or none.
#[derive(Clone, Debug, Default)]
pub(crate) struct TagPrefix(Option<Arc<str>>);

impl TagPrefix {
    /// The prefix for what is in the scope `name` inside this one.
    pub(crate) fn within(&self, name: &str) -> Self {
        let outer = self.0.as_deref().unwrap_or_default();
        Self(Some(format!("{outer}{name}/").into()))
    }

    /// The tag with the prefix; nothing is copied where there is none.
    pub(crate) fn before<'a>(&self, tag: &'a str) -> Cow<'a, str> {
        match &self.0 {
            None => tag.into(),
            Some(prefix) => format!("{prefix}{tag}").into(),
        }
    }

    pub(crate) fn tag(&self, tag: &str) -> String {
        self.before(tag).into_owned()
    }

    /// Values whose tags were made without knowing of a scope.
    #[cfg(feature = "burn")]
    pub(crate) fn entries(&self, mut entries: Vec<Entry>) -> Vec<Entry> {
        if self.0.is_some() {
            for entry in &mut entries {
                entry.tag = self.tag(&entry.tag);
            }
        }
        entries
    }
}
