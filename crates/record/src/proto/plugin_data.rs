//! The messages that TensorBoard's plugins keep of their own: plugin data of a tag's metadata, and the layout of custom
//! scalars (`tensorboard/plugins/*/*.proto`).

use std::collections::BTreeMap;

/// The plugin data of `audio`.
#[derive(Clone, PartialEq, prost::Message)]
pub struct AudioPluginData {
    #[prost(int32, tag = "1")]
    pub version: i32,
    /// 0 for unknown, 11 for WAV.
    #[prost(int32, tag = "2")]
    pub encoding: i32,
    #[prost(bool, tag = "3")]
    pub converted_to_tensor: bool,
}

/// The plugin data of `pr_curves`.
#[derive(Clone, PartialEq, prost::Message)]
pub struct PrCurvePluginData {
    #[prost(int32, tag = "1")]
    pub version: i32,
    #[prost(uint32, tag = "2")]
    pub num_thresholds: u32,
}

/// The plugin data of `mesh`.
#[derive(Clone, PartialEq, prost::Message)]
pub struct MeshPluginData {
    #[prost(int32, tag = "1")]
    pub version: i32,
    #[prost(string, tag = "2")]
    pub name: String,
    #[prost(enumeration = "MeshContentType", tag = "3")]
    pub content_type: i32,
    #[prost(string, tag = "5")]
    pub json_config: String,
    #[prost(int32, repeated, tag = "6")]
    pub shape: Vec<i32>,
    /// The parts that belong together: `1 << content_type` of each.
    #[prost(uint32, tag = "7")]
    pub components: u32,
}

/// Which part of a mesh a tensor holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, prost::Enumeration)]
#[repr(i32)]
pub enum MeshContentType {
    Undefined = 0,
    Vertex = 1,
    Face = 2,
    Color = 3,
}

/// The layout of the plugin `custom_scalars`.
#[derive(Clone, PartialEq, prost::Message)]
pub struct Layout {
    #[prost(int32, tag = "1")]
    pub version: i32,
    #[prost(message, repeated, tag = "2")]
    pub category: Vec<Category>,
}

/// A group of charts.
#[derive(Clone, PartialEq, prost::Message)]
pub struct Category {
    #[prost(string, tag = "1")]
    pub title: String,
    #[prost(message, repeated, tag = "2")]
    pub chart: Vec<Chart>,
    #[prost(bool, tag = "3")]
    pub closed: bool,
}

/// A chart of several tags.
#[derive(Clone, PartialEq, prost::Message)]
pub struct Chart {
    #[prost(string, tag = "1")]
    pub title: String,
    #[prost(oneof = "ChartContent", tags = "2, 3")]
    pub content: Option<ChartContent>,
}

/// What a [`Chart`] shows.
#[derive(Clone, PartialEq, prost::Oneof)]
pub enum ChartContent {
    #[prost(message, tag = "2")]
    Multiline(Multiline),
    #[prost(message, tag = "3")]
    Margin(Margin),
}

/// Lines of tags, each given by a regular expression.
#[derive(Clone, PartialEq, prost::Message)]
pub struct Multiline {
    #[prost(string, repeated, tag = "1")]
    pub tag: Vec<String>,
}

/// Lines with a band each.
#[derive(Clone, PartialEq, prost::Message)]
pub struct Margin {
    #[prost(message, repeated, tag = "1")]
    pub series: Vec<MarginSeries>,
}

/// The tags of a line and its band.
#[derive(Clone, PartialEq, prost::Message)]
pub struct MarginSeries {
    #[prost(string, tag = "1")]
    pub value: String,
    #[prost(string, tag = "2")]
    pub lower: String,
    #[prost(string, tag = "3")]
    pub upper: String,
}

/// The plugin data of `hparams`.
#[derive(Clone, PartialEq, prost::Message)]
pub struct HParamsPluginData {
    #[prost(int32, tag = "1")]
    pub version: i32,
    #[prost(oneof = "HParamsData", tags = "2, 3, 4")]
    pub data: Option<HParamsData>,
}

/// What [`HParamsPluginData`] says.
#[derive(Clone, PartialEq, prost::Oneof)]
pub enum HParamsData {
    #[prost(message, tag = "2")]
    Experiment(Experiment),
    #[prost(message, tag = "3")]
    SessionStartInfo(SessionStartInfo),
    #[prost(message, tag = "4")]
    SessionEndInfo(SessionEndInfo),
}

