//! Prints which Python py4rs finds, and why.

mod bindings;
mod check;
mod options;
mod report;

use std::{
    env,
    io::{self, ErrorKind, Write},
    process::ExitCode,
};

use check::check;
use options::{Format, Options, Request};
use py4rs::config::{Environment, find, passed_over, survey};

fn main() -> ExitCode {
    let request = match Options::read(env::args_os().skip(1)) {
        Ok(request) => request,
        Err(complaint) => {
            complain(&format!("config-probe: {complaint}\nconfig-probe --help lists the options"));
            return ExitCode::from(2);
        }
    };
    let printed = match request {
        Request::Help => Ok(options::HELP.to_owned()),
        Request::Version => Ok(format!("config-probe {}\n", env!("CARGO_PKG_VERSION"))),
        Request::Report(options) => answer(&options),
        Request::BindingsHelp => Ok(bindings::HELP.to_owned()),
        Request::Bindings(bindings) => bindings.run(),
    };
    match printed.and_then(|text| print(&text).map_err(|error| error.to_string())) {
        Ok(()) => ExitCode::SUCCESS,
        Err(reason) => {
            complain(&reason);
            ExitCode::FAILURE
        }
    }
}

/// What to print, or the reason why no Python was found.
fn answer(options: &Options) -> Result<String, String> {
    let environment = Environment::process();
    if options.all {
        let candidates = survey(&options.search, &environment);
        return match options.format {
            Format::Text => Ok(report::all_text(&candidates)),
            Format::Json => Ok(report::all_json(&candidates)),
        };
    }
    let python = find(&options.search, &environment).map_err(|error| error.to_string())?;
    let passed_over = passed_over(&options.search, &environment);
    let said = if options.check { Some(check(&python)?) } else { None };
    match options.format {
        Format::Text => Ok(report::text(&python, passed_over.as_deref(), said.as_deref())),
        Format::Json => Ok(report::json(&python, passed_over.as_deref(), said.as_deref())),
    }
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
