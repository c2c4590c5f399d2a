//! Python's output as records of the crates that programs log with.

use crate::config::Output;

impl Output {
    /// Makes each line a record of the crate `log`, with the target `python`.
    ///
    /// ```
    /// use py4rs::config::{Config, Output};
    ///
    /// let config = Config::new().stdout(Output::log(log::Level::Info));
    /// ```
    #[cfg(feature = "log")]
    pub fn log(level: log::Level) -> Output {
        Output::lines(move |line| log::log!(target: "python", level, "{line}"))
    }

    /// Makes each line an event of the crate `tracing`, with the target `python`.
    ///
    /// ```
    /// use py4rs::config::{Config, Output};
    ///
    /// let config = Config::new().stderr(Output::tracing(tracing::Level::WARN));
    /// ```
    #[cfg(feature = "tracing")]
    pub fn tracing(level: tracing::Level) -> Output {
        use tracing::{Level, event};
        Output::lines(move |line| match level {
            Level::ERROR => event!(target: "python", Level::ERROR, "{line}"),
            Level::WARN => event!(target: "python", Level::WARN, "{line}"),
            Level::INFO => event!(target: "python", Level::INFO, "{line}"),
            Level::DEBUG => event!(target: "python", Level::DEBUG, "{line}"),
            Level::TRACE => event!(target: "python", Level::TRACE, "{line}"),
        })
    }
}
