//! Functions: one Rust function for each, and a builder where there is something that may be left out.

use crate::description::{Function, Parameter, Receiver};
use crate::docs::{documentation, inline_code};
use crate::names::{Names, camel};
use crate::parameters::{Parameters, signature};
use crate::text::{Text, literal};
use crate::types;

/// What a Rust function calls.
pub struct Call<'a> {
    /// The description.
    pub function: &'a Function,
    /// The name in Rust.
    pub name: &'a str,
    /// The name in Python, with all dots, for the documentation.
    pub path: &'a str,
    /// What the first argument is, in a method.
    pub receiver: Option<Receiver>,
    /// Whether it is a constructor, whose result is `Self`.
    pub constructs: bool,
    /// Whether the member is looked up only once.
    pub cache: bool,
}

/// Writes a function. Gives the struct of its builder, if it has one, which belongs beside it, not into an `impl`.
pub fn write(text: &mut Text, call: &Call<'_>, owner: &str, types: &mut Names) -> Option<Builder> {
    let parameters = Parameters::of(call.function);
    text.docs(&documentation(
        &format!("{}{}", call.path, signature(call.function)),
        call.function.doc.as_deref(),
    ));
    if parameters.is_direct() {
        direct(text, call, &parameters);
        return None;
    }
    let bare = call.name.trim_start_matches("r#");
    let builder = types.take(&camel(&format!("{owner}_{bare}_call")));
    with_options(text, call, &parameters, &builder);
    Some(Builder { name: builder, target: target_type(call), path: call.path.to_owned() })
}

/// The struct of a builder.
pub struct Builder {
    name: String,
    target: &'static str,
    path: String,
}

/// A function without options.
fn direct(text: &mut Text, call: &Call<'_>, parameters: &Parameters<'_>) {
    let result = match types::result(call.function) {
        _ if call.constructs => Some("Self".to_owned()),
        known => known,
    };
    let generic = if result.is_none() { "<T: ::py4rs::FromPython>" } else { "" };
    let mut arguments: Vec<String> = receiver_argument(call, "&self").into_iter().collect();
    arguments.extend(parameters.arguments().map(|(name, bound)| format!("{name}: impl {bound}")));
    let result = result.as_deref().unwrap_or("T");
    text.line(format!(
        "pub fn {}{generic}({}) -> ::py4rs::Result<{result}> {{",
        call.name,
        arguments.join(", ")
    ));
    let only_rest = parameters.places.is_empty() && call.receiver.is_none();
    if !parameters.keywords.is_empty() || parameters.rest.is_some() && !only_rest {
        write_function(text, call, parameters);
        text.line(format!("__g::Build::new(&FUNCTION, {}).call()", given(call, parameters)));
    } else {
        text.line(format!("static TARGET: {} = {};", target_type(call), target(call, parameters)));
        let given = match &parameters.rest {
            Some((rest, _)) => format!("__g::Only({rest})"),
            None => given(call, parameters),
        };
        text.line(format!("__g::call_member(&TARGET, {given})"));
    }
    text.line("}");
}

