//! The parameters of functions and methods that Python calls: their names, defaults and docstrings.

use proc_macro2::TokenStream;
use quote::{ToTokens, format_ident, quote};
use syn::spanned::Spanned;
use syn::{
    Attribute, Error, Expr, ExprLit, ExprUnary, FnArg, Ident, Lit, Meta, Pat, PatType, Result, Signature,
    Type, TypeReference, UnOp,
};

/// The parameters of a function, without its `self`.
pub(crate) struct Parameters(Vec<Parameter>);

/// One parameter.
struct Parameter {
    name: Ident,
    argument: PatType,
    default: Option<Expr>,
    /// It can only be given by its name.
    keyword: bool,
}

/// What the code that calls a function needs of its parameters, for each.
pub(crate) struct Bindings {
    /// The expression of its `Kind`.
    pub(crate) kinds: Vec<TokenStream>,
    pub(crate) names: Vec<String>,
    /// The variable of its place, and then of its value.
    pub(crate) values: Vec<Ident>,
    /// The statement that makes the value of the place.
    pub(crate) gets: Vec<TokenStream>,
    /// What the function is called with.
    pub(crate) passed: Vec<TokenStream>,
}

/// How a value comes to a function.
enum Way<'a> {
    /// By value.
    Own,
    /// By this reference, for the length of the call.
    Lent(&'a TypeReference),
    /// By this reference, unless it is left out.
    LentIfAny(&'a TypeReference),
}

impl Parameter {
    fn way(&self) -> Way<'_> {
        match &*self.argument.ty {
            Type::Reference(reference) => Way::Lent(reference),
            ty => match generic(ty, "Option") {
                Some(Type::Reference(reference)) => Way::LentIfAny(reference),
                _ => Way::Own,
            },
        }
    }
}

/// The type `T` of a type that is written `Name<T>`, or `Name<T, ..>`.
pub(crate) fn generic<'a>(ty: &'a Type, name: &str) -> Option<&'a Type> {
    let Type::Path(path) = ty else { return None };
    let last = path.path.segments.last().filter(|last| last.ident == name)?;
    let syn::PathArguments::AngleBracketed(arguments) = &last.arguments else { return None };
    arguments.args.iter().find_map(|argument| match argument {
        syn::GenericArgument::Type(ty) => Some(ty),
        _ => None,
    })
}

