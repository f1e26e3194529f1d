//! What MiniLM looks at when it reads a sentence: attention by layer and head, and what it comes to over all layers; and which
//! words put the sentence near a topic, by attention and by gradients.
//!
//! ```text
//! examples/models/fetch.sh ~/nnviz-models
//! cargo run --release --example explain_text -- ~/nnviz-models [DIRECTORY [SENTENCE TOPIC TOPIC…]]
//! ```
#![allow(clippy::doc_markdown, reason = "MiniLM is a name, not code")]

use std::error::Error;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use burn::module::Module;
use burn::tensor::{Bool, Device, Int, Tensor};
use nnviz_explain::{
    Attention, Baseline, ColourMap, HeadFusion, Heatmap, HighlightedText, IntegratedGradients, Panels, Replay, Scale,
    Sketch, TokenMatrix,
};
use nnviz_models::{MiniLm, Topics, Weights, WordPieces};

type Done = Result<(), Box<dyn Error>>;

const USAGE: &str = "usage: explain_text WEIGHTS [DIRECTORY [SENTENCE TOPIC TOPIC…]]
  WEIGHTS    the directory that examples/models/fetch.sh made
  DIRECTORY  where the pictures go; here, unless told
  SENTENCE   what is read
  TOPIC      what it may be about: a few words each";

const SENTENCE: &str = "The cat missed the concert because it was asleep.";
const TOPICS: [&str; 2] = ["an animal", "music"];

/// What a sentence is read as: its pieces' numbers, and where there is only padding.
type Sentence = (Tensor<2, Int>, Tensor<2, Bool>);

fn main() -> ExitCode {
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

fn run() -> Done {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let (weights, directory, sentence, topics) = match arguments.as_slice() {
        [weights] => (weights, ".", SENTENCE, TOPICS.as_slice()),
        [weights, directory] => (weights, *directory, SENTENCE, TOPICS.as_slice()),
        [weights, directory, sentence, topics @ ..] if topics.len() > 1 => (weights, *directory, *sentence, topics),
        _ => return Err(USAGE.into()),
    };
    std::fs::create_dir_all(directory)?;
    let case = Case::read(&Weights::at(*weights), sentence, topics, directory)?;
    case.attention()?;
    case.topics()
}

/// A sentence, the network, and what the sentence may be about.
struct Case<'a> {
    model: Topics,
    topics: &'a [&'a str],
    sentence: Sentence,
    /// The sentence without its words.
    nothing: Tensor<2, Int>,
    tokens: Vec<String>,
    directory: PathBuf,
}

