//! What is expected of the plugins beyond scalars, histograms, images and text.

use nnviz_record::Summary;
use nnviz_record::proto::DataType;
use nnviz_record::summary::{
    Audio, Chart, ChartContent, HparamDomain, HparamInfo, HparamType, HparamValue, Hparams, Layout, MeshElements,
    MeshPart, PrCurve, PrPoint, Tensor, TensorData, WavInfo,
};
use serde_json::{Value, json};

use crate::expected::{assert_number, list, number};

pub(crate) fn assert_summary(found: &Summary, expected: &Value, tag: &str) {
    match found {
        Summary::Audio(audio) => assert_audio(audio, expected),
        Summary::PrCurve(curve) => assert_pr_curve(curve, expected, tag),
        Summary::Mesh(part) => assert_mesh(part, expected, tag),
        Summary::CustomScalars(layout) => assert_eq!(of_layout(layout), *expected),
        Summary::Hparams(hparams) => {
            assert_eq!(hparams.tag(), tag);
            assert_eq!(of_hparams(hparams), *expected);
        }
        Summary::Tensor(tensor) => assert_tensor(tensor, expected, tag),
        other => panic!("{other:?}"),
    }
}

fn assert_audio(audio: &Audio, expected: &Value) {
    let clips = audio.clips.iter().map(|file| {
        let info = WavInfo::decode(file).expect("a WAV file");
        assert_eq!(info.bits_per_sample, 16);
        let data = &file[file.len() - 2 * usize::from(info.channels) * info.frames as usize..];
        let samples: Vec<_> = data.as_chunks::<2>().0.iter().map(|&bytes| i16::from_le_bytes(bytes)).collect();
        json!({"sample_rate": info.sample_rate, "channels": info.channels, "samples": samples})
    });
    assert_eq!(Value::Array(clips.collect()), *expected);
}

fn assert_pr_curve(curve: &PrCurve, rows: &Value, tag: &str) {
    let columns: [fn(&PrPoint) -> f32; 6] = [
        |point| point.true_positives,
        |point| point.false_positives,
        |point| point.true_negatives,
        |point| point.false_negatives,
        |point| point.precision,
        |point| point.recall,
    ];
    assert_eq!(list(rows).len(), columns.len());
    for (row, column) in list(rows).iter().zip(columns) {
        assert_eq!(list(row).len(), curve.points.len(), "{tag}");
        for (expected, point) in list(row).iter().zip(&curve.points) {
            assert_number(column(point).into(), number(expected), tag);
        }
    }
}

fn assert_mesh(part: &MeshPart, expected: &Value, tag: &str) {
    let (name, elements): (_, Vec<[f64; 3]>) = match part.elements() {
        MeshElements::Vertices(all) => ("VERTEX", all.iter().map(|at| at.map(f64::from)).collect()),
        MeshElements::Faces(all) => ("FACE", all.iter().map(|at| at.map(f64::from)).collect()),
        MeshElements::Colors(all) => ("COLOR", all.iter().map(|at| at.map(f64::from)).collect()),
        other => panic!("{other:?}"),
    };
    let about = json!({"name": part.name(), "part": name, "shape": part.shape(), "components": part.components(),
        "config": part.config(), "elements": expected["elements"]});
    assert_eq!(about, *expected, "{tag}");
    assert_eq!(list(&expected["elements"]).len(), elements.len(), "{tag}");
    for (found, expected) in elements.iter().flatten().zip(list(&expected["elements"]).iter().flat_map(list)) {
        assert_number(*found, number(expected), tag);
    }
}

fn of_layout(layout: &Layout) -> Value {
    let categories = layout.categories.iter();
    let categories = categories.map(
        |category| json!({"title": category.title, "charts": category.charts.iter().map(of_chart).collect::<Vec<_>>()}),
    );
    Value::Array(categories.collect())
}

fn of_chart(chart: &Chart) -> Value {
    match &chart.content {
        ChartContent::Multiline { tags } => json!([chart.title, "Multiline", tags]),
        ChartContent::Margin { series } => {
            json!([chart.title, "Margin", [series[0].value, series[0].lower, series[0].upper]])
        }
        other => panic!("{other:?}"),
    }
}

fn of_hparams(hparams: &Hparams) -> Value {
    match hparams {
        Hparams::SessionStart(start) => {
            let values = start.values.iter().map(|(name, value)| (name.clone(), of_value(value)));
            let mut found = json!({"values": values.collect::<serde_json::Map<_, _>>()});
            if !start.group_name.is_empty() {
                found["group_name"] = json!(start.group_name);
            }
            found
        }
        Hparams::SessionEnd(end) => json!({"status": format!("{:?}", end.status)}),
        Hparams::Experiment(experiment) => {
            let infos: Vec<_> = experiment.hparams.iter().map(of_info).collect();
            let metrics: Vec<_> = experiment.metrics.iter().map(|metric| &metric.tag).collect();
            json!({"hparams": infos, "metrics": metrics})
        }
        other => panic!("{other:?}"),
    }
}

fn of_info(info: &HparamInfo) -> Value {
    let domain = match &info.domain {
        HparamDomain::Any => Value::Null,
        HparamDomain::Discrete(values) => values.iter().map(of_value).collect(),
        other => panic!("{other:?}"),
    };
    let of = match info.r#type {
        HparamType::Number => "number",
        HparamType::Text => "text",
        HparamType::Bool => "bool",
        HparamType::Unset => "unset",
    };
    json!([info.name, of, domain])
}

/// A whole number without its fraction, as Python writes it.
fn of_value(value: &HparamValue) -> Value {
    match value {
        HparamValue::Number(number) if number.fract() == 0.0 => json!(*number as i64),
        HparamValue::Number(number) => json!(number),
        HparamValue::Text(text) => json!(text),
        HparamValue::Bool(value) => json!(value),
        other => panic!("{other:?}"),
    }
}

fn assert_tensor(tensor: &Tensor, expected: &Value, tag: &str) {
    let dtype = match tensor.dtype() {
        DataType::Float => "float32".to_owned(),
        DataType::Double => "float64".to_owned(),
        DataType::Half => "float16".to_owned(),
        other => format!("{other:?}").to_lowercase(),
    };
    assert_eq!(dtype, expected["dtype"], "{tag}");
    assert_eq!(json!(tensor.shape()), expected["shape"], "{tag}");
    let TensorData::Bytes(bytes) = tensor.data() else { panic!("{tag}: {tensor:?}") };
    let elements: Vec<_> = list(&expected["elements"]).iter().map(|element| element.as_str().unwrap()).collect();
    if dtype == "int64" {
        let found = bytes.as_chunks::<8>().0.iter().map(|&bytes| i64::from_le_bytes(bytes).to_string());
        assert_eq!(found.collect::<Vec<_>>(), elements, "{tag}: to the last digit");
    } else {
        let numbers = elements.iter().map(|element| match *element {
            "True" => 1.0,
            "False" => 0.0,
            number => number.parse().unwrap(),
        });
        assert_eq!(tensor.numbers().unwrap(), numbers.collect::<Vec<f64>>(), "{tag}");
    }
}
