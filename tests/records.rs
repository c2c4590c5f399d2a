//! Python's lines as records of the crates `log` and `tracing`.

mod child;

use py4rs::Result;
use py4rs::config::Output;
use py4rs::prelude::*;
use std::fmt::{Debug, Write};
use std::sync::{Mutex, PoisonError};
use std::thread;
use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id, Record};
use tracing::{Event, Metadata, Subscriber};

/// What came, as text.
static SEEN: Mutex<Vec<String>> = Mutex::new(Vec::new());

fn note(text: String) {
    SEEN.lock().unwrap_or_else(PoisonError::into_inner).push(text);
}

fn seen() -> Vec<String> {
    std::mem::take(&mut *SEEN.lock().unwrap_or_else(PoisonError::into_inner))
}

/// Notes records, and has each print one more, which must not come here without end.
struct Notes;

impl log::Log for Notes {
    fn enabled(&self, _: &log::Metadata<'_>) -> bool {
        true
    }

    fn log(&self, record: &log::Record<'_>) {
        if record.target() == "python" {
            note(format!("{} {}", record.level(), record.args()));
            assert!(raw_pyexec("print('again')").is_err());
        }
    }

    fn flush(&self) {}
}

struct Message(String);

impl Visit for Message {
    fn record_debug(&mut self, field: &Field, value: &dyn Debug) {
        if field.name() == "message" {
            let _ = write!(self.0, "{value:?}");
        }
    }
}

impl Subscriber for Notes {
    fn enabled(&self, _: &Metadata<'_>) -> bool {
        true
    }

    fn new_span(&self, _: &Attributes<'_>) -> Id {
        Id::from_u64(1)
    }

    fn record(&self, _: &Id, _: &Record<'_>) {}

    fn record_follows_from(&self, _: &Id, _: &Id) {}

    fn event(&self, event: &Event<'_>) {
        if event.metadata().target() == "python" {
            let mut message = Message(String::new());
            event.record(&mut message);
            note(format!("{} {}", event.metadata().level(), message.0));
        }
    }

    fn enter(&self, _: &Id) {}

    fn exit(&self, _: &Id) {}
}

#[test]
fn lines_are_records_of_log_and_events_of_tracing() {
    let outcome = child::run(|| -> Result<()> {
        log::set_logger(&Notes).expect("the first one");
        log::set_max_level(log::LevelFilter::Trace);
        tracing::subscriber::set_global_default(Notes).expect("the first one");
        Config::new()
            .stdout(Output::log(log::Level::Info))
            .stderr(Output::tracing(tracing::Level::WARN))
            .start()?;
        raw_pyexec("import sys, threading; print('one {}'); print('two\\nthree', flush=True)")?;
        assert_eq!(seen(), ["INFO one {}", "INFO two", "INFO three"]);
        raw_pyexec("print('begun', end=' ', file=sys.stderr); sys.stderr.flush()")?;
        assert!(seen().is_empty());
        raw_pyexec("print('ended', file=sys.stderr)")?;
        assert_eq!(seen(), ["WARN begun ended"]);
        raw_pyexec("t = threading.Thread(target=print, args=('python',)); t.start(); t.join()")?;
        thread::spawn(|| raw_pyexec("print('rust')")).join().expect("no panic")?;
        assert_eq!(seen(), ["INFO python", "INFO rust"]);
        for (level, name) in [
            (tracing::Level::ERROR, "ERROR"),
            (tracing::Level::INFO, "INFO"),
            (tracing::Level::DEBUG, "DEBUG"),
            (tracing::Level::TRACE, "TRACE"),
        ] {
            stop()?;
            Config::new().stderr(Output::tracing(level)).start()?;
            raw_pyexec("import sys; print('x', file=sys.stderr)")?;
            assert_eq!(seen(), [format!("{name} x")]);
        }
        Ok(())
    });
    outcome.printed();
}
