//! The modules of a model: their paths, their types, their settings.
//!
//! burn tells them in two places. A visitor enters every module, but tells the type of a module only to its children, and
//! a module without parameters has none. `Display` tells types and settings, but some modules hide what is inside them.
//! So the visitor gives the tree, and `Display` what it knows of it:
//!
//! ```text
//! Cnn {
//!   block1: Block {
//!     conv: Conv2d {ch_in: 1, ch_out: 16, stride: [1, 1], params: 160}
//!     relu: Relu
//!   }
//! }
//! ```

use std::collections::HashMap;
use std::fmt::Display;

use burn::module::{Flag, Module, ModuleVisitor, Param};
use burn::tensor::{Bool, Int, Tensor};

use crate::scope::Scope;

/// A module.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Typed {
    /// Its place; empty for the model itself.
    pub path: Scope,
    /// Its type; empty where burn tells none.
    pub name: String,
    /// `ch_in: 1, ch_out: 16`; may be empty.
    pub settings: String,
    /// Whether it is an enum, and the module in it one of its variants.
    is_enum: bool,
}

/// The modules of a model, in the order of its fields. The first is the model itself.
#[derive(Debug, Default)]
pub struct Types {
    modules: Vec<Typed>,
    /// The index of a module, and those of the modules directly inside it.
    index: HashMap<Scope, (usize, Vec<usize>)>,
}

impl Types {
    /// The modules of `model`.
    pub fn of<M: Module + Display>(model: &M) -> Self {
        let mut walk = Walk { modules: vec![Walked::default()], ..Walk::default() };
        model.visit(&mut walk);
        let shown = Shown::parse(&model.to_string());
        let modules = walk.modules.into_iter().map(|module| module.typed(&shown));
        // An `Option` that is empty is entered too.
        Self::new(modules.filter(|module| module.name != "None").collect())
    }

    fn new(modules: Vec<Typed>) -> Self {
        let mut index: HashMap<Scope, (usize, Vec<usize>)> = HashMap::new();
        for (at, module) in modules.iter().enumerate() {
            index.entry(module.path.clone()).or_default().0 = at;
            if let Some((_, parent)) = module.path.split_last() {
                index.entry(parent.to_vec()).or_default().1.push(at);
            }
        }
        Self { modules, index }
    }

    /// All of them.
    pub fn modules(&self) -> &[Typed] {
        &self.modules
    }

    /// The type of a module; empty where it is not known.
    pub fn name(&self, scope: &[String]) -> &str {
        self.index.get(scope).map_or("", |&(at, _)| self.modules[at].name.as_str())
    }

    /// Whether a module is known and holds no other modules of a known type.
    pub fn is_leaf(&self, scope: &[String]) -> bool {
        let untold = |&at: &usize| self.modules[at].name.is_empty();
        !scope.is_empty() && self.index.get(scope).is_some_and(|(_, children)| children.iter().all(untold))
    }

    /// Whether a place only holds modules, and runs nothing by itself.
    pub fn is_collection(&self, scope: &[String]) -> bool {
        matches!(self.name(scope), "Vec" | "Array" | "Tuple")
    }

    /// The modules directly in `scope` that an operation of this kind may belong to: by their type, or by their name where
    /// the type is not told.
    pub fn children_of_kind<'a>(&'a self, scope: &[String], kind: &'a str) -> impl Iterator<Item = &'a Scope> {
        let children = self.index.get(scope).into_iter().flat_map(|(_, children)| children);
        let modules = children.map(|&at| &self.modules[at]);
        // What a variant holds is called like the enum's field by the user.
        let variants = |module: &'a Typed| match self.index.get(&module.path) {
            Some((_, variants)) if module.is_enum => variants.as_slice(),
            _ => &[],
        };
        let alternatives =
            move |module| std::iter::once(module).chain(variants(module).iter().map(|&at| &self.modules[at]));
        modules.flat_map(alternatives).filter(move |module| module.is_of_kind(kind)).map(|module| &module.path)
    }
}

impl Typed {
    fn is_of_kind(&self, kind: &str) -> bool {
        let name = self.path.last().map_or("", String::as_str);
        if self.name.is_empty() { name.eq_ignore_ascii_case(kind) } else { self.name == kind }
    }
}

/// A module as the visitor meets it.
#[derive(Debug, Default)]
struct Walked {
    path: Scope,
    /// Its path as `Display` tells it: the content of an enum's variant is called `_0` there.
    shown: Scope,
    /// `Struct:Linear`, once a child was entered.
    container: String,
}

impl Walked {
    fn typed(self, shown: &Shown) -> Typed {
        let (name, settings) = shown.0.get(&self.shown).cloned().unwrap_or_default();
        let told = self.container.rsplit_once(':').map_or(self.container.as_str(), |(_, name)| name);
        // What a container says of itself is the truth; `Display` names an enum after its variant.
        let name = if told.is_empty() { name } else { told.to_owned() };
        let is_enum = self.container.starts_with("Enum:");
        Typed { path: self.path, name, settings, is_enum }
    }
}

/// Visits the modules of a model.
#[derive(Debug, Default)]
struct Walk {
    modules: Vec<Walked>,
    /// Indices of the modules that surround the visit.
    open: Vec<usize>,
}

impl Walk {
    fn surrounding(&self) -> usize {
        self.open.last().copied().unwrap_or(0)
    }

    /// What was entered last is a parameter, not a module.
    fn forget(&mut self) {
        if let Some(&last) = self.open.last() {
            self.modules.truncate(last);
        }
    }
}

