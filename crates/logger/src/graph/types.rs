//! The types of a model's modules, by their paths.
//!
//! burn's visitor tells the type of a module only to its children, and a module without parameters has none. Its
//! `Display` tells all of them:
//!
//! ```text
//! Cnn {
//!   block1: Block {
//!     conv: Conv2d {ch_in: 1, ch_out: 16, stride: [1, 1], params: 160}
//!     relu: Relu
//!   }
//! }
//! ```

use super::scope::Scope;

/// A module: its path and its type.
#[derive(Debug, PartialEq, Eq)]
struct Typed {
    path: Scope,
    name: String,
}

/// The types of all modules of a model, in the order of its fields.
#[derive(Debug, Default)]
pub(super) struct Types(Vec<Typed>);

impl Types {
    /// Reads what burn's `Display` of a module says.
    pub(super) fn parse(display: &str) -> Self {
        let mut types = Self::default();
        let mut path = Scope::new();
        for line in display.lines().skip(1) {
            let line = line.trim();
            if line.starts_with('}') {
                path.pop();
                continue;
            }
            let Some((field, value)) = line.split_once(": ") else { continue };
            if !value.starts_with(char::is_uppercase) {
                continue; // a setting, not a module
            }
            path.push(field.to_owned());
            let name = value.split([' ', '{', '<']).next().unwrap_or_default();
            types.0.push(Typed { path: path.clone(), name: name.to_owned() });
            if !opens(line) {
                path.pop();
            }
        }
        types
    }

    /// Whether a module is known and holds no other modules.
    pub(super) fn is_leaf(&self, scope: &[String]) -> bool {
        let inside = |typed: &&Typed| typed.path.starts_with(scope);
        self.0.iter().filter(inside).count() == 1
    }

    /// The modules directly in `scope` whose type is that of an operation.
    pub(super) fn children_of_kind<'a>(
        &'a self,
        scope: &'a [String],
        kind: &'a str,
    ) -> impl Iterator<Item = Scope> + Clone + 'a {
        let children = self.0.iter().filter(move |typed| {
            typed.path.split_last().is_some_and(|(_, parent)| parent == scope) && typed.name == kind
        });
        children.map(|typed| typed.path.clone())
    }
}

/// Whether a line opens a level that a later line closes.
fn opens(line: &str) -> bool {
    line.matches('{').count() > line.matches('}').count()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn types_are_read_from_the_display_of_a_module() {
        let types = Types::parse(
            "Net {\n  block: Block {\n    conv: Conv2d {stride: [1, 1], params: 4}\n    relu: Relu\n    params: 4\n  }\n  \
             pool: MaxPool2d {kernel: [2, 2]}\n  params: 4\n}",
        );
        let path = |text: &str| text.split('/').map(str::to_owned).collect::<Scope>();
        let found: Vec<_> = types.0.iter().map(|typed| (typed.path.join("/"), typed.name.as_str())).collect();
        assert_eq!(
            found,
            [("block", "Block"), ("block/conv", "Conv2d"), ("block/relu", "Relu"), ("pool", "MaxPool2d")]
                .map(|(path, name)| (path.to_owned(), name))
        );
        assert!(types.is_leaf(&path("block/conv")) && !types.is_leaf(&path("block")));
        assert_eq!(types.children_of_kind(&path("block"), "Relu").collect::<Vec<_>>(), [path("block/relu")]);
    }
}
