//! What a recorded description promises and a live one does not keep.

use crate::description::{Class, Description, Function, Kind, Module, Parameter};

/// Each promise that is broken, as a sentence that names both versions.
pub fn drift(recorded: &Description, live: &Description) -> Vec<String> {
    let versions = format!("recorded with {}, here is {}", version(recorded), version(live));
    let mut faults = Vec::new();
    modules(&recorded.module, &live.module, &mut faults);
    faults.into_iter().map(|fault| format!("{fault} ({versions})")).collect()
}

fn version(description: &Description) -> String {
    let of_module = description.module.version.as_ref();
    let of_module =
        of_module.map_or_else(String::new, |version| format!(", {} {version}", description.module.name));
    format!("Python {}{of_module}", description.python)
}

fn modules(recorded: &Module, live: &Module, faults: &mut Vec<String>) {
    let path = &recorded.name;
    // A class may have become a function, and the other way round: either is called.
    let constructors = |module: &Module| -> Vec<Function> {
        let classes = module.classes.iter().map(|class| class.constructor.clone());
        module.functions.iter().cloned().chain(classes).collect()
    };
    functions(path, &constructors(recorded), &constructors(live), faults);
    for class in &recorded.classes {
        if let Some(live) = live.classes.iter().find(|live| live.name == class.name) {
            classes(&format!("{path}.{}", class.name), class, live, faults);
        }
    }
    for attribute in &recorded.attributes {
        let known = |module: &Module| {
            let names = module
                .functions
                .iter()
                .map(|one| &one.name)
                .chain(module.classes.iter().map(|one| &one.name));
            names.chain(module.attributes.iter().map(|one| &one.name)).any(|name| *name == attribute.name)
        };
        if !known(live) {
            faults.push(format!("{path}.{} is gone", attribute.name));
        }
    }
    for inner in &recorded.modules {
        match live.modules.iter().find(|live| live.name == inner.name) {
            Some(live) => modules(inner, live, faults),
            None => faults.push(format!("{} is gone", inner.name)),
        }
    }
}

fn classes(path: &str, recorded: &Class, live: &Class, faults: &mut Vec<String>) {
    functions(path, &recorded.methods, &live.methods, faults);
    let properties: Vec<&String> = live.properties.iter().map(|one| &one.name).collect();
    let others = live.attributes.iter().map(|one| &one.name).chain(&live.members);
    let known: Vec<&String> = properties.into_iter().chain(others).collect();
    let promised = recorded.properties.iter().map(|one| &one.name);
    let promised = promised.chain(recorded.attributes.iter().map(|one| &one.name)).chain(&recorded.members);
    faults.extend(promised.filter(|name| !known.contains(name)).map(|name| format!("{path}.{name} is gone")));
}

fn functions(path: &str, recorded: &[Function], live: &[Function], faults: &mut Vec<String>) {
    for function in recorded {
        let path = format!("{path}.{}", function.name);
        match live.iter().find(|live| live.name == function.name) {
            None => faults.push(format!("{path} is gone")),
            Some(live) if function.known && live.known => parameters(&path, function, live, faults),
            Some(_) => {}
        }
    }
}

/// As py4rs compares at run time.
fn parameters(path: &str, recorded: &Function, live: &Function, faults: &mut Vec<String>) {
    let has = |kind| live.parameters.iter().any(|one| one.kind == kind);
    let places: Vec<&Parameter> =
        live.parameters.iter().filter(|one| matches!(one.kind, Kind::Place | Kind::Either)).collect();
    let named = |name: &str| {
        live.parameters.iter().any(|one| one.name == name && matches!(one.kind, Kind::Either | Kind::Keyword))
    };
    let plain = recorded.parameters.iter().filter(|one| !matches!(one.kind, Kind::Rest | Kind::Named));
    let (by_place, by_name): (Vec<&Parameter>, Vec<&Parameter>) =
        plain.partition(|one| one.kind == Kind::Place || one.kind == Kind::Either && !one.optional);
    let mut gone: Vec<&Parameter> =
        by_name.iter().copied().filter(|one| !has(Kind::Named) && !named(&one.name)).collect();
    if !has(Kind::Rest) {
        let kept = |(index, one): &(usize, &&Parameter)| {
            *index < places.len() && (one.kind == Kind::Place || named(&one.name))
        };
        gone.extend(by_place.iter().enumerate().filter(|place| !kept(place)).map(|(_, one)| *one));
    }
    faults.extend(gone.iter().map(|one| format!("{path}: parameter `{}` is gone", one.name)));
    let sent = by_place.iter().filter(|one| !one.optional).count();
    let keywords = live.parameters.iter().filter(|one| one.kind == Kind::Keyword);
    let required = places.into_iter().skip(sent).chain(keywords).filter(|one| !one.optional);
    let given = |one: &&Parameter| by_name.iter().any(|given| !given.optional && given.name == one.name);
    faults.extend(
        required.filter(|one| !given(one)).map(|one| format!("{path}: parameter `{}` is required", one.name)),
    );
}
