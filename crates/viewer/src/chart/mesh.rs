//! A mesh or a cloud of points as a picture: lit, seen from a little above and from the side.
//!
//! Pixels, not SVG: a mesh has as many triangles as it likes, a picture only as many bytes as it has pixels. The
//! background is transparent, for light and dark paper.

use std::ops::Range;

use super::ChartError;

/// The size of the picture.
const WIDTH: usize = 480;
const HEIGHT: usize = 360;
/// Pixels are drawn so many times finer in both directions, for smooth edges.
const FINER: usize = 2;

/// More elements than these are thinned evenly, and no more pixels than those are tried: files are not trusted, and time
/// must not grow with what they say.
const MAX_ELEMENTS: usize = 400_000;
const MAX_PIXELS: usize = 300_000_000;

/// What has no colour is of this one, which stands out from light and dark paper.
const PLAIN: [u8; 3] = [120, 150, 190];

type Vector = [f32; 3];

/// What is drawn.
#[derive(Clone, Copy, Debug, Default)]
pub struct Solid<'a> {
    /// x, y and z of each vertex; y is up, and the viewer is where z is great.
    pub vertices: &'a [[f32; 3]],
    /// The corners of each triangle; none at all makes a cloud of points. Those that name no vertex are left out.
    pub faces: &'a [[u32; 3]],
    /// Red, green and blue of each vertex, or none at all.
    pub colors: &'a [[u8; 3]],
}

/// The box that holds the finite vertices, as least and greatest coordinates: several pictures that share one do not jump.
pub fn mesh_bounds<'a>(vertices: impl IntoIterator<Item = &'a [f32; 3]>) -> Option<[[f32; 3]; 2]> {
    let finite = vertices.into_iter().filter(|vertex| is_finite(vertex));
    finite.fold(None, |bounds, vertex| {
        let [low, high] = bounds.unwrap_or([*vertex; 2]);
        let each = |pick: fn(f32, f32) -> f32, from: Vector| std::array::from_fn(|at| pick(from[at], vertex[at]));
        Some([each(f32::min, low), each(f32::max, high)])
    })
}

/// Draws what lies in a box as a PNG.
///
/// # Errors
/// [`ChartError::Empty`] when no vertex is finite, [`ChartError::Draw`] when the picture cannot be encoded.
pub fn mesh(solid: &Solid<'_>, bounds: [[f32; 3]; 2]) -> Result<Vec<u8>, ChartError> {
    let camera = Camera::new(bounds);
    let seen: Vec<Vector> = solid.vertices.iter().map(|vertex| camera.see(*vertex)).collect();
    if !seen.iter().any(is_finite) {
        return Err(ChartError::Empty { what: "finite vertices" });
    }
    let mut picture = Picture::new();
    if solid.faces.is_empty() {
        picture.draw_points(&seen, solid.colors);
    } else {
        picture.draw_faces(&seen, solid);
    }
    png_of(&picture.shrunk())
}

fn is_finite(vertex: &Vector) -> bool {
    vertex.iter().all(|number| number.is_finite())
}

/// From the world to pixels; the third coordinate says what is nearer.
struct Camera {
    middle: [f64; 3],
    scale: f64,
}

impl Camera {
    /// Turned about the upright axis, then down.
    const TURN: f64 = 0.5;
    const TILT: f64 = 0.35;

    /// One that sees the whole box, as large as the picture allows.
    fn new([low, high]: [Vector; 2]) -> Self {
        let size = |at: usize| f64::from(high[at]) - f64::from(low[at]);
        let unscaled = Self { middle: std::array::from_fn(|at| f64::from(low[at]) + size(at) / 2.0), scale: 1.0 };
        let corners =
            (0..8).map(|corner| std::array::from_fn(|at| if corner >> at & 1 == 0 { low[at] } else { high[at] }));
        let (width, height) = corners
            .map(|corner| unscaled.turned(corner))
            .fold((0.0_f64, 0.0_f64), |most, [x, y, _]| (most.0.max(2.0 * x.abs()), most.1.max(2.0 * y.abs())));
        let room =
            |pixels: usize, size: f64| if size > 0.0 { 0.94 * (pixels * FINER) as f64 / size } else { f64::INFINITY };
        let scale = room(WIDTH, width).min(room(HEIGHT, height));
        Self { scale: if scale.is_finite() { scale } else { 1.0 }, ..unscaled }
    }

    fn see(&self, vertex: Vector) -> Vector {
        let [x, y, z] = self.turned(vertex).map(|size| size * self.scale);
        [(x + (WIDTH * FINER) as f64 / 2.0) as f32, ((HEIGHT * FINER) as f64 / 2.0 - y) as f32, z as f32]
    }

