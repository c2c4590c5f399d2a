//! `defpymodule!` and `defpyfun!`: their options, and the bindings that they become.

use proc_macro2::{Span, TokenStream};
use py4rs_build::{Bindings, Description, Module, OnError, Submodules};
use std::env;
use std::path::{Path, PathBuf};
use syn::ext::IdentExt;
use syn::parse::{Parse, ParseStream};
use syn::{Error, Ident, LitBool, LitStr, Result, Token, bracketed, token};

/// `"name" as rust_name, option = value`
pub(crate) struct Definition {
    name: Option<LitStr>,
    options: Options,
}

#[derive(Default)]
struct Options {
    rust_name: Option<Ident>,
    from: Option<LitStr>,
    file: Option<LitStr>,
    path: Vec<LitStr>,
    submodules: Submodules,
    only: Vec<LitStr>,
    except: Vec<LitStr>,
    on_error: OnError,
    silent: bool,
    recompile_on_change: bool,
    typeshed: bool,
    cache: Option<bool>,
    reload: Option<bool>,
    safety: Option<bool>,
    given: Vec<Ident>,
}

const OF_MODULES: &[&str] = &[
    "as",
    "cache",
    "except",
    "file",
    "on_error",
    "only",
    "path",
    "recompile_on_change",
    "reload",
    "safety",
    "silent",
    "submodules",
    "typeshed",
];
const OF_FUNCTIONS: &[&str] =
    &["as", "cache", "from", "path", "recompile_on_change", "reload", "safety", "silent", "typeshed"];

/// An import that takes longer than this is worth a note.
const LONG: f64 = 2.0;

impl Parse for Definition {
    fn parse(input: ParseStream<'_>) -> Result<Self> {
        let mut options = Options::default();
        let name = if input.peek(LitStr) { Some(input.parse()?) } else { None };
        if input.peek(Token![as]) {
            options.parse_one(input)?;
        }
        while !input.is_empty() {
            if name.is_some() || !options.given.is_empty() {
                if !input.peek(Token![,]) {
                    return Err(input.error("expected a comma, or the end"));
                }
                input.parse::<Token![,]>()?;
                if input.is_empty() {
                    break;
                }
            }
            options.parse_one(input)?;
        }
        Ok(Definition { name, options })
    }
}

impl Options {
    fn parse_one(&mut self, input: ParseStream<'_>) -> Result<()> {
        if !input.peek(Ident::peek_any) {
            return Err(input.error("expected an option, as in `only = [\"a\"]` or `as name`"));
        }
        let option = Ident::parse_any(input)?;
        let text = option.to_string();
        if self.given.iter().any(|given| *given == text) {
            return Err(Error::new(option.span(), format!("the option `{text}` is given twice")));
        }
        if text == "as" {
            self.rust_name = Some(Ident::parse_any(input)?);
            self.given.push(option);
            return Ok(());
        }
        if !OF_MODULES.contains(&&*text) && !OF_FUNCTIONS.contains(&&*text) {
            return Err(Error::new(
                option.span(),
                format!("there is no option `{text}`; {}", listed(OF_MODULES)),
            ));
        }
        input.parse::<Token![=]>()?;
        match &*text {
            "from" => self.from = Some(input.parse()?),
            "file" => self.file = Some(input.parse()?),
            "path" => self.path = texts(input)?,
            "only" => self.only = texts(input)?,
            "except" => self.except = texts(input)?,
            "submodules" => self.submodules = submodules(input)?,
            "on_error" => self.on_error = on_error(input)?,
            "silent" => self.silent = flag(input)?,
            "recompile_on_change" => self.recompile_on_change = flag(input)?,
            "typeshed" => self.typeshed = flag(input)?,
            "cache" => self.cache = Some(flag(input)?),
            "reload" => self.reload = Some(flag(input)?),
            _ => self.safety = Some(flag(input)?),
        }
        self.given.push(option);
        Ok(())
    }

