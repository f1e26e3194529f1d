//! Arithmetic, comparisons and reductions of numbers.

use burn::backend::ir::NumericOperationIr as Op;
use burn::backend::ops::FloatTensorOps;

use super::{B, Made, Operands, Refusal};

pub(super) fn run(operation: &Op, of: &Operands<'_>) -> Made {
    Ok(vec![match operation {
        Op::Add(op) => B::float_add(of.get(&op.lhs)?, of.get(&op.rhs)?),
        Op::AddScalar(op) => B::float_add_scalar(of.get(&op.lhs)?, op.rhs.into()),
        Op::Sub(op) => B::float_sub(of.get(&op.lhs)?, of.get(&op.rhs)?),
        Op::SubScalar(op) => B::float_sub_scalar(of.get(&op.lhs)?, op.rhs.into()),
        Op::Mul(op) => B::float_mul(of.get(&op.lhs)?, of.get(&op.rhs)?),
        Op::MulScalar(op) => B::float_mul_scalar(of.get(&op.lhs)?, op.rhs.into()),
        Op::Div(op) => B::float_div(of.get(&op.lhs)?, of.get(&op.rhs)?),
        Op::DivScalar(op) => B::float_div_scalar(of.get(&op.lhs)?, op.rhs.into()),
        Op::Rem(op) => B::float_remainder(of.get(&op.lhs)?, of.get(&op.rhs)?),
        Op::RemScalar(op) => B::float_remainder_scalar(of.get(&op.lhs)?, op.rhs.into()),
        Op::Neg(op) => B::float_neg(of.get(&op.input)?),
        Op::Abs(op) => B::float_abs(of.get(&op.input)?),
        Op::Sign(op) => B::float_sign(of.get(&op.input)?),
        Op::Powi(op) => B::float_powi(of.get(&op.lhs)?, of.get(&op.rhs)?),
        Op::PowiScalar(op) => B::float_powi_scalar(of.get(&op.lhs)?, op.rhs.into()),
        Op::Full(op) => B::float_full(op.out.shape.clone(), op.value.into(), of.device, op.out.dtype.into()),
        Op::Clamp(op) => B::float_clamp(of.get(&op.tensor)?, op.min.into(), op.max.into()),
        Op::ClampMin(op) => B::float_clamp_min(of.get(&op.lhs)?, op.rhs.into()),
        Op::ClampMax(op) => B::float_clamp_max(of.get(&op.lhs)?, op.rhs.into()),
        Op::Pad(op) => B::float_pad(of.get(&op.input)?, &op.padding, op.mode.into()),
        other => return compare(other, of),
    }])
}

fn compare(operation: &Op, of: &Operands<'_>) -> Made {
    Ok(vec![match operation {
        Op::Greater(op) => B::float_greater(of.get(&op.lhs)?, of.get(&op.rhs)?, op.out.dtype.into()),
        Op::GreaterElem(op) => B::float_greater_elem(of.get(&op.lhs)?, op.rhs.into(), op.out.dtype.into()),
        Op::GreaterEqual(op) => B::float_greater_equal(of.get(&op.lhs)?, of.get(&op.rhs)?, op.out.dtype.into()),
        Op::GreaterEqualElem(op) => B::float_greater_equal_elem(of.get(&op.lhs)?, op.rhs.into(), op.out.dtype.into()),
        Op::Lower(op) => B::float_lower(of.get(&op.lhs)?, of.get(&op.rhs)?, op.out.dtype.into()),
        Op::LowerElem(op) => B::float_lower_elem(of.get(&op.lhs)?, op.rhs.into(), op.out.dtype.into()),
        Op::LowerEqual(op) => B::float_lower_equal(of.get(&op.lhs)?, of.get(&op.rhs)?, op.out.dtype.into()),
        Op::LowerEqualElem(op) => B::float_lower_equal_elem(of.get(&op.lhs)?, op.rhs.into(), op.out.dtype.into()),
        other => return reduce(other, of),
    }])
}

fn reduce(operation: &Op, of: &Operands<'_>) -> Made {
    Ok(vec![match operation {
        Op::Mean(op) => B::float_mean(of.get(&op.input)?),
        Op::MeanDim(op) => B::float_mean_dim(of.get(&op.input)?, op.axis),
        Op::Sum(op) => B::float_sum(of.get(&op.input)?),
        Op::SumDim(op) => B::float_sum_dim(of.get(&op.input)?, op.axis),
        Op::SumDims(op) => B::float_sum_dims(of.get(&op.input)?, &op.axes),
        Op::Prod(op) => B::float_prod(of.get(&op.input)?),
        Op::ProdDim(op) => B::float_prod_dim(of.get(&op.input)?, op.axis),
        Op::CumSum(op) => B::float_cumsum(of.get(&op.input)?, op.axis),
        Op::CumProd(op) => B::float_cumprod(of.get(&op.input)?, op.axis),
        Op::CumMin(op) => B::float_cummin(of.get(&op.input)?, op.axis),
        Op::CumMax(op) => B::float_cummax(of.get(&op.input)?, op.axis),
        other => return order(other, of),
    }])
}

fn order(operation: &Op, of: &Operands<'_>) -> Made {
    Ok(vec![match operation {
        Op::Max(op) => B::float_max(of.get(&op.input)?),
        Op::MaxDim(op) => B::float_max_dim(of.get(&op.input)?, op.axis),
        Op::MaxAbs(op) => B::float_max_abs(of.get(&op.input)?),
        Op::MaxAbsDim(op) => B::float_max_abs_dim(of.get(&op.input)?, op.axis),
        Op::Min(op) => B::float_min(of.get(&op.input)?),
        Op::MinDim(op) => B::float_min_dim(of.get(&op.input)?, op.axis),
        Op::ArgMax(op) => B::float_argmax(of.get(&op.input)?, op.axis, op.out.dtype.into()),
        Op::ArgMin(op) => B::float_argmin(of.get(&op.input)?, op.axis, op.out.dtype.into()),
        Op::Sort(op) => B::float_sort(of.get(&op.input)?, op.dim, op.descending),
        Op::ArgSort(op) => B::float_argsort(of.get(&op.input)?, op.dim, op.descending, op.out.dtype.into()),
        Op::TopK(op) => B::float_topk(of.get(&op.input)?, op.axis, op.out.shape[op.axis]),
        Op::ArgTopK(op) => B::float_argtopk(of.get(&op.input)?, op.axis, op.out.shape[op.axis], op.out.dtype.into()),
        other => return with_indices(other, of),
    }])
}

fn with_indices(operation: &Op, of: &Operands<'_>) -> Made {
    let (values, indices) = match operation {
        Op::MaxDimWithIndices(op) => {
            B::float_max_dim_with_indices(of.get(&op.tensor)?, op.dim, op.out_indices.dtype.into())
        }
        Op::MinDimWithIndices(op) => {
            B::float_min_dim_with_indices(of.get(&op.tensor)?, op.dim, op.out_indices.dtype.into())
        }
        Op::TopKWithIndices(op) => {
            B::float_topk_with_indices(of.get(&op.tensor)?, op.dim, op.k, op.out_indices.dtype.into())
        }
        Op::SortWithIndices(op) => {
            B::float_sort_with_indices(of.get(&op.input)?, op.dim, op.descending, op.out_indices.dtype.into())
        }
        _ => return Err(Refusal::Unsupported),
    };
    Ok(vec![values, indices])
}
