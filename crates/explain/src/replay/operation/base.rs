//! Operations that move, pick and mask: the same for numbers, whole numbers and truth values.

use burn::backend::ir::BaseOperationIr as Op;
use burn::backend::ops::{BoolTensorOps, FloatTensorOps, IntTensorOps};

use super::{B, Made, Operands, Refusal};

/// One function for each kind of tensor, by the names that the backend has for the same operations.
macro_rules! moves {
    ($name:ident: $reshape:ident $swap:ident $permute:ident $flip:ident $expand:ident $unfold:ident $slice:ident
     $slice_assign:ident $select:ident $gather:ident $mask_where:ident $mask_fill:ident $repeat:ident $cat:ident
     $zeros:ident $ones:ident, $rest:ident) => {
        pub(super) fn $name(operation: &Op, of: &Operands<'_>) -> Made {
            Ok(vec![match operation {
                Op::Reshape(op) => B::$reshape(of.get(&op.input)?, op.out.shape.clone()),
                Op::SwapDims(op) => B::$swap(of.get(&op.input)?, op.dim1, op.dim2),
                Op::Permute(op) => B::$permute(of.get(&op.input)?, &op.axes),
                Op::Flip(op) => B::$flip(of.get(&op.input)?, &op.axes),
                Op::Expand(op) => B::$expand(of.get(&op.input)?, op.out.shape.clone()),
                Op::Unfold(op) => B::$unfold(of.get(&op.input)?, op.dim, op.size, op.step),
                Op::Slice(op) => B::$slice(of.get(&op.tensor)?, &op.ranges),
                Op::SliceAssign(op) => B::$slice_assign(of.get(&op.tensor)?, &op.ranges, of.get(&op.value)?),
                Op::Select(op) => B::$select(of.get(&op.tensor)?, op.dim, of.get(&op.indices)?),
                Op::Gather(op) => B::$gather(op.dim, of.get(&op.tensor)?, of.get(&op.indices)?),
                Op::MaskWhere(op) => B::$mask_where(of.get(&op.tensor)?, of.get(&op.mask)?, of.get(&op.value)?),
                Op::MaskFill(op) => B::$mask_fill(of.get(&op.tensor)?, of.get(&op.mask)?, op.value.into()),
                Op::RepeatDim(op) => B::$repeat(of.get(&op.tensor)?, op.dim, op.times),
                Op::Cat(op) => B::$cat(of.all(&op.tensors)?, op.dim),
                // What is made empty is filled before it is read; zeros keep a run the same as the last one.
                Op::Empty(op) | Op::Zeros(op) => B::$zeros(op.out.shape.clone(), of.device, op.out.dtype.into()),
                Op::Ones(op) => B::$ones(op.out.shape.clone(), of.device, op.out.dtype.into()),
                other => return $rest(other, of),
            }])
        }
    };
}

moves!(float: float_reshape float_swap_dims float_permute float_flip float_expand float_unfold float_slice
       float_slice_assign float_select float_gather float_mask_where float_mask_fill float_repeat_dim float_cat
       float_zeros float_ones, float_rest);
moves!(int: int_reshape int_swap_dims int_permute int_flip int_expand int_unfold int_slice
       int_slice_assign int_select int_gather int_mask_where int_mask_fill int_repeat_dim int_cat
       int_zeros int_ones, int_rest);
moves!(bool: bool_reshape bool_swap_dims bool_permute bool_flip bool_expand bool_unfold bool_slice
       bool_slice_assign bool_select bool_gather bool_mask_where bool_mask_fill bool_repeat_dim bool_cat
       bool_zeros bool_ones, bool_rest);

