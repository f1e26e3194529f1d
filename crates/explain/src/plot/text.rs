//! A text with a colour behind each of its tokens.

use crate::heatmap::draw_colour_bar;
use crate::sketch::{Anchor, INK, MUTED, Sketch};
use crate::{ColourMap, Error, Heatmap, Scale};

/// A text, once for each explanation of it: behind each token the colour of its value, red where it speaks for the class and
/// blue where it speaks against it. Tokens that begin with `##` go on with the word before them, as BERT's do.
///
/// ```
/// use nnviz_explain::HighlightedText;
/// let plot = HighlightedText::new("What is it about?").row("music", &["the", "orchestra"], &[0.1, 0.8])?;
/// assert!(plot.sketch().to_svg()?.contains("orchestra"));
/// # Ok::<(), nnviz_explain::Error>(())
/// ```
#[derive(Clone, Debug)]
pub struct HighlightedText {
    title: String,
    rows: Vec<Row>,
    label: String,
}

#[derive(Clone, Debug)]
struct Row {
    label: String,
    tokens: Vec<String>,
    values: Heatmap,
}

const WIDEST: f32 = 960.0;
const NARROWEST: f32 = 420.0;
const MARGIN: f32 = 16.0;
const LINE: f32 = 26.0;
const LETTER: f32 = 7.9;
const GAP: f32 = 4.0;
const LEGEND: f32 = 56.0;
const COLOURS: ColourMap = ColourMap::RedTransparentBlue;
const WHITE: [u8; 3] = [255, 255, 255];

impl HighlightedText {
    /// Without any text yet.
    pub fn new(title: impl Into<String>) -> Self {
        Self { title: title.into(), rows: Vec::new(), label: "for the class, by each row's largest value".to_owned() }
    }

    /// One more explanation, with what it is: a value for each token. Each has its own scale.
    ///
    /// # Errors
    /// [`Error::Size`] when there is not one value for each token, [`Error::NotFinite`] for a value that is no number.
    pub fn row<L: AsRef<str>>(mut self, label: impl Into<String>, tokens: &[L], values: &[f32]) -> Result<Self, Error> {
        if tokens.len() != values.len() || tokens.is_empty() {
            return Err(Error::Size {
                what: "a value for each token",
                shape: vec![tokens.len()],
                values: values.len(),
            });
        }
        let tokens = tokens.iter().map(|token| token.as_ref().to_owned()).collect();
        let values = Heatmap::new(values.len(), 1, values)?.signed();
        self.rows.push(Row { label: label.into(), tokens, values });
        Ok(self)
    }

    /// What the colours are, for the legend.
    #[must_use]
    pub fn label(mut self, label: impl Into<String>) -> Self {
        self.label = label.into();
        self
    }

    /// The drawing.
    pub fn sketch(&self) -> Sketch {
        let left = self.left();
        let lines: Vec<Vec<Line<'_>>> = self.rows.iter().map(|row| lines(row, WIDEST - MARGIN - left)).collect();
        let ends = lines.iter().flatten().filter_map(|line| line.last().map(|token| token.from + token.width));
        let width = left + ends.fold(0.0, f32::max) + MARGIN;
        let count: usize = lines.iter().map(Vec::len).sum();
        let below = 2.5 * MARGIN + count as f32 * LINE + self.rows.len() as f32 * GAP;
        let mut sketch = Sketch::new(width.max(NARROWEST), below + LEGEND);
        sketch.title(self.title.as_str(), (MARGIN, MARGIN + 4.0), Anchor::Start, 16.0);
        let mut top = 2.5 * MARGIN;
        for (row, lines) in self.rows.iter().zip(lines) {
            sketch.text(row.label.as_str(), (left - 10.0, top + LINE / 2.0), Anchor::End, 12.0, MUTED);
            for line in lines {
                for token in line {
                    token.draw(&mut sketch, (left, top));
                }
                top += LINE;
            }
            top += GAP;
        }
        draw_colour_bar(&mut sketch, (left, below + 10.0), 240.0, &self.label, COLOURS, Scale::unit());
        sketch
    }

