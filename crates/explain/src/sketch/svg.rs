//! A drawing as an SVG.

use std::fmt::Write;

use super::{Anchor, Mark, Sketch};
use crate::Error;

pub(super) fn write(sketch: &Sketch) -> Result<String, Error> {
    let (width, height) = sketch.size();
    let mut out = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width}\" height=\"{height}\" viewBox=\"0 0 {width} {height}\" \
         font-family=\"DejaVu Sans, sans-serif\">\n<rect width=\"100%\" height=\"100%\" fill=\"#fff\"/>\n"
    );
    for mark in &sketch.marks {
        let element = element(mark)?;
        // Writing to a string cannot fail.
        let _always = writeln!(out, "{element}");
    }
    out.push_str("</svg>\n");
    Ok(out)
}

fn element(mark: &Mark) -> Result<String, Error> {
    Ok(match mark {
        Mark::Rectangle { at, size, colour } => {
            format!("<rect {} fill=\"{}\"/>", frame(*at, *size), hex(*colour))
        }
        Mark::Line { points, width, colour } => {
            let points: Vec<String> = points.iter().map(|(x, y)| format!("{},{}", short(*x), short(*y))).collect();
            let (points, width, colour) = (points.join(" "), short(*width), hex(*colour));
            format!("<polyline points=\"{points}\" fill=\"none\" stroke=\"{colour}\" stroke-width=\"{width}\"/>")
        }
        Mark::Dot { at: (x, y), radius, colour } => {
            format!(
                "<circle cx=\"{}\" cy=\"{}\" r=\"{}\" fill=\"{}\"/>",
                short(*x),
                short(*y),
                short(*radius),
                hex(*colour)
            )
        }
        Mark::Text { text, at: (x, y), anchor, size, colour, bold } => {
            let anchor = match anchor {
                Anchor::Start => "start",
                Anchor::Middle => "middle",
                Anchor::End => "end",
            };
            let weight = if *bold { " font-weight=\"bold\"" } else { "" };
            format!(
                "<text x=\"{}\" y=\"{}\" dy=\"0.35em\" text-anchor=\"{anchor}\" font-size=\"{}\"{weight} fill=\"{}\">{}</text>",
                short(*x),
                short(*y),
                // plotters' size is that of the whole line.
                short(size * 0.8),
                hex(*colour),
                escape(text)
            )
        }
        Mark::Picture { picture, at, size } => {
            let (frame, data) = (frame(*at, *size), base64(&picture.to_png()?));
            format!(
                "<image {frame} preserveAspectRatio=\"none\" style=\"image-rendering:pixelated\" \
                 href=\"data:image/png;base64,{data}\"/>"
            )
        }
    })
}

fn frame((x, y): (f32, f32), (width, height): (f32, f32)) -> String {
    format!("x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\"", short(x), short(y), short(width), short(height))
}

/// A hundredth is finer than anybody sees.
fn short(number: f32) -> f32 {
    (number * 100.0).round() / 100.0
}

fn hex([red, green, blue]: [u8; 3]) -> String {
    format!("#{red:02x}{green:02x}{blue:02x}")
}

/// XML knows no control characters but these three, not even escaped.
fn escape(text: &str) -> String {
    let allowed = text.chars().filter(|character| !character.is_control() || matches!(character, '\t' | '\n' | '\r'));
    allowed.collect::<String>().replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

/// RFC 4648, section 4.
fn base64(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut out = String::with_capacity(bytes.len().div_ceil(3) * 4);
    for group in bytes.chunks(3) {
        let byte = |index: usize| u32::from(group.get(index).copied().unwrap_or(0));
        let bits = byte(0) << 16 | byte(1) << 8 | byte(2);
        for digit in 0..4 {
            let known = digit <= group.len();
            out.push(if known { DIGITS[(bits >> (18 - 6 * digit)) as usize & 63] as char } else { '=' });
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn base64_is_that_of_the_rfc() {
        let vectors = [("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foobar", "Zm9vYmFy")];
        for (text, encoded) in vectors {
            assert_eq!(base64(text.as_bytes()), encoded);
        }
    }
}
