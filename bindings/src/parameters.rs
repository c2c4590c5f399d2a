//! The parameters of a Python function, sorted by how Rust gives them.

use crate::description::{Function, Kind, Parameter};
use crate::names::{Names, snake};
use crate::types;

/// The parameters in groups, each with its name in Rust.
pub struct Parameters<'a> {
    /// Those that are always given, by their place.
    pub places: Vec<(String, &'a Parameter)>,
    /// `*args`
    pub rest: Option<(String, &'a Parameter)>,
    /// Those that are always given, by their name.
    pub keywords: Vec<(String, &'a Parameter)>,
    /// Those that may be left out; the first ones are given by their place.
    pub options: Vec<(String, &'a Parameter)>,
    /// How many of the options are given by their place.
    pub optional_places: usize,
    /// Whether there is `**kwargs`.
    pub named: bool,
}

impl<'a> Parameters<'a> {
    /// The parameters of a function.
    pub fn of(function: &'a Function) -> Parameters<'a> {
        // A word has bits for so many; what is beyond goes through `.kwargs`.
        const MOST: usize = 64;
        let has_rest = function.parameters.iter().any(|one| one.kind == Kind::Rest);
        let by_place = |one: &Parameter| one.kind == Kind::Place || (has_rest && one.kind == Kind::Either);
        let plain = |one: &&Parameter| !matches!(one.kind, Kind::Rest | Kind::Named);
        let (mut arguments, mut setters) = (Names::default(), Names::reserved(&["call", "kwargs"]));
        let mut argument = |one: &'a Parameter| (arguments.take(&snake(&one.name)), one);
        let (mut places, mut rest, mut keywords) = (Vec::new(), None, Vec::new());
        for one in &function.parameters {
            match one.kind {
                Kind::Rest => rest = Some(argument(one)),
                Kind::Named => {}
                _ if one.optional => {}
                Kind::Keyword => keywords.push(argument(one)),
                Kind::Place | Kind::Either => places.push(argument(one)),
            }
        }
        // What begins with an underscore is the function's own affair.
        let public = |one: &&Parameter| one.optional && !one.name.starts_with('_');
        let optional = function.parameters.iter().filter(plain).filter(public);
        let (first, others): (Vec<_>, Vec<_>) = optional.partition(|one| by_place(one));
        let optional_places = first.len();
        let mut options: Vec<_> =
            first.into_iter().chain(others).map(|one| (setters.take(&snake(&one.name)), one)).collect();
        let named = options.len() > MOST || function.parameters.iter().any(|one| one.kind == Kind::Named);
        options.truncate(MOST);
        Parameters { places, rest, keywords, options, optional_places, named }
    }

    /// Whether a call is one function call: there is nothing that may be left out.
    pub fn is_direct(&self) -> bool {
        self.options.is_empty() && !self.named
    }

    /// The arguments in Rust, with their types.
    pub fn arguments(&self) -> impl Iterator<Item = (&str, &'static str)> {
        let placed = self.places.iter().map(|(name, one)| (name.as_str(), types::parameter(one)));
        let rest = self.rest.iter().map(|(name, _)| (name.as_str(), "__g::Rest"));
        let keywords = self.keywords.iter().map(|(name, one)| (name.as_str(), types::parameter(one)));
        placed.chain(rest).chain(keywords)
    }

    /// The parameters for the comparison at run time, as `py4rs` reads them.
    pub fn recorded(&self) -> String {
        let word = |one: &Parameter| {
            let mark = match one.kind {
                Kind::Place => "/",
                Kind::Keyword => "*",
                _ => "",
            };
            format!("{mark}{}{}", one.name, if one.optional { "=" } else { "" })
        };
        let groups = [&self.places, &self.keywords, &self.options];
        groups.into_iter().flatten().map(|(_, one)| word(one)).collect::<Vec<_>>().join(" ")
    }
}

/// The signature as Python shows it.
pub fn signature(function: &Function) -> String {
    let (mut parts, mut last) = (Vec::<String>::new(), Kind::Place);
    let mut starred = false;
    for (index, one) in function.parameters.iter().enumerate() {
        if index > 0 && last == Kind::Place && one.kind != Kind::Place {
            parts.push("/".to_owned());
        }
        if one.kind == Kind::Keyword && !starred {
            parts.push("*".to_owned());
        }
        starred |= matches!(one.kind, Kind::Rest | Kind::Keyword);
        let mut part = match one.kind {
            Kind::Rest => format!("*{}", one.name),
            Kind::Named => format!("**{}", one.name),
            _ => one.name.clone(),
        };
        if let Some(annotation) = &one.annotation {
            part += &format!(": {annotation}");
        }
        if one.optional {
            let equals = if one.annotation.is_some() { " = " } else { "=" };
            part += &format!("{equals}{}", one.default.as_deref().unwrap_or("..."));
        }
        parts.push(part);
        last = one.kind;
    }
    if !function.parameters.is_empty() && last == Kind::Place {
        parts.push("/".to_owned());
    }
    let result = function.result.as_ref().map_or_else(String::new, |result| format!(" -> {result}"));
    format!("({}){result}", parts.join(", "))
}
