//! Operations on whole numbers and truth values: they have no gradient, but networks pick, mask and count by them.

use burn::tensor::{Bool, IndexingUpdateOp, Int, IntDType, Tensor};

use super::differences::{Function, Named, check};

type Whole = Tensor<3, Int>;
type Truths = Tensor<3, Bool>;

type OfWhole = fn(Whole) -> Whole;
type AskWhole = fn(Whole) -> Truths;
type AskNumbers = fn(Tensor<3>) -> Truths;
type Places = fn(Tensor<3>) -> Whole;
type OfTruths = fn(Truths) -> Truths;

/// From −11 to 12, in no order.
fn whole(x: &Tensor<3>) -> Whole {
    (x.clone() * 9.0).round().int()
}

/// Another order of −1 to 2: small enough to shift by, once its sign is taken.
fn small(n: &Whole) -> Whole {
    (n.clone() + 40).remainder_scalar(4) - 1
}

const NUMBERS: [(&str, OfWhole); 39] = [
    ("add", |n| n.clone() + small(&n)),
    ("add scalar", |n| n + 3),
    ("subtract", |n| n.clone() - small(&n)),
    ("subtract scalar", |n| n - 3),
    ("multiply", |n| n.clone() * small(&n)),
    ("multiply by scalar", |n| n * -3),
    ("divide", |n| n.clone() / (small(&n) + 2)),
    ("divide by scalar", |n| n / 3),
    ("remainder", |n| (n.clone() + 20).remainder(small(&n) + 2)),
    ("remainder of scalar", |n| (n + 20).remainder_scalar(3)),
    ("negate", |n| -n),
    ("absolute", Tensor::abs),
    ("sign", Tensor::sign),
    ("full", |n| n.full_like(4) + n),
    ("clamp", |n| n.clamp(-4, 5)),
    ("clamp below", |n| n.clamp_min(-4)),
    ("clamp above", |n| n.clamp_max(5)),
    ("pad", |n| n.pad([(1, 1), (0, 2)], burn::tensor::ops::PadMode::Constant(3.0))),
    ("product of matrices", |n| n.clone().matmul(small(&n).swap_dims(1, 2))),
    ("sum", |n| n.sum().unsqueeze()),
    ("sum of a dimension", |n| n.sum_dim(2)),
    ("product", |n| (n.clamp(1, 2)).prod().unsqueeze()),
    ("product of a dimension", |n| n.prod_dim(2)),
    ("running sum", |n| n.cumsum(2)),
    ("largest", |n| n.max().unsqueeze()),
    ("largest of a dimension", |n| n.max_dim(2)),
    ("smallest", |n| n.min().unsqueeze()),
    ("smallest of a dimension", |n| n.min_dim(1)),
    ("place of the largest", |n| n.argmax(2)),
    ("place of the smallest", |n| n.argmin(2)),
    ("sorted", |n| n.sort(2)),
    ("cast", |n| n.cast(IntDType::I32)),
    ("scatter", |n| n.clone().scatter(2, places(&n).narrow(2, 0, 1), n.narrow(2, 1, 1), IndexingUpdateOp::Add)),
    ("and", |n| n.clone().bitwise_and(small(&n)).bitwise_and_scalar(5)),
    ("or", |n| n.clone().bitwise_or(small(&n)).bitwise_or_scalar(5)),
    ("exclusive or", |n| n.clone().bitwise_xor(small(&n)).bitwise_xor_scalar(5)),
    ("not", Tensor::bitwise_not),
    ("shift left", |n| n.clone().bitwise_left_shift(small(&n).abs()).bitwise_left_shift_scalar(1)),
    ("shift right", |n| n.clone().bitwise_right_shift(small(&n).abs()).bitwise_right_shift_scalar(1)),
];

/// Truths that are true at a third of the places.
fn truths(n: &Whole) -> Truths {
    (n.clone() + 40).remainder_scalar(3).equal_elem(0)
}

