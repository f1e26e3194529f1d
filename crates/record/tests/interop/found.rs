//! What nnviz-record finds in the event files of a directory.

use std::collections::BTreeMap;
use std::fs::File;
use std::path::Path;

use nnviz_record::Summary;
use nnviz_record::event_file::{EventFileReader, is_event_file_name};
use nnviz_record::proto::{Event, SummaryMetadata, What};
use nnviz_record::summary::{DecodeError, Graph, SummaryDecoder};

#[derive(Debug, Default)]
pub(crate) struct Found {
    /// In the order of the file.
    pub(crate) points: Vec<Point>,
    pub(crate) graph: Option<Graph>,
    /// Values of plugins that are not read, by plugin.
    pub(crate) skipped: BTreeMap<String, u64>,
    decoder: SummaryDecoder,
}

#[derive(Debug)]
pub(crate) struct Point {
    pub(crate) tag: String,
    pub(crate) step: i64,
    pub(crate) wall_time: f64,
    pub(crate) summary: Summary,
}

impl Found {
    /// Reads strictly: any damage, and any value that is not understood, fails the test.
    pub(crate) fn in_directory(directory: &Path) -> Self {
        let mut this = Self::default();
        for entry in std::fs::read_dir(directory).unwrap() {
            let path = entry.unwrap().path();
            if path.file_name().is_some_and(|name| is_event_file_name(&name.to_string_lossy())) {
                this.read_file(&path);
            }
        }
        this
    }

    fn read_file(&mut self, path: &Path) {
        let mut reader = EventFileReader::new(File::open(path).unwrap());
        let version = reader.read_event().unwrap().expect("a first event");
        assert_eq!(version.what, Some(What::FileVersion("brain.Event:2".to_owned())), "{}", path.display());
        while let Some(event) = reader.read_event().unwrap_or_else(|error| panic!("{}: {error}", path.display())) {
            self.take(event);
        }
    }

    fn take(&mut self, event: Event) {
        match event.what {
            Some(What::Summary(summary)) => {
                for value in summary.value {
                    match self.decoder.decode(value) {
                        Ok((tag, summary)) => {
                            let (step, wall_time) = (event.step, event.wall_time);
                            self.points.push(Point { tag, step, wall_time, summary });
                        }
                        Err(DecodeError::Plugin { plugin }) => *self.skipped.entry(plugin).or_default() += 1,
                        Err(error) => panic!("at step {}: {error}", event.step),
                    }
                }
            }
            Some(What::GraphDef(bytes)) => self.graph = Some(Graph::decode(&bytes).unwrap()),
            _ => {}
        }
    }

    /// The display name and the description of a tag.
    pub(crate) fn metadata(&self, tag: &str) -> &SummaryMetadata {
        self.decoder.metadata(tag).unwrap_or_else(|| panic!("`{tag}` has no metadata"))
    }
}
