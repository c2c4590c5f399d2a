//! A real window, on a screen in memory, in the modes that windows are for. The test has no harness, whose tests run on
//! threads of their own.
//!
//! It needs Xvfb and a Python with tkinter; where one is absent it says so, unless `WINDOWS=required` is set.

mod directory;

use py4rs::Result;
use py4rs::config::Mode;
use py4rs::prelude::*;
use std::env;
use std::fs::read;
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::{Duration, Instant};

/// The colour of the window.
const COLOUR: [u8; 3] = [200, 20, 90];

fn main() {
    match env::args().nth(1).as_deref() {
        Some("--single") => {
            let started = Config::new().mode(Mode::SingleThreaded).start();
            started.and_then(|()| shows_itself(true)).expect("no error");
        }
        Some("--main") => run_on_main_thread(|| shows_itself(false)).expect("no error"),
        _ => both(),
    }
}

fn both() {
    let directory = directory::Directory::new("screen");
    let place = directory.path("Xvfb_screen0");
    let Some((_server, display)) = screen(place.parent().expect("it is in one")) else {
        return not_tested("Xvfb");
    };
    if import_module("tkinter").is_err() {
        return not_tested("tkinter");
    }
    for mode in ["--single", "--main"] {
        let program = env::current_exe().expect("a running program has a file");
        let ran = Command::new(program)
            .arg(mode)
            .env("DISPLAY", &display)
            .env("PY4RS_TEST_SCREEN", &place)
            .status();
        assert!(ran.expect("it can be run").success(), "{mode}");
    }
    println!("a window was seen");
}

fn not_tested(what: &str) {
    assert!(env::var("WINDOWS").as_deref() != Ok("required"), "{what} is not there");
    println!("NOT TESTED: {what} is not there");
}

/// A server of X's, until it is dropped.
struct Server(Child);

impl Drop for Server {
    fn drop(&mut self) {
        // One that has ended by itself is as good.
        let _ = self.0.kill().and_then(|()| self.0.wait());
    }
}

/// A screen whose picture is a file, and its name.
fn screen(directory: &Path) -> Option<(Server, String)> {
    let mut server = Command::new("Xvfb")
        .args(["-displayfd", "1", "-screen", "0", "320x240x24", "-nolisten", "tcp", "-fbdir"])
        .arg(directory)
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .ok()?;
    let mut number = String::new();
    BufReader::new(server.stdout.take()?).read_line(&mut number).ok()?;
    Some((Server(server), format!(":{}", number.trim())))
}

/// How many points of the screen have the colour. The file is an image of X's: a header, whose length it says first, a
/// table of colours, whose number stands in it, and four bytes for each point.
fn points() -> usize {
    let image = read(env::var_os("PY4RS_TEST_SCREEN").expect("it was set")).expect("it is there");
    let word = |at: usize| u32::from_be_bytes(image[at..at + 4].try_into().expect("four bytes")) as usize;
    let [red, green, blue] = COLOUR;
    let points = &image[word(0) + 12 * word(76)..];
    points.chunks_exact(4).filter(|point| point[..3] == [blue, green, red]).count()
}

/// Shows a window of 100 times 80 points, and has it answer.
fn shows_itself(by_hand: bool) -> Result<()> {
    static PRESSED: AtomicUsize = AtomicUsize::new(0);
    let until = Instant::now() + Duration::from_secs(20);
    assert_eq!(points(), 0);
    // What the window calls waits for a thread that needs Python, too.
    let pressed = || {
        PRESSED.fetch_add(1, Ordering::SeqCst);
        detach(|| thread::spawn(|| pycall!("abs", -1 => i64)).join().expect("no panic"))
    };
    set_pyvalue("pressed", pyfunction(pressed))?;
    let [red, green, blue] = COLOUR;
    set_pyvalue("colour", format!("#{red:02x}{green:02x}{blue:02x}"))?;
    // Each step is asked for by another thread, as Tk would not bear otherwise.
    for code in [
        "import tkinter; root = tkinter.Tk()",
        "root.geometry('100x80+10+10'); root.overrideredirect(True)",
        "root.configure(background=colour)",
        "root.bind('<<Pressed>>', lambda event: pressed())",
    ] {
        thread::spawn(move || raw_pyexec(code)).join().expect("no panic")?;
    }
    let answers = move || if by_hand { raw_pyexec("root.update()") } else { Ok(()) };
    while points() != 100 * 80 {
        assert!(Instant::now() < until, "{} points of the window are seen", points());
        thread::spawn(answers).join().expect("no panic")?;
        thread::sleep(Duration::from_millis(10));
    }
    raw_pyexec("root.event_generate('<<Pressed>>', when='tail')")?;
    while PRESSED.load(Ordering::SeqCst) == 0 {
        assert!(Instant::now() < until, "it does not answer");
        answers()?;
        thread::sleep(Duration::from_millis(10));
    }
    raw_pyexec("root.destroy()")
}
