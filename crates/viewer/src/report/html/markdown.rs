//! Markdown from an event file, as HTML that can do no harm.

use pulldown_cmark::{Options, Parser, html};

/// HTML without scripts, styles, forms, or anything that a browser would fetch: images go too.
pub(super) fn to_html(markdown: &str) -> String {
    let options = Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH | Options::ENABLE_TASKLISTS;
    let mut raw = String::new();
    html::push_html(&mut raw, Parser::new_ext(markdown, options));
    let mut cleaner = ammonia::Builder::default();
    cleaner.rm_tags(["img", "map", "area"]).link_rel(Some("noopener noreferrer nofollow"));
    // The columns of a table say by a style how they are aligned.
    cleaner.add_tag_attributes("td", ["style"]).add_tag_attributes("th", ["style"]);
    cleaner.filter_style_properties(["text-align"].into());
    cleaner.clean(&raw).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tables_are_tables() {
        let html = to_html("| a | b |\n| --- | ---: |\n| 1 | 2 |\n");
        assert!(html.contains("<table>") && html.contains("<td>1</td>"), "{html}");
        assert!(html.contains("<td style=\"text-align:right\">2</td>"), "{html}");
    }

    #[test]
    fn nothing_runs_and_nothing_is_fetched() {
        let hostile = "![x](https://example.org/a.png) [go](javascript:alert(1)) kept <https://example.org>\n\n\
                       <script>alert(1)</script><img src=x onerror=alert(1)><style>*{display:none}</style>\n\n\
                       <iframe src=//example.org></iframe><p id=runs onclick=alert(1)>kept</p>\n\n\
                       <table><tr><td style=\"background:url(x)\">cell</td></tr></table>";
        let html = to_html(hostile);
        for forbidden in ["script", "<img", "onerror", "onclick", "<style", "url(", "iframe", "src=", "id="] {
            assert!(!html.contains(forbidden), "{forbidden}: {html}");
        }
        assert!(html.contains("kept") && html.contains("noreferrer"), "{html}");
    }
}
