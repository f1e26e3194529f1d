//! The same elements in fewer bytes: a page has many charts, and plotters writes every point and rectangle in full.

/// An element as short as it can be.
pub(super) fn element(element: &str) -> String {
    /// What holds anyway.
    const IDLE: [&str; 5] = [
        " opacity=\"1\"",
        " font-family=\"sans-serif\"",
        " stroke-width=\"0\"",
        " stroke=\"none\"",
        " text-anchor=\"start\"",
    ];
    let path = path(element).unwrap_or_else(|| element.to_owned());
    IDLE.iter().fold(path, |element, idle| element.replace(idle, ""))
}

/// Whether two rectangles differ in nothing but their place.
pub(super) fn are_alike(one: &str, other: &str) -> bool {
    rectangle(one).zip(rectangle(other)).is_some_and(|((_, one), (_, other))| one == other)
}

/// Rectangles that are alike, as one path; `None` for other elements. Neighbours would let the paper shine through between
/// them, were their edges smoothed.
pub(super) fn rectangles(alike: &[&str]) -> Option<String> {
    let (_, look) = rectangle(alike.first()?)?;
    let mut path = String::from("<path shape-rendering=\"crispEdges\" d=\"");
    for ([x, y, width, height], _) in alike.iter().filter_map(|element| rectangle(element)) {
        path.extend([format!("M{x} {y}h{width}v{height}h{}z", -width)]);
    }
    Some(element(&(path + "\" " + look)))
}

/// Where a rectangle is (x, y, width, height), and the rest of its element.
fn rectangle(element: &str) -> Option<([i32; 4], &str)> {
    let mut rest = element.strip_prefix("<rect ")?;
    let mut numbers = [0; 4];
    for (number, start) in numbers.iter_mut().zip(["x=\"", "y=\"", "width=\"", "height=\""]) {
        let (digits, after) = rest.strip_prefix(start)?.split_once("\" ")?;
        (*number, rest) = (digits.parse().ok()?, after);
    }
    Some((numbers, rest))
}

/// A line or an area as a path.
fn path(element: &str) -> Option<String> {
    let (before, points) = element.split_once(" points=\"")?;
    let (points, after) = points.split_once('"')?;
    let (close, look) = match before.split_once(' ')? {
        ("<polygon", look) => ("z", look),
        ("<polyline", look) => ("", look),
        _ => return None,
    };
    Some(format!("<path {look} d=\"{}{close}\"{after}", relative(points)?))
}

/// `10,20 11,18` as `M10 20l1-2`: from each point to the next there are fewer digits.
fn relative(points: &str) -> Option<String> {
    let mut out = String::new();
    let mut last = (0, 0);
    for (index, point) in points.split_whitespace().enumerate() {
        let (x, y) = point.split_once(',')?;
        let (x, y): (i32, i32) = (x.parse().ok()?, y.parse().ok()?);
        out.push_str(["M", "l", ""][index.min(2)]);
        push(&mut out, x - last.0);
        push(&mut out, y - last.1);
        last = (x, y);
    }
    Some(out)
}

/// A minus sign parts numbers as well as a space does.
fn push(out: &mut String, number: i32) {
    if number >= 0 && out.ends_with(|last: char| last.is_ascii_digit()) {
        out.push(' ');
    }
    out.push_str(&number.to_string());
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn points_are_relative() {
        let line = "<polyline fill=\"none\" opacity=\"1\" points=\"10,20 11,18 15,18 \"/>";
        assert_eq!(element(line), "<path fill=\"none\" d=\"M10 20l1-2 4 0\"/>");
        assert_eq!(element("<polygon fill=\"a\" points=\"1,2 3,4 \"/>"), "<path fill=\"a\" d=\"M1 2l2 2z\"/>");
        let odd = "<polyline points=\"a,b\"/>";
        assert_eq!(element(odd), odd);
    }

    #[test]
    fn rectangles_that_are_alike_are_one_path() {
        let at = |x: i32, fill: &str| format!("<rect x=\"{x}\" y=\"2\" width=\"3\" height=\"4\" fill=\"{fill}\"/>");
        let (one, two, other) = (at(1, "a"), at(4, "a"), at(7, "b"));
        assert!(are_alike(&one, &two) && !are_alike(&two, &other) && !are_alike(&one, "<text>"));
        let expected = "<path shape-rendering=\"crispEdges\" d=\"M1 2h3v4h-3zM4 2h3v4h-3z\" fill=\"a\"/>";
        assert_eq!(rectangles(&[&one, &two]).unwrap(), expected);
        assert_eq!(rectangles(&["<text>"]), None);
    }
}
