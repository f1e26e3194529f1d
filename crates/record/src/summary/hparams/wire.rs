//! Hyperparameters as the messages of `tensorboard/plugins/hparams/*.proto`.

use prost::Message as _;

use super::{
    DatasetType, Experiment, HparamDomain, HparamInfo, HparamType, HparamValue, Hparams, MetricInfo, SessionEnd,
    SessionStart, SessionState,
};
use crate::proto::Payload;
use crate::proto::plugin_data as proto;
use crate::proto::plugin_data::{HParamsData, HParamsPluginData, JsonKind, JsonList, JsonValue};
use crate::summary::{DecodeError, Kind, tensor};

/// The data is in the metadata; the value is a tensor of nothing, the shortest that there is.
pub(in crate::summary) fn encode() -> Payload {
    Payload::Tensor(tensor::of_floats(&[0], []))
}

pub(in crate::summary) fn plugin_data(hparams: &Hparams) -> HParamsPluginData {
    let data = match hparams.clone() {
        Hparams::SessionStart(start) => HParamsData::SessionStartInfo(start.into()),
        Hparams::SessionEnd(end) => HParamsData::SessionEndInfo(end.into()),
        Hparams::Experiment(experiment) => HParamsData::Experiment(experiment.into()),
    };
    HParamsPluginData { version: 0, data: Some(data) }
}

pub(in crate::summary) fn decode(content: &[u8]) -> Result<Hparams, DecodeError> {
    let message = HParamsPluginData::decode(content);
    let message = message.map_err(|source| DecodeError::Message { kind: Kind::Hparams, source })?;
    match message.data {
        Some(HParamsData::SessionStartInfo(start)) => Ok(Hparams::SessionStart(start.into())),
        Some(HParamsData::SessionEndInfo(end)) => Ok(Hparams::SessionEnd(end.into())),
        Some(HParamsData::Experiment(experiment)) => Ok(Hparams::Experiment(experiment.into())),
        // Something of a later TensorBoard.
        None => Err(DecodeError::Plugin { plugin: Kind::Hparams.plugin_name().to_owned() }),
    }
}

impl From<HparamValue> for JsonValue {
    fn from(value: HparamValue) -> Self {
        Self {
            kind: Some(match value {
                HparamValue::Number(number) => JsonKind::Number(number),
                HparamValue::Text(text) => JsonKind::String(text),
                HparamValue::Bool(value) => JsonKind::Bool(value),
            }),
        }
    }
}

/// `None` for null, lists and objects, which are no values of hyperparameters.
fn value(message: JsonValue) -> Option<HparamValue> {
    message.kind.map(|kind| match kind {
        JsonKind::Number(number) => HparamValue::Number(number),
        JsonKind::String(text) => HparamValue::Text(text),
        JsonKind::Bool(value) => HparamValue::Bool(value),
    })
}

impl From<SessionStart> for proto::SessionStartInfo {
    fn from(start: SessionStart) -> Self {
        Self {
            hparams: start.values.into_iter().map(|(name, value)| (name, value.into())).collect(),
            model_uri: start.model_uri,
            monitor_url: start.monitor_url,
            group_name: start.group_name,
            start_time_secs: start.start_time,
        }
    }
}

impl From<proto::SessionStartInfo> for SessionStart {
    fn from(start: proto::SessionStartInfo) -> Self {
        Self {
            values: start.hparams.into_iter().filter_map(|(name, message)| Some((name, value(message)?))).collect(),
            group_name: start.group_name,
            start_time: start.start_time_secs,
            model_uri: start.model_uri,
            monitor_url: start.monitor_url,
        }
    }
}

impl From<SessionEnd> for proto::SessionEndInfo {
    fn from(end: SessionEnd) -> Self {
        let status = match end.status {
            SessionState::Unknown => 0,
            SessionState::Ok => 1,
            SessionState::Fail => 2,
            SessionState::Running => 3,
        };
        Self { status, end_time_secs: end.end_time }
    }
}

impl From<proto::SessionEndInfo> for SessionEnd {
    fn from(end: proto::SessionEndInfo) -> Self {
        let status = match end.status {
            1 => SessionState::Ok,
            2 => SessionState::Fail,
            3 => SessionState::Running,
            _ => SessionState::Unknown,
        };
        Self { status, end_time: end.end_time_secs }
    }
}

impl From<Experiment> for proto::Experiment {
    fn from(experiment: Experiment) -> Self {
        Self {
            description: experiment.description,
            user: experiment.user,
            time_created_secs: experiment.time_created,
            hparam_infos: experiment.hparams.into_iter().map(Into::into).collect(),
            metric_infos: experiment.metrics.into_iter().map(Into::into).collect(),
            name: experiment.name,
        }
    }
}

impl From<proto::Experiment> for Experiment {
    fn from(experiment: proto::Experiment) -> Self {
        Self {
            name: experiment.name,
            description: experiment.description,
            user: experiment.user,
            time_created: experiment.time_created_secs,
            hparams: experiment.hparam_infos.into_iter().map(Into::into).collect(),
            metrics: experiment.metric_infos.into_iter().map(Into::into).collect(),
        }
    }
}

impl From<HparamInfo> for proto::HParamInfo {
    fn from(HparamInfo { name, display_name, description, r#type, domain }: HparamInfo) -> Self {
        let r#type = match r#type {
            HparamType::Unset => 0,
            HparamType::Text => 1,
            HparamType::Bool => 2,
            HparamType::Number => 3,
        };
        let domain = match domain {
            HparamDomain::Any => None,
            HparamDomain::Discrete(values) => {
                Some(proto::HParamDomain::Discrete(JsonList { values: values.into_iter().map(Into::into).collect() }))
            }
            HparamDomain::Interval { min, max } => {
                Some(proto::HParamDomain::Interval(proto::Interval { min_value: min, max_value: max }))
            }
        };
        Self { name, display_name, description, r#type, domain }
    }
}

impl From<proto::HParamInfo> for HparamInfo {
    fn from(proto::HParamInfo { name, display_name, description, r#type, domain }: proto::HParamInfo) -> Self {
        let r#type = match r#type {
            1 => HparamType::Text,
            2 => HparamType::Bool,
            3 => HparamType::Number,
            _ => HparamType::Unset,
        };
        let domain = match domain {
            None => HparamDomain::Any,
            Some(proto::HParamDomain::Discrete(list)) => {
                HparamDomain::Discrete(list.values.into_iter().filter_map(value).collect())
            }
            Some(proto::HParamDomain::Interval(proto::Interval { min_value: min, max_value: max })) => {
                HparamDomain::Interval { min, max }
            }
        };
        Self { name, display_name, description, r#type, domain }
    }
}

impl From<MetricInfo> for proto::MetricInfo {
    fn from(MetricInfo { tag, group, display_name, description, dataset }: MetricInfo) -> Self {
        let dataset_type = match dataset {
            DatasetType::Unknown => 0,
            DatasetType::Training => 1,
            DatasetType::Validation => 2,
        };
        Self { name: Some(proto::MetricName { group, tag }), display_name, description, dataset_type }
    }
}

impl From<proto::MetricInfo> for MetricInfo {
    fn from(info: proto::MetricInfo) -> Self {
        let proto::MetricName { group, tag } = info.name.unwrap_or_default();
        let dataset = match info.dataset_type {
            1 => DatasetType::Training,
            2 => DatasetType::Validation,
            _ => DatasetType::Unknown,
        };
        Self { tag, group, display_name: info.display_name, description: info.description, dataset }
    }
}
