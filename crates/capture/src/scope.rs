//! The path of a module: the names of the fields that lead to it.

/// A module's path.
pub type Scope = Vec<String>;

/// The module around it; the model itself has none, and is its own.
pub(crate) fn parent(scope: &[String]) -> &[String] {
    scope.split_last().map_or(&[], |(_, parent)| parent)
}

/// The deepest scope that holds both.
pub(crate) fn common(a: &[String], b: &[String]) -> Scope {
    a.iter().zip(b).take_while(|(a, b)| a == b).map(|(a, _)| a.clone()).collect()
}
