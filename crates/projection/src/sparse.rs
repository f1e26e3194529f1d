//! A sparse symmetric table of weights: how strongly points that are neighbours belong together.

use crate::neighbours::Neighbours;

/// Weights of pairs of points, row by row, each row by ascending column.
#[derive(Clone, Debug)]
pub(crate) struct Sparse {
    /// Row `i` is `starts[i]..starts[i + 1]`.
    starts: Vec<usize>,
    columns: Vec<u32>,
    weights: Vec<f64>,
}

impl Sparse {
    /// The weights of `neighbours`, in their order, as a table.
    fn directed(neighbours: &Neighbours, weights: &[f64]) -> Self {
        let mut table = Self { starts: vec![0], columns: Vec::new(), weights: Vec::new() };
        for (row, weights) in weights.chunks_exact(neighbours.count()).enumerate() {
            let mut pairs: Vec<(u32, f64)> =
                neighbours.row(row).iter().map(|one| one.index).zip(weights.iter().copied()).collect();
            pairs.sort_unstable_by_key(|pair| pair.0);
            table.push_row(pairs);
        }
        table
    }

    fn push_row(&mut self, pairs: impl IntoIterator<Item = (u32, f64)>) {
        for (column, weight) in pairs {
            self.columns.push(column);
            self.weights.push(weight);
        }
        self.starts.push(self.columns.len());
    }

    /// Rows and columns exchanged.
    fn transposed(&self) -> Self {
        let mut starts = vec![0; self.rows() + 1];
        self.columns.iter().for_each(|column| starts[*column as usize + 1] += 1);
        (1..starts.len()).for_each(|row| starts[row] += starts[row - 1]);
        let mut next = starts.clone();
        let mut table = Self { starts, columns: vec![0; self.columns.len()], weights: vec![0.0; self.weights.len()] };
        for row in 0..self.rows() {
            for (column, weight) in self.row(row) {
                (table.columns[next[column]], table.weights[next[column]]) = (row as u32, weight);
                next[column] += 1;
            }
        }
        table
    }

    /// Joins the weights `i → j` and `j → i` (0 where `j` is no neighbour of `i`) by `join`, which must not care for
    /// the order of the two. `weights` are those of `neighbours`, in the same order.
    pub(crate) fn symmetric(neighbours: &Neighbours, weights: &[f64], join: impl Fn(f64, f64) -> f64) -> Self {
        let there = Self::directed(neighbours, weights);
        let back = there.transposed();
        let mut table = Self { starts: vec![0], columns: Vec::new(), weights: Vec::new() };
        for row in 0..there.rows() {
            let (mut there, mut back) = (there.row(row).peekable(), back.row(row).peekable());
            let pairs = std::iter::from_fn(|| {
                let column = there.peek().into_iter().chain(back.peek()).map(|pair| pair.0).min()?;
                let a = there.next_if(|pair| pair.0 == column).map_or(0.0, |pair| pair.1);
                let b = back.next_if(|pair| pair.0 == column).map_or(0.0, |pair| pair.1);
                Some((column as u32, join(a, b)))
            });
            table.push_row(pairs);
        }
        table
    }

    pub(crate) fn rows(&self) -> usize {
        self.starts.len() - 1
    }

    /// The columns and weights of one row.
    pub(crate) fn row(&self, row: usize) -> impl Iterator<Item = (usize, f64)> {
        let range = self.starts[row]..self.starts[row + 1];
        self.columns[range.clone()].iter().map(|column| *column as usize).zip(self.weights[range].iter().copied())
    }

    /// All weights, row by row.
    pub(crate) fn weights(&self) -> &[f64] {
        &self.weights
    }

    /// Whether each point can be reached from each other one over weights above 0.
    pub(crate) fn is_connected(&self) -> bool {
        let mut reached = vec![false; self.rows()];
        let mut open: Vec<usize> = (0..self.rows().min(1)).collect();
        let mut count = 0;
        while let Some(row) = open.pop() {
            if !std::mem::replace(&mut reached[row], true) {
                count += 1;
                open.extend(
                    self.row(row).filter(|(column, weight)| *weight > 0.0 && !reached[*column]).map(|pair| pair.0),
                );
            }
        }
        count == self.rows()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::neighbours::Neighbour;

    fn neighbours(rows: &[&[u32]]) -> Neighbours {
        let list = rows.iter().flat_map(|row| row.iter().map(|index| Neighbour { squared: 1.0, index: *index }));
        Neighbours::of(rows[0].len(), list.collect())
    }

    #[test]
    fn both_directions_are_joined() {
        let table = Sparse::symmetric(&neighbours(&[&[1], &[2], &[1]]), &[0.5, 0.25, 1.0], |a, b| a + b);
        let rows: Vec<Vec<(usize, f64)>> = (0..3).map(|row| table.row(row).collect()).collect();
        assert_eq!(rows, [vec![(1, 0.5)], vec![(0, 0.5), (2, 1.25)], vec![(1, 1.25)]]);
        assert!(table.is_connected());
    }

    #[test]
    fn groups_without_a_weight_between_them_are_told() {
        let table = Sparse::symmetric(&neighbours(&[&[1], &[0], &[3], &[2]]), &[1.0; 4], |a, b| a + b);
        assert!(!table.is_connected());
    }
}
