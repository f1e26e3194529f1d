//! Operations on whole numbers: positions, tokens, indices.

use burn::backend::ir::{IntOperationIr as Op, NumericOperationIr as Numeric};
use burn::backend::ops::IntTensorOps;

use super::{B, Made, Operands, Refusal};

pub(super) fn run(operation: &Op, of: &Operands<'_>) -> Made {
    Ok(vec![match operation {
        Op::IntoFloat(op) => B::int_into_float(of.get(&op.input)?, op.out.dtype.into()),
        Op::Matmul(op) => B::int_matmul(of.get(&op.lhs)?, of.get(&op.rhs)?),
        Op::BitwiseAnd(op) => B::bitwise_and(of.get(&op.lhs)?, of.get(&op.rhs)?),
        Op::BitwiseAndScalar(op) => B::bitwise_and_scalar(of.get(&op.lhs)?, op.rhs.into()),
        Op::BitwiseOr(op) => B::bitwise_or(of.get(&op.lhs)?, of.get(&op.rhs)?),
        Op::BitwiseOrScalar(op) => B::bitwise_or_scalar(of.get(&op.lhs)?, op.rhs.into()),
        Op::BitwiseXor(op) => B::bitwise_xor(of.get(&op.lhs)?, of.get(&op.rhs)?),
        Op::BitwiseXorScalar(op) => B::bitwise_xor_scalar(of.get(&op.lhs)?, op.rhs.into()),
        Op::BitwiseNot(op) => B::bitwise_not(of.get(&op.input)?),
        Op::BitwiseLeftShift(op) => B::bitwise_left_shift(of.get(&op.lhs)?, of.get(&op.rhs)?),
        Op::BitwiseLeftShiftScalar(op) => B::bitwise_left_shift_scalar(of.get(&op.lhs)?, op.rhs.into()),
        Op::BitwiseRightShift(op) => B::bitwise_right_shift(of.get(&op.lhs)?, of.get(&op.rhs)?),
        Op::BitwiseRightShiftScalar(op) => B::bitwise_right_shift_scalar(of.get(&op.lhs)?, op.rhs.into()),
    }])
}

pub(super) fn numeric(operation: &Numeric, of: &Operands<'_>) -> Made {
    Ok(vec![match operation {
        Numeric::Add(op) => B::int_add(of.get(&op.lhs)?, of.get(&op.rhs)?),
        Numeric::AddScalar(op) => B::int_add_scalar(of.get(&op.lhs)?, op.rhs.into()),
        Numeric::Sub(op) => B::int_sub(of.get(&op.lhs)?, of.get(&op.rhs)?),
        Numeric::SubScalar(op) => B::int_sub_scalar(of.get(&op.lhs)?, op.rhs.into()),
        Numeric::Mul(op) => B::int_mul(of.get(&op.lhs)?, of.get(&op.rhs)?),
        Numeric::MulScalar(op) => B::int_mul_scalar(of.get(&op.lhs)?, op.rhs.into()),
        Numeric::Div(op) => B::int_div(of.get(&op.lhs)?, of.get(&op.rhs)?),
        Numeric::DivScalar(op) => B::int_div_scalar(of.get(&op.lhs)?, op.rhs.into()),
        Numeric::Rem(op) => B::int_remainder(of.get(&op.lhs)?, of.get(&op.rhs)?),
        Numeric::RemScalar(op) => B::int_remainder_scalar(of.get(&op.lhs)?, op.rhs.into()),
        Numeric::Neg(op) => B::int_neg(of.get(&op.input)?),
        Numeric::Abs(op) => B::int_abs(of.get(&op.input)?),
        Numeric::Sign(op) => B::int_sign(of.get(&op.input)?),
        Numeric::Full(op) => B::int_full(op.out.shape.clone(), op.value.into(), of.device, op.out.dtype.into()),
        Numeric::Clamp(op) => B::int_clamp(of.get(&op.tensor)?, op.min.into(), op.max.into()),
        Numeric::ClampMin(op) => B::int_clamp_min(of.get(&op.lhs)?, op.rhs.into()),
        Numeric::ClampMax(op) => B::int_clamp_max(of.get(&op.lhs)?, op.rhs.into()),
        other => return compare(other, of),
    }])
}

fn compare(operation: &Numeric, of: &Operands<'_>) -> Made {
    Ok(vec![match operation {
        Numeric::Greater(op) => B::int_greater(of.get(&op.lhs)?, of.get(&op.rhs)?, op.out.dtype.into()),
        Numeric::GreaterElem(op) => B::int_greater_elem(of.get(&op.lhs)?, op.rhs.into(), op.out.dtype.into()),
        Numeric::GreaterEqual(op) => B::int_greater_equal(of.get(&op.lhs)?, of.get(&op.rhs)?, op.out.dtype.into()),
        Numeric::GreaterEqualElem(op) => {
            B::int_greater_equal_elem(of.get(&op.lhs)?, op.rhs.into(), op.out.dtype.into())
        }
        Numeric::Lower(op) => B::int_lower(of.get(&op.lhs)?, of.get(&op.rhs)?, op.out.dtype.into()),
        Numeric::LowerElem(op) => B::int_lower_elem(of.get(&op.lhs)?, op.rhs.into(), op.out.dtype.into()),
        Numeric::LowerEqual(op) => B::int_lower_equal(of.get(&op.lhs)?, of.get(&op.rhs)?, op.out.dtype.into()),
        Numeric::LowerEqualElem(op) => B::int_lower_equal_elem(of.get(&op.lhs)?, op.rhs.into(), op.out.dtype.into()),
        other => return reduce(other, of),
    }])
}

fn reduce(operation: &Numeric, of: &Operands<'_>) -> Made {
    Ok(vec![match operation {
        Numeric::Sum(op) => B::int_sum(of.get(&op.input)?),
        Numeric::SumDim(op) => B::int_sum_dim(of.get(&op.input)?, op.axis),
        Numeric::Prod(op) => B::int_prod(of.get(&op.input)?),
        Numeric::ProdDim(op) => B::int_prod_dim(of.get(&op.input)?, op.axis),
        Numeric::CumSum(op) => B::int_cumsum(of.get(&op.input)?, op.axis),
        Numeric::Max(op) => B::int_max(of.get(&op.input)?),
        Numeric::MaxDim(op) => B::int_max_dim(of.get(&op.input)?, op.axis),
        Numeric::Min(op) => B::int_min(of.get(&op.input)?),
        Numeric::MinDim(op) => B::int_min_dim(of.get(&op.input)?, op.axis),
        Numeric::ArgMax(op) => B::int_argmax(of.get(&op.input)?, op.axis),
        Numeric::ArgMin(op) => B::int_argmin(of.get(&op.input)?, op.axis),
        Numeric::Sort(op) => B::int_sort(of.get(&op.input)?, op.dim, op.descending),
        Numeric::Pad(op) => B::int_pad(of.get(&op.input)?, &op.padding, op.mode.into()),
        _ => return Err(Refusal::Unsupported),
    }])
}
