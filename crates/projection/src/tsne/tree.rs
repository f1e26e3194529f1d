//! The Barnes-Hut tree: groups of places that are seen as one from far away (Barnes & Hut 1986), a quadtree on a plane and
//! an octree in space.
//!
//! Nodes stand in the order in which a walk meets them, each with the number of the node after its last descendant:
//!
//! ```text
//!   0 all ─ 1 left ─ 2 leaf ─ 3 leaf ─ 4 right ─ …        a walk goes from each node to the next one,
//!     └──────────────────────────────────────────> end    or over all below it to its `skip`
//! ```
//!
//! Boxes are fitted to the places in them, and as wide as their diagonal. By their longer side, as cells of a grid are
//! measured, groups pass that are too near: on the digits the map's divergence is then higher by 0.03.

use crate::distance::between;

/// Places in a leaf at most, unless they coincide.
const LEAF: usize = 6;
/// Levels at most. Places that need more of them lie in one leaf together.
const LEVELS: usize = 96;

/// A group of places.
#[derive(Clone, Debug)]
struct Node<const D: usize> {
    centre: [f64; D],
    count: f64,
    /// The square of the diagonal of the box around the places.
    squared_width: f64,
    /// The node to go on with when what is below this one is left out.
    skip: u32,
    /// The places of a leaf, as a range of the tree's places; of no length for the others.
    places: [u32; 2],
}

/// Places in space, grouped.
#[derive(Debug)]
pub(super) struct Tree<const D: usize> {
    nodes: Vec<Node<D>>,
    places: Vec<[f64; D]>,
}

impl<const D: usize> Tree<D> {
    pub(super) fn new(places: &[[f64; D]]) -> Self {
        let mut tree = Self { nodes: Vec::with_capacity(places.len()), places: places.to_vec() };
        tree.grow(0, places.len(), 0, &mut vec![[0.0; D]; places.len()]);
        tree
    }

    /// Adds the node of the places `start..end`, which it sorts, and all below it.
    fn grow(&mut self, start: usize, end: usize, level: usize, scratch: &mut [[f64; D]]) {
        let places = &self.places[start..end];
        let (low, high) = corners(places);
        let squared_width = between(&high, &low).0;
        let centre = if squared_width > 0.0 { mean(places) } else { low };
        let at = self.nodes.len();
        let is_leaf = places.len() <= LEAF || squared_width <= 0.0 || level == LEVELS;
        let leaf = if is_leaf { [start as u32, end as u32] } else { [0, 0] };
        let count = places.len() as f64;
        self.nodes.push(Node { centre, count, squared_width, skip: 0, places: leaf });
        if !is_leaf {
            let middle = std::array::from_fn(|axis| f64::midpoint(low[axis], high[axis]));
            let mut from = start;
            for count in sort_by_quadrant(&mut self.places[start..end], &middle, scratch) {
                if count > 0 {
                    self.grow(from, from + count, level + 1, scratch);
                }
                from += count;
            }
        }
        self.nodes[at].skip = self.nodes.len() as u32;
    }

    /// Calls `push` with each group that passes for one as seen from `place`, and with each place that belongs to none:
    /// how many there are, the squared distance, and the way from there. `place` itself is among them.
    ///
    /// A group passes when its width is at most `angle` times its distance; `squared_angle` is the square of that.
    pub(super) fn walk(&self, place: &[f64; D], squared_angle: f64, mut push: impl FnMut(f64, f64, &[f64; D])) {
        let mut at = 0;
        while let Some(node) = self.nodes.get(at) {
            let (squared, way) = between(place, &node.centre);
            if node.squared_width <= squared_angle * squared {
                push(node.count, squared, &way);
                at = node.skip as usize;
                continue;
            }
            for other in &self.places[node.places[0] as usize..node.places[1] as usize] {
                let (squared, way) = between(place, other);
                push(1.0, squared, &way);
            }
            at += 1; // a leaf has nothing below it, so its skip is the next node too
        }
    }
}

/// The corners of the box around places.
fn corners<const D: usize>(places: &[[f64; D]]) -> ([f64; D], [f64; D]) {
    let start = places.first().copied().unwrap_or([0.0; D]);
    places.iter().fold((start, start), |(low, high), place| {
        (
            std::array::from_fn(|axis| low[axis].min(place[axis])),
            std::array::from_fn(|axis| high[axis].max(place[axis])),
        )
    })
}

fn mean<const D: usize>(places: &[[f64; D]]) -> [f64; D] {
    let mut sum = [0.0; D];
    for place in places {
        sum.iter_mut().zip(place).for_each(|(sum, value)| *sum += value);
    }
    sum.map(|sum| sum / places.len() as f64)
}

/// Sorts places by the side of `middle` on which they lie, along each axis; how many lie in each quadrant (octant).
fn sort_by_quadrant<const D: usize>(
    places: &mut [[f64; D]],
    middle: &[f64; D],
    scratch: &mut [[f64; D]],
) -> [usize; 8] {
    let quadrant =
        |place: &[f64; D]| -> usize { (0..D).map(|axis| usize::from(place[axis] > middle[axis]) << axis).sum() };
    let mut counts = [0; 8];
    for place in &*places {
        counts[quadrant(place)] += 1;
    }
    let mut next = [0; 8];
    (1..8).for_each(|at| next[at] = next[at - 1] + counts[at - 1]);
    for place in &*places {
        let quadrant = quadrant(place);
        scratch[next[quadrant]] = *place;
        next[quadrant] += 1;
    }
    places.copy_from_slice(&scratch[..places.len()]);
    counts
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::Random;

    fn cloud<const D: usize>(count: usize) -> Vec<[f64; D]> {
        let mut random = Random::new(2);
        (0..count).map(|_| std::array::from_fn(|_| random.normal())).collect()
    }

    fn count_seen<const D: usize>(tree: &Tree<D>, place: &[f64; D], angle: f64) -> (f64, usize) {
        let (mut count, mut groups) = (0.0, 0);
        tree.walk(place, angle * angle, |group, _, _| {
            count += group;
            groups += 1;
        });
        (count, groups)
    }

    #[test]
    fn every_place_is_seen_once_and_far_ones_in_groups() {
        let places = cloud::<3>(500);
        let tree = Tree::new(&places);
        for angle in [0.0, 0.5] {
            for place in &places {
                let (count, groups) = count_seen(&tree, place, angle);
                assert_eq!(count, 500.0);
                assert!(if angle == 0.0 { groups == 500 } else { groups < 400 });
            }
        }
    }

    #[test]
    fn places_that_coincide_are_one_group_even_from_among_them() {
        let tree = Tree::new(&vec![[1.0, 2.0]; 5000]);
        assert_eq!(count_seen(&tree, &[1.0, 2.0], 0.5), (5000.0, 1));
    }

    #[test]
    fn places_that_nearly_coincide_end_the_division() {
        let mut places = vec![[0.0, 0.0]; 20];
        places.extend((0..1000).map(|at| [f64::MIN_POSITIVE * f64::from(at), 1.0]));
        let tree = Tree::new(&places);
        assert_eq!(count_seen(&tree, &[0.0, 0.0], 0.5).0, 1020.0);
        assert_eq!(count_seen(&Tree::<2>::new(&[]), &[0.0, 0.0], 0.5).0, 0.0);
    }
}