impl ModuleVisitor for Walk {
    fn enter_module(&mut self, name: &str, container_type: &str) {
        let parent = self.surrounding();
        let parent = &mut self.modules[parent];
        container_type.clone_into(&mut parent.container);
        let field = if container_type.starts_with("Enum:") { "_0" } else { name };
        let path = [parent.path.as_slice(), &[name.to_owned()]].concat();
        let shown = [parent.shown.as_slice(), &[field.to_owned()]].concat();
        self.open.push(self.modules.len());
        self.modules.push(Walked { path, shown, container: String::new() });
    }

    fn exit_module(&mut self, _name: &str, _container_type: &str) {
        self.open.pop();
    }

    fn visit_float<const D: usize>(&mut self, _param: &Param<Tensor<D>>) {
        self.forget();
    }

    fn visit_int<const D: usize>(&mut self, _param: &Param<Tensor<D, Int>>) {
        self.forget();
    }

    fn visit_bool<const D: usize>(&mut self, _param: &Param<Tensor<D, Bool>>) {
        self.forget();
    }

    fn visit_flag(&mut self, _flag: &Param<Flag>) {
        self.forget();
    }
}

/// Types and settings by path, as `Display` tells them.
#[derive(Debug, Default)]
struct Shown(HashMap<Scope, (String, String)>);

impl Shown {
    /// Reads what burn's `Display` of a module says.
    fn parse(display: &str) -> Self {
        let mut shown = Self::default();
        let mut path = Scope::new();
        let mut lines = display.lines();
        let model = lines.next().unwrap_or_default();
        shown.insert(Scope::new(), model);
        for line in lines.map(str::trim) {
            if line.starts_with('}') {
                path.pop();
                continue;
            }
            let Some((field, value)) = line.split_once(": ") else { continue };
            if !value.starts_with(char::is_uppercase) {
                shown.add_setting(&path, line);
                continue;
            }
            path.push(field.to_owned());
            shown.insert(path.clone(), value);
            if !opens(line) {
                path.pop();
            }
        }
        shown
    }

    /// `Conv2d {ch_in: 1, params: 160}`, `Relu` or `Block {`.
    fn insert(&mut self, path: Scope, value: &str) {
        let name = value.split([' ', '{', '<']).next().unwrap_or_default();
        let braced = value.split_once('{').map_or("", |(_, settings)| settings.trim_end_matches('}'));
        let settings = braced.split_once("params: ").map_or(braced, |(before, _)| before);
        let settings = settings.trim().trim_end_matches(',').to_owned();
        self.0.insert(path, (name.to_owned(), settings));
    }

    /// A setting on a line of its own belongs to the module around it.
    fn add_setting(&mut self, path: &[String], line: &str) {
        let Some((_, settings)) = self.0.get_mut(path) else { return };
        if !line.starts_with("params:") {
            let comma = if settings.is_empty() { "" } else { ", " };
            settings.push_str(comma);
            settings.push_str(line);
        }
    }
}

/// Whether a line opens a level that a later line closes.
fn opens(line: &str) -> bool {
    line.matches('{').count() > line.matches('}').count()
}

#[cfg(test)]
mod tests {
    use burn::nn::transformer::TransformerEncoderConfig;
    use burn::nn::{Linear, LinearConfig, Relu};
    use burn::tensor::Device;

    use super::*;

    #[derive(Module, Debug)]
    enum Head {
        Plain(Linear),
        Wide(Linear),
    }

    #[derive(Module, Debug)]
    struct Net {
        body: Option<Linear>,
        relu: Relu,
        head: Head,
    }

    fn told(types: &Types) -> Vec<(String, &str, &str)> {
        let modules = types.modules().iter();
        modules.map(|module| (module.path.join("/"), module.name.as_str(), module.settings.as_str())).collect()
    }

    #[test]
    fn modules_are_told_with_types_and_settings() {
        let device = Device::default();
        let linear = || LinearConfig::new(2, 3).init(&device);
        let wide = Net { body: Some(linear()), relu: Relu::new(), head: Head::Wide(linear()) };
        let plain = Net { body: None, relu: Relu::new(), head: Head::Plain(linear()) };
        let settings = "d_input: 2, d_output: 3, bias: true";
        let (types, plain) = (Types::of(&wide), Types::of(&plain));
        assert_eq!(
            told(&types),
            [
                (String::new(), "Net", ""),
                ("body".to_owned(), "Linear", settings),
                ("relu".to_owned(), "Relu", ""),
                ("head".to_owned(), "Head", ""),
                ("head/Wide".to_owned(), "Linear", settings),
            ]
        );
        assert_eq!(plain.modules().len(), 4, "an empty option is no module: {plain:?}");
        assert!(types.is_leaf(&["relu".to_owned()]) && !types.is_leaf(&["head".to_owned()]));
        assert_eq!(types.children_of_kind(&[], "Relu").collect::<Vec<_>>(), [&["relu".to_owned()]]);
    }

    #[test]
    fn what_display_hides_is_found() {
        let encoder = TransformerEncoderConfig::new(8, 16, 2, 1).init(&Device::default());
        let types = Types::of(&encoder);
        let path = |text: &str| text.split('/').map(str::to_owned).collect::<Scope>();
        assert_eq!(types.name(&path("layers/0/mha/query")), "Linear");
        assert_eq!(types.name(&path("layers/0/mha")), "MultiHeadAttention");
        assert!(types.is_leaf(&path("layers/0/mha/query")) && types.is_leaf(&path("layers/0/pwff/dropout")));
    }
}