    /// Where the tokens begin: past the longest label.
    fn left(&self) -> f32 {
        let longest = self.rows.iter().map(|row| row.label.chars().count()).max().unwrap_or(0).min(40);
        MARGIN + 10.0 + longest as f32 * 7.0
    }
}

type Line<'a> = Vec<Token<'a>>;

/// A token in its place on a line.
struct Token<'a> {
    text: &'a str,
    value: f32,
    from: f32,
    width: f32,
}

impl Token<'_> {
    fn draw(&self, sketch: &mut Sketch, (left, top): (f32, f32)) {
        let colour = COLOURS.rgb(f32::midpoint(self.value, 1.0));
        sketch.rectangle((left + self.from, top + 2.0), (self.width, LINE - 4.0), colour);
        let middle = (left + self.from + self.width / 2.0, top + LINE / 2.0);
        sketch.text(self.text, middle, Anchor::Middle, 13.0, if self.value.abs() > 0.6 { WHITE } else { INK });
    }
}

/// Breaks a text into lines of this width. The pieces of a word touch each other.
fn lines(row: &Row, width: f32) -> Vec<Line<'_>> {
    let mut lines = vec![Line::new()];
    let mut end = 0.0;
    for (token, value) in row.tokens.iter().zip(row.values.values()) {
        let text = token.strip_prefix("##").unwrap_or(token);
        let gap = if end == 0.0 || text.len() < token.len() { 0.0 } else { GAP };
        let token = Token { text, value: *value, from: end + gap, width: text.chars().count() as f32 * LETTER + 6.0 };
        if token.from + token.width > width && end > 0.0 {
            end = token.width;
            lines.push(vec![Token { from: 0.0, ..token }]);
            continue;
        }
        end = token.from + token.width;
        if let Some(line) = lines.last_mut() {
            line.push(token);
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Mark;

    fn texts(sketch: &Sketch) -> Vec<(&str, (f32, f32))> {
        let text = |mark| if let &Mark::Text { ref text, at, .. } = mark { Some((text.as_str(), at)) } else { None };
        sketch.marks().iter().filter_map(text).collect()
    }

    #[test]
    fn the_strongest_token_is_red_and_nothing_is_white() {
        let plot = HighlightedText::new("").row("a", &["yes", "no", "and"], &[2.0, -1.0, 0.0]).unwrap().sketch();
        let colour = |mark: &Mark| if let Mark::Rectangle { colour, .. } = mark { Some(*colour) } else { None };
        let colours: Vec<_> = plot.marks().iter().filter_map(colour).collect();
        assert_eq!(colours.len(), 3);
        assert!(colours[0][0] > 240 && colours[0][2] < 100, "red: {colours:?}");
        assert!(colours[1][2] > colours[1][0], "blue: {colours:?}");
        assert!(colours[2].iter().all(|channel| *channel > 250), "white: {colours:?}");
    }

    #[test]
    fn pieces_of_a_word_touch_and_long_texts_are_broken() {
        let row =
            |tokens: &[&str]| HighlightedText::new("").row("", tokens, &vec![1.0; tokens.len()]).unwrap().sketch();
        let apart = |sketch: &Sketch| texts(sketch)[3].1.0 - texts(sketch)[2].1.0;
        let (one, two) = (row(&["play", "##ing"]), row(&["play", "ing"]));
        assert!((apart(&two) - apart(&one) - GAP).abs() < 1e-3);
        let long = row(&["word"; 60]);
        let width = long.size().0;
        let words: Vec<_> = texts(&long).into_iter().filter(|(text, _)| *text == "word").collect();
        assert_eq!(words.len(), 60);
        assert!(words.iter().all(|(_, at)| at.0 + 2.0 * LETTER < width) && words[59].1.1 > words[0].1.1);
    }

    #[test]
    fn each_token_needs_its_value() {
        let plot = HighlightedText::new("");
        assert!(matches!(plot.clone().row("", &["a"], &[]), Err(Error::Size { .. })));
        assert!(matches!(plot.row("", &["a"], &[f32::NAN]), Err(Error::NotFinite { .. })));
    }
}
