//! What a graph is to tell beside its operations.

use burn::tensor::Device;

/// What [`add_graph_with`](crate::Logger::add_graph_with) and [`summary_with`](crate::summary_with) find out.
///
/// ```
/// # use burn::tensor::Device;
/// use nnviz_logger::GraphConfig;
///
/// let config = GraphConfig::new().timed(&Device::default(), 10);
/// # let _ = config;
/// ```
#[derive(Clone, Debug, Default)]
pub struct GraphConfig {
    pub(super) timed: Option<(Device, usize)>,
}

impl GraphConfig {
    /// Operations, names and shapes; nothing is computed.
    pub fn new() -> Self {
        Self::default()
    }

    /// Runs the captured operations on a device, once and then `passes` times more, and keeps the median time of each.
    /// The inputs are those that the closure makes; the parameters are the model's own, and stay where they are unless
    /// the model is on another device.
    ///
    /// Each operation is run by itself and waited for. So its time includes the launch, and leaves out what a device
    /// gains by fusing operations or running them at once; an operation below some microseconds is mostly launch. Only
    /// the flex device can do it so far: on others the graph has no times, and the reason is reported.
    #[must_use]
    pub fn timed(mut self, device: &Device, passes: usize) -> Self {
        self.timed = Some((device.clone(), passes));
        self
    }
}
