//! The gradient of every operation, beside finite differences.

use burn::nn::{Linear, LinearConfig};
use burn::tensor::activation::{
    elu, gelu, gelu_approximate, glu, hard_sigmoid, leaky_relu, log_sigmoid, log_softmax, mish, prelu, quiet_softmax,
    relu, sigmoid, silu, softmax, softmin, softplus,
};
use burn::tensor::module::{
    adaptive_avg_pool1d, adaptive_avg_pool2d, attention, avg_pool1d, avg_pool2d, batch_norm, conv_transpose1d,
    conv_transpose2d, conv1d, conv2d, conv3d, interpolate, layer_norm, linear, max_pool1d, max_pool1d_with_indices,
    max_pool2d, max_pool2d_with_indices, unfold4d,
};
use burn::tensor::ops::{
    AttentionModuleOptions, AvgPoolOptions, ConvOptions, ConvTransposeOptions, InterpolateMode, InterpolateOptions,
    MaxPoolOptions, PadMode, UnfoldOptions,
};
use burn::tensor::{Device, IndexingUpdateOp, Int, Tensor, s};
use nnviz_explain::{Error, Replay, Rules};

type Function = fn(Tensor<3>) -> Tensor<3>;

fn weight<const D: usize>(shape: [usize; D], device: &Device) -> Tensor<D> {
    let count: usize = shape.iter().product();
    (Tensor::<1, Int>::arange(0..count as i64, device).float() * 0.7).sin().reshape(shape)
}

fn w<const D: usize>(x: &Tensor<3>, shape: [usize; D]) -> Tensor<D> {
    weight(shape, &x.device())
}

fn indices(x: &Tensor<3>, values: &[i64]) -> Tensor<1, Int> {
    Tensor::from_ints(values, &x.device())
}

/// `[2, 3, 4]` as a picture: `[1, 2, 3, 4]`.
fn image(x: Tensor<3>) -> Tensor<4> {
    x.unsqueeze::<4>()
}

fn flat(x: Tensor<4>) -> Tensor<3> {
    x.flatten(1, 2)
}

/// Numbers well above 0.
fn positive(x: Tensor<3>) -> Tensor<3> {
    x.powi_scalar(2) + 0.5
}

/// Numbers within (−1, 1).
fn within(x: Tensor<3>) -> Tensor<3> {
    x.tanh() * 0.9
}

const ARITHMETIC: [(&str, Function); 22] = [
    ("add", |x| x.clone() + w(&x, [2, 3, 4])),
    ("add, broadcast", |x| x.clone() + w(&x, [1, 3, 1])),
    ("add itself", |x| x.clone() + x),
    ("add scalar", |x| x + 2.0),
    ("subtract", |x| w(&x, [2, 3, 4]) - x),
    ("subtract scalar", |x| x - 2.0),
    ("multiply", |x| x.clone() * w(&x, [2, 3, 4])),
    ("multiply by itself", |x| x.clone() * x),
    ("multiply by scalar", |x| x * -3.0),
    ("divide", |x| x.clone() / positive(w(&x, [2, 3, 4]))),
    ("divide by", |x| w(&x, [2, 3, 4]) / positive(x)),
    ("divide by scalar", |x| x / 3.0),
    ("negate", |x| -x),
    ("absolute", Tensor::abs),
    ("clamp", |x| x.clamp(-0.51, 0.51)),
    ("clamp below", |x| x.clamp_min(0.11)),
    ("clamp above", |x| x.clamp_max(0.11)),
    ("whole power", |x| x.powi_scalar(3)),
    ("power", |x| positive(x).powf_scalar(1.7)),
    ("power of a tensor", |x| positive(x.clone()).powf(w(&x, [2, 3, 4]))),
    ("remainder", |x| x.remainder_scalar(7.3)),
    ("cross product", |x| x.clone().cross(w(&x, [2, 3, 4]), 1)),
];