/// The values of a session's hyperparameters.
#[derive(Clone, PartialEq, prost::Message)]
pub struct SessionStartInfo {
    #[prost(btree_map = "string, message", tag = "1")]
    pub hparams: BTreeMap<String, JsonValue>,
    #[prost(string, tag = "2")]
    pub model_uri: String,
    #[prost(string, tag = "3")]
    pub monitor_url: String,
    #[prost(string, tag = "4")]
    pub group_name: String,
    #[prost(double, tag = "5")]
    pub start_time_secs: f64,
}

/// How a session ended.
#[derive(Clone, PartialEq, prost::Message)]
pub struct SessionEndInfo {
    /// 0 for unknown, 1 for success, 2 for failure, 3 for running.
    #[prost(int32, tag = "1")]
    pub status: i32,
    #[prost(double, tag = "2")]
    pub end_time_secs: f64,
}

/// What the sessions of a logdir have in common.
#[derive(Clone, PartialEq, prost::Message)]
pub struct Experiment {
    #[prost(string, tag = "1")]
    pub description: String,
    #[prost(string, tag = "2")]
    pub user: String,
    #[prost(double, tag = "3")]
    pub time_created_secs: f64,
    #[prost(message, repeated, tag = "4")]
    pub hparam_infos: Vec<HParamInfo>,
    #[prost(message, repeated, tag = "5")]
    pub metric_infos: Vec<MetricInfo>,
    #[prost(string, tag = "6")]
    pub name: String,
}

/// A hyperparameter of an [`Experiment`].
#[derive(Clone, PartialEq, prost::Message)]
pub struct HParamInfo {
    #[prost(string, tag = "1")]
    pub name: String,
    #[prost(string, tag = "2")]
    pub display_name: String,
    #[prost(string, tag = "3")]
    pub description: String,
    /// 0 for unset, 1 for string, 2 for bool, 3 for number.
    #[prost(int32, tag = "4")]
    pub r#type: i32,
    #[prost(oneof = "HParamDomain", tags = "5, 6")]
    pub domain: Option<HParamDomain>,
}

/// The values that a hyperparameter can have.
#[derive(Clone, PartialEq, prost::Oneof)]
pub enum HParamDomain {
    #[prost(message, tag = "5")]
    Discrete(JsonList),
    #[prost(message, tag = "6")]
    Interval(Interval),
}

/// The numbers from a minimum to a maximum.
#[derive(Clone, PartialEq, prost::Message)]
pub struct Interval {
    #[prost(double, tag = "1")]
    pub min_value: f64,
    #[prost(double, tag = "2")]
    pub max_value: f64,
}

/// A metric of an [`Experiment`].
#[derive(Clone, PartialEq, prost::Message)]
pub struct MetricInfo {
    #[prost(message, optional, tag = "1")]
    pub name: Option<MetricName>,
    #[prost(string, tag = "3")]
    pub display_name: String,
    #[prost(string, tag = "4")]
    pub description: String,
    /// 0 for unknown, 1 for training, 2 for validation.
    #[prost(int32, tag = "5")]
    pub dataset_type: i32,
}

/// Where the values of a metric are.
#[derive(Clone, PartialEq, prost::Message)]
pub struct MetricName {
    #[prost(string, tag = "1")]
    pub group: String,
    #[prost(string, tag = "2")]
    pub tag: String,
}

/// `google.protobuf.Value`, as far as hyperparameters use it.
#[derive(Clone, PartialEq, prost::Message)]
pub struct JsonValue {
    #[prost(oneof = "JsonKind", tags = "2, 3, 4")]
    pub kind: Option<JsonKind>,
}

/// The kinds of [`JsonValue`].
#[derive(Clone, PartialEq, prost::Oneof)]
pub enum JsonKind {
    #[prost(double, tag = "2")]
    Number(f64),
    #[prost(string, tag = "3")]
    String(String),
    #[prost(bool, tag = "4")]
    Bool(bool),
}

/// `google.protobuf.ListValue`.
#[derive(Clone, PartialEq, prost::Message)]
pub struct JsonList {
    #[prost(message, repeated, tag = "1")]
    pub values: Vec<JsonValue>,
}