/// A function that gives a builder.
fn with_options(text: &mut Text, call: &Call<'_>, parameters: &Parameters<'_>, builder: &str) {
    let (mut generics, mut arguments, mut placed, mut named) =
        (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    let mut rest = None;
    match call.receiver {
        Some(Receiver::Instance) => {
            generics.push("'py".to_owned());
            arguments.push("&'py self".to_owned());
            placed.push("&'py ::py4rs::PyObject".to_owned());
        }
        Some(_) => placed.push("&'static __g::Member".to_owned()),
        None => {}
    }
    for (index, (name, bound)) in parameters.arguments().enumerate() {
        let generic = format!("A{index}");
        generics.push(format!("{generic}: {bound}"));
        arguments.push(format!("{name}: {generic}"));
        if index < parameters.places.len() {
            placed.push(generic);
        } else if parameters.rest.is_some() && rest.is_none() {
            rest = Some(generic);
        } else {
            named.push(generic);
        }
    }
    placed.extend(named);
    let mut given_type = tuple(&placed, TYPES);
    if let Some(rest) = rest {
        given_type = format!("__g::Rested<{given_type}, {rest}>");
    }
    let generics = if generics.is_empty() { String::new() } else { format!("<{}>", generics.join(", ")) };
    text.line(format!(
        "pub fn {}{generics}({}) -> {builder}<{given_type}> {{",
        call.name,
        arguments.join(", ")
    ));
    write_function(text, call, parameters);
    text.line(format!("{builder}(__g::Build::new(&FUNCTION, {}))", given(call, parameters)));
    text.line("}");
}

/// Writes the builder that [`write`] gave, with its options.
pub fn write_builder(text: &mut Text, builder: &Builder, function: &Function) {
    let parameters = Parameters::of(function);
    let (name, numbers) = (&builder.name, numbers(&parameters));
    text.line("");
    text.docs(&[
        format!("A call of {} that is being put together.", inline_code(&builder.path)),
        String::new(),
        "Each option is set by its method; what is not set is not sent, so that Python's own default holds."
            .to_owned(),
    ]);
    text.line("#[must_use = \"nothing is called before `call`\"]");
    text.line(format!("pub struct {name}<V>(__g::Build<{}, V, {numbers}>);", builder.target));
    text.line("");
    text.line(format!("impl<V: __g::Given> {name}<V> {{"));
    for (index, (method, option)) in parameters.options.iter().enumerate() {
        text.docs(&[option_docs(option)]);
        text.line("#[inline(always)]");
        text.line(format!("pub fn {method}(self, value: impl {}) -> Self {{", types::parameter(option)));
        text.line(format!("{name}(self.0.set({index}, value))"));
        text.line("}");
    }
    if parameters.named {
        text.docs(&[
            "More arguments with names, as Python's `**kwargs`: an array of pairs, or a map.".to_owned()
        ]);
        text.line("pub fn kwargs<K: ::core::convert::AsRef<str>, A: ::py4rs::ToPython>(");
        text.line("    self,");
        text.line("    arguments: impl ::core::iter::IntoIterator<Item = (K, A)>,");
        text.line(") -> Self {");
        text.line(format!("{name}(self.0.more(arguments))"));
        text.line("}");
    }
    text.docs(&[
        "Makes the call.".to_owned(),
        String::new(),
        "# Errors".to_owned(),
        "The call raises, or a value cannot be converted.".to_owned(),
    ]);
    text.line("#[inline(always)]");
    text.line("pub fn call<T: ::py4rs::FromPython>(self) -> ::py4rs::Result<T> {");
    text.line("self.0.call()");
    text.line("}");
    text.line("}");
}

fn option_docs(option: &Parameter) -> String {
    let default = option
        .default
        .as_deref()
        .map_or_else(String::new, |default| format!(", Python's default is {}", inline_code(default)));
    let annotation = option
        .annotation
        .as_deref()
        .map_or_else(String::new, |annotation| format!(": {}", inline_code(annotation)));
    format!("{}{annotation}{default}.", inline_code(&option.name))
}

/// The static that holds what is called and the names.
fn write_function(text: &mut Text, call: &Call<'_>, parameters: &Parameters<'_>) {
    let names = |list: &[(String, &Parameter)]| {
        list.iter().map(|(_, one)| literal(&one.name)).collect::<Vec<_>>().join(", ")
    };
    text.line(format!(
        "static FUNCTION: __g::Function<{}, {}> = __g::Function {{",
        target_type(call),
        numbers(parameters)
    ));
    text.line(format!("target: {},", target(call, parameters)));
    text.line(format!(
        "shape: __g::Shape::new([{}], [{}]),",
        names(&parameters.keywords),
        names(&parameters.options)
    ));
    text.line("};");
}

/// How many options there are, how many of them are given by their place, and how many arguments by their name.
fn numbers(parameters: &Parameters<'_>) -> String {
    format!("{}, {}, {}", parameters.options.len(), parameters.optional_places, parameters.keywords.len())
}

fn target_type(call: &Call<'_>) -> &'static str {
    if call.receiver.is_some() { "::py4rs::Interned" } else { "__g::Member" }
}

fn target(call: &Call<'_>, parameters: &Parameters<'_>) -> String {
    let name = literal(&call.function.name);
    if call.receiver.is_some() {
        return format!("::py4rs::Interned::new({name})");
    }
    let recorded = if call.function.known { parameters.recorded() } else { String::new() };
    format!("__g::Member::new(&__HOME, {name}, {}, {})", literal(&recorded), call.cache)
}

fn receiver_argument(call: &Call<'_>, instance: &str) -> Option<String> {
    (call.receiver == Some(Receiver::Instance)).then(|| instance.to_owned())
}

/// The arguments as one expression.
fn given(call: &Call<'_>, parameters: &Parameters<'_>) -> String {
    let receiver = call.receiver.map(|receiver| match receiver {
        Receiver::Instance => "&self.0".to_owned(),
        Receiver::Class | Receiver::None => "Self::__class()".to_owned(),
    });
    let named = |list: &[(String, &Parameter)]| list.iter().map(|(name, _)| name.clone()).collect::<Vec<_>>();
    let values: Vec<String> =
        receiver.into_iter().chain(named(&parameters.places)).chain(named(&parameters.keywords)).collect();
    let values = tuple(&values, VALUES);
    match &parameters.rest {
        Some((rest, _)) => format!("__g::Rested({values}, {rest})"),
        None => values,
    }
}

/// How what is in parts is put together, in values and in types.
const VALUES: [&str; 2] = ["(", ")"];
const TYPES: [&str; 2] = ["<", ">"];

/// A tuple; more than twelve are in parts.
fn tuple(values: &[String], [open, close]: [&str; 2]) -> String {
    const MOST: usize = 12;
    match values {
        [one] => format!("({one},)"),
        few if few.len() <= MOST => format!("({})", few.join(", ")),
        many => {
            let (some, others) = many.split_at(MOST);
            let (some, others) = (tuple(some, [open, close]), tuple(others, [open, close]));
            format!("::py4rs::__private::More{open}{some}, {others}{close}")
        }
    }
}
