//! Prints which Python py4rs finds, and why.

mod options;
mod report;

use std::{
    env,
    io::{self, ErrorKind, Write},
    process::ExitCode,
};

use options::{Format, Options, Request};
use py4rs::config::{Environment, find, passed_over, survey};

fn main() -> ExitCode {
    let (text, code) = match Options::read(env::args_os().skip(1)) {
        Ok(Request::Help) => (options::HELP.to_owned(), ExitCode::SUCCESS),
        Ok(Request::Version) => (format!("config-probe {}\n", env!("CARGO_PKG_VERSION")), ExitCode::SUCCESS),
        Ok(Request::Report(options)) => answer(&options),
        Err(complaint) => {
            eprintln!("config-probe: {complaint}\nconfig-probe --help lists the options");
            return ExitCode::from(2);
        }
    };
    print(&text, code)
}

/// What to print, and the exit code. The reason of a failure goes to standard error at once.
fn answer(options: &Options) -> (String, ExitCode) {
    let environment = Environment::process();
    let found = find(&options.search, &environment);
    let code = if found.is_ok() { ExitCode::SUCCESS } else { ExitCode::FAILURE };
    if let Err(error) = &found {
        eprintln!("{error}");
    }
    let passed_over = passed_over(&options.search, &environment);
    let passed_over = passed_over.as_deref();
    let candidates = || survey(&options.search, &environment);
    let text = match (options.format, options.all, &found) {
        (Format::Text, true, _) => report::all_text(&candidates()),
        (Format::Json, true, _) => report::all_json(&candidates()),
        (Format::Text, false, Ok(python)) => report::text(python, passed_over),
        (Format::Json, false, Ok(python)) => report::json(python, passed_over),
        (_, false, Err(_)) => String::new(),
    };
    (text, code)
}

/// Prints; a reader that went away is no error.
fn print(text: &str, code: ExitCode) -> ExitCode {
    let mut stdout = io::stdout().lock();
    match stdout.write_all(text.as_bytes()).and_then(|()| stdout.flush()) {
        Err(error) if error.kind() != ErrorKind::BrokenPipe => {
            eprintln!("config-probe: {error}");
            ExitCode::FAILURE
        }
        _ => code,
    }
}