/// Which number in each row, of places that are there.
fn places(n: &Whole) -> Whole {
    (n.clone() + 40).remainder_scalar(4)
}

/// What moves, picks and masks is the same for whole numbers and for truths.
macro_rules! moves {
    ($value:expr) => {
        [
            ("reshape", |t, _| t.reshape([4, 3, 2])),
            ("swap", |t, _| t.swap_dims(0, 2)),
            ("permute", |t, _| t.permute([2, 0, 1])),
            ("flip", |t, _| t.flip([0, 2])),
            ("expand", |t, _| t.narrow(1, 0, 1).expand([2, 5, 4])),
            ("unfold", |t, _| t.unfold::<4, _>(2, 2, 1).flatten(2, 3)),
            ("slice", |t, _| t.slice([0..2, 1..3, 0..2])),
            ("slice assign", |t, _| t.clone().slice_assign([0..1, 0..3, 0..4], t.narrow(0, 1, 1))),
            ("select", |t, n| t.select(1, places(n).narrow(1, 0, 1).narrow(0, 0, 1).clamp_max(2).flatten(0, 2))),
            ("gather", |t, n| t.gather(2, places(n))),
            ("mask where", |t, n| t.clone().mask_where(truths(n), t.flip([2]))),
            ("mask fill", |t, n| t.mask_fill(truths(n), $value)),
            ("repeat", |t, _| t.repeat_dim(1, 2)),
            ("cat", |t, _| Tensor::cat(vec![t.clone(), t.flip([0])], 1)),
            ("zeros", |t, _| Tensor::cat(vec![t.zeros_like(), t], 0)),
            ("ones", |t, _| Tensor::cat(vec![t.ones_like(), t], 0)),
            ("empty", |t, _| t.empty_like().slice_assign([0..2, 0..3, 0..4], t)),
        ]
    };
}

type Moved<T> = fn(T, &Whole) -> T;

const WHOLE_MOVES: [(&str, Moved<Whole>); 17] = moves!(3);
const TRUTH_MOVES: [(&str, Moved<Truths>); 17] = moves!(true);

/// What is asked of whole numbers.
const QUESTIONS: [(&str, AskWhole); 16] = [
    ("equal", |n| n.clone().equal(small(&n))),
    ("not equal", |n| n.clone().not_equal(small(&n))),
    ("equal to scalar", |n| n.equal_elem(3)),
    ("not equal to scalar", |n| n.not_equal_elem(3)),
    ("greater", |n| n.clone().greater(small(&n))),
    ("greater than scalar", |n| n.greater_elem(3)),
    ("greater or equal", |n| n.clone().greater_equal(small(&n))),
    ("greater or equal to scalar", |n| n.greater_equal_elem(3)),
    ("lower", |n| n.clone().lower(small(&n))),
    ("lower than scalar", |n| n.lower_elem(3)),
    ("lower or equal", |n| n.clone().lower_equal(small(&n))),
    ("lower or equal to scalar", |n| n.lower_equal_elem(3)),
    ("any", |n| places(&n).any().unsqueeze()),
    ("all", |n| places(&n).all().unsqueeze()),
    ("any of a dimension", |n| places(&n).any_dim(2)),
    ("all of a dimension", |n| places(&n).all_dim(2)),
];

/// What is asked of numbers.
const FLOAT_QUESTIONS: [(&str, AskNumbers); 18] = [
    ("equal", |x| x.clone().round().equal(x.clone().ceil())),
    ("not equal", |x| x.clone().round().not_equal(x.clone().ceil())),
    ("equal to scalar", |x| x.round().equal_elem(1.0)),
    ("not equal to scalar", |x| x.round().not_equal_elem(1.0)),
    ("greater", |x| x.clone().greater(x.flip([2]))),
    ("greater than scalar", |x| x.greater_elem(0.5)),
    ("greater or equal", |x| x.clone().greater_equal(x.flip([2]))),
    ("greater or equal to scalar", |x| x.greater_equal_elem(0.5)),
    ("lower", |x| x.clone().lower(x.flip([2]))),
    ("lower than scalar", |x| x.lower_elem(0.5)),
    ("lower or equal", |x| x.clone().lower_equal(x.flip([2]))),
    ("lower or equal to scalar", |x| x.lower_equal_elem(0.5)),
    ("no number", |x| x.sqrt().is_nan()),
    ("infinite", |x| (x.round() + 1.0).recip().is_inf()),
    ("any", |x| x.any().unsqueeze()),
    ("all", |x| x.round().all().unsqueeze()),
    ("any of a dimension", |x| x.round().any_dim(2)),
    ("all of a dimension", |x| x.round().all_dim(2)),
];

