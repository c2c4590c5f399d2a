//! `#[methods]`: the methods of a type for Python.

use crate::attributes::{Names, Rules, c_text};
use crate::outcome::{Gives, is_operator};
use crate::parameter::{Bindings, Parameters, callable, documentation, python_name};
use proc_macro2::{Group, TokenStream, TokenTree};
use quote::{ToTokens, format_ident, quote};
use syn::spanned::Spanned;
use syn::{Attribute, Error, FnArg, ImplItem, ImplItemFn, ItemImpl, ReceiverKind, Result, Type};

/// What the attribute makes of an `impl` block.
pub(crate) fn expand(arguments: TokenStream, mut block: ItemImpl) -> Result<TokenStream> {
    if !arguments.is_empty() {
        return Err(Error::new(arguments.span(), "expected nothing here"));
    }
    if let Some((path, _)) = &block.trait_ {
        return Err(Error::new(
            path.span(),
            "Python sees the methods of the type itself, not those of a trait",
        ));
    }
    if !block.generics.params.is_empty() {
        return Err(Error::new(
            block.generics.span(),
            "Python has one class for a type: it cannot be generic",
        ));
    }
    let owner = (*block.self_ty).clone();
    let (mut methods, mut names) = (Vec::new(), Names::default());
    for item in &mut block.items {
        let ImplItem::Fn(function) = item else { continue };
        let rules = Rules::take(&mut function.attrs, &["skip", "rename"])?;
        if rules.skip || !matches!(function.sig.inputs.first(), Some(FnArg::Receiver(_))) {
            continue;
        }
        methods.push(method(function, rules, &owner, methods.len(), &mut names)?);
    }
    let (definitions, entries): (Vec<_>, Vec<_>) = methods.into_iter().unzip();
    Ok(quote! {
        #block

        impl #owner {
            #[doc(hidden)]
            pub const PY4RS_METHODS: &'static [::py4rs::__private::export::MethodEntry] = {
                #(#definitions)*
                &[#(#entries),*]
            };
        }
    })
}

/// The definition of a method, and its entry.
fn method(
    function: &mut ImplItemFn,
    rules: Rules,
    owner: &Type,
    number: usize,
    names: &mut Names,
) -> Result<(TokenStream, TokenStream)> {
    callable(&function.sig)?;
    let mut inputs = function.sig.inputs.iter_mut();
    let (lend, value) = match inputs.next() {
        Some(FnArg::Receiver(receiver)) => match &receiver.kind {
            ReceiverKind::Reference(_, _, None) => {
                (quote!(let __py4rs_lent = __py4rs_owner.lend(__py4rs_py)?;), quote!(&*__py4rs_lent))
            }
            ReceiverKind::Reference(_, _, Some(_)) => (
                quote!(let mut __py4rs_lent = __py4rs_owner.lend_mut(__py4rs_py)?;),
                quote!(&mut *__py4rs_lent),
            ),
            _ => {
                let text = "Python shares the value: a method takes `&self` or `&mut self`";
                return Err(Error::new(receiver.span(), text));
            }
        },
        _ => return Err(Error::new(function.sig.span(), "expected a method")),
    };
    let parameters = Parameters::take(inputs)?;
    let rust_name = &function.sig.ident;
    let name = rules.rename.map_or_else(|| python_name(rust_name), |name| name.value());
    // Of those that are there in some builds only, two may have one name.
    let conditions: Vec<&Attribute> =
        function.attrs.iter().filter(|attribute| attribute.path().is_ident("cfg")).collect();
    names.add(&name, rust_name.span(), conditions.is_empty())?;
    let docs: Vec<Attribute> =
        function.attrs.iter().filter(|attribute| attribute.path().is_ident("doc")).cloned().collect();
    let shape = match &*parameters.shape() {
        "" => "$self, /".to_owned(),
        shape => format!("$self, /, {shape}"),
    };
    let doc = c_text(&format!("{name}({shape})\n--\n\n{}", documentation(&docs)));
    let (c_name, count) = (c_text(&name), parameters.len());
    let operand = is_operator(&name).then(|| parameters.operand()).flatten();
    let Bindings { kinds, names, values, gets, passed } = parameters.bindings();
    let gets = operand.map_or(gets, |operand| vec![operand]);
    let call = quote!(<#owner>::#rust_name(#value, #(#passed),*));
    let given = Gives::of(&name, &function.sig.output, owner).object(call, owner);
    let marker = format_ident!("Py4rsMethod{number}");
    let definition = quote! {
        #(#conditions)*
        struct #marker;

        #(#conditions)*
        impl ::py4rs::__private::export::Method for #marker {
            type Owner = #owner;
            const NAME: &'static str = #name;
            const KINDS: &'static [::py4rs::__private::export::Kind] = &[#(#kinds),*];
            const NAMES: &'static [&'static str] = &[#(#names),*];

            fn call(
                __py4rs_this: &::py4rs::PyObject,
                __py4rs_owner: &::py4rs::__private::export::Held<#owner>,
                __py4rs_py: ::py4rs::Python<'_>,
                __py4rs_signature: ::py4rs::__private::export::Signature<'_>,
                __py4rs_given: ::py4rs::__private::export::Given<'_>,
            ) -> ::py4rs::Result<::py4rs::PyObject> {
                let [#(#values),*] = __py4rs_signature.bind::<#count>(__py4rs_py, __py4rs_given)?;
                #(#gets)*
                #lend
                #given
            }
        }
    };
    let entry = quote!(#(#conditions)* ::py4rs::__private::export::MethodEntry::of::<#marker>(#c_name, #doc));
    Ok((with_owner(definition, owner), entry))
}

/// The code with the type in place of `Self`, which is another one there.
fn with_owner(code: TokenStream, owner: &Type) -> TokenStream {
    let replaced = |token| match token {
        TokenTree::Ident(name) if name == "Self" => owner.to_token_stream(),
        TokenTree::Group(group) => {
            let mut inner = Group::new(group.delimiter(), with_owner(group.stream(), owner));
            inner.set_span(group.span());
            TokenTree::Group(inner).into()
        }
        other => other.into(),
    };
    code.into_iter().flat_map::<TokenStream, _>(replaced).collect()
}