impl Parameters {
    /// The parameters of a function, from which it takes what is said to the macro alone.
    pub(crate) fn take<'a>(inputs: impl Iterator<Item = &'a mut FnArg>) -> Result<Parameters> {
        let mut parameters = Vec::new();
        for input in inputs {
            let parameter = parameter(input)?;
            *input = FnArg::Typed(parameter.argument.clone());
            parameters.push(parameter);
        }
        Ok(Parameters(parameters))
    }

    pub(crate) fn len(&self) -> usize {
        self.0.len()
    }

    pub(crate) fn types(&self) -> Vec<&Type> {
        self.0.iter().map(|parameter| &*parameter.argument.ty).collect()
    }

    pub(crate) fn bindings(&self) -> Bindings {
        let values: Vec<Ident> = (0..self.len()).map(|n| format_ident!("__py4rs_value_{n}")).collect();
        let each = || self.0.iter().zip(&values);
        Bindings {
            kinds: self.0.iter().map(kind).collect(),
            names: self.0.iter().map(|parameter| python_name(&parameter.name)).collect(),
            gets: each().map(|(parameter, value)| get(parameter, value)).collect(),
            passed: each().map(|(parameter, value)| passed(parameter, value)).collect(),
            values,
        }
    }

    /// The statement that makes the value of the only parameter, which is an operator's operand: what does not convert
    /// is left to the other one. `None` where there are others.
    pub(crate) fn operand(&self) -> Option<TokenStream> {
        let [parameter] = &*self.0 else { return None };
        let (ty, value) = (&parameter.argument.ty, format_ident!("__py4rs_value_0"));
        let (mutable, find) = match parameter.way() {
            Way::Lent(reference) => {
                let find = quote!(<#ty as ::py4rs::__private::export::Reference>::lent_operand);
                (reference.mutability, find)
            }
            _ => (None, quote!(::py4rs::__private::export::operand::<#ty>)),
        };
        Some(quote! {
            let ::core::option::Option::Some(#mutable #value) =
                #find(#value, __py4rs_py)?
            else {
                return ::core::result::Result::Ok(::py4rs::__private::export::not_implemented(__py4rs_py));
            };
        })
    }

    /// The parameters as Python writes them.
    pub(crate) fn shape(&self) -> String {
        shape(&self.0)
    }
}

/// The statement that makes the value of a parameter's place.
fn get(parameter: &Parameter, value: &Ident) -> TokenStream {
    let ty = &parameter.argument.ty;
    match parameter.way() {
        Way::Own => {
            let get = quote!(<#ty as ::py4rs::Parameter>::get(#value, __py4rs_py)?);
            match &parameter.default {
                Some(default) => {
                    quote!(let #value: #ty = if #value.is_missing() { #default } else { #get };)
                }
                None => quote!(let #value: #ty = #get;),
            }
        }
        Way::Lent(reference) => lent(reference, value, quote!(lent)),
        Way::LentIfAny(reference) => lent(reference, value, quote!(lent_if_any)),
    }
}

/// The statement that lends a value by `function`.
fn lent(reference: &TypeReference, value: &Ident, function: TokenStream) -> TokenStream {
    let mutable = reference.mutability;
    quote! {
        let #mutable #value =
            <#reference as ::py4rs::__private::export::Reference>::#function(#value, __py4rs_py)?;
    }
}

/// What a function is called with for a parameter.
fn passed(parameter: &Parameter, value: &Ident) -> TokenStream {
    match parameter.way() {
        Way::Own => quote!(#value),
        Way::Lent(reference) => {
            let mutable = reference.mutability;
            quote!(&#mutable *#value)
        }
        Way::LentIfAny(TypeReference { mutability: Some(_), .. }) => quote!(#value.as_deref_mut()),
        Way::LentIfAny(_) => quote!(#value.as_deref()),
    }
}

/// Refuses what Python cannot call.
pub(crate) fn callable(signature: &Signature) -> Result<()> {
    for (is, what) in [
        (signature.asyncness.is_some(), "async"),
        (matches!(signature.safety, syn::Safety::Unsafe(_)), "unsafe"),
        (!signature.generics.params.is_empty(), "generic"),
    ] {
        if is {
            let text = format!("Python cannot call a function that is {what}");
            return Err(Error::new(signature.span(), text));
        }
    }
    Ok(())
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
    let parameter = Parameter { name, argument, default, keyword };
    match (&parameter.default, parameter.way()) {
        (Some(default), Way::Lent(_) | Way::LentIfAny(_)) => {
            Err(Error::new(default.span(), "a reference has no default: `Option<&T>` may be left out"))
        }
        _ => Ok(parameter),
    }
}

/// A name without the mark of a raw one.
pub(crate) fn python_name(name: &Ident) -> String {
    use syn::ext::IdentExt;
    name.unraw().to_string()
}

fn kind(parameter: &Parameter) -> TokenStream {
    let ty = &parameter.argument.ty;
    let kind = match parameter.way() {
        Way::Own => quote!(<#ty as ::py4rs::Parameter>::KIND),
        Way::Lent(_) => quote!(::py4rs::__private::export::Kind::Required),
        Way::LentIfAny(_) => quote!(::py4rs::__private::export::Kind::Optional),
    };
    let kind = if parameter.default.is_some() { quote!(#kind.optional()) } else { kind };
    if parameter.keyword { quote!(#kind.keyword()) } else { kind }
}

/// The text of a parameter's type's last word: `Args`, `Kwargs` and `Option` are told by their names.
fn is_type(parameter: &Parameter, name: &str) -> bool {
    let Type::Path(path) = &*parameter.argument.ty else { return false };
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

/// The docstring that lines of documentation are.
pub(crate) fn documentation(attributes: &[Attribute]) -> String {
    attributes.iter().filter_map(line).collect::<Vec<_>>().join("\n")
}

/// The text of a line of documentation.
fn line(attribute: &Attribute) -> Option<String> {
    let Meta::NameValue(pair) = &attribute.meta else { return None };
    let Expr::Lit(ExprLit { lit: Lit::Str(text), .. }) = &pair.value else { return None };
    let text = text.value();
    Some(text.strip_prefix(' ').unwrap_or(&text).to_owned())
}
