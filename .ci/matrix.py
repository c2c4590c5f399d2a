"""Builds the tests once and runs the same executables with every CPython of the machine, 3.8 to 3.15.

pyenv's Pythons are taken, the system's, and those that the environment variable PY4RS_PYTHONS lists as PATH
does. A version that is absent is named; one that is there must pass.
"""

import glob
import json
import os
import re
import subprocess
import sys
import time

VERSIONS = ["3.%d" % minor for minor in range(8, 16)]
BUILD = ["cargo", "test", "--workspace", "--features", "crates,serde,environments", "--no-run", "--message-format=json"]
PROBE = "config-probe --check"
LONGEST = 300  # seconds, of one executable

# What needs cargo or no Python at all: the step `test` has run it, and it would say the same each time.
ONCE = {
    "compile_fail": "runs cargo",
    "floors": "reads the sources",
    "generated_modules": "runs cargo",
    "linkage": "reads executables",
    "loader": "opens no Python",
    "markers": "is proved by the compiler",
    "oracle": "is proved by the compiler",
    "parity": "reads the sources",
    "py4rs_macros": "opens no Python",
    "queue_model": "opens no Python",
    "recompile": "runs cargo",
    "real_starts": "starts every Python itself",
}


def build():
    """The test executables and the programs, as (name, executable, folder)."""
    tests, programs = [], {}
    output = subprocess.run(BUILD, check=True, stdout=subprocess.PIPE).stdout.decode()
    for message in map(json.loads, output.splitlines()):
        if not message.get("executable"):
            continue
        name, folder = message["target"]["name"], os.path.dirname(message["manifest_path"])
        if message["profile"]["test"]:
            tests.append((name, message["executable"], folder))
        else:
            programs[name] = message["executable"]
    return sorted(tests), programs


def interpreters():
    """Every interpreter that there may be, once."""
    paths = glob.glob(os.environ["PYENV_ROOT"] + "/versions/3.*/bin/python3")
    paths += os.environ.get("PY4RS_PYTHONS", "").split(os.pathsep)
    paths += ["/usr/local/bin/python3", "/usr/bin/python3"]
    return list({os.path.realpath(path): path for path in paths if os.path.exists(path)}.values())


def version(python):
    """What an interpreter says it is: `3.13.0`, with `t` and `d` for the builds."""
    question = "import sys; print('%d.%d.%d' % sys.version_info[:3] + getattr(sys, 'abiflags', ''))"
    return subprocess.run([python, "-c", question], check=True, stdout=subprocess.PIPE).stdout.decode().strip()


def by_number(row):
    """Sorts rows that begin with a version."""
    return [int(number) for number in re.findall(r"\d+", row[0])]


def run(command, python, folder="."):
    """The exit code and the output of a command that is to use this Python."""
    environment = dict(os.environ, PYTHON_EXECUTABLE=python)
    try:
        ran = subprocess.run(
            command,
            cwd=folder,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            timeout=LONGEST,
        )
    except subprocess.TimeoutExpired as expired:
        return "more than %d s" % LONGEST, (expired.stdout or b"").decode(errors="replace")
    return ran.returncode, ran.stdout.decode(errors="replace")


def check(python, stated, tests, programs):
    """Runs everything with one Python: how many tests passed, and what failed."""
    commands = [(name, [executable], folder) for name, executable, folder in tests if name not in ONCE]
    commands += [("example tour", [programs["tour"]], "."), (PROBE, [programs["config-probe"], "--check"], ".")]
    passed, failed = 0, []
    for name, command, folder in commands:
        code, output = run(command, python, folder)
        passed += sum(map(int, re.findall(r"^test result: ok\. (\d+) passed", output, re.MULTILINE)))
        if name == PROBE and "Python %s runs" % stated.rstrip("td") not in output:
            code = code or "the wrong Python"
        if code:
            failed.append(name)
            print("--- %s with %s (%s): %s\n%s" % (name, stated, python, code, output))
    return passed, failed


def main():
    tests, programs = build()
    ran = [name for name, _, _ in tests if name not in ONCE]
    print("run once, by the step `test`:", ", ".join("%s (%s)" % pair for pair in ONCE.items()))
    print("run with each Python:", ", ".join([*ran, "example tour", PROBE]), flush=True)
    rows, seen, good = [], set(), True
    for stated, python in sorted(((version(path), path) for path in interpreters()), key=by_number):
        number = ".".join(stated.split(".")[:2])
        if number not in VERSIONS:
            continue
        code, output = run([programs["config-probe"], "--python", python], python)
        if code and python.startswith("/usr/"):
            rows.append((stated, python, "absent: it has no shared library"))
            continue
        print("running with", stated, flush=True)
        start = time.monotonic()
        passed, failed = check(python, stated, tests, programs)
        seen.add(number)
        good = good and not failed
        result = "FAILED: " + ", ".join(failed) if failed else "passed"
        rows.append((stated, python, "%d tests in %.0f s, %s" % (passed, time.monotonic() - start, result)))
    rows += [(number, "-", "absent") for number in VERSIONS if number not in seen]
    print("\nPython   interpreter")
    for row in sorted(rows, key=by_number):
        print("%-8s %-50s %s" % row)
    sys.exit(not (good and seen))


main()
