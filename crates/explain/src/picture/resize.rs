//! Bilinear interpolation with pixels' centres at the halves, as `OpenCV`'s `INTER_LINEAR`, which the class activation maps
//! of pytorch-grad-cam are resized with: without it a map of 7 × 7 lies half a cell beside what it shows.

/// One plane of numbers in another size. Beyond the outermost centres the border's values go on.
pub(crate) fn bilinear(
    values: &[f32],
    (width, height): (usize, usize),
    (to_width, to_height): (usize, usize),
) -> Vec<f32> {
    let columns = taps(width, to_width);
    let row_of = |y: usize, tap: &Tap| {
        let row = &values[y * width..][..width];
        row[tap.low] + (row[tap.high] - row[tap.low]) * tap.share
    };
    let rows = taps(height, to_height);
    let value = |(vertical, across): (&Tap, &Tap)| {
        let (above, below) = (row_of(vertical.low, across), row_of(vertical.high, across));
        above + (below - above) * vertical.share
    };
    rows.iter().flat_map(|vertical| columns.iter().map(move |across| value((vertical, across)))).collect()
}

/// The two neighbours that a new pixel lies between, and how far it is towards the second.
struct Tap {
    low: usize,
    high: usize,
    share: f32,
}

fn taps(from: usize, to: usize) -> Vec<Tap> {
    let ratio = from as f64 / to as f64;
    let tap = |index: usize| {
        let centre = ((index as f64 + 0.5) * ratio - 0.5).clamp(0.0, (from - 1) as f64);
        let low = centre.floor();
        Tap { low: low as usize, high: (low as usize + 1).min(from - 1), share: (centre - low) as f32 }
    };
    (0..to).map(tap).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `cv2.resize(map, (width, height))` of `OpenCV` 5.0, by `scripts/resize.py`.
    #[test]
    fn sizes_change_as_opencv_changes_them() {
        let golden: serde_json::Value = serde_json::from_str(include_str!("resize_golden.json")).unwrap();
        let numbers = |value: &serde_json::Value| serde_json::from_value::<Vec<f32>>(value.clone()).unwrap();
        let pair = |value: &serde_json::Value| serde_json::from_value::<(usize, usize)>(value.clone()).unwrap();
        for case in golden.as_array().unwrap() {
            let ours = bilinear(&numbers(&case["values"]), pair(&case["from"]), pair(&case["to"]));
            let theirs = numbers(&case["resized"]);
            assert_eq!(ours.len(), theirs.len());
            for (one, other) in ours.iter().zip(&theirs) {
                assert!((one - other).abs() < 1e-5, "{one} {other} {}", case["to"]);
            }
        }
    }
}
