//! Names that the user gives inside a forward pass: [`scope`] and [`tap`].
//!
//! Both do nothing until someone listens on the same thread. A listener is set for the length of one call and put back
//! after it, so two captures, or a capture inside a training, do not meet.

use std::cell::RefCell;
use std::rc::Rc;

use burn::backend::DispatchTensor;
use burn::tensor::Tensor;

/// Who wants to know what happens inside a forward pass.
pub trait Listener {
    /// A named part of the forward pass begins.
    fn enter(&mut self, name: &str);
    /// The part that began last ends.
    fn exit(&mut self);
    /// A tensor was given a name. What comes back goes on through the forward pass: a tensor of the same values.
    fn tapped(&mut self, name: &str, tensor: DispatchTensor) -> DispatchTensor;
}

thread_local! {
    static LISTENER: RefCell<Option<Rc<RefCell<dyn Listener>>>> = const { RefCell::new(None) };
}

/// Runs `body` with a listener for what it does on this thread.
pub fn listening<R>(listener: Rc<RefCell<dyn Listener>>, body: impl FnOnce() -> R) -> R {
    /// Puts the listener before back, after a panic too.
    struct Before(Option<Rc<RefCell<dyn Listener>>>);
    impl Drop for Before {
        fn drop(&mut self) {
            LISTENER.set(self.0.take());
        }
    }
    let _before = Before(LISTENER.replace(Some(listener)));
    body()
}

fn listener() -> Option<Rc<RefCell<dyn Listener>>> {
    LISTENER.with_borrow(Clone::clone)
}

/// Gives the operations of `body` a scope of their own in the model's graph.
///
/// An operation that touches a parameter stays in the parameter's module. The others go into `name`, inside the module
/// that surrounds them. Outside a capture this only calls `body`.
///
/// ```
/// # use burn::tensor::{Device, Tensor, activation};
/// use nnviz_capture::scope;
///
/// let x = Tensor::<2>::ones([2, 3], &Device::default());
/// let gated = scope("gate", || activation::sigmoid(x.clone()) * x);
/// assert_eq!(gated.dims(), [2, 3]);
/// ```
pub fn scope<R>(name: &str, body: impl FnOnce() -> R) -> R {
    let Some(listener) = listener() else { return body() };
    listener.borrow_mut().enter(name);
    // No guard: after a panic nobody uses what was heard, and a listener may work when a part ends.
    let result = body();
    listener.borrow_mut().exit();
    result
}

/// Names a tensor inside a forward pass, and returns it as it is. In the model's graph the operation that made it takes
/// the name; a tensor that the forward pass is fed with becomes the input of that name.
///
/// While a model is trained that the logger is attached to, and inside `Logger::listen`, the values are logged as
/// `activations/NAME` and their gradients as `activation_gradients/NAME`. Where nobody listens, a look at a variable of the
/// thread is all that it costs.
///
/// ```
/// # use burn::tensor::{Device, Tensor};
/// use nnviz_capture::tap;
///
/// let x = Tensor::<2>::ones([2, 3], &Device::default());
/// let x = tap("features", x.mul_scalar(2.0));
/// assert_eq!(x.dims(), [2, 3]);
/// ```
#[must_use]
pub fn tap<const D: usize>(name: &str, x: Tensor<D>) -> Tensor<D> {
    match listener() {
        Some(listener) => Tensor::from_dispatch(listener.borrow_mut().tapped(name, x.into_dispatch())),
        None => x,
    }
}

#[cfg(test)]
mod tests {
    use burn::tensor::Device;

    use super::*;

    #[derive(Default)]
    struct Heard(Vec<String>);

    impl Listener for Heard {
        fn enter(&mut self, name: &str) {
            self.0.push(format!("enter {name}"));
        }

        fn exit(&mut self) {
            self.0.push("exit".to_owned());
        }

        fn tapped(&mut self, name: &str, tensor: DispatchTensor) -> DispatchTensor {
            self.0.push(format!("tap {name}"));
            tensor
        }
    }

    #[test]
    fn a_listener_hears_its_own_call_only() {
        let heard = Rc::new(RefCell::new(Heard::default()));
        let x = || tap("x", Tensor::<1>::ones([1], &Device::default()));
        listening(heard.clone(), || scope("outer", x));
        scope("nobody listens", x);
        assert_eq!(heard.borrow().0, ["enter outer", "tap x", "exit"]);
    }

    #[test]
    fn the_listener_before_is_back_after_a_panic() {
        let (outer, inner) = (Rc::new(RefCell::new(Heard::default())), Rc::new(RefCell::new(Heard::default())));
        listening(outer.clone(), || {
            let call = || listening(inner.clone(), || panic!("in the forward pass"));
            assert!(std::panic::catch_unwind(std::panic::AssertUnwindSafe(call)).is_err());
            scope("after", || ());
        });
        assert_eq!(outer.borrow().0, ["enter after", "exit"]);
        assert!(inner.borrow().0.is_empty());
    }
}
