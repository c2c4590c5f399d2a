//! Runs a program for its output, and never waits for ever.

use std::{
    io::Read,
    process::{Child, Command, Stdio},
    sync::mpsc::{self, Receiver},
    thread,
    time::{Duration, Instant},
};

/// How long a program may take.
pub(super) const LIMIT: Duration = Duration::from_secs(10);

/// More output than this is not what was asked for.
const LARGEST: u64 = 1 << 20;

/// Runs the command without input; gives its standard output, or a sentence about what went wrong.
pub(super) fn output(command: &mut Command, limit: Duration) -> Result<String, String> {
    let deadline = Instant::now() + limit;
    let mut child = command
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .map_err(|error| error.to_string())?;
    let (stdout, stderr) = (read(child.stdout.take()), read(child.stderr.take()));
    let result = wait(&mut child, &stdout, &stderr, deadline);
    if result.is_none() {
        // Best effort: it may have ended meanwhile.
        let _ = child.kill();
        let _ = child.wait();
    }
    result.unwrap_or_else(|| Err(format!("it did not end within {} seconds", limit.as_secs_f32())))
}

/// `None` when the time is up.
fn wait(
    child: &mut Child,
    stdout: &Receiver<String>,
    stderr: &Receiver<String>,
    deadline: Instant,
) -> Option<Result<String, String>> {
    let left = || deadline.saturating_duration_since(Instant::now());
    let said = stdout.recv_timeout(left()).ok()?;
    let complaint = stderr.recv_timeout(left()).ok()?;
    // Both ends are closed, so the program is about to end.
    loop {
        match child.try_wait() {
            Ok(Some(status)) if status.success() => return Some(Ok(said)),
            Ok(Some(status)) => {
                let last = complaint.lines().rev().find(|line| !line.trim().is_empty());
                return Some(
                    Err(last.map_or_else(|| status.to_string(), |line| format!("{status}: {line}"))),
                );
            }
            Ok(None) if left().is_zero() => return None,
            Ok(None) => thread::sleep(Duration::from_millis(1)),
            Err(error) => return Some(Err(error.to_string())),
        }
    }
}

/// Reads in a thread of its own, which a program that never ends leaves behind. Without a thread nothing
/// arrives.
fn read(pipe: Option<impl Read + Send + 'static>) -> Receiver<String> {
    let (sender, receiver) = mpsc::channel();
    let reader = move || {
        let mut bytes = Vec::new();
        if let Some(pipe) = pipe {
            // What was read before an error still tells something.
            let _ = pipe.take(LARGEST).read_to_end(&mut bytes);
        }
        let _ = sender.send(String::from_utf8_lossy(&bytes).into_owned());
    };
    let _ = thread::Builder::new().spawn(reader);
    receiver
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    fn sh(script: &str, limit: Duration) -> Result<String, String> {
        output(Command::new("sh").arg("-c").arg(script), limit)
    }

    #[test]
    fn gives_output_or_the_last_complaint() {
        assert_eq!(sh("echo yes; echo no >&2", LIMIT), Ok("yes\n".to_owned()));
        assert_eq!(sh("echo why >&2; exit 3", LIMIT), Err("exit status: 3: why".to_owned()));
    }

    #[test]
    fn does_not_wait_for_ever() {
        let begin = Instant::now();
        assert!(sh("exec sleep 60", Duration::from_millis(50)).is_err());
        assert!(sh("exec >&- 2>&-; exec sleep 60", Duration::from_millis(50)).is_err());
        assert!(begin.elapsed() < Duration::from_secs(10));
    }
}
