//! What the logger found wrong, or worth a look: the texts below `health`. They are what a reader should see first.

use super::texts::TextSeries;

/// The tags of findings begin with this part.
const HEALTH: &str = "health";

/// Parts the texts from the findings among them.
pub(super) fn parted(texts: Vec<TextSeries<'_>>) -> (Vec<TextSeries<'_>>, Vec<TextSeries<'_>>) {
    texts.into_iter().partition(|text| is_finding(&text.series.tag))
}

fn is_finding(tag: &str) -> bool {
    tag.split('/').next() == Some(HEALTH)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn findings_are_told_by_their_tags() {
        for (tag, expected) in [("health/dead", true), ("health", true), ("healthy", false), ("a/health", false)] {
            assert_eq!(is_finding(tag), expected, "{tag}");
        }
    }
}
