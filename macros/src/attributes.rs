//! `#[derive(PythonAttributes)]`: the fields of a struct for Python.

use crate::parameter::{documentation, python_name};
use proc_macro2::{Span, TokenStream};
use quote::{quote, quote_spanned};
use syn::spanned::Spanned;
use syn::{Attribute, Data, DeriveInput, Error, Field, Fields, LitByteStr, LitStr, Result};

/// What `#[py4rs(...)]` says of a field or of a method.
#[derive(Default)]
pub(crate) struct Rules {
    pub(crate) skip: bool,
    pub(crate) readonly: bool,
    pub(crate) rename: Option<LitStr>,
}

impl Rules {
    /// What the attributes say, which may be these words; they are taken away.
    pub(crate) fn take(attributes: &mut Vec<Attribute>, known: &[&str]) -> Result<Rules> {
        let mut rules = Rules::default();
        for attribute in attributes.extract_if(.., |attribute| attribute.path().is_ident("py4rs")) {
            attribute.parse_nested_meta(|meta| {
                let word = meta.path.get_ident().map(ToString::to_string).unwrap_or_default();
                if !known.contains(&&*word) {
                    let known: Vec<String> = known.iter().map(|word| format!("`{word}`")).collect();
                    return Err(meta.error(format!("expected one of {}", known.join(", "))));
                }
                match &*word {
                    "skip" => rules.skip = true,
                    "readonly" => rules.readonly = true,
                    _ => rules.rename = Some(name(meta.value()?.parse()?)?),
                }
                Ok(())
            })?;
        }
        Ok(rules)
    }
}

/// The names that a class has in Python, each once.
#[derive(Default)]
pub(crate) struct Names(Vec<String>);

