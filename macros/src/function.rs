//! `#[function]`: a Rust function with names, defaults and a docstring for Python.

use proc_macro2::TokenStream;
use quote::{ToTokens, format_ident, quote};
use syn::spanned::Spanned;
use syn::{
    Attribute, Error, Expr, ExprLit, ExprUnary, FnArg, Ident, ItemFn, Lit, Meta, Pat, PatType, Result, UnOp,
};

/// One parameter.
struct Parameter {
    name: Ident,
    argument: PatType,
    default: Option<Expr>,
    /// It can only be given by its name.
    keyword: bool,
}

/// What the attribute makes of a function.
pub(crate) fn expand(arguments: TokenStream, mut function: ItemFn) -> Result<TokenStream> {
    if !arguments.is_empty() {
        return Err(Error::new(
            arguments.span(),
            "expected nothing here; `#[default(..)]` and `#[keyword]` stand before a parameter",
        ));
    }
    let signature = &function.sig;
    for (is, what) in [
        (signature.asyncness.is_some(), "async"),
        (matches!(signature.safety, syn::Safety::Unsafe(_)), "unsafe"),
        (!signature.generics.params.is_empty(), "generic"),
    ] {
        if is {
            return Err(Error::new(
                signature.span(),
                format!("Python cannot call a function that is {what}"),
            ));
        }
    }
    let parameters = signature.inputs.iter().map(parameter).collect::<Result<Vec<_>>>()?;
    let shape = shape(&parameters);
    for (input, parameter) in function.sig.inputs.iter_mut().zip(&parameters) {
        *input = FnArg::Typed(parameter.argument.clone());
    }
    let (name, visibility) = (function.sig.ident.clone(), function.vis.clone());
    let docs: Vec<Attribute> = function.attrs.extract_if(.., |a| a.path().is_ident("doc")).collect();
    let text = docs.iter().filter_map(line).collect::<Vec<_>>().join("\n");
    function.vis = syn::Visibility::Inherited;
    let types: Vec<_> = parameters.iter().map(|parameter| &parameter.argument.ty).collect();
    let output = &function.sig.output;
    let (count, values) =
        (types.len(), (0..types.len()).map(|n| format_ident!("__py4rs_value_{n}")).collect::<Vec<_>>());
    let names = parameters.iter().map(|parameter| python_name(&parameter.name));
    let kinds = parameters.iter().map(kind);
    let gets = parameters.iter().zip(&values).map(|(parameter, value)| {
        let ty = &parameter.argument.ty;
        let get = quote!(<#ty as ::py4rs::Parameter>::get(#value, __py4rs_py)?);
        match &parameter.default {
            Some(default) => quote!(let #value: #ty = if #value.is_missing() { #default } else { #get };),
            None => quote!(let #value: #ty = #get;),
        }
    });
    let documentation = format!("({shape})\n--\n\n{text}");
    Ok(quote! {
        #(#docs)*
        #[allow(non_camel_case_types)]
        #[derive(Clone, Copy, Debug)]
        #visibility struct #name;

        const _: () = {
            #function

            impl ::core::ops::Deref for #name {
                type Target = fn(#(#types),*) #output;

                fn deref(&self) -> &Self::Target {
                    const __PY4RS_FUNCTION: fn(#(#types),*) #output = #name;
                    &__PY4RS_FUNCTION
                }
            }

            #[allow(unsafe_code)]
            impl ::py4rs::Function<fn(#(#types),*) #output> for #name {
                const KINDS: &'static [::py4rs::__private::export::Kind] = &[#(#kinds),*];
                const SHARED: bool = true;
                const NAMES: &'static [&'static str] = &[#(#names),*];
                const DOC: ::core::option::Option<&'static str> = ::core::option::Option::Some(#documentation);

                unsafe fn invoke(
                    _: *mut Self,
                    __py4rs_py: ::py4rs::Python<'_>,
                    __py4rs_signature: ::py4rs::__private::export::Signature<'_>,
                    __py4rs_given: ::py4rs::__private::export::Given<'_>,
                ) -> ::py4rs::Result<::py4rs::PyObject> {
                    let [#(#values),*] = __py4rs_signature.bind::<#count>(__py4rs_py, __py4rs_given)?;
                    #(#gets)*
                    ::py4rs::Outcome::outcome(#name(#(#values),*), __py4rs_py)
                }
            }
        };
    })
}

fn parameter(input: &FnArg) -> Result<Parameter> {
    let FnArg::Typed(argument) = input else {
        return Err(Error::new(input.span(), "a function has no `self`"));
    };
    let mut argument = argument.clone();
    let Pat::Ident(pattern) = &*argument.pat else {
        return Err(Error::new(argument.pat.span(), "Python needs a name for the parameter"));
    };
    let name = pattern.ident.clone();
    let (mut default, mut keyword) = (None, false);
    for attribute in std::mem::take(&mut argument.attrs) {
        if attribute.path().is_ident("default") {
            default = Some(attribute.parse_args::<Expr>()?);
        } else if attribute.path().is_ident("keyword") {
            attribute.meta.require_path_only()?;
            keyword = true;
        } else {
            argument.attrs.push(attribute);
        }
    }
    Ok(Parameter { name, argument, default, keyword })
}

fn python_name(name: &Ident) -> String {
    use syn::ext::IdentExt;
    name.unraw().to_string()
}

fn kind(parameter: &Parameter) -> TokenStream {
    let ty = &parameter.argument.ty;
    let kind = quote!(<#ty as ::py4rs::Parameter>::KIND);
    let kind = if parameter.default.is_some() { quote!(#kind.optional()) } else { kind };
    if parameter.keyword { quote!(#kind.keyword()) } else { kind }
}

/// The text of a parameter's type's last word: `Args`, `Kwargs` and `Option` are told by their names.
fn is_type(parameter: &Parameter, name: &str) -> bool {
    let syn::Type::Path(path) = &*parameter.argument.ty else { return false };
    path.path.segments.last().is_some_and(|segment| segment.ident == name)
}

/// The parameters as Python writes them.
fn shape(parameters: &[Parameter]) -> String {
    let mut shape = Vec::new();
    let mut named = false;
    for parameter in parameters {
        let name = python_name(&parameter.name);
        if is_type(parameter, "Args") {
            named = true;
            shape.push(format!("*{name}"));
            continue;
        }
        if is_type(parameter, "Kwargs") {
            shape.push(format!("**{name}"));
            continue;
        }
        if parameter.keyword && !named {
            named = true;
            shape.push("*".to_owned());
        }
        let default = match &parameter.default {
            Some(default) => Some(literal(default).unwrap_or_else(|| "...".to_owned())),
            None => is_type(parameter, "Option").then(|| "None".to_owned()),
        };
        shape.push(default.map_or(name.clone(), |default| format!("{name}={default}")));
    }
    shape.join(", ")
}

/// A Rust literal as Python writes it.
fn literal(value: &Expr) -> Option<String> {
    match value {
        Expr::Lit(ExprLit { lit, .. }) => match lit {
            Lit::Int(number) => Some(number.base10_digits().to_owned()),
            Lit::Float(number) => Some(number.base10_digits().to_owned()),
            Lit::Bool(truth) => Some(if truth.value { "True" } else { "False" }.to_owned()),
            Lit::Str(text) => Some(quoted(&text.value())),
            Lit::Char(letter) => Some(quoted(&letter.value().to_string())),
            _ => None,
        },
        Expr::Unary(ExprUnary { op: UnOp::Neg(_), expr, .. }) => Some(format!("-{}", literal(expr)?)),
        Expr::Path(path) if path.path.is_ident("None") => Some("None".to_owned()),
        // `Some(1)` is what 1 becomes, and a text is often made an owned one.
        Expr::Call(call) if call.func.to_token_stream().to_string() == "Some" => literal(call.args.first()?),
        Expr::MethodCall(call) if call.args.is_empty() => {
            let makes = ["to_owned", "to_string", "into"];
            makes.contains(&call.method.to_string().as_str()).then(|| literal(&call.receiver))?
        }
        _ => None,
    }
}

fn quoted(text: &str) -> String {
    let escaped: String = text.chars().flat_map(char::escape_default).collect();
    // Rust writes `\u{e9}` where Python writes `\xe9`: what is not ASCII stays itself.
    if text.is_ascii() { format!("'{escaped}'").replace("\\\"", "\"") } else { format!("'{text}'") }
}

/// The text of a line of documentation.
fn line(attribute: &Attribute) -> Option<String> {
    let Meta::NameValue(pair) = &attribute.meta else { return None };
    let Expr::Lit(ExprLit { lit: Lit::Str(text), .. }) = &pair.value else { return None };
    let text = text.value();
    Some(text.strip_prefix(' ').unwrap_or(&text).to_owned())
}
