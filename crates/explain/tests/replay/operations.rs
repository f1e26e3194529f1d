//! The gradient of every operation, beside finite differences.

use burn::tensor::activation::{
    elu, gelu, gelu_approximate, glu, hard_sigmoid, leaky_relu, log_sigmoid, log_softmax, mish, prelu, quiet_softmax,
    relu, sigmoid, silu, softmax, softmin, softplus,
};
use burn::tensor::module::{
    adaptive_avg_pool1d, adaptive_avg_pool2d, adaptive_avg_pool3d, attention, avg_pool1d, avg_pool2d, batch_norm,
    conv_transpose1d, conv_transpose2d, conv_transpose3d, conv1d, conv2d, conv3d, deform_conv2d, embedding,
    interpolate, layer_norm, linear, max_pool1d, max_pool1d_with_indices, max_pool2d, max_pool2d_with_indices,
    unfold4d,
};
use burn::tensor::ops::{
    AttentionModuleOptions, AvgPoolOptions, ConvOptions, ConvTransposeOptions, DeformConvOptions, InterpolateMode,
    InterpolateOptions, MaxPoolOptions, PadMode, UnfoldOptions,
};
use burn::tensor::{IndexingUpdateOp, Int, Tensor, s};

use super::differences::{Named, Plain, check, named, w};

fn indices(x: &Tensor<3>, values: &[i64]) -> Tensor<1, Int> {
    Tensor::from_ints(values, &x.device())
}

/// `[2, 3, 4]` as a picture: `[1, 2, 3, 4]`.
fn image(x: Tensor<3>) -> Tensor<4> {
    x.unsqueeze::<4>()
}

/// As a body: `[1, 1, 2, 3, 4]`.
fn body(x: Tensor<3>) -> Tensor<5> {
    x.unsqueeze()
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

const ARITHMETIC: [(&str, Plain); 29] = [
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
    ("remainder of a tensor", |x| positive(x.clone()).remainder(w(&x, [2, 3, 4]).abs() + 20.0)),
    ("whole power of a tensor", |x| {
        positive(x.clone()).powi(indices(&x, &[1, 2, 3, 0]).reshape([1, 1, 4]).expand([2, 3, 4]).float())
    }),
    ("sign", |x| x.clone().sign() * x),
    ("floor", |x| (x.clone() * 9.0).floor() * x),
    ("full", |x| x.full_like(3.0) * x),
    ("zeros", |x| Tensor::zeros([2, 3, 4], &x.device()) + x),
    ("ones", |x| Tensor::ones([2, 3, 4], &x.device()) + x),
];

const FUNCTIONS: [(&str, Plain); 20] = [
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

const ACTIVATIONS: [(&str, Plain); 17] = [
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

const MOVES: [(&str, Plain); 24] = [
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
    ("select assign", |x| {
        w(&x, [2, 3, 4]).select_assign(1, indices(&x, &[2, 0]), x.narrow(1, 0, 2), IndexingUpdateOp::Add)
    }),
    ("gather places", |x| {
        let places = indices(&x, &[1, 2, 0, 1, 1, 0]).reshape([3, 2]);
        x.gather_nd::<2, 2>(places).unsqueeze()
    }),
    ("scatter to places", |x| {
        let places = indices(&x, &[1, 2, 0, 1]).reshape([2, 2]);
        w(&x, [2, 3, 4]).scatter_nd::<2, 2>(places, x.flatten::<2>(0, 1).narrow(0, 2, 2), IndexingUpdateOp::Add)
    }),
];

const REDUCTIONS: [(&str, Plain); 21] = [
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
    ("product of all", |x| (within(x) + 1.5).prod().unsqueeze()),
    ("smallest", |x| x.min().unsqueeze()),
    ("largest magnitude of all", |x| x.max_abs().unsqueeze()),
    ("sum of dimensions", |x| x.sum_dims(&[0, 2])),
];

const LAYERS: [(&str, Plain); 29] = [
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
        conv3d(body(x.clone()), w(&x, [1, 1, 1, 2, 2]), None, ConvOptions::new([1; 3], [0; 3], [1; 3], 1))
            .flatten::<3>(0, 2)
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
    ("transposed convolution of a body", |x| {
        let options = ConvTransposeOptions::new([1; 3], [0; 3], [0; 3], [1; 3], 1);
        conv_transpose3d(body(x.clone()), w(&x, [1, 1, 1, 2, 2]), None, options).flatten::<3>(0, 2)
    }),
    ("adaptive mean of a body", |x| adaptive_avg_pool3d(body(x), [2, 2, 2]).flatten::<3>(0, 2)),
    ("deformed convolution", |x| {
        let offsets = w(&x, [1, 8, 2, 3]) * 0.3;
        let options = DeformConvOptions::new([1, 1], [0, 0], [1, 1], 1, 1);
        flat(deform_conv2d(image(x.clone()), offsets, w(&x, [3, 2, 2, 2]), None, None, options))
    }),
    ("embedding", |x| embedding(x.clone().flatten::<2>(0, 1), indices(&x, &[5, 0, 3]).unsqueeze())),
];

/// All of the above.
pub(crate) fn every_function() -> Vec<Named> {
    [&ARITHMETIC[..], &FUNCTIONS, &ACTIVATIONS, &MOVES, &REDUCTIONS, &LAYERS].into_iter().flat_map(named).collect()
}

#[test]
fn arithmetic() {
    check(&named(&ARITHMETIC));
}

#[test]
fn functions() {
    check(&named(&FUNCTIONS));
}

#[test]
fn activations() {
    check(&named(&ACTIVATIONS));
}

#[test]
fn moves() {
    check(&named(&MOVES));
}

#[test]
fn reductions() {
    check(&named(&REDUCTIONS));
}

#[test]
fn layers() {
    check(&named(&LAYERS));
}
