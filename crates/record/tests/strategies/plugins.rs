//! Summaries of the plugins beyond scalars, histograms, images and text.

use nnviz_record::Summary;
use nnviz_record::summary::{
    Audio, Category, Chart, DatasetType, Experiment, HparamDomain, HparamInfo, HparamType, HparamValue, Hparams,
    Layout, MarginSeries, Mesh, MetricInfo, PrCurve, PrPoint, SessionEnd, SessionStart, SessionState, Tensor,
};
use proptest::array::{uniform3, uniform6};
use proptest::collection::{btree_map, vec};
use proptest::num::f32;
use proptest::prelude::*;
use proptest::sample::{Index, select};

use super::comparable;

pub(super) fn summary() -> impl Strategy<Value = Summary> {
    prop_oneof![
        vec(vec(any::<u8>(), 0..50), 0..4).prop_map(|clips| Summary::Audio(Audio { clips })),
        pr_curve().prop_map(Summary::PrCurve),
        mesh_part(),
        layout().prop_map(Summary::CustomScalars),
        hparams().prop_map(Summary::Hparams),
        tensor().prop_map(Summary::Tensor),
    ]
}

fn pr_curve() -> impl Strategy<Value = PrCurve> {
    let point = uniform6(comparable()).prop_map(|numbers| {
        let [true_positives, false_positives, true_negatives, false_negatives, precision, recall] =
            numbers.map(|number| number as f32);
        PrPoint { true_positives, false_positives, true_negatives, false_negatives, precision, recall }
    });
    vec(point, 0..9).prop_map(|points| PrCurve { points })
}

