//! Classes: a newtype for each, with constructor, methods, properties and values.

use crate::description::{Attribute, Class};
use crate::docs::{documentation, inline_code};
use crate::function::{self, Call};
use crate::names::{Names, snake};
use crate::text::{Text, literal};

/// Where a class stands.
pub struct Place<'a> {
    /// The module's name in Python.
    pub module: &'a str,
    /// The type's name in Rust.
    pub name: &'a str,
    /// Whether members are looked up only once.
    pub cache: bool,
}

/// Writes a class with the builders of its methods.
pub fn write(text: &mut Text, class: &Class, place: &Place<'_>, types: &mut Names) {
    let (name, path) = (place.name, format!("{}.{}", place.module, class.name));
    text.line("");
    text.line("::py4rs::__class! {");
    let what = format!("class {path}");
    text.docs(&documentation(&what, class.doc.as_deref()));
    let member = format!("__g::Member::new(&__HOME, {}, \"\", {})", literal(&class.name), place.cache);
    text.line(format!("{name}, {}, {member}", literal(&path)));
    text.line("}");
    text.line("");
    text.line("#[allow(clippy::all, reason = \"names and arguments are Python's\")]");
    text.line(format!("impl {name} {{"));
    let mut builders = Vec::new();
    let mut add = |text: &mut Text, call: &Call<'_>| {
        let builder = function::write(text, call, name, types);
        builders.extend(builder.map(|builder| (builder, call.function.clone())));
    };
    let constructor = Call {
        function: &class.constructor,
        name: "new",
        path: &path,
        receiver: None,
        constructs: true,
        cache: place.cache,
    };
    add(text, &constructor);
    let mut names = Names::reserved(&["new", "__class"]);
    let methods = names.take_all(class.methods.iter().map(|method| &*method.name), snake);
    for method in &class.methods {
        let call = Call {
            function: method,
            name: &methods[&method.name],
            path: &format!("{path}.{}", method.name),
            receiver: method.receiver,
            constructs: false,
            cache: place.cache,
        };
        add(text, &call);
    }
    let properties = names.take_all(class.properties.iter().map(|property| &*property.name), snake);
    for property in &class.properties {
        let code = format!("{path}.{}", property.name);
        let quoted = literal(&property.name);
        text.docs(&documentation(&code, property.doc.as_deref()));
        text.line(format!(
            "pub fn {}<T: ::py4rs::FromPython>(&self) -> ::py4rs::Result<T> {{",
            properties[&property.name]
        ));
        text.line(format!("static NAME: ::py4rs::Interned = ::py4rs::Interned::new({quoted});"));
        text.line("__g::value_of(&self.0, &NAME)");
        text.line("}");
        if property.writable {
            let setter = names.take(&format!("set_{}", snake(&property.name)));
            text.docs(&[format!("Sets {}.", inline_code(&code))]);
            text.line(format!(
                "pub fn {setter}(&self, value: impl ::py4rs::ToPython) -> ::py4rs::Result<()> {{"
            ));
            text.line(format!("static NAME: ::py4rs::Interned = ::py4rs::Interned::new({quoted});"));
            text.line("__g::set_value_of(&self.0, &NAME, value)");
            text.line("}");
        }
    }
    let members = names.take_all(class.members.iter().map(String::as_str), snake);
    for member in &class.members {
        text.docs(&[inline_code(&format!("{path}.{member}"))]);
        value(text, &members[member], member, None);
    }
    let attributes = names.take_all(class.attributes.iter().map(|attribute| &*attribute.name), snake);
    for attribute in &class.attributes {
        text.docs(&attribute_docs(&path, attribute));
        value(text, &attributes[&attribute.name], &attribute.name, Some("T"));
    }
    text.line("}");
    for (builder, function) in builders {
        function::write_builder(text, &builder, &function);
    }
}

/// A value of the class; a member of an `Enum` is of the class itself.
fn value(text: &mut Text, rust: &str, python: &str, generic: Option<&str>) {
    let (bound, result) = match generic {
        Some(result) => (format!("<{result}: ::py4rs::FromPython>"), result),
        None => (String::new(), "Self"),
    };
    text.line(format!("pub fn {rust}{bound}() -> ::py4rs::Result<{result}> {{"));
    text.line(format!("static NAME: ::py4rs::Interned = ::py4rs::Interned::new({});", literal(python)));
    text.line("__g::value_of(Self::__class(), &NAME)");
    text.line("}");
}

/// The documentation of a value.
pub fn attribute_docs(path: &str, attribute: &Attribute) -> Vec<String> {
    let code = format!("{path}.{} = {}", attribute.name, attribute.value);
    vec![inline_code(&code), String::new(), format!("Of type {}.", inline_code(&attribute.class))]
}
