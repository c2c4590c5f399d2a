//! The Rust source of a module tree.

use crate::class::{self, Place, attribute_docs};
use crate::description::{Description, Module};
use crate::docs::documentation;
use crate::function::{self, Call};
use crate::names::{Names, camel, escaped, snake};
use crate::text::{Text, literal};

/// What becomes of members at run time.
#[derive(Clone, Debug)]
pub struct Style {
    /// Whether a member is looked up only once in each life of Python, not at each call.
    pub cache: bool,
    /// Whether a module is read again by its first use after a stop.
    pub reload: bool,
    /// Whether a module is imported where it is needed, after a stop too, and signatures are compared at first calls.
    pub safety: bool,
}

/// The lints that names and shapes of Python's cannot heed.
const ALLOW: &str = "dead_code, unused_imports, non_snake_case, non_camel_case_types, confusable_idents, \
                     uncommon_codepoints, mixed_script_confusables, clippy::all, clippy::pedantic";

/// The module tree as one `pub mod` of that name; `more` are items to put into it.
pub fn module(description: &Description, name: &str, style: &Style, more: &[String]) -> String {
    let mut text = Text::default();
    let code = format!("import {}", description.module.name);
    text.docs(&documentation(&code, description.module.doc.as_deref()));
    attributes(&mut text);
    text.line(format!("pub mod {} {{", escaped(name)));
    more.iter().for_each(|line| text.line(line));
    body(&mut text, &description.module, description, style);
    text.line("}");
    text.finish()
}

/// The module tree as the content of a file.
pub fn file(description: &Description, style: &Style) -> String {
    let mut text = Text::default();
    let code = format!("import {}", description.module.name);
    text.inner_docs(&documentation(&code, description.module.doc.as_deref()));
    text.line("");
    text.line(format!("#![allow({ALLOW})]"));
    text.line("");
    text.line("// Made by py4rs; what is changed here is lost when it is made again.");
    body(&mut text, &description.module, description, style);
    text.finish()
}

/// One function of a module, with its builder in a hidden module beside it.
pub fn function(
    description: &Description,
    name: &str,
    style: &Style,
    more: &[String],
) -> Result<String, String> {
    let module = &description.module;
    let described = module.functions.first().or(module.classes.first().map(|class| &class.constructor));
    let described = described.ok_or_else(|| {
        let what = module.attributes.first().map_or("nothing", |value| &*value.class);
        format!("`{}` has no function of that name: it is of type `{what}`", module.name)
    })?;
    let mut text = Text::default();
    text.line("#[doc(hidden)]");
    attributes(&mut text);
    let hidden = format!("__py_{name}");
    text.line(format!("pub mod {hidden} {{"));
    more.iter().for_each(|line| text.line(line));
    head(&mut text, module, description, style);
    let path = format!("{}.{}", module.name, described.name);
    let name = escaped(name);
    let call = Call {
        function: described,
        name: &name,
        path: &path,
        receiver: None,
        constructs: false,
        cache: style.cache,
    };
    if let Some(builder) = function::write(&mut text, &call, "", &mut Names::default()) {
        function::write_builder(&mut text, &builder, described);
    }
    text.line("}");
    text.line("#[doc(inline)]");
    text.line("#[allow(unused_imports)]");
    text.line(format!("pub use {hidden}::{name};"));
    Ok(text.finish())
}

fn attributes(text: &mut Text) {
    text.line(format!("#[allow({ALLOW})]"));
}

fn head(text: &mut Text, module: &Module, description: &Description, style: &Style) {
    let mut recorded = format!("Python {}", description.python);
    if let Some(version) = &module.version {
        recorded += &format!(", {} {version}", module.name);
    }
    text.line("use ::py4rs::__private::generated as __g;");
    text.line("");
    text.line(format!(
        "static __HOME: __g::Home = __g::Home::new({}, {}, {}, {});",
        literal(&module.name),
        literal(&recorded),
        style.reload,
        style.safety
    ));
}

fn body(text: &mut Text, module: &Module, description: &Description, style: &Style) {
    head(text, module, description, style);
    let callables =
        module.functions.iter().map(|one| &*one.name).chain(module.classes.iter().map(|one| &*one.name));
    let mut values = Names::default();
    let functions = values.take_all(callables, snake);
    let attributes = values.take_all(module.attributes.iter().map(|one| &*one.name), snake);
    let mut types = Names::default();
    let classes = types.take_all(module.classes.iter().map(|one| &*one.name), camel);
    let last = |name: &str| name.rsplit('.').next().unwrap_or(name).to_owned();
    let inner: Vec<String> = module.modules.iter().map(|one| types.take(&snake(&last(&one.name)))).collect();

    let called = module.functions.iter().chain(module.classes.iter().map(|one| &one.constructor));
    for one in called {
        let path = format!("{}.{}", module.name, one.name);
        let name = &functions[&one.name];
        let call =
            Call { function: one, name, path: &path, receiver: None, constructs: false, cache: style.cache };
        text.line("");
        if let Some(builder) = function::write(text, &call, "", &mut types) {
            function::write_builder(text, &builder, one);
        }
    }
    for one in &module.attributes {
        text.line("");
        text.docs(&attribute_docs(&module.name, one));
        text.line(format!(
            "pub fn {}<T: ::py4rs::FromPython>() -> ::py4rs::Result<T> {{",
            attributes[&one.name]
        ));
        text.line(format!(
            "static NAME: ::py4rs::Interned = ::py4rs::Interned::new({});",
            literal(&one.name)
        ));
        text.line("__g::value_of(&__HOME, &NAME)");
        text.line("}");
    }
    for one in &module.classes {
        let place = Place { module: &module.name, name: &classes[&one.name], cache: style.cache };
        class::write(text, one, &place, &mut types);
    }
    for (one, name) in module.modules.iter().zip(&inner) {
        text.line("");
        text.docs(&documentation(&format!("import {}", one.name), one.doc.as_deref()));
        text.line(format!("pub mod {name} {{"));
        body(text, one, description, style);
        text.line("}");
    }
}
