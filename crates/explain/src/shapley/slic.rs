//! Superpixels: k-means over place and colour, each centre looking at its own neighbourhood only.
//!
//! Achanta, Shaji, Smith, Lucchi, Fua & Süsstrunk 2012, "SLIC Superpixels Compared to State-of-the-Art Superpixel Methods".

use std::collections::BTreeMap;

const ROUNDS: usize = 10;

/// A place in an image with its colour in CIELAB.
#[derive(Clone, Copy, Default)]
struct Point {
    x: f32,
    y: f32,
    lab: [f32; 3],
}

impl Point {
    fn distance(&self, other: &Self, per_place: f32) -> f32 {
        let square = |one: f32, other: f32| (one - other) * (one - other);
        let colour: f32 = (0..3).map(|axis| square(self.lab[axis], other.lab[axis])).sum();
        colour + per_place * (square(self.x, other.x) + square(self.y, other.y))
    }
}

/// The superpixel of each place, numbered without gaps. `planes` is `[channels, height, width]`.
pub(super) fn superpixels(
    planes: &[f32],
    (width, height): (usize, usize),
    count: usize,
    compactness: f32,
) -> Vec<usize> {
    let points = points(planes, (width, height));
    let spacing = ((width * height) as f32 / count as f32).sqrt().max(1.0);
    let per_place = (compactness / spacing).powi(2);
    let mut centres = grid(&points, (width, height), spacing);
    let mut nearest = vec![0; points.len()];
    for _ in 0..ROUNDS {
        nearest = assign(&points, &centres, (width, height), spacing, per_place);
        centres = means(&points, &nearest, &centres);
    }
    connected(&nearest, (width, height))
}

fn points(planes: &[f32], (width, height): (usize, usize)) -> Vec<Point> {
    let plane = width * height;
    let channel = |index: usize, place: usize| {
        // Grey is the same in all three; channels after the third do not count.
        planes[if planes.len() >= 3 * plane { index * plane + place } else { place }]
    };
    let point = |place: usize| Point {
        x: (place % width) as f32,
        y: (place / width) as f32,
        lab: lab([0, 1, 2].map(|index| channel(index, place))),
    };
    (0..plane).map(point).collect()
}

/// sRGB of 0 to 1 in CIELAB under D65 (CIE 15:2004).
fn lab(rgb: [f32; 3]) -> [f32; 3] {
    let linear = |value: f32| if value <= 0.04045 { value / 12.92 } else { ((value + 0.055) / 1.055).powf(2.4) };
    let [red, green, blue] = rgb.map(|value| linear(value.clamp(0.0, 1.0)));
    let bend = |value: f32| if value > 0.008_856 { value.cbrt() } else { 7.787 * value + 16.0 / 116.0 };
    let x = bend((0.412_453 * red + 0.357_58 * green + 0.180_423 * blue) / 0.950_47);
    let y = bend(0.212_671 * red + 0.715_16 * green + 0.072_169 * blue);
    let z = bend((0.019_334 * red + 0.119_193 * green + 0.950_227 * blue) / 1.088_83);
    [116.0 * y - 16.0, 500.0 * (x - y), 200.0 * (y - z)]
}

fn grid(points: &[Point], (width, height): (usize, usize), spacing: f32) -> Vec<Point> {
    let along = |size: usize| {
        let count = (size as f32 / spacing).round().max(1.0) as usize;
        (0..count).map(move |index| ((index as f32 + 0.5) * size as f32 / count as f32) as usize)
    };
    along(height).flat_map(|y| along(width).map(move |x| points[y * width + x])).collect()
}

fn assign(
    points: &[Point],
    centres: &[Point],
    (width, height): (usize, usize),
    spacing: f32,
    per_place: f32,
) -> Vec<usize> {
    let mut nearest = vec![(f32::INFINITY, 0); points.len()];
    let around = |at: f32, size: usize| {
        let from = (at - 2.0 * spacing).max(0.0) as usize;
        from..((at + 2.0 * spacing) as usize + 1).min(size)
    };
    for (index, centre) in centres.iter().enumerate() {
        for y in around(centre.y, height) {
            for x in around(centre.x, width) {
                let place = y * width + x;
                let distance = centre.distance(&points[place], per_place);
                if distance < nearest[place].0 {
                    nearest[place] = (distance, index);
                }
            }
        }
    }
    nearest.into_iter().map(|(_, index)| index).collect()
}

/// The middle of each superpixel; one that lost all its places stays where it was.
fn means(points: &[Point], nearest: &[usize], centres: &[Point]) -> Vec<Point> {
    let mut sums = vec![(Point::default(), 0.0_f32); centres.len()];
    for (point, index) in points.iter().zip(nearest) {
        let (sum, count) = &mut sums[*index];
        (sum.x, sum.y, *count) = (sum.x + point.x, sum.y + point.y, *count + 1.0);
        (0..3).for_each(|axis| sum.lab[axis] += point.lab[axis]);
    }
    let mean = |((sum, count), old): ((Point, f32), &Point)| match count {
        0.0 => *old,
        count => Point { x: sum.x / count, y: sum.y / count, lab: sum.lab.map(|axis| axis / count) },
    };
    sums.into_iter().zip(centres).map(mean).collect()
}