/// One part of a batch of up to three meshes of equal sizes.
fn mesh_part() -> impl Strategy<Value = Summary> {
    let sizes = (1..4_usize, 1..5_usize, 0..4_usize, any::<bool>());
    let batch = sizes.prop_flat_map(|(meshes, vertices, faces, colored)| {
        let vertex = uniform3(f32::NORMAL | f32::ZERO | f32::SUBNORMAL);
        let colors = vec(uniform3(any::<u8>()), if colored { vertices } else { 0 });
        let mesh = (vec(vertex, vertices), vec(uniform3(0..vertices as u32), faces), colors);
        (vec(mesh, meshes), prop_oneof![Just(String::new()), Just(r#"{"lights": []}"#.to_owned())])
    });
    (batch, any::<String>(), any::<Index>()).prop_map(|((meshes, config), name, part)| {
        let mesh = |(vertices, faces, colors)| Mesh { vertices, faces, colors, config: config.clone() };
        let meshes: Vec<_> = meshes.into_iter().map(mesh).collect();
        let parts = Mesh::batch_parts(&meshes, &name).unwrap();
        part.get(&parts).1.clone()
    })
}

fn layout() -> impl Strategy<Value = Layout> {
    let text = any::<String>;
    let series = (text(), text(), text()).prop_map(|(value, lower, upper)| MarginSeries { value, lower, upper });
    let chart = prop_oneof![
        (text(), vec(text(), 0..3)).prop_map(|(title, tags)| Chart::lines(title, tags)),
        (text(), vec(series, 0..3)).prop_map(|(title, series)| Chart::margin(title, series)),
    ];
    let category = (text(), any::<bool>(), vec(chart, 0..3));
    let category = category.prop_map(|(title, closed, charts)| Category { title, closed, charts });
    vec(category, 0..4).prop_map(|categories| Layout { categories })
}

fn hparams() -> impl Strategy<Value = Hparams> {
    prop_oneof![
        session_start().prop_map(Hparams::SessionStart),
        session_end().prop_map(Hparams::SessionEnd),
        experiment().prop_map(Hparams::Experiment),
    ]
}

fn hparam_value() -> impl Strategy<Value = HparamValue> {
    prop_oneof![
        comparable().prop_map(HparamValue::Number),
        any::<String>().prop_map(HparamValue::Text),
        any::<bool>().prop_map(HparamValue::Bool),
    ]
}

fn session_start() -> impl Strategy<Value = SessionStart> {
    let text = any::<String>;
    (btree_map(text(), hparam_value(), 0..5), text(), comparable(), text(), text()).prop_map(
        |(values, group_name, start_time, model_uri, monitor_url)| SessionStart {
            values,
            group_name,
            start_time,
            model_uri,
            monitor_url,
        },
    )
}

fn session_end() -> impl Strategy<Value = SessionEnd> {
    let states = [SessionState::Unknown, SessionState::Ok, SessionState::Fail, SessionState::Running];
    (select(states.to_vec()), comparable()).prop_map(|(status, end_time)| SessionEnd { status, end_time })
}

fn experiment() -> impl Strategy<Value = Experiment> {
    let text = any::<String>;
    let lists = (vec(hparam_info(), 0..3), vec(metric_info(), 0..3));
    (text(), text(), text(), comparable(), lists).prop_map(
        |(name, description, user, time_created, (hparams, metrics))| Experiment {
            name,
            description,
            user,
            time_created,
            hparams,
            metrics,
        },
    )
}

fn hparam_info() -> impl Strategy<Value = HparamInfo> {
    let text = any::<String>;
    let types = [HparamType::Unset, HparamType::Text, HparamType::Bool, HparamType::Number];
    let domain = prop_oneof![
        Just(HparamDomain::Any),
        vec(hparam_value(), 0..4).prop_map(HparamDomain::Discrete),
        (comparable(), comparable()).prop_map(|(min, max)| HparamDomain::Interval { min, max }),
    ];
    (text(), text(), text(), select(types.to_vec()), domain).prop_map(
        |(name, display_name, description, r#type, domain)| HparamInfo {
            name,
            display_name,
            description,
            r#type,
            domain,
        },
    )
}

fn metric_info() -> impl Strategy<Value = MetricInfo> {
    let text = any::<String>;
    let datasets = [DatasetType::Unknown, DatasetType::Training, DatasetType::Validation];
    (text(), text(), text(), text(), select(datasets.to_vec())).prop_map(
        |(tag, group, display_name, description, dataset)| MetricInfo {
            tag,
            group,
            display_name,
            description,
            dataset,
        },
    )
}

/// Of every element type, NaN included: elements are compared by their bytes.
fn tensor() -> impl Strategy<Value = Tensor> {
    let shapes = prop_oneof![vec(0..4_i64, 0..4), vec(1..3_i64, 0..4)];
    (shapes, vec(any::<u64>(), 27), 0..14_u8).prop_map(|(shape, bits, element)| {
        let bits = &bits[..shape.iter().product::<i64>() as usize];
        let as_u16: Vec<_> = bits.iter().map(|&bits| bits as u16).collect();
        macro_rules! tensor {
            ($from:expr) => {
                Tensor::new(shape, &bits.iter().map($from).collect::<Vec<_>>())
            };
        }
        let tensor = match element {
            0 => tensor!(|&bits| std::primitive::f32::from_bits(bits as u32)),
            1 => tensor!(|&bits| f64::from_bits(bits)),
            2 => tensor!(|&bits| bits as i8),
            3 => tensor!(|&bits| bits as i16),
            4 => tensor!(|&bits| bits as i32),
            5 => tensor!(|&bits| bits as i64),
            6 => tensor!(|&bits| bits as u8),
            7 => Tensor::new(shape, &as_u16),
            8 => tensor!(|&bits| bits as u32),
            9 => Tensor::new(shape, bits),
            10 => tensor!(|&bits| bits % 2 == 1),
            11 => Tensor::from_f16_bits(shape, &as_u16),
            12 => Tensor::from_bf16_bits(shape, &as_u16),
            _ => Tensor::from_strings(shape, bits.iter().map(|bits| bits.to_le_bytes())),
        };
        tensor.unwrap()
    })
}
