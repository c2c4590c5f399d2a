//! What is known of a module: the answer of `describe.py`, which can be kept in a file.

use serde::{Deserialize, Serialize};

/// A module as a Python described it.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
pub struct Description {
    /// The number of this format.
    pub format: u32,
    /// The version of the Python, as in `3.11.7`.
    pub python: String,
    /// The interpreter that was asked.
    #[serde(default)]
    pub executable: String,
    /// How long importing and describing took.
    #[serde(default)]
    pub seconds: f64,
    /// What could not be described, as sentences.
    #[serde(default)]
    pub skipped: Vec<String>,
    /// The module.
    pub module: Module,
}

/// The only format so far.
pub const FORMAT: u32 = 1;

/// A module.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
pub struct Module {
    /// The name by which it is imported.
    pub name: String,
    /// Its docstring.
    pub doc: Option<String>,
    /// Its `__version__`.
    pub version: Option<String>,
    /// Its file.
    pub file: Option<String>,
    /// What is called, without classes.
    pub functions: Vec<Function>,
    /// Classes.
    pub classes: Vec<Class>,
    /// Everything else.
    pub attributes: Vec<Attribute>,
    /// Submodules.
    pub modules: Vec<Module>,
}

/// What is called.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
pub struct Function {
    /// Its name in the module or class.
    pub name: String,
    /// Its docstring.
    pub doc: Option<String>,
    /// Whether Python knows the parameters. Where not, they are `*args` and `**kwargs`.
    pub known: bool,
    /// The parameters, without a method's receiver.
    pub parameters: Vec<Parameter>,
    /// The annotation of the result.
    pub result: Option<String>,
    /// What a method is called on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub receiver: Option<Receiver>,
}

/// What a method is called on.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Receiver {
    /// An instance.
    #[serde(rename = "self")]
    Instance,
    /// The class.
    Class,
    /// Nothing: a static method.
    None,
}

/// A parameter.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
pub struct Parameter {
    /// Its name.
    pub name: String,
    /// How it is given.
    pub kind: Kind,
    /// Whether it has a default.
    pub optional: bool,
    /// The default as Python shows it, shortened.
    pub default: Option<String>,
    /// Its annotation.
    pub annotation: Option<String>,
}

/// How a parameter is given.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// By its place alone.
    Place,
    /// By its place or its name.
    Either,
    /// `*args`
    Rest,
    /// By its name alone.
    Keyword,
    /// `**kwargs`
    Named,
}

/// A class.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
pub struct Class {
    /// Its name in the module.
    pub name: String,
    /// Its docstring.
    pub doc: Option<String>,
    /// What calling it takes.
    pub constructor: Function,
    /// Methods, inherited ones too.
    pub methods: Vec<Function>,
    /// Attributes of instances that the class defines.
    pub properties: Vec<Property>,
    /// Values of the class.
    pub attributes: Vec<Attribute>,
    /// The members of an `Enum`.
    pub members: Vec<String>,
}

/// An attribute of instances.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
pub struct Property {
    /// Its name.
    pub name: String,
    /// Its docstring.
    pub doc: Option<String>,
    /// Whether it can be set.
    pub writable: bool,
}

/// A value of a module or class.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
pub struct Attribute {
    /// Its name.
    pub name: String,
    /// The name of its class.
    #[serde(rename = "type")]
    pub class: String,
    /// What it is, as Python shows it, shortened.
    pub value: String,
}
