//! Small movements of a picture between two steps, so that what is found does not hang on single pixels: shifted, turned and
//! scaled, between the pixels (bilinear), with mid-grey beyond its edge; and gradients brought back the same way.

use crate::random::Random;

/// How far a picture may be moved.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Movements {
    /// Pixels to each side.
    pub(super) shift: f64,
    /// Degrees to each side.
    pub(super) turn: f64,
    /// Share of the size to each side.
    pub(super) scale: f64,
}

/// One movement: where each pixel is taken from.
#[derive(Clone, Debug)]
pub(super) struct Warp {
    width: usize,
    height: usize,
    /// Around the centre: `[x, y] = table · [x', y'] + shift`.
    table: [[f64; 2]; 2],
    shift: [f64; 2],
}

impl Movements {
    /// One at random.
    pub(super) fn draw(&self, width: usize, height: usize, random: &mut Random) -> Warp {
        let mut between = |limit: f64| limit * (2.0 * random.unit() - 1.0);
        let (sine, cosine) = between(self.turn).to_radians().sin_cos();
        let scale = 1.0 / (1.0 + between(self.scale));
        // Whole pixels where nothing else moves: no blur then.
        let shift = [between(self.shift).round(), between(self.shift).round()];
        let table = [[scale * cosine, -scale * sine], [scale * sine, scale * cosine]];
        Warp { width, height, table, shift }
    }
}

impl Warp {
    /// The pictures' planes, moved.
    pub(super) fn apply(&self, planes: &[f32], beyond: f32) -> Vec<f32> {
        let taps: Vec<_> = self.all_taps().collect();
        let pixel = |plane: &[f32], taps: &[(Option<usize>, f32); 4]| {
            taps.iter().map(|(at, share)| share * at.map_or(beyond, |at| plane[at])).sum::<f32>()
        };
        let taps = &taps;
        planes
            .chunks(self.width * self.height)
            .flat_map(|plane| taps.iter().map(move |taps| pixel(plane, taps)))
            .collect()
    }

    /// The gradient at the pictures before they were moved.
    pub(super) fn pull(&self, gradient: &[f32]) -> Vec<f32> {
        let taps: Vec<_> = self.all_taps().collect();
        let mut pulled = vec![0.0; gradient.len()];
        let size = self.width * self.height;
        for (plane, gradient) in pulled.chunks_mut(size).zip(gradient.chunks(size)) {
            for (slope, taps) in gradient.iter().zip(&taps) {
                for (at, share) in taps {
                    if let Some(at) = at {
                        plane[*at] += share * slope;
                    }
                }
            }
        }
        pulled
    }

    fn all_taps(&self) -> impl Iterator<Item = [(Option<usize>, f32); 4]> {
        (0..self.width * self.height).map(|pixel| self.taps(pixel))
    }

    /// The four pixels that one lies between, and their shares; `None` is beyond the edge.
    fn taps(&self, pixel: usize) -> [(Option<usize>, f32); 4] {
        let centre = [(self.width as f64 - 1.0) / 2.0, (self.height as f64 - 1.0) / 2.0];
        let place = [(pixel % self.width) as f64 - centre[0], (pixel / self.width) as f64 - centre[1]];
        let from = |axis: usize| {
            let row = self.table[axis];
            row[0] * place[0] + row[1] * place[1] + self.shift[axis] + centre[axis]
        };
        let (x, y) = (from(0), from(1));
        let (across, down) = (x - x.floor(), y - y.floor());
        [(0.0, 0.0), (1.0, 0.0), (0.0, 1.0), (1.0, 1.0)].map(|(right, below)| {
            let share = (1.0 - right + across * (2.0 * right - 1.0)) * (1.0 - below + down * (2.0 * below - 1.0));
            (self.at(x.floor() + right, y.floor() + below), share as f32)
        })
    }

    fn at(&self, x: f64, y: f64) -> Option<usize> {
        let inside = x >= 0.0 && y >= 0.0 && x < self.width as f64 && y < self.height as f64;
        inside.then(|| y as usize * self.width + x as usize)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn warp(movements: Movements) -> Warp {
        movements.draw(5, 4, &mut Random::new(3))
    }

    #[test]
    fn what_does_not_move_stays_as_it_is() {
        let planes: Vec<f32> = (0..40).map(|value| value as f32).collect();
        let still = warp(Movements { shift: 0.0, turn: 0.0, scale: 0.0 });
        assert_eq!(still.apply(&planes, 0.5), planes);
        assert_eq!(still.pull(&planes), planes);
    }

    #[test]
    fn a_shift_brings_grey_in() {
        let moved = Warp { width: 3, height: 1, table: [[1.0, 0.0], [0.0, 1.0]], shift: [1.0, 0.0] };
        assert_eq!(moved.apply(&[1.0, 2.0, 3.0], 0.5), [2.0, 3.0, 0.5]);
        assert_eq!(moved.pull(&[1.0, 2.0, 3.0]), [0.0, 1.0, 2.0]);
    }

    /// `⟨apply(x), g⟩ = ⟨x, pull(g)⟩`, as it must be for what is linear.
    #[test]
    fn gradients_go_back_the_way_that_values_came() {
        let moved = warp(Movements { shift: 2.0, turn: 25.0, scale: 0.2 });
        let mut random = Random::new(1);
        let mut values = || (0..40).map(|_| random.normal() as f32).collect::<Vec<_>>();
        let (planes, gradient) = (values(), values());
        let product = |one: &[f32], other: &[f32]| one.iter().zip(other).map(|(one, other)| one * other).sum::<f32>();
        let (there, back) = (product(&moved.apply(&planes, 0.0), &gradient), product(&planes, &moved.pull(&gradient)));
        assert!((there - back).abs() < 1e-4, "{there} {back}");
    }
}