const NONE: usize = usize::MAX;
/// Of a piece that is not its superpixel's largest.
const LOOSE: usize = usize::MAX - 1;

/// Gives the largest piece of each superpixel a number of its own. The others go to the pieces around them, place by place to the
/// nearest: as a whole they would make a chain of what lies beside each other in a texture.
fn connected(nearest: &[usize], size: (usize, usize)) -> Vec<usize> {
    let mut of = vec![NONE; nearest.len()];
    let mut largest: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for start in 0..nearest.len() {
        if of[start] == NONE {
            let piece = flood(start, LOOSE, nearest, &mut of, size);
            let best = largest.entry(nearest[start]).or_default();
            if piece.len() > best.len() {
                *best = piece;
            }
        }
    }
    for (number, piece) in largest.into_values().enumerate() {
        for place in piece {
            of[place] = number;
        }
    }
    grown(of, size)
}

/// The patches, grown evenly over what belongs to none.
fn grown(mut of: Vec<usize>, size: (usize, usize)) -> Vec<usize> {
    let mut edge: Vec<usize> = (0..of.len()).filter(|place| of[*place] != LOOSE).collect();
    let mut next = 0;
    while let Some(&place) = edge.get(next) {
        next += 1;
        for beside in neighbours(place, size) {
            if of[beside] == LOOSE {
                of[beside] = of[place];
                edge.push(beside);
            }
        }
    }
    of
}

fn flood(start: usize, number: usize, nearest: &[usize], of: &mut [usize], size: (usize, usize)) -> Vec<usize> {
    let mut patch = vec![start];
    of[start] = number;
    let mut next = 0;
    while let Some(&place) = patch.get(next) {
        next += 1;
        for beside in neighbours(place, size) {
            if of[beside] == NONE && nearest[beside] == nearest[start] {
                of[beside] = number;
                patch.push(beside);
            }
        }
    }
    patch
}

fn neighbours(place: usize, (width, height): (usize, usize)) -> impl Iterator<Item = usize> {
    let (x, y) = (place % width, place / width);
    let beside = [
        (x > 0).then(|| place - 1),
        (y > 0).then(|| place - width),
        (x + 1 < width).then(|| place + 1),
        (y + 1 < height).then(|| place + width),
    ];
    beside.into_iter().flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn colours_are_those_of_the_cie() {
        // skimage.color.rgb2lab([[[1, 0, 0]]]) and of white.
        let close =
            |ours: [f32; 3], theirs: [f32; 3]| ours.iter().zip(theirs).all(|(one, other)| (one - other).abs() < 0.1);
        assert!(close(lab([1.0, 0.0, 0.0]), [53.24, 80.09, 67.20]), "{:?}", lab([1.0, 0.0, 0.0]));
        assert!(close(lab([1.0; 3]), [100.0, 0.0, 0.0]));
    }

    #[test]
    fn superpixels_follow_an_edge_that_the_grid_does_not() {
        let (width, height) = (30, 20);
        let dark = |place: usize| place % width < 11; // an edge beside every line of the grid
        let plane: Vec<f32> = (0..width * height).map(|place| if dark(place) { 0.0 } else { 1.0 }).collect();
        let of = superpixels(&plane, (width, height), 6, 10.0);
        let count = of.iter().max().unwrap() + 1;
        assert!((4..=9).contains(&count), "{count}");
        for patch in 0..count {
            let sides: Vec<bool> = (0..of.len()).filter(|place| of[*place] == patch).map(dark).collect();
            assert!(
                !sides.is_empty() && sides.iter().all(|side| *side == sides[0]),
                "patch {patch} lies over the edge"
            );
        }
    }

    #[test]
    fn in_a_texture_no_superpixel_swallows_the_others() {
        let (size, mut random) = ((60, 60), crate::random::Random::new(3));
        let plane: Vec<f32> = (0..3600).map(|_| random.unit() as f32).collect();
        let of = superpixels(&plane, size, 9, 10.0);
        let count = of.iter().max().unwrap() + 1;
        for patch in 0..count {
            let places: Vec<usize> = (0..of.len()).filter(|place| of[*place] == patch).collect();
            assert!(!places.is_empty() && places.len() < 4 * 400, "{} of 3600 places", places.len());
            let mut numbers = vec![NONE; of.len()];
            assert_eq!(
                flood(places[0], 0, &of, &mut numbers, size).len(),
                places.len(),
                "patch {patch} is in one piece"
            );
        }
    }
}