impl Names {
    /// What a class says of itself, and where its instances keep what.
    const TAKEN: [&'static str; 6] =
        ["__class__", "__dict__", "__slots__", "__weakref__", "__module__", "__doc__"];

    /// One more; where it is not `alone` it may be there already.
    pub(crate) fn add(&mut self, name: &str, place: Span, alone: bool) -> Result<()> {
        let text = match name {
            "__new__" | "__init__" | "__del__" => {
                format!("`{name}` is not called: an object begins and ends in Rust")
            }
            _ if Names::TAKEN.contains(&name) => format!("`{name}` is the class's own"),
            _ if alone && self.0.iter().any(|other| other == name) => {
                format!("`{name}` is there twice in Python")
            }
            _ => {
                self.0.push(name.to_owned());
                return Ok(());
            }
        };
        Err(Error::new(place, text))
    }
}

/// A name for Python.
fn name(text: LitStr) -> Result<LitStr> {
    let value = text.value();
    match syn::parse_str::<syn::Ident>(&value).is_ok()
        || syn::parse_str::<syn::Ident>(&format!("r#{value}")).is_ok()
    {
        true => Ok(text),
        false => Err(Error::new(text.span(), "expected a name")),
    }
}

/// A text as C has it.
pub(crate) fn c_text(text: &str) -> LitByteStr {
    LitByteStr::new(format!("{}\0", text.replace('\0', "")).as_bytes(), Span::call_site())
}

/// The impl of the trait.
pub(crate) fn expand(input: &DeriveInput) -> Result<TokenStream> {
    let Data::Struct(data) = &input.data else {
        return Err(Error::new(input.ident.span(), "only a struct has attributes"));
    };
    if !input.generics.params.is_empty() {
        let text = "Python has one class for a type: it cannot be generic";
        return Err(Error::new(input.generics.span(), text));
    }
    let fields: Vec<&Field> = match &data.fields {
        Fields::Named(fields) => fields.named.iter().collect(),
        Fields::Unit => Vec::new(),
        Fields::Unnamed(fields) => {
            return Err(Error::new(fields.span(), "attributes have names, and these fields have none"));
        }
    };
    let owner = &input.ident;
    let class = c_text(&format!("py4rs.{}", python_name(owner)));
    let doc = c_text(&docstring(&input.attrs));
    let (mut entries, mut arms, mut names) = (Vec::new(), Vec::new(), Vec::new());
    let (mut known, mut distinct) = (Names::default(), Vec::new());
    let parts = fields.iter().map(|field| part(owner, field));
    let types = fields.iter().map(|field| &field.ty);
    for field in &fields {
        let Some((name, entry)) = entry(owner, field)? else { continue };
        let place = &field.ident;
        known.add(&name, field.span(), true)?;
        let text = format!("a field and a method of `{owner}` are both `{name}` in Python");
        distinct.push(quote_spanned!(place.span()=> const _: () = assert!(
            !::py4rs::__private::export::has_method(<#owner>::PY4RS_METHODS, #name), #text
        );));
        entries.push(entry);
        arms.push(quote!(#name => ::py4rs::PyObject::new(&self.#place),));
        names.push(name);
    }
    Ok(quote! {
        const _: () = {
            // Names of the user's come first: nothing else is imported.
            use ::py4rs::__private::export::{NoMethods as _, Opaque as _};

            #(#distinct)*

            static PY4RS_FIELDS: &[::py4rs::__private::export::Field<#owner>] = &[#(#entries),*];
            static PY4RS_CLASS: ::py4rs::__private::export::Class = ::py4rs::__private::export::class(
                #class,
                #doc,
                || ::py4rs::__private::export::slots(PY4RS_FIELDS, <#owner>::PY4RS_METHODS),
                <#owner>::PY4RS_METHODS,
                <#owner as ::py4rs::__private::export::Derived>::COLLECTED,
            );

            #[automatically_derived]
            impl ::py4rs::PythonAttributes for #owner {
                fn getattr(&self, __py4rs_name: &str) -> ::py4rs::Result<::py4rs::PyObject> {
                    match __py4rs_name {
                        #(#arms)*
                        _ => ::core::result::Result::Err(::py4rs::no_attribute(self, __py4rs_name)),
                    }
                }

                fn dir(&self) -> ::py4rs::Result<::std::vec::Vec<::std::string::String>> {
                    ::core::result::Result::Ok(::std::vec![#(::std::string::String::from(#names)),*])
                }

                fn class() -> ::core::option::Option<&'static ::py4rs::__private::export::Class> {
                    ::core::option::Option::Some(&PY4RS_CLASS)
                }
            }

            #[automatically_derived]
            impl ::py4rs::__private::export::Derived for #owner {
                const PARTS: &'static [::py4rs::__private::export::Part<#owner>] = &[#(#parts),*];
                const COLLECTED: bool = false #(|| ::py4rs::__private::export::Probe::<#types>::KNOWN)*;
            }
        };
    })
}

/// The name of a field, and what Python has of it; nothing where it is left out.
fn entry(owner: &syn::Ident, field: &Field) -> Result<Option<(String, TokenStream)>> {
    let rules = Rules::take(&mut field.attrs.clone(), &["skip", "readonly", "rename"])?;
    if rules.skip {
        return Ok(None);
    }
    let Some(place) = &field.ident else { return Ok(None) };
    let name = rules.rename.map_or_else(|| python_name(place), |name| name.value());
    let (c_name, doc, ty) = (c_text(&name), c_text(&docstring(&field.attrs)), &field.ty);
    let set = if rules.readonly {
        quote!(::core::option::Option::None)
    } else {
        quote!(::core::option::Option::Some(|__py4rs_held, __py4rs_py, __py4rs_object| {
            let __py4rs_place: fn(&mut #owner) -> &mut #ty = |__py4rs_value| &mut __py4rs_value.#place;
            ::py4rs::__private::export::set::<#owner, #ty>(
                __py4rs_held, __py4rs_py, #name, __py4rs_object, __py4rs_place,
            )
        }))
    };
    let get = quote!(|__py4rs_value, __py4rs_py| {
        <#ty as ::py4rs::ToPython>::to_python(&__py4rs_value.#place, __py4rs_py)
    });
    Ok(Some((name, quote!(::py4rs::__private::export::Field::new(#c_name, #doc, #get, #set)))))
}

/// A field, as the collector sees it.
fn part(owner: &syn::Ident, field: &Field) -> TokenStream {
    let (place, ty) = (&field.ident, &field.ty);
    quote! {
        ::py4rs::__private::export::Part {
            each: |__py4rs_value, __py4rs_visit| {
                ::py4rs::__private::export::Probe::<#ty>::each(&__py4rs_value.#place, __py4rs_visit)
            },
            clear: |__py4rs_held, __py4rs_py| {
                let __py4rs_place: fn(&mut #owner) -> &mut #ty = |__py4rs_value| &mut __py4rs_value.#place;
                ::py4rs::__private::export::Probe::<#ty>::clear(__py4rs_held, __py4rs_py, __py4rs_place)
            },
        }
    }
}

fn docstring(attributes: &[Attribute]) -> String {
    let docs: Vec<Attribute> =
        attributes.iter().filter(|attribute| attribute.path().is_ident("doc")).cloned().collect();
    documentation(&docs)
}