const FUNCTIONS: [(&str, Function); 20] = [
    ("exp", Tensor::exp),
    ("log", |x| positive(x).log()),
    ("log1p", |x| positive(x).log1p()),
    ("sqrt", |x| positive(x).sqrt()),
    ("reciprocal", |x| positive(x).recip()),
    ("erf", Tensor::erf),
    ("sin", Tensor::sin),
    ("cos", Tensor::cos),
    ("tan", |x| within(x).tan()),
    ("sinh", Tensor::sinh),
    ("cosh", Tensor::cosh),
    ("tanh", Tensor::tanh),
    ("asin", |x| within(x).asin()),
    ("acos", |x| within(x).acos()),
    ("atan", Tensor::atan),
    ("asinh", Tensor::asinh),
    ("acosh", |x| (positive(x) + 1.0).acosh()),
    ("atanh", |x| within(x).atanh()),
    ("atan2", |x| x.clone().atan2(positive(w(&x, [2, 3, 4])))),
    ("hypotenuse", |x| x.clone().hypot(positive(w(&x, [2, 3, 4])))),
];

const ACTIVATIONS: [(&str, Function); 17] = [
    ("relu", relu),
    ("leaky relu", |x| leaky_relu(x, 0.1)),
    ("prelu", |x| prelu(x.clone(), w(&x, [3]) + 0.3)),
    ("gelu", gelu),
    ("approximate gelu", gelu_approximate),
    ("sigmoid", sigmoid),
    ("hard sigmoid", |x| hard_sigmoid(x, 0.2, 0.5)),
    ("log sigmoid", log_sigmoid),
    ("softmax", |x| softmax(x, 1)),
    ("softmin", |x| softmin(x, 2)),
    ("log softmax", |x| log_softmax(x, 2)),
    ("quiet softmax", |x| quiet_softmax(x, 2)),
    ("softplus", |x| softplus(x, 1.0)),
    ("silu", silu),
    ("mish", mish),
    ("elu", |x| elu(x, 1.0)),
    ("glu", |x| glu(x, 2)),
];

const MOVES: [(&str, Function); 21] = [
    ("reshape", |x| x.reshape([4, 3, 2])),
    ("swap", |x| x.swap_dims(0, 2)),
    ("permute", |x| x.permute([2, 0, 1])),
    ("flip", |x| x.flip([0, 2])),
    ("expand", |x| x.narrow(1, 0, 1).expand([2, 5, 4])),
    ("repeat", |x| x.repeat_dim(1, 2)),
    ("slice", |x| x.slice([0..2, 1..3, 0..2])),
    ("slice by steps", |x| x.slice([s![..], s![..;2], s![..]])),
    ("slice assign", |x| x.clone().slice_assign([0..1, 0..3, 0..4], w(&x, [1, 3, 4]))),
    ("assigned slice", |x| w(&x, [2, 3, 4]).slice_assign([0..1, 0..3, 0..4], x.narrow(0, 1, 1))),
    ("cat", |x| Tensor::cat(vec![x.clone() * 2.0, w(&x, [2, 1, 4]), x], 1)),
    ("stack", |x| Tensor::stack::<4>(vec![x.clone(), x * 3.0], 0).flatten(0, 1)),
    ("chunk", |x| x.chunk(2, 2).swap_remove(1)),
    ("select", |x| x.clone().select(1, indices(&x, &[2, 0, 2]))),
    ("gather", |x| {
        let places = indices(&x, &[3, 0, 1, 1, 2, 3]).reshape([2, 3, 1]);
        x.gather(2, places)
    }),
    ("scatter", |x| {
        let places = indices(&x, &[3, 0, 1, 1, 2, 3]).reshape([2, 3, 1]);
        w(&x, [2, 3, 4]).scatter(2, places, x.narrow(2, 0, 1), IndexingUpdateOp::Add)
    }),
    ("mask where", |x| x.clone().mask_where(w(&x, [2, 3, 4]).greater_elem(0.0), x * 2.0)),
    ("mask fill", |x| x.clone().mask_fill(w(&x, [2, 3, 4]).greater_elem(0.0), 1.0)),
    ("pad", |x| x.pad([(1, 1), (0, 2)], PadMode::Constant(0.5))),
    ("reflect", |x| x.pad([(1, 1), (2, 1)], PadMode::Reflect)),
    ("unfold", |x| x.unfold::<4, _>(2, 2, 1).flatten(2, 3)),
];

