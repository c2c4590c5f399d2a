//! The conversions of fields: by name, as of structs, or by place, as of tuples.

use super::Direction;
use super::attributes::{FieldRules, Missing};
use super::rename::Rename;
use proc_macro2::TokenStream;
use quote::{format_ident, quote, quote_spanned};
use syn::ext::IdentExt;
use syn::spanned::Spanned;
use syn::{FieldsNamed, FieldsUnnamed, Ident, Result};

/// What makes the object of a field's value, which stands behind a reference.
fn to_python(rules: &FieldRules, value: &TokenStream, place: &impl Spanned) -> TokenStream {
    match &rules.with {
        Some(with) => quote!(#with::to_python(#value, __py4rs_py)),
        // Where the field stands in the source, so that the compiler points at it.
        None => quote_spanned!(place.span()=> ::py4rs::ToPython::to_python(#value, __py4rs_py)),
    }
}

/// What makes the value of a field's object: a function.
fn from_python(rules: &FieldRules, place: &impl Spanned) -> TokenStream {
    match &rules.with {
        Some(with) => quote!(#with::from_python),
        None => quote_spanned!(place.span()=> ::py4rs::FromPython::from_python),
    }
}

/// The variables that hold the fields of a variant, in their order.
pub(super) fn variables(count: usize) -> Vec<Ident> {
    (0..count).map(|index| format_ident!("__py4rs_field_{index}")).collect()
}

/// Statements that set the fields, whose values are these references, in `fields`.
pub(super) fn set_named(fields: &FieldsNamed, rename: Rename, values: &[TokenStream]) -> Result<TokenStream> {
    let mut statements = TokenStream::new();
    for (field, value) in fields.named.iter().zip(values) {
        let rules = FieldRules::parse(field)?;
        if !rules.skip {
            let name = python_name(&rules, field, rename);
            let object = to_python(&rules, value, &field.ty);
            statements.extend(quote!(__py4rs_fields.set(#name, #object)?;));
        }
    }
    Ok(statements)
}

/// The braces of a struct's literal, with fields that come from `fields`.
pub(super) fn get_named(fields: &FieldsNamed, rename: Rename) -> Result<TokenStream> {
    let mut values = TokenStream::new();
    for field in &fields.named {
        let rules = FieldRules::parse(field)?;
        let (ident, name) = (&field.ident, python_name(&rules, field, rename));
        let convert = from_python(&rules, &field.ty);
        let default = quote!(::core::default::Default::default);
        let value = match (&rules.missing, rules.skip) {
            (Missing::Call(default), true) => quote!(#default()),
            (_, true) => quote!(#default()),
            (Missing::Error, false) => quote!(__py4rs_fields.get(#name, #convert)?),
            (Missing::Default, false) => quote!(__py4rs_fields.get_or(#name, #convert, #default)?),
            (Missing::Call(default), false) => quote!(__py4rs_fields.get_or(#name, #convert, #default)?),
        };
        values.extend(quote!(#ident: #value,));
    }
    Ok(quote!({ #values }))
}

/// The object of fields without names, whose values are these references: the one's own, or a tuple.
pub(super) fn of_places(fields: &FieldsUnnamed, owner: &str, values: &[TokenStream]) -> Result<TokenStream> {
    let mut objects = Vec::new();
    for (index, (field, value)) in fields.unnamed.iter().zip(values).enumerate() {
        let object = to_python(&FieldRules::of_place(field)?, value, &field.ty);
        objects.push(in_field(&object, owner, index, fields.unnamed.len()));
    }
    Ok(match &objects[..] {
        [object] => object.clone(),
        objects => quote!(::py4rs::__private::fields::tuple_of([#(#objects?),*], __py4rs_py)),
    })
}

/// The parentheses of a tuple struct's literal, with fields that come from `object`.
pub(super) fn from_places(fields: &FieldsUnnamed, owner: &str) -> Result<TokenStream> {
    let count = fields.unnamed.len();
    let mut values = Vec::new();
    for (index, field) in fields.unnamed.iter().enumerate() {
        let convert = from_python(&FieldRules::of_place(field)?, &field.ty);
        let source = if count == 1 { quote!(__py4rs_object) } else { quote!(&__py4rs_items[#index]) };
        let value = in_field(&quote!(#convert(#source, __py4rs_py)), owner, index, count);
        values.push(quote!(#value?));
    }
    Ok(quote!((#(#values),*)))
}

/// Statements before a literal of [`from_places`].
pub(super) fn take_places(fields: &FieldsUnnamed) -> TokenStream {
    match fields.unnamed.len() {
        1 => TokenStream::new(),
        count => quote! {
            let __py4rs_items =
                ::py4rs::__private::fields::tuple_items::<#count>(__py4rs_object, __py4rs_py)?;
        },
    }
}

/// A conversion whose error says in which of several fields it failed.
fn in_field(conversion: &TokenStream, owner: &str, index: usize, count: usize) -> TokenStream {
    if count == 1 {
        return conversion.clone();
    }
    let name = index.to_string();
    quote!(::py4rs::__private::fields::in_field(#conversion, #owner, #name))
}

fn python_name(rules: &FieldRules, field: &syn::Field, rename: Rename) -> String {
    let own =
        || rename.apply(&field.ident.as_ref().map(|ident| ident.unraw().to_string()).unwrap_or_default());
    rules.rename.as_ref().map_or_else(own, |name| name.value())
}

/// The direction's statement that makes `fields`.
pub(super) fn open_fields(owner: &str, direction: Direction) -> TokenStream {
    match direction {
        Direction::ToPython => quote! {
            let __py4rs_fields = ::py4rs::__private::fields::ToFields::new(#owner, __py4rs_py)?;
        },
        Direction::FromPython => quote! {
            let __py4rs_fields =
                ::py4rs::__private::fields::FromFields::new(#owner, __py4rs_object, __py4rs_py);
        },
    }
}
