//! How many lines dagre is given: its time grows with the layers that lines pass through, without bound.

use std::collections::HashMap;

use super::route::{End, Segment};

/// Layers that the lines of one scope may pass through, all together. dagre then takes a few tenths of a second.
const MOST: usize = 1000;
/// The same for all scopes, and what each has at least.
const MOST_IN_ALL: usize = 20_000;
const LEAST: usize = 100;

/// How many layers the lines of each of so many scopes may pass through.
pub(super) fn of_each(scopes: usize) -> usize {
    (MOST_IN_ALL / scopes.max(1)).clamp(LEAST, MOST)
}

/// Which segments are drawn: loops and long ones may be left out, so that no more than `most` layers are passed through.
pub(super) fn kept(segments: &[Segment], most: usize) -> Vec<bool> {
    let layers = layers(segments);
    let span = |segment: &Segment| {
        let (upper, lower) = segment.ends();
        layers.get(&lower).zip(layers.get(&upper)).map_or(0, |(lower, upper)| lower.saturating_sub(*upper))
    };
    let mut order: Vec<usize> = (0..segments.len()).filter(|&index| !segments[index].is_loop()).collect();
    order.sort_by_key(|&index| span(&segments[index]));
    let mut kept = vec![false; segments.len()];
    let mut sum = 0;
    for index in order {
        sum += span(&segments[index]).max(1);
        kept[index] = sum <= most;
    }
    kept
}

/// The layer of each end: one below the lowest of those that it hangs on.
fn layers(segments: &[Segment]) -> HashMap<End, usize> {
    let mut hanging: HashMap<End, usize> = HashMap::new();
    let mut below: HashMap<End, Vec<End>> = HashMap::new();
    for (upper, lower) in segments.iter().filter(|segment| !segment.is_loop()).map(Segment::ends) {
        hanging.entry(upper).or_default();
        *hanging.entry(lower).or_default() += 1;
        below.entry(upper).or_default().push(lower);
    }
    let mut free: Vec<End> = hanging.iter().filter(|(_, count)| **count == 0).map(|(&end, _)| end).collect();
    let mut layers: HashMap<End, usize> = free.iter().map(|&end| (end, 0)).collect();
    while let Some(upper) = free.pop() {
        let layer = layers.get(&upper).copied().unwrap_or(0) + 1;
        for lower in below.remove(&upper).unwrap_or_default() {
            let lowest = layers.entry(lower).or_insert(layer);
            *lowest = layer.max(*lowest);
            if let Some(count) = hanging.get_mut(&lower) {
                *count -= 1;
                free.extend((*count == 0).then_some(lower));
            }
        }
    }
    layers
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chart::graph::route::tests::segment;

    #[test]
    fn the_longest_lines_go_first() {
        let chain = (0..100).map(|item| segment(item, item + 1));
        let all: Vec<_> = chain.clone().chain((2..100).map(|item| segment(0, item))).collect();
        let kept = kept(&all, MOST);
        assert!(kept[..100].iter().all(|&kept| kept), "the chain itself stays");
        let drawn: Vec<_> = (2..100).filter(|item| kept[98 + item]).collect();
        // 100 for the chain, then 2 + 3 + … + 41 = 860.
        assert_eq!(drawn, (2..=41).collect::<Vec<_>>());
    }

    #[test]
    fn small_graphs_lose_nothing_but_loops() {
        assert_eq!(kept(&[segment(0, 1), segment(1, 1), segment(0, 1)], MOST), [true, false, true]);
    }
}