const REDUCTIONS: [(&str, Function); 17] = [
    ("sum", |x| x.sum().unsqueeze()),
    ("sum of a dimension", |x| x.sum_dim(1)),
    ("mean", |x| x.mean().unsqueeze()),
    ("mean of a dimension", |x| x.mean_dim(2)),
    ("variance", |x| x.var(2)),
    ("product", |x| positive(x).prod_dim(2)),
    ("largest", |x| x.max().unsqueeze()),
    ("largest of a dimension", |x| x.max_dim(2)),
    ("smallest of a dimension", |x| x.min_dim(1)),
    ("largest, with places", |x| x.max_dim_with_indices(2).0),
    ("largest magnitude", |x| x.max_abs_dim(2)),
    ("first few", |x| x.topk(2, 2)),
    ("sorted", |x| x.sort(2)),
    ("running sum", |x| x.cumsum(2)),
    ("running product", |x| x.cumprod(2)),
    ("running maximum", |x| x.cummax(2)),
    ("running minimum", |x| x.cummin(2)),
];

const LAYERS: [(&str, Function); 25] = [
    ("windows of a picture", |x| unfold4d(image(x), [2, 2], UnfoldOptions::new([1, 1], [1, 0], [1, 2]))),
    ("product of matrices", |x| x.clone().matmul(w(&x, [2, 4, 5]))),
    ("product with itself", |x| x.clone().matmul(x.swap_dims(1, 2))),
    ("linear", |x| linear(x.clone(), w(&x, [4, 2]), Some(w(&x, [2])))),
    ("convolution of a line", |x| {
        conv1d(x.clone(), w(&x, [5, 3, 3]), Some(w(&x, [5])), ConvOptions::new([1], [1], [1], 1))
    }),
    ("convolution in groups", |x| conv1d(x.clone(), w(&x, [3, 1, 2]), None, ConvOptions::new([2], [1], [1], 3))),
    ("convolution of a picture", |x| {
        flat(conv2d(
            image(x.clone()),
            w(&x, [3, 2, 2, 3]),
            Some(w(&x, [3])),
            ConvOptions::new([1, 2], [1, 1], [2, 1], 1),
        ))
    }),
    ("convolution of a body", |x| {
        let body = x.clone().unsqueeze::<4>().unsqueeze::<5>();
        conv3d(body, w(&x, [1, 1, 1, 2, 2]), None, ConvOptions::new([1; 3], [0; 3], [1; 3], 1)).flatten::<3>(0, 2)
    }),
    ("transposed convolution of a line", |x| {
        let options = ConvTransposeOptions::new([2], [1], [1], [1], 1);
        conv_transpose1d(x.clone(), w(&x, [3, 2, 3]), Some(w(&x, [2])), options)
    }),
    ("transposed convolution of a picture", |x| {
        let options = ConvTransposeOptions::new([2, 1], [1, 0], [1, 0], [1, 1], 1);
        flat(conv_transpose2d(image(x.clone()), w(&x, [2, 2, 3, 2]), None, options))
    }),
    ("maximum of a line", |x| max_pool1d(x, MaxPoolOptions::new([2]))),
    ("maximum of a picture", |x| flat(max_pool2d(image(x), MaxPoolOptions::new([2, 2]).with_stride([1, 2])))),
    ("maximum of a line, with places", |x| max_pool1d_with_indices(x, MaxPoolOptions::new([2])).0),
    ("maximum of a picture, with places", |x| flat(max_pool2d_with_indices(image(x), MaxPoolOptions::new([2, 2])).0)),
    ("mean of a line", |x| avg_pool1d(x, AvgPoolOptions::new([2]))),
    ("mean of a picture", |x| flat(avg_pool2d(image(x), AvgPoolOptions::new([2, 2]).with_stride([1, 1])))),
    ("adaptive mean of a line", |x| adaptive_avg_pool1d(x, 3)),
    ("adaptive mean of a picture", |x| flat(adaptive_avg_pool2d(image(x), [2, 3]))),
    ("bilinear picture", |x| {
        flat(interpolate(image(x), InterpolateOptions::new(InterpolateMode::Bilinear).with_output_size([5, 7])))
    }),
    ("nearest picture", |x| {
        flat(interpolate(image(x), InterpolateOptions::new(InterpolateMode::Nearest).with_output_size([5, 7])))
    }),
    ("batch normalisation", |x| {
        let spread = positive(w(&x, [1, 1, 3])).flatten::<1>(0, 2);
        batch_norm(x.clone(), w(&x, [3]), w(&x, [3]), w(&x, [3]), spread, 1e-5)
    }),
    ("layer normalisation", |x| layer_norm(x.clone(), w(&x, [4]), Some(w(&x, [4])), 1e-5)),
    ("attention", |x| {
        let heads = image(x.clone());
        flat(attention(heads.clone() * 0.5, heads.clone(), heads, None, None, AttentionModuleOptions::default()))
    }),
    ("picture at places", |x| {
        let grid = w(&x, [1, 3, 4, 2]) * 0.4;
        flat(image(x).grid_sample_2d(grid, InterpolateMode::Bilinear))
    }),
    ("cast", |x| (x.cast(burn::tensor::FloatDType::F64).sin() * 2.0).cast(burn::tensor::FloatDType::F32)),
];