const FLOAT_PLACES: [(&str, Places); 10] = [
    ("place of the largest", |x| x.argmax(2)),
    ("place of the smallest", |x| x.argmin(1)),
    ("order", |x| x.argsort(2)),
    ("places of the first few", |x| x.argtopk(2, 2)),
    ("place of the largest, with it", |x| x.max_dim_with_indices(2).1),
    ("place of the smallest, with it", |x| x.min_dim_with_indices(1).1),
    ("order, with the sorted", |x| x.sort_with_indices(2).1),
    ("places of the first few, with them", |x| x.topk_with_indices(2, 2).1),
    ("whole number", |x| x.trunc().int()),
    ("whole number of a truth", |x| x.greater_elem(0.0).int()),
];

const TRUTHS: [(&str, OfTruths); 13] = [
    ("equal to scalar", |t| t.equal_elem(false)),
    ("not equal to scalar", |t| t.not_equal_elem(false)),
    ("number of a truth", |t| t.float().greater_elem(0.5)),
    ("not", Tensor::bool_not),
    ("and", |t| t.clone().bool_and(t.flip([2]))),
    ("or", |t| t.clone().bool_or(t.flip([2]))),
    ("exclusive or", |t| t.clone().bool_xor(t.flip([2]))),
    ("equal", |t| t.clone().equal(t.flip([2]))),
    ("not equal", |t| t.clone().not_equal(t.flip([2]))),
    ("any", |t| t.any().unsqueeze()),
    ("all", |t| t.all().unsqueeze()),
    ("any of a dimension", |t| t.any_dim(2)),
    ("all of a dimension", |t| t.all_dim(1)),
];

/// Functions as functions of numbers, each with something beside it that has a gradient.
fn boxed<F: Copy + 'static>(functions: &[(&'static str, F)], run: fn(Tensor<3>, F) -> Whole) -> Vec<Named> {
    let boxed = |(name, function): &(&'static str, F)| {
        let function = *function;
        let beside = move |x: Tensor<3>| run(x.clone(), function).float() * 0.1 + x.sum().unsqueeze();
        (*name, Box::new(beside) as Box<Function>)
    };
    functions.iter().map(boxed).collect()
}

fn every_number() -> Vec<Named> {
    let numbers = boxed(&NUMBERS, |x, function| function(whole(&x)));
    let moves = boxed(&WHOLE_MOVES, |x, function| function(whole(&x), &whole(&x)));
    let places = boxed(&FLOAT_PLACES, |x, function| function(x));
    [numbers, moves, places].into_iter().flatten().collect()
}

fn every_truth() -> Vec<Named> {
    let questions = boxed(&QUESTIONS, |x, function| function(whole(&x)).int());
    let of_floats = boxed(&FLOAT_QUESTIONS, |x, function| function(x).int());
    let moves = boxed(&TRUTH_MOVES, |x, function| function(truths(&whole(&x)), &whole(&x)).int());
    let truths = boxed(&TRUTHS, |x, function| function(truths(&whole(&x))).int());
    [questions, of_floats, moves, truths].into_iter().flatten().collect()
}

/// All of the above.
pub(crate) fn every_function() -> Vec<Named> {
    every_number().into_iter().chain(every_truth()).collect()
}

#[test]
fn whole_numbers() {
    check(&every_number());
}

#[test]
fn truth_values() {
    check(&every_truth());
}