    /// Refuses options that are not these.
    fn expect(&self, known: &[&str]) -> Result<()> {
        match self.given.iter().find(|given| !known.contains(&&*given.to_string())) {
            Some(other) => {
                Err(Error::new(other.span(), format!("`{other}` is no option here; {}", listed(known))))
            }
            None => Ok(()),
        }
    }
}

fn listed(options: &[&str]) -> String {
    format!("the options are {}", options.iter().map(|one| format!("`{one}`")).collect::<Vec<_>>().join(", "))
}

fn flag(input: ParseStream<'_>) -> Result<bool> {
    match input.parse::<Option<LitBool>>()? {
        Some(flag) => Ok(flag.value()),
        None => Err(input.error("expected `true` or `false`")),
    }
}

/// A text, or texts in brackets.
fn texts(input: ParseStream<'_>) -> Result<Vec<LitStr>> {
    if input.peek(LitStr) {
        return Ok(vec![input.parse()?]);
    }
    if !input.peek(token::Bracket) {
        return Err(input.error("expected names in quotes, with brackets around them"));
    }
    let inside;
    bracketed!(inside in input);
    Ok(inside.parse_terminated(<LitStr as Parse>::parse, Token![,])?.into_iter().collect())
}

fn on_error(input: ParseStream<'_>) -> Result<OnError> {
    let expected = || input.error("expected `skip` or `fail`");
    if !input.peek(Ident) {
        return Err(expected());
    }
    match &*input.fork().parse::<Ident>()?.to_string() {
        "skip" => input.parse::<Ident>().map(|_| OnError::Skip),
        "fail" => input.parse::<Ident>().map(|_| OnError::Fail),
        _ => Err(expected()),
    }
}

/// `none`, `all`, `hidden`, or a list.
fn submodules(input: ParseStream<'_>) -> Result<Submodules> {
    if input.peek(token::Bracket) {
        return list(input).map(Submodules::Named);
    }
    let expected = || {
        input.error("expected `none`, `all`, `hidden`, or names in brackets: `[\"linalg\", \"a\" = [\"b\"]]`")
    };
    if !input.peek(Ident) {
        return Err(expected());
    }
    let submodules = match &*input.fork().parse::<Ident>()?.to_string() {
        "none" => Submodules::None,
        "all" => Submodules::All,
        "hidden" => Submodules::Hidden,
        _ => return Err(expected()),
    };
    input.parse::<Ident>()?;
    Ok(submodules)
}

/// `["linalg", "random" = ["mtrand"], "fft" = all, "a.b"]`
fn list(input: ParseStream<'_>) -> Result<Vec<(String, Submodules)>> {
    let inside;
    bracketed!(inside in input);
    let mut list = Vec::new();
    while !inside.is_empty() {
        let name: LitStr = inside.parse()?;
        let inner = match inside.parse::<Option<Token![=]>>()? {
            Some(_) => submodules(&inside)?,
            None => Submodules::None,
        };
        Submodules::add(&mut list, &name.value(), inner);
        if !inside.is_empty() {
            inside.parse::<Token![,]>()?;
        }
    }
    Ok(list)
}

impl Definition {
    /// `defpymodule!`
    pub(crate) fn module(&self) -> Result<TokenStream> {
        self.options.expect(OF_MODULES)?;
        if self.name.is_none() && self.options.file.is_none() {
            return Err(Error::new(
                Span::call_site(),
                "expected the name of a module, or `file = \"NAME.py4rs.json\"`",
            ));
        }
        let name = self.name.as_ref().map(LitStr::value).unwrap_or_default();
        self.expand(&py4rs_build::module(name), |description| {
            py4rs_build::snake(last(&description.module.name))
        })
    }