fn seed(shape: [usize; 3], device: &Device) -> Tensor<3> {
    (weight(shape, device) * 1.3).cos()
}

fn total(function: Function, x: Tensor<3>) -> f32 {
    let y = function(x);
    let seed = seed(y.dims(), &y.device());
    (y * seed).sum().into_scalar::<f32>()
}

/// Central differences in every number of the input.
fn differences(function: Function, x: &Tensor<3>) -> Vec<f32> {
    const STEP: f32 = 1e-2;
    let values: Vec<f32> = x.clone().into_data().try_into_vec_as().unwrap();
    let at = |index: usize, change: f32| {
        let mut moved = values.clone();
        moved[index] += change;
        total(function, Tensor::<1>::from_floats(moved.as_slice(), &x.device()).reshape(x.dims()))
    };
    (0..values.len()).map(|index| (at(index, STEP) - at(index, -STEP)) / (2.0 * STEP)).collect()
}

fn replayed(function: Function, x: &Tensor<3>) -> Result<(Tensor<3>, Vec<f32>), Error> {
    let model: Linear = LinearConfig::new(1, 1).init(&x.device());
    let replay = Replay::new(&model, x, move |_: &Linear, x| function(x))?;
    let run = replay.run(x.clone())?;
    let output = run.output::<3>()?;
    let gradient = run.gradients(seed(output.dims(), &x.device()), &[], &Rules::new())?.input::<3>(0)?;
    Ok((output, gradient.into_data().try_into_vec_as().unwrap()))
}

/// What is wrong with an operation; nothing if all is well.
fn fault(function: Function, x: &Tensor<3>) -> Option<String> {
    let (output, gradient) = match replayed(function, x) {
        Ok(found) => found,
        Err(error) => return Some(error.to_string()),
    };
    let apart = (output - function(x.clone())).abs().max().into_scalar::<f32>();
    if apart > 1e-5 {
        return Some(format!("the output is {apart} apart"));
    }
    let expected = differences(function, x);
    let largest = expected.iter().fold(1.0_f32, |largest, value| largest.max(value.abs()));
    let far = gradient.iter().zip(&expected).position(|(one, other)| (one - other).abs() > 5e-3 * largest);
    far.map(|at| format!("at {at} the gradient is {}, not {}", gradient[at], expected[at]))
}

fn check(operations: &[(&str, Function)]) {
    let device = Device::default();
    // No two numbers are near each other, nor near 0 or an edge: there, differences say nothing.
    let order = Tensor::<1, Int>::arange(0..24, &device).float();
    let x = ((order * 7.0).remainder_scalar(24.0) - 11.3) / 9.0;
    let x: Tensor<3> = x.reshape([2, 3, 4]);
    let faults: Vec<String> = operations
        .iter()
        .filter_map(|(name, function)| fault(*function, &x).map(|fault| format!("{name}: {fault}")))
        .collect();
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn arithmetic() {
    check(&ARITHMETIC);
}

#[test]
fn functions() {
    check(&FUNCTIONS);
}

#[test]
fn activations() {
    check(&ACTIVATIONS);
}

#[test]
fn moves() {
    check(&MOVES);
}

#[test]
fn reductions() {
    check(&REDUCTIONS);
}

#[test]
fn layers() {
    check(&LAYERS);
}
