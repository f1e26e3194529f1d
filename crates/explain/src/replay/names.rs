//! Places in the graph by their names: `block1/conv/Conv2d` is an operation, `block1/conv` what comes out of the module.

use super::Node;
use super::pass::Pass;
use crate::Error;

impl Pass {
    /// The place of a node among the steps.
    pub(crate) fn position(&self, node: &Node) -> Result<usize, Error> {
        let found = self.steps.iter().position(|step| step.node.name == node.name);
        found.ok_or_else(|| unknown(self, &node.name))
    }
}

/// The nodes that a pattern means, in the order in which they run.
///
/// `*` stands for anything within one part of a name, `**` for anything, `?` for one letter; `.` separates as `/` does.
/// A module stands for its last operation.
pub(crate) fn find(pass: &Pass, pattern: &str) -> Result<Vec<Node>, Error> {
    let wanted = pattern.replace('.', "/");
    let mut found: Vec<usize> =
        places(pass).into_iter().filter(|(name, _)| matches(&wanted, name)).map(|(_, at)| at).collect();
    found.sort_unstable();
    found.dedup();
    if found.is_empty() {
        return Err(unknown(pass, pattern));
    }
    Ok(found.into_iter().map(|at| pass.steps[at].node.clone()).collect())
}

/// The convolution that runs last.
pub(crate) fn last_convolution(pass: &Pass) -> Result<Node, Error> {
    let is_convolution = |node: &&Node| node.kind.starts_with("Conv") || node.kind.starts_with("DeformableConv");
    let last = pass.steps.iter().rev().map(|step| &step.node).find(is_convolution);
    last.cloned().ok_or_else(|| unknown(pass, "the last convolution"))
}

/// What the last convolution hands on: past the normalisation and activations that it alone feeds.
pub(crate) fn last_features(pass: &Pass) -> Result<Node, Error> {
    const FOLLOWS: [&str; 10] =
        ["BatchNorm", "Relu", "LeakyRelu", "PRelu", "Gelu", "Sigmoid", "HardSigmoid", "Clamp", "ClampMin", "ClampMax"];
    let mut at = pass.position(&last_convolution(pass)?)?;
    loop {
        let output = pass.steps[at].output();
        let mut users = (at + 1..pass.steps.len()).filter(|user| pass.steps[*user].inputs.contains(&output));
        match (users.next(), users.next()) {
            (Some(user), None) if FOLLOWS.contains(&pass.steps[user].node.kind.as_str()) => at = user,
            _ => return Ok(pass.steps[at].node.clone()),
        }
    }
}

/// The error that names what is near.
pub(crate) fn unknown(pass: &Pass, name: &str) -> Error {
    let wanted = name.replace('.', "/").to_lowercase();
    let mut names: Vec<String> = places(pass).into_iter().map(|(name, _)| name).collect();
    names.sort_by_cached_key(|name| distance(&wanted, &name.to_lowercase()));
    names.truncate(5);
    Error::Layer { name: name.to_owned(), near: names }
}

/// The names of all operations, and of the modules around them with the last of each.
fn places(pass: &Pass) -> Vec<(String, usize)> {
    let mut places: Vec<(String, usize)> = Vec::new();
    let mut modules: Vec<(String, usize)> = Vec::new();
    for (at, step) in pass.steps.iter().enumerate() {
        let name = &step.node.name;
        places.push((name.clone(), at));
        for (end, _) in name.match_indices('/') {
            match modules.iter_mut().find(|(module, _)| *module == name[..end]) {
                Some((_, last)) => *last = at,
                None => modules.push((name[..end].to_owned(), at)),
            }
        }
    }
    modules.retain(|(module, _)| places.iter().all(|(name, _)| name != module));
    modules.append(&mut places);
    modules
}

/// Whether a name is one that a pattern describes.
pub(crate) fn matches(pattern: &str, name: &str) -> bool {
    let Some(first) = pattern.chars().next() else { return name.is_empty() };
    if let Some(rest) = pattern.strip_prefix("**") {
        return ends(name).any(|tail| matches(rest, tail));
    }
    let rest = &pattern[first.len_utf8()..];
    if first == '*' {
        let reach = name.find('/').unwrap_or(name.len());
        return ends(name).take_while(|tail| tail.len() >= name.len() - reach).any(|tail| matches(rest, tail));
    }
    let mut letters = name.chars();
    letters.next().is_some_and(|letter| letter == first || (first == '?' && letter != '/'))
        && matches(rest, letters.as_str())
}

/// A name from each of its letters on, and its empty end.
fn ends(name: &str) -> impl Iterator<Item = &str> {
    name.char_indices().map(|(at, _)| &name[at..]).chain(std::iter::once(""))
}

/// Levenshtein's: how many letters to put in, leave out or change.
fn distance(one: &str, other: &str) -> usize {
    let other: Vec<char> = other.chars().collect();
    let mut row: Vec<usize> = (0..=other.len()).collect();
    for (index, letter) in one.chars().enumerate() {
        let mut diagonal = row[0];
        row[0] = index + 1;
        for column in 0..other.len() {
            let change = diagonal + usize::from(letter != other[column]);
            diagonal = row[column + 1];
            row[column + 1] = change.min(diagonal + 1).min(row[column] + 1);
        }
    }
    row[other.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stars_stay_within_a_part_unless_there_are_two() {
        for (pattern, name, expected) in [
            ("conv1", "conv1", true),
            ("conv?", "conv1", true),
            ("conv?", "conv/", false),
            ("blocks/*/conv", "blocks/3/conv", true),
            ("blocks/*", "blocks/3/conv", false),
            ("blocks/**", "blocks/3/conv", true),
            ("**/Relu*", "blocks/3/Relu_1", true),
            ("*", "", true),
            ("a*b*c", "aXbYc", true),
            ("a*b", "aXc", false),
        ] {
            assert_eq!(matches(pattern, name), expected, "{pattern} {name}");
        }
    }

    #[test]
    fn distances_count_letters() {
        assert_eq!([distance("conv", "conv"), distance("conv", "cnv"), distance("", "ab")], [0, 1, 2]);
        assert_eq!(distance("kitten", "sitting"), 3);
    }
}