impl<'a> Case<'a> {
    fn read(
        weights: &Weights,
        sentence: &str,
        topics: &'a [&'a str],
        directory: impl AsRef<Path>,
    ) -> Result<Self, Box<dyn Error>> {
        let device = Device::default();
        let pieces = WordPieces::read(weights.vocabulary())?;
        let model = Topics::new(MiniLm::load(weights.minilm(), &device)?, &pieces, topics);
        let tokens = pieces.places(sentence);
        let sentence = pieces.batch(&[sentence], &device);
        let nothing = pieces.nothing(&sentence.0);
        Ok(Self { model, topics, sentence, nothing, tokens, directory: directory.as_ref().to_owned() })
    }

    fn replay(&self) -> Result<Replay<'_, Sentence>, nnviz_explain::Error> {
        Replay::new(&self.model, &self.sentence, |model, (ids, padding): Sentence| model.scores(ids, &padding))
    }

    fn save(&self, sketch: &Sketch, name: &str) -> Done {
        let path = self.directory.join(format!("{name}.png"));
        sketch.save(&path)?;
        println!("{}", path.display());
        Ok(())
    }

    /// All heads at a glance, the one that looks from one word to another most, and the rollout.
    fn attention(&self) -> Done {
        let attention = Attention::of(&self.replay()?, self.sentence.clone())?;
        self.save(&heads(&attention)?, "text-heads")?;
        let (layer, head) = self.sharpest(&attention)?;
        let title = format!("Attention: layer {}, head {}", layer + 1, head + 1);
        let matrix = TokenMatrix::new(title, attention.head(0, layer, head)?, &self.tokens)?;
        self.save(&matrix.sketch(), "text-head")?;
        let rollout = attention.rollout(HeadFusion::Mean)?.squeeze_dim(0);
        self.save(&TokenMatrix::new("Attention rollout", rollout, &self.tokens)?.sketch(), "text-rollout")
    }

    /// The layer and the head where one word looks most at another that is not its neighbour. The marks at both ends and the
    /// full stop, where heads look that have nothing to say, do not count.
    fn sharpest(&self, attention: &Attention) -> Result<(usize, usize), Box<dyn Error>> {
        let (count, words) = (self.tokens.len(), 1..self.tokens.len() - 1);
        let is_word = |at: usize| words.contains(&at) && self.tokens[at].chars().any(char::is_alphanumeric);
        let mut best = (f32::MIN, (0, 0));
        for (layer, found) in attention.layers().iter().enumerate() {
            let weights = found.weights.to_data().try_to_vec::<f32>()?;
            for (at, weight) in weights.into_iter().enumerate() {
                let (head, from, to) = (at / (count * count), at / count % count, at % count);
                if is_word(from) && is_word(to) && from.abs_diff(to) > 1 && weight > best.0 {
                    best = (weight, (layer, head));
                }
            }
        }
        Ok(best.1)
    }

    /// How near each topic is, and by which words.
    fn topics(&self) -> Done {
        let replay = self.replay()?;
        let scores = self.model.scores(self.sentence.0.clone(), &self.sentence.1).into_data().try_to_vec::<f32>()?;
        let mut text = HighlightedText::new("Which words make it near a topic?");
        for (class, (topic, score)) in self.topics.iter().zip(scores).enumerate() {
            println!("{score:6.3}  {topic}");
            let relevance = Attention::for_classes(&replay, self.sentence.clone(), &[class])?.relevance()?;
            text = text.row(format!("{topic}: attention × gradient"), &self.tokens, &self.by_word(relevance)?)?.row(
                format!("{topic}: integrated gradients"),
                &self.tokens,
                &self.integrated_gradients(class)?,
            )?;
        }
        self.save(&text.sketch(), "text-words")
    }

    /// How much each word matters to the sentence's meaning, which is the mean of its places; that each place matters to
    /// itself is no news.
    fn by_word(&self, relevance: Tensor<3>) -> Result<Vec<f32>, Box<dyn Error>> {
        let itself = Tensor::<2>::eye(self.tokens.len(), &relevance.device()).unsqueeze();
        Ok((relevance - itself).mean_dim(1).into_data().try_to_vec()?)
    }

    /// What each word adds to the score of the sentence without its words.
    fn integrated_gradients(&self, class: usize) -> Result<Vec<f32>, Box<dyn Error>> {
        let model = self.model.clone().to_device(&Device::default().autodiff());
        let (ids, padding) = self.sentence.clone();
        let scores = |x: Tensor<3>| model.scores_of(x.clone(), &padding.clone().repeat_dim(0, x.dims()[0]));
        let baseline = Baseline::Given(self.model.network.embed(self.nothing.clone()));
        let found = IntegratedGradients::new().baseline(baseline).batch(10).attribute(
            scores,
            self.model.network.embed(ids),
            &[class],
        )?;
        Ok(found.tensor().sum_dim(2).into_data().try_to_vec()?)
    }
}

/// The matrices of all layers and heads.
fn heads(attention: &Attention) -> Result<Sketch, nnviz_explain::Error> {
    let scale = Scale::fixed(0.0, 1.0)?;
    let count = attention.layers().first().map_or(1, |layer| layer.weights.dims()[1]);
    let mut panels = Panels::new("Attention by layer and head").columns(count).height(56.0);
    for layer in 0..attention.layers().len() {
        for head in 0..count {
            let map = Heatmap::from_tensor(attention.head(0, layer, head)?)?;
            panels = panels.panel(format!("{} · {}", layer + 1, head + 1), map.paint(ColourMap::YlGnBu, scale));
        }
    }
    Ok(panels.legend("share of a token's attention", ColourMap::YlGnBu, scale).sketch())
}