    /// `defpyfun!`
    pub(crate) fn function(&self) -> Result<TokenStream> {
        self.options.expect(OF_FUNCTIONS)?;
        let Some(name) = &self.name else {
            return Err(Error::new(
                Span::call_site(),
                "expected the name of a function in quotes: `\"math.hypot\"`",
            ));
        };
        let from = self.options.from.as_ref().map(LitStr::value);
        let name = name.value();
        self.expand(&py4rs_build::function(name.clone(), from.as_deref()), |_| {
            py4rs_build::snake(last(&name))
        })
    }

    /// The bindings as items; `usual` gives the name in Rust where none is asked for.
    fn expand(&self, bindings: &Bindings, usual: impl Fn(&Description) -> String) -> Result<TokenStream> {
        let options = &self.options;
        let span = self.name.as_ref().or(options.file.as_ref()).map_or_else(Span::call_site, LitStr::span);
        let error = |reason: py4rs_build::Error| Error::new(span, reason.to_string());
        let texts = |list: &[LitStr]| list.iter().map(LitStr::value).collect::<Vec<_>>();
        let (only, except) = (texts(&options.only), texts(&options.except));
        let mut bindings = bindings
            .clone()
            .submodules(options.submodules.clone())
            .only(only.iter().map(String::as_str))
            .except(except.iter().map(String::as_str))
            .on_error(options.on_error)
            .typeshed(options.typeshed)
            .cache(options.cache.unwrap_or(false))
            .reload(options.reload.unwrap_or(true))
            .safety(options.safety.unwrap_or(true));
        for folder in &options.path {
            bindings = bindings.path(in_package(&folder.value()));
        }
        let file = options.file.as_ref().map(|file| in_package(&file.value()));
        if let Some(file) = &file {
            bindings = bindings.file(file);
        }
        let description = bindings.describe().map_err(error)?;
        if !options.silent {
            notes(&description);
        }
        let name =
            options.rust_name.as_ref().map_or_else(|| usual(&description), |name| name.unraw().to_string());
        let more = self.tracked(&description, file.as_deref());
        bindings.item(&description, &name, &more).map_err(error)?.parse().map_err(|reason| {
            Error::new(span, format!("the bindings of `{}` are no Rust: {reason}", description.module.name))
        })
    }

    /// Items that have Cargo build again when something changes: the choice of a Python, the recorded file, and, where
    /// it is asked for, the files of the modules.
    fn tracked(&self, description: &Description, file: Option<&Path>) -> Vec<String> {
        if let Some(file) = file {
            return vec![format!(
                "const _: &[u8] = ::core::include_bytes!({:?});",
                file.display().to_string()
            )];
        }
        let mut items: Vec<String> = ["PYTHON_EXECUTABLE", "VIRTUAL_ENV", "CONDA_PREFIX"]
            .map(|name| format!("const _: ::core::option::Option<&str> = ::core::option_env!(\"{name}\");"))
            .into();
        if self.options.recompile_on_change {
            let mut files = Vec::new();
            files_of(&description.module, &mut files);
            items.extend(
                files.iter().map(|file| format!("const _: &[u8] = ::core::include_bytes!({file:?});")),
            );
        }
        items
    }
}

/// The files of a module and its submodules.
fn files_of(module: &Module, files: &mut Vec<String>) {
    files.extend(module.file.clone().filter(|file| Path::new(file).is_file()));
    module.modules.iter().for_each(|module| files_of(module, files));
}

/// Says what is left out, and that importing took long.
fn notes(description: &Description) {
    let name = &description.module.name;
    for skipped in &description.skipped {
        eprintln!("note: the bindings of `{name}` leave out: {skipped}");
    }
    if description.seconds > LONG {
        eprintln!(
            "note: importing and describing `{name}` took {:.1} s; a recorded description (`file = ..`) needs no Python",
            description.seconds
        );
    }
}

fn last(name: &str) -> &str {
    name.rsplit('.').next().unwrap_or(name)
}

/// A path that is relative to the package in which the macro stands.
fn in_package(path: &str) -> PathBuf {
    env::var_os("CARGO_MANIFEST_DIR").map(PathBuf::from).unwrap_or_default().join(path)
}
