//! Structs: a dict or an instance of a class for those with named fields, a tuple for those without.

use super::Direction;
use super::attributes::{Container, refuse};
use super::body::{from_places, get_named, of_places, open_fields, set_named, take_places};
use proc_macro2::TokenStream;
use quote::quote;
use syn::{Fields, Index, Result};

/// The body of the trait's method.
pub(super) fn body(container: &Container, fields: &Fields, direction: Direction) -> Result<TokenStream> {
    refuse(container.enumeration.as_ref(), "`enum` is for enums: the class of a struct is named by `class`")?;
    refuse(container.tag.as_ref(), "`tag` is for enums: it names their variants")?;
    let owner = &container.name;
    if !matches!(fields, Fields::Named(_)) {
        let why = "only a struct with named fields becomes an instance: a class is called with keywords";
        refuse(container.class.as_ref(), why)?;
    }
    match (fields, direction) {
        (Fields::Named(fields), Direction::ToPython) => {
            let values: Vec<_> = fields
                .named
                .iter()
                .map(|field| field.ident.as_ref())
                .map(|name| quote!(&self.#name))
                .collect();
            let open = open_fields(owner, direction);
            let set = set_named(fields, container.rename_all, &values)?;
            let end = match &container.class {
                Some(class) => quote!(__py4rs_fields.into_instance(#class)),
                None => quote!(::core::result::Result::Ok(__py4rs_fields.into_dict())),
            };
            Ok(quote!(#open #set #end))
        }
        (Fields::Named(fields), Direction::FromPython) => {
            let open = open_fields(owner, direction);
            let literal = get_named(fields, container.rename_all)?;
            Ok(quote!(#open ::core::result::Result::Ok(Self #literal)))
        }
        (Fields::Unnamed(fields), Direction::ToPython) => {
            let values: Vec<_> =
                (0..fields.unnamed.len()).map(Index::from).map(|place| quote!(&self.#place)).collect();
            of_places(fields, owner, &values)
        }
        (Fields::Unnamed(fields), Direction::FromPython) => {
            let (take, literal) = (take_places(fields), from_places(fields, owner)?);
            Ok(quote!(#take ::core::result::Result::Ok(Self #literal)))
        }
        (Fields::Unit, Direction::ToPython) => Ok(quote!(::py4rs::ToPython::to_python(&(), __py4rs_py))),
        (Fields::Unit, Direction::FromPython) => {
            Ok(quote!(<() as ::py4rs::FromPython>::from_python(__py4rs_object, __py4rs_py).map(|()| Self)))
        }
    }
}
