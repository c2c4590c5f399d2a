//! Prints which Python py4rs finds, and why.

mod bindings;
mod check;
#[cfg(feature = "environments")]
mod env;
mod options;
mod paint;
mod report;

use std::{
    io::{self, ErrorKind, Write},
    process::ExitCode,
};

use check::{check, check_here, is_apart};
use options::{Format, Options, Request};
use paint::Paint;
use py4rs::config::{Environment, explain, find, passed_over, survey};

fn main() -> ExitCode {
    let mut arguments = std::env::args_os().skip(1).peekable();
    #[cfg(feature = "environments")]
    if arguments.next_if(|word| word == "env").is_some() {
        return match env::run(arguments) {
            Ok(text) => finish(Ok(text)),
            Err(Ok(complaint)) => misused(&complaint),
            Err(Err(reason)) => finish(Err(reason)),
        };
    }
    let request = match Options::read(arguments) {
        Ok(request) => request,
        Err(complaint) => return misused(&complaint),
    };
    let printed = match request {
        Request::Help => Ok(options::HELP.to_owned()),
        Request::Version => Ok(format!("config-probe {}\n", env!("CARGO_PKG_VERSION"))),
        Request::Report(options) => match answer(&options) {
            Ok((text, true)) => Ok(text),
            Ok((text, false)) => {
                let _ = print(&text);
                return ExitCode::FAILURE;
            }
            Err(reason) => Err(reason),
        },
        Request::BindingsHelp => Ok(bindings::HELP.to_owned()),
        Request::Bindings(bindings) => bindings.run(),
    };
    finish(printed)
}

/// Prints what came out, or why nothing did.
fn finish(printed: Result<String, String>) -> ExitCode {
    match printed.and_then(|text| print(&text).map_err(|error| error.to_string())) {
        Ok(()) => ExitCode::SUCCESS,
        Err(reason) => {
            complain(&reason);
            ExitCode::FAILURE
        }
    }
}

/// Says what is wrong with the arguments.
fn misused(complaint: &str) -> ExitCode {
    complain(&format!("config-probe: {complaint}\nconfig-probe --help lists the options"));
    ExitCode::from(2)
}

/// What to print and whether all went well, or the reason why no Python was found.
fn answer(options: &Options) -> Result<(String, bool), String> {
    let environment = Environment::process();
    let paint = Paint::of(&io::stdout());
    if options.explain {
        return Ok((explain(&options.search, &environment), true));
    }
    if options.all {
        let candidates = survey(&options.search, &environment);
        let text = match options.format {
            Format::Text => report::all_text(&candidates, paint),
            Format::Json => report::all_json(&candidates),
        };
        return Ok((text, true));
    }
    let python = find(&options.search, &environment).map_err(|error| error.to_string())?;
    let passed_over = passed_over(&options.search, &environment);
    if options.check && is_apart() {
        check_here(&python, &options.packages);
        return Ok((String::new(), true));
    }
    let steps = options.check.then(check);
    let all_went_well = steps.iter().flatten().all(|step| step.outcome.is_ok());
    let text = match options.format {
        Format::Text => report::text(&python, passed_over.as_deref(), steps.as_deref(), paint),
        Format::Json => report::json(&python, passed_over.as_deref(), steps.as_deref()),
    };
    Ok((text, all_went_well))
}

/// Prints; a reader that went away is no error.
fn print(text: &str) -> io::Result<()> {
    let mut stdout = io::stdout().lock();
    match stdout.write_all(text.as_bytes()).and_then(|()| stdout.flush()) {
        Err(error) if error.kind() == ErrorKind::BrokenPipe => Ok(()),
        result => result,
    }
}

/// Says what is wrong; where nobody listens, the exit code says it.
fn complain(text: &str) {
    let _ = writeln!(io::stderr(), "{text}");
}
