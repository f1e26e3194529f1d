//! The nearest neighbours of many points, nearly all of them, in far less than all distances: "a neighbour of a neighbour
//! is likely a neighbour" (Dong, Moses & Li 2011, "Efficient k-nearest neighbor graph construction for generic similarity
//! measures").
//!
//! Points that a random tree of cuts leaves together are compared first. Then each point looks at the neighbours of its
//! neighbours, and of those that have it as theirs, until hardly any list changes. All points look at the lists of the
//! round before, so that threads do not see each other's work and the result is the same on any number of them.

use super::{Neighbour, insert};
use crate::distance::squared;
use crate::parallel::{fill_chunks, fill_rows};
use crate::progress::{Watch, neighbours_found};
use crate::random::Random;
use crate::{Error, Points};

/// Random trees to start from.
const TREES: usize = 6;
/// Points that a tree leaves together at most.
const LEAF: usize = 60;
/// Rounds of looking, at most; most data need four to six.
const ROUNDS: usize = 12;
/// Neighbours of a point whose neighbours are looked at, in each direction.
const VIA: usize = 20;
/// A round that improves fewer entries than this share of them is the last.
const SETTLED: f64 = 0.001;

pub(super) fn search(
    points: Points<'_>,
    count: usize,
    seed: u64,
    threads: usize,
    watch: Watch<'_>,
) -> Result<Vec<Neighbour>, Error> {
    let rows = points.rows();
    let steps = TREES + ROUNDS;
    let mut list = start(points, count);
    for tree in 0..TREES {
        let leaves = leaves(points, &mut Random::stream(seed, tree as u64));
        compare_leaves(points, count, &leaves, threads, &mut list);
        neighbours_found(watch, rows * (tree + 1) / steps, rows)?;
    }
    for round in 0..ROUNDS {
        let changes = look_around(points, count, threads, &mut list);
        neighbours_found(watch, rows * (TREES + round + 1) / steps, rows)?;
        if (changes as f64) < SETTLED * list.len() as f64 {
            break;
        }
    }
    Ok(list)
}

/// Each point with the points next in order: poor neighbours, but `count` of them, whatever comes.
fn start(points: Points<'_>, count: usize) -> Vec<Neighbour> {
    let rows = points.rows();
    let mut list = vec![Neighbour::NONE; rows * count];
    for (row, nearest) in list.chunks_mut(count).enumerate() {
        for step in 1..=count {
            let other = (row + step) % rows;
            insert(nearest, Neighbour { squared: squared(points.row(row), points.row(other)), index: other as u32 });
        }
    }
    list
}

/// The points in groups that random cuts leave together: each cut lies half-way between two points drawn at random.
fn leaves(points: Points<'_>, random: &mut Random) -> Vec<Vec<u32>> {
    let mut open = vec![(0..points.rows() as u32).collect::<Vec<_>>()];
    let mut leaves = Vec::new();
    while let Some(group) = open.pop() {
        if group.len() <= LEAF {
            leaves.push(group);
        } else {
            open.extend(cut(points, group, random));
        }
    }
    leaves
}

fn cut(points: Points<'_>, group: Vec<u32>, random: &mut Random) -> [Vec<u32>; 2] {
    let [a, b] = [(); 2].map(|()| points.row(group[random.below(group.len())] as usize));
    let nearer_to_a = |row: &u32| squared(points.row(*row as usize), a) < squared(points.row(*row as usize), b);
    let (left, right): (Vec<u32>, Vec<u32>) = group.iter().partition(|row| nearer_to_a(row));
    if left.len().min(right.len()) > 0 {
        return [left, right];
    }
    // The same point was drawn twice, or the group coincides: any halves do.
    let mut left = group;
    let right = left.split_off(left.len() / 2);
    [left, right]
}

/// Compares all points of each leaf. A point is in one leaf of a tree, so its list is written by one thread.
fn compare_leaves(points: Points<'_>, count: usize, leaves: &[Vec<u32>], threads: usize, list: &mut [Neighbour]) {
    let mut leaf_of = vec![0_u32; points.rows()];
    for (at, leaf) in leaves.iter().enumerate() {
        for row in leaf {
            leaf_of[*row as usize] = at as u32;
        }
    }
    fill_rows(threads, list, count, |row, nearest| {
        for other in leaves[leaf_of[row] as usize].iter().filter(|other| **other as usize != row) {
            insert(
                nearest,
                Neighbour { squared: squared(points.row(row), points.row(*other as usize)), index: *other },
            );
        }
    });
}

/// One round for all points; how many entries it improved.
fn look_around(points: Points<'_>, count: usize, threads: usize, list: &mut Vec<Neighbour>) -> usize {
    let via = both_ways(points.rows(), count, list);
    let before = &*list;
    let mut found: Vec<(usize, Vec<Neighbour>)> = vec![(0, Vec::new()); points.rows()];
    fill_chunks(threads, &mut found, 64, |chunk, places| {
        let mut seen = vec![u32::MAX; points.rows()];
        for (row, place) in (chunk * 64..).zip(places) {
            let mut nearest = before[row * count..][..count].to_vec();
            let changes = look_from(points, row, &via, &mut nearest, &mut seen);
            *place = (changes, nearest);
        }
    });
    let changes = found.iter().map(|place| place.0).sum();
    *list = found.into_iter().flat_map(|place| place.1).collect();
    changes
}

/// The nearest few neighbours of each point, and the first few points that have it among theirs.
fn both_ways(rows: usize, count: usize, list: &[Neighbour]) -> Vec<Vec<u32>> {
    let near = |row: usize| list[row * count..][..count.min(VIA)].iter();
    let mut via: Vec<Vec<u32>> = (0..rows).map(|row| near(row).map(|one| one.index).collect()).collect();
    for row in 0..rows {
        for one in near(row) {
            let back = &mut via[one.index as usize];
            if back.len() < 2 * VIA && !back.contains(&(row as u32)) {
                back.push(row as u32);
            }
        }
    }
    via
}

/// Looks at everything two ways from `row`. `seen[i] == row` marks what needs no second look.
fn look_from(points: Points<'_>, row: usize, via: &[Vec<u32>], nearest: &mut [Neighbour], seen: &mut [u32]) -> usize {
    seen[row] = row as u32;
    for one in &*nearest {
        seen[one.index as usize] = row as u32;
    }
    let mut changes = 0;
    for middle in &via[row] {
        for other in &via[*middle as usize] {
            if std::mem::replace(&mut seen[*other as usize], row as u32) != row as u32 {
                let apart = squared(points.row(row), points.row(*other as usize));
                changes += usize::from(insert(nearest, Neighbour { squared: apart, index: *other }));
            }
        }
    }
    changes
}