    /// Right, up and towards the viewer of the middle, not yet scaled.
    fn turned(&self, vertex: Vector) -> [f64; 3] {
        let [x, y, z] = std::array::from_fn(|at| f64::from(vertex[at]) - self.middle[at]);
        let (sin, cos) = Self::TURN.sin_cos();
        let (x, z) = (cos * x - sin * z, sin * x + cos * z);
        let (sin, cos) = Self::TILT.sin_cos();
        [x, cos * y - sin * z, sin * y + cos * z]
    }
}

/// Fine pixels with their depths.
struct Picture {
    depths: Vec<f32>,
    pixels: Vec<[u8; 4]>,
    /// How many pixels may still be tried.
    left: usize,
}

impl Picture {
    const WIDTH: usize = WIDTH * FINER;
    const HEIGHT: usize = HEIGHT * FINER;

    fn new() -> Self {
        let size = Self::WIDTH * Self::HEIGHT;
        Self { depths: vec![f32::NEG_INFINITY; size], pixels: vec![[0; 4]; size], left: MAX_PIXELS }
    }

    fn draw_faces(&mut self, seen: &[Vector], solid: &Solid<'_>) {
        for face in solid.faces.iter().step_by(solid.faces.len().div_ceil(MAX_ELEMENTS)) {
            let corners = face.map(|index| seen.get(index as usize).copied().unwrap_or([f32::NAN; 3]));
            if corners.iter().all(is_finite) {
                let colors = face.map(|index| solid.colors.get(index as usize).copied().unwrap_or(PLAIN));
                self.draw_face(corners, colors);
            }
        }
    }

    /// A triangle: colours run from corner to corner, and the light is that of its plane.
    fn draw_face(&mut self, corners: [Vector; 3], colors: [[u8; 3]; 3]) {
        let [a, b, c] = corners;
        let area = cross(a, b, c);
        if area == 0.0 {
            return;
        }
        let light = light(corners);
        for y in pixels(corners.map(|corner| corner[1]), Self::HEIGHT) {
            for x in pixels(corners.map(|corner| corner[0]), Self::WIDTH) {
                let at = [x as f32 + 0.5, y as f32 + 0.5, 0.0];
                let shares = [cross(b, c, at) / area, cross(c, a, at) / area, cross(a, b, at) / area];
                if shares.iter().all(|&share| share >= 0.0) {
                    let mix = |of: [f32; 3]| shares[0] * of[0] + shares[1] * of[1] + shares[2] * of[2];
                    let color =
                        std::array::from_fn(|channel| mix(colors.map(|color| f32::from(color[channel]))) * light);
                    self.put(x, y, mix(corners.map(|corner| corner[2])), color);
                }
            }
            if self.left == 0 {
                return;
            }
            self.left = self.left.saturating_sub(Self::WIDTH.min(pixels(corners.map(|it| it[0]), Self::WIDTH).len()));
        }
    }

    /// Discs, the smaller the more there are; those that are far away are paler.
    fn draw_points(&mut self, seen: &[Vector], colors: &[[u8; 3]]) {
        let radius = (120.0 / (seen.len().max(1) as f32).sqrt()).clamp(2.0, 11.0);
        let depth = (Self::HEIGHT / 2) as f32;
        for (number, &[x, y, z]) in seen.iter().enumerate().step_by(seen.len().div_ceil(MAX_ELEMENTS).max(1)) {
            let light = 0.8 + 0.2 * (z / depth).clamp(-1.0, 1.0);
            let color = colors.get(number).copied().unwrap_or(PLAIN).map(|channel| f32::from(channel) * light);
            for row in pixels([y - radius, y, y + radius], Self::HEIGHT) {
                for column in pixels([x - radius, x, x + radius], Self::WIDTH) {
                    let (right, down) = (column as f32 + 0.5 - x, row as f32 + 0.5 - y);
                    if right * right + down * down <= radius * radius {
                        self.put(column, row, z, color);
                    }
                }
            }
        }
    }

    fn put(&mut self, x: usize, y: usize, depth: f32, color: [f32; 3]) {
        let at = y * Self::WIDTH + x;
        if depth > self.depths[at] {
            self.depths[at] = depth;
            let [red, green, blue] = color.map(|channel| channel.round() as u8);
            self.pixels[at] = [red, green, blue, 255];
        }
    }

