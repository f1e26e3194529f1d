//! A model as a text: its parameters in a table, and its modules as burn prints them.

use std::fmt::{Display, Write as _};

use burn::module::{Module, ModuleVisitor, Param};
use burn::tensor::Tensor;
use nnviz_record::summary::markdown_table;

use nnviz_capture::in_training;

/// A Markdown text on a model. Lazy parameters stay so: only their shapes are asked for.
pub(super) fn markdown<M: Module + Display>(model: &M) -> String {
    let mut rows = Rows::default();
    in_training(model).visit(&mut rows);
    let mut text = format!(
        "**{} parameters**, {} of them trained\n\n",
        grouped(rows.count(|_| true)),
        grouped(rows.count(|row| row.trained)),
    );
    text.push_str(&markdown_table(["parameter", "shape", "count", "trained"], rows.0.iter().map(Row::cells)));
    // Writing to a string does not fail.
    let _written = write!(text, "\n```text\n{model}\n```\n");
    text
}

#[derive(Default)]
struct Rows(Vec<Row>, Vec<String>);

struct Row {
    path: String,
    shape: Vec<usize>,
    trained: bool,
}

impl Rows {
    fn count(&self, wanted: impl Fn(&Row) -> bool) -> usize {
        self.0.iter().filter(|row| wanted(row)).map(Row::count).sum()
    }
}

impl Row {
    fn count(&self) -> usize {
        self.shape.iter().product()
    }

    fn cells(&self) -> [String; 4] {
        let shape = self.shape.iter().map(usize::to_string).collect::<Vec<_>>().join(" × ");
        let trained = if self.trained { "yes" } else { "no" };
        [format!("`{}`", self.path), shape, grouped(self.count()), trained.to_owned()]
    }
}

impl ModuleVisitor for Rows {
    fn enter_module(&mut self, name: &str, _container_type: &str) {
        self.1.push(name.to_owned());
    }

    fn exit_module(&mut self, _name: &str, _container_type: &str) {
        self.1.pop();
    }

    fn visit_float<const D: usize>(&mut self, param: &Param<Tensor<D>>) {
        let shape = param.lazy_shape().iter().copied().collect();
        self.0.push(Row { path: self.1.join("."), shape, trained: param.is_require_grad() });
    }
}

/// A count with a space between each three digits.
fn grouped(count: usize) -> String {
    let digits = count.to_string();
    let first = digits.len() % 3;
    let (head, tail) = digits.split_at(first);
    let groups = tail.as_bytes().chunks(3).filter_map(|group| std::str::from_utf8(group).ok());
    let parts: Vec<_> = (!head.is_empty()).then_some(head).into_iter().chain(groups).collect();
    parts.join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_are_grouped_by_thousands() {
        let table = [(0, "0"), (999, "999"), (1000, "1 000"), (61_706, "61 706"), (11_689_512, "11 689 512")];
        for (count, text) in table {
            assert_eq!(grouped(count), text);
        }
    }
}
