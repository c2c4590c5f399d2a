//! Annotations as Rust types: the plain ones; whatever else Python takes or gives is left to the caller.

use crate::description::{Function, Parameter};

/// The trait of a parameter's values.
pub fn parameter(parameter: &Parameter) -> &'static str {
    match parameter.annotation.as_deref().map(str::trim) {
        Some("bool") => "__g::Is<__g::kinds::Bool>",
        Some("int") => "__g::Is<__g::kinds::Int>",
        Some("float") => "__g::Is<__g::kinds::Float>",
        Some("str") => "__g::Is<__g::kinds::Str>",
        Some("bytes") => "__g::Is<__g::kinds::Bytes>",
        _ => "::py4rs::ToPython",
    }
}

/// The type of a function's result, if its annotation is one that Rust has.
pub fn result(function: &Function) -> Option<String> {
    of(function.result.as_deref()?.trim())
}

fn of(annotation: &str) -> Option<String> {
    let plain = match annotation {
        "None" | "NoneType" => "()",
        "bool" => "bool",
        "int" => "i64",
        "float" => "f64",
        "str" => "::std::string::String",
        "bytes" => "::py4rs::Bytes",
        _ => "",
    };
    if !plain.is_empty() {
        return Some(plain.to_owned());
    }
    if let Some(of_what) = annotation.strip_suffix("| None").or_else(|| annotation.strip_prefix("None |")) {
        return Some(format!("::core::option::Option<{}>", of(of_what.trim())?));
    }
    let (name, inner) = annotation.strip_suffix(']')?.split_once('[')?;
    match name {
        "Optional" | "typing.Optional" => Some(format!("::core::option::Option<{}>", of(inner.trim())?)),
        "list" | "List" | "typing.List" => Some(format!("::std::vec::Vec<{}>", of(inner.trim())?)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plain_types_are_rusts() {
        assert_eq!(of("int").as_deref(), Some("i64"));
        assert_eq!(of("List[float]").as_deref(), Some("::std::vec::Vec<f64>"));
        assert_eq!(of("Optional[str]").as_deref(), Some("::core::option::Option<::std::string::String>"));
        assert_eq!(of("list[int] | None").as_deref(), Some("::core::option::Option<::std::vec::Vec<i64>>"));
        assert_eq!(of("Union[int, str]"), None);
        assert_eq!(of("list[Thing]"), None);
    }
}