fn float_rest(operation: &Op, of: &Operands<'_>) -> Made {
    Ok(vec![match operation {
        Op::Scatter(op) => {
            B::float_scatter(op.dim, of.get(&op.tensor)?, of.get(&op.indices)?, of.get(&op.value)?, op.update)
        }
        Op::SelectAssign(op) => {
            B::float_select_assign(of.get(&op.tensor)?, op.dim, of.get(&op.indices)?, of.get(&op.value)?, op.update)
        }
        Op::ScatterNd(op) => {
            B::float_scatter_nd(of.get(&op.data)?, of.get(&op.indices)?, of.get(&op.values)?, op.reduction)
        }
        Op::GatherNd(op) => B::float_gather_nd(of.get(&op.data)?, of.get(&op.indices)?),
        Op::Equal(op) => B::float_equal(of.get(&op.lhs)?, of.get(&op.rhs)?, op.out.dtype.into()),
        Op::NotEqual(op) => B::float_not_equal(of.get(&op.lhs)?, of.get(&op.rhs)?, op.out.dtype.into()),
        Op::EqualElem(op) => B::float_equal_elem(of.get(&op.lhs)?, op.rhs.into(), op.out.dtype.into()),
        Op::NotEqualElem(op) => B::float_not_equal_elem(of.get(&op.lhs)?, op.rhs.into(), op.out.dtype.into()),
        Op::Cast(op) => B::float_cast(of.get(&op.input)?, op.out.dtype.into()),
        Op::Any(op) => B::float_any(of.get(&op.input)?, op.out.dtype.into()),
        Op::All(op) => B::float_all(of.get(&op.input)?, op.out.dtype.into()),
        Op::AnyDim(op) => B::float_any_dim(of.get(&op.input)?, op.axis, op.out.dtype.into()),
        Op::AllDim(op) => B::float_all_dim(of.get(&op.input)?, op.axis, op.out.dtype.into()),
        _ => return Err(Refusal::Unsupported),
    }])
}

fn int_rest(operation: &Op, of: &Operands<'_>) -> Made {
    Ok(vec![match operation {
        Op::Scatter(op) => {
            B::int_scatter(op.dim, of.get(&op.tensor)?, of.get(&op.indices)?, of.get(&op.value)?, op.update)
        }
        Op::Equal(op) => B::int_equal(of.get(&op.lhs)?, of.get(&op.rhs)?, op.out.dtype.into()),
        Op::NotEqual(op) => B::int_not_equal(of.get(&op.lhs)?, of.get(&op.rhs)?, op.out.dtype.into()),
        Op::EqualElem(op) => B::int_equal_elem(of.get(&op.lhs)?, op.rhs.into(), op.out.dtype.into()),
        Op::NotEqualElem(op) => B::int_not_equal_elem(of.get(&op.lhs)?, op.rhs.into(), op.out.dtype.into()),
        Op::Cast(op) => B::int_cast(of.get(&op.input)?, op.out.dtype.into()),
        Op::Any(op) => B::int_any(of.get(&op.input)?, op.out.dtype.into()),
        Op::All(op) => B::int_all(of.get(&op.input)?, op.out.dtype.into()),
        Op::AnyDim(op) => B::int_any_dim(of.get(&op.input)?, op.axis, op.out.dtype.into()),
        Op::AllDim(op) => B::int_all_dim(of.get(&op.input)?, op.axis, op.out.dtype.into()),
        _ => return Err(Refusal::Unsupported),
    }])
}

fn bool_rest(operation: &Op, of: &Operands<'_>) -> Made {
    Ok(vec![match operation {
        Op::Equal(op) => B::bool_equal(of.get(&op.lhs)?, of.get(&op.rhs)?),
        Op::NotEqual(op) => B::bool_not_equal(of.get(&op.lhs)?, of.get(&op.rhs)?),
        Op::EqualElem(op) => B::bool_equal_elem(of.get(&op.lhs)?, op.rhs.into()),
        Op::NotEqualElem(op) => B::bool_not_equal_elem(of.get(&op.lhs)?, op.rhs.into()),
        Op::Any(op) => B::bool_any(of.get(&op.input)?),
        Op::All(op) => B::bool_all(of.get(&op.input)?),
        Op::AnyDim(op) => B::bool_any_dim(of.get(&op.input)?, op.axis),
        Op::AllDim(op) => B::bool_all_dim(of.get(&op.input)?, op.axis),
        _ => return Err(Refusal::Unsupported),
    }])
}
