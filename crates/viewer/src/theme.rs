//! Every colour of the charts, once.
//!
//! A chart is drawn with stand-in colours, which `svg.rs` replaces by CSS variables: so one drawing is right
//! on light and on dark paper, and a page may choose its own.

use plotters::style::RGBColor;

/// The colours that charts use, light and dark, as CSS variables. A page that holds charts needs them.
pub const CSS: &str = include_str!("theme.css");

/// The text of a chart.
pub(crate) const INK: RGBColor = RGBColor(1, 0, 1);
/// Labels of axes.
pub(crate) const MUTED: RGBColor = RGBColor(1, 0, 2);
/// What a chart lies on.
pub(crate) const PAPER: RGBColor = RGBColor(1, 0, 3);
/// Lines that guide the eye.
pub(crate) const GRID: RGBColor = RGBColor(1, 0, 4);
/// The one colour of a chart with one series.
pub(crate) const ACCENT: RGBColor = RGBColor(1, 0, 5);
/// What should be looked at.
pub(crate) const WARN: RGBColor = RGBColor(1, 0, 6);

/// How many colours tell series apart; the next one has the first colour again.
pub const SERIES: usize = 8;

/// The colour of a series. The palette is after the one of Okabe and Ito, which people with any colour vision tell apart;
/// its light blue and its yellow are darker, so that a line of them is seen on paper.
pub(crate) fn series(index: usize) -> RGBColor {
    RGBColor(1, 1, (index % SERIES) as u8)
}

/// The CSS variable behind a stand-in colour.
pub(crate) fn variable(RGBColor(red, group, index): RGBColor) -> Option<String> {
    const NAMES: [&str; 6] = ["ink", "muted", "paper", "grid", "accent", "warn"];
    match (red, group) {
        (1, 0) => Some(format!("var(--{})", NAMES.get(usize::from(index).checked_sub(1)?)?)),
        (1, 1) => Some(format!("var(--series-{index})")),
        _ => None,
    }
}

/// What a drawing lies on that is a file of its own, without a style sheet.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Paper {
    /// White, for print.
    #[default]
    Light,
    /// Nearly black, for slides.
    Dark,
}

impl Paper {
    /// Gives a drawing the colours that are seen on this paper: variables become colours.
    pub(crate) fn coloured(self, svg: &str) -> String {
        // The first block of the style is for light paper, the next for dark. A quote in a text would be escaped: only
        // attributes match.
        let block = CSS.split('}').nth(usize::from(self == Self::Dark)).unwrap_or_default();
        let colours = block.lines().filter_map(|line| {
            let (name, value) = line.trim().strip_suffix(';')?.split_once(": ")?;
            Some((format!("\"var({name})\""), format!("\"{value}\"")))
        });
        colours.fold(svg.to_owned(), |svg, (variable, colour)| svg.replace(&variable, &colour))
    }
}

/// The colour of a series on light paper, as six hexadecimal digits.
pub(crate) fn light_series(index: usize) -> String {
    let colour = Paper::Light.coloured(&format!("\"var(--series-{})\"", index % SERIES));
    colour.trim_matches(['"', '#']).to_owned()
}

/// From little to much: dark blue over green to yellow, even to the eye (after matplotlib's *viridis*). `share` is 0 to 1.
pub(crate) fn heat(share: f64) -> RGBColor {
    const STOPS: [(u8, u8, u8); 10] = [
        (68, 1, 84),
        (72, 40, 120),
        (62, 73, 137),
        (49, 104, 142),
        (38, 130, 142),
        (31, 158, 137),
        (53, 183, 121),
        (110, 206, 88),
        (181, 222, 43),
        (253, 231, 37),
    ];
    let at = share.clamp(0.0, 1.0) * (STOPS.len() - 1) as f64;
    let index = (at as usize).min(STOPS.len() - 2);
    let (from, to, part) = (STOPS[index], STOPS[index + 1], at - index as f64);
    let mix = |from: u8, to: u8| (f64::from(from) + (f64::from(to) - f64::from(from)) * part).round() as u8;
    RGBColor(mix(from.0, to.0), mix(from.1, to.1), mix(from.2, to.2))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn variables_become_colours() {
        let svg = r#"<a fill="var(--ink)" stroke="var(--series-7)"/><b>var(--ink</b>"#;
        let expected = r##"<a fill="#1d2126" stroke="#5f6b6d"/><b>var(--ink</b>"##;
        assert_eq!(Paper::Light.coloured(svg), expected);
        let expected = r##"<a fill="#e4e5e3" stroke="#a3aeb0"/><b>var(--ink</b>"##;
        assert_eq!(Paper::Dark.coloured(svg), expected);
    }
}