    /// Each pixel the mean of its fine ones; where some are empty, it is partly transparent.
    fn shrunk(&self) -> Vec<u8> {
        let mut bytes = Vec::with_capacity(WIDTH * HEIGHT * 4);
        for (y, x) in (0..HEIGHT).flat_map(|y| (0..WIDTH).map(move |x| (y, x))) {
            let fine = (0..FINER * FINER)
                .map(|part| self.pixels[(y * FINER + part / FINER) * Self::WIDTH + x * FINER + part % FINER]);
            let sums = fine.filter(|pixel| pixel[3] > 0).fold([0_u32; 4], |sums, pixel| {
                std::array::from_fn(|channel| sums[channel] + u32::from(pixel[channel]))
            });
            let filled = (sums[3] / 255).max(1);
            let mean = |channel: usize| (sums[channel] / filled) as u8;
            bytes.extend([mean(0), mean(1), mean(2), (sums[3] / (FINER * FINER) as u32) as u8]);
        }
        bytes
    }
}

/// The pixels between the least and the greatest of three coordinates, as far as they are in the picture.
fn pixels(coordinates: [f32; 3], size: usize) -> Range<usize> {
    let [a, b, c] = coordinates;
    // A cast from a float stays in range, whatever the float.
    let (from, to) = (a.min(b).min(c).floor() as usize, a.max(b).max(c).ceil() as usize);
    from.min(size)..to.min(size)
}

/// Twice the area of a triangle on the picture, negative for one that turns the other way.
fn cross(a: Vector, b: Vector, c: Vector) -> f32 {
    (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0])
}

/// How bright the plane of a triangle is: both of its sides are lit, from the upper left.
fn light([a, b, c]: [Vector; 3]) -> f32 {
    const FROM: Vector = [-0.35, -0.55, 0.76];
    let side = |to: Vector| -> Vector { std::array::from_fn(|at| to[at] - a[at]) };
    let [one, other] = [side(b), side(c)];
    let normal: Vector =
        std::array::from_fn(|at| one[(at + 1) % 3] * other[(at + 2) % 3] - one[(at + 2) % 3] * other[(at + 1) % 3]);
    let length = normal.iter().map(|part| part * part).sum::<f32>().sqrt();
    let facing = normal.iter().zip(FROM).map(|(of, from)| of * from).sum::<f32>().abs() / length.max(f32::MIN_POSITIVE);
    0.4 + 0.6 * facing.min(1.0)
}

fn png_of(pixels: &[u8]) -> Result<Vec<u8>, ChartError> {
    let mut file = Vec::new();
    let mut encoder = png::Encoder::new(&mut file, WIDTH as u32, HEIGHT as u32);
    encoder.set_color(png::ColorType::Rgba);
    let mut writer = encoder.write_header().map_err(ChartError::draw)?;
    writer.write_image_data(pixels).map_err(ChartError::draw)?;
    writer.finish().map_err(ChartError::draw)?;
    Ok(file)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_nearer_hides_what_is_behind() {
        let square = |z: f32| [[-1.0, -1.0, z], [1.0, -1.0, z], [1.0, 1.0, z], [-1.0, 1.0, z]];
        let vertices = [square(-0.1), square(0.1)].concat();
        let faces = [[0, 1, 2], [0, 2, 3], [4, 5, 6], [4, 6, 7]];
        let colors = [[[255, 0, 0]; 4], [[0, 0, 255]; 4]].concat();
        let solid = Solid { vertices: &vertices, faces: &faces, colors: &colors };
        let camera = Camera::new(mesh_bounds(&vertices).unwrap());
        let seen: Vec<_> = vertices.iter().map(|vertex| camera.see(*vertex)).collect();
        let mut picture = Picture::new();
        picture.draw_faces(&seen, &solid);
        let [red, _, blue, alpha] = picture.pixels[Picture::WIDTH * Picture::HEIGHT / 2 + Picture::WIDTH / 2];
        assert!(red == 0 && blue > 100 && alpha == 255, "{red} {blue} {alpha}");
        assert_eq!(picture.pixels[0], [0; 4], "the corner is empty");
    }

    #[test]
    fn any_mesh_is_drawn_or_refused() {
        let odd = [f32::NAN, f32::INFINITY, f32::MAX, f32::MIN, 0.0, 1e-40];
        let vertices: Vec<Vector> = odd.iter().flat_map(|&a| odd.iter().map(move |&b| [a, b, a])).collect();
        let faces = [[0, 1, 2], [14, 21, 35], [28, 29, 34], [0, u32::MAX, 7]];
        let bounds = mesh_bounds(&vertices).unwrap();
        for faces in [&faces[..], &[]] {
            assert!(mesh(&Solid { vertices: &vertices, faces, colors: &[[1; 3]] }, bounds).is_ok());
        }
        assert!(mesh_bounds(&[[f32::NAN; 3]]).is_none());
    }
}
