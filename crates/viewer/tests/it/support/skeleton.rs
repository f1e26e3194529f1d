//! What a page says, without how it looks.

/// The text of a page, a line an element. Charts, images, styles and scripts are named only.
pub(crate) fn skeleton(html: &str) -> String {
    let mut html = html.to_owned();
    for element in ["style", "script", "svg"] {
        html = replace_elements(&html, element);
    }
    let mut text = String::new();
    for part in html.split('<') {
        let (tag, after) = part.split_once('>').unwrap_or(("", part));
        if ["h1", "h2", "h3", "h4", "li", "p", "tr", "summary", "div"]
            .contains(&tag.split(' ').next().unwrap_or_default())
        {
            text.push('\n');
        }
        if tag.starts_with("img") {
            text.push_str(" [image]");
        }
        if ["th", "td", "span"].iter().any(|cell| tag.starts_with(cell)) && !text.ends_with(['\n', ' ']) {
            text.push_str(" | ");
        }
        text.push_str(after.trim());
    }
    let lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
    lines.collect::<Vec<_>>().join("\n")
}

/// Puts the name of an element in the place of each.
fn replace_elements(html: &str, element: &str) -> String {
    let (open, close) = (format!("<{element}"), format!("</{element}>"));
    let mut out = String::new();
    let mut rest = html;
    while let Some((before, inside)) = rest.split_once(&open) {
        let (_, after) = inside.split_once(&close).unwrap_or((inside, ""));
        out.push_str(before);
        out.extend(["<p>[", element, "]"]);
        rest = after;
    }
    out + rest
}
