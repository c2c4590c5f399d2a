"""Processes that multiprocessing spawns of a program that is not Python's own."""

import os
import sys


def use(executable):
    """Has processes spawned of a program."""
    import multiprocessing.spawn

    multiprocessing.spawn.set_executable(executable)


def is_spawning(executable):
    """Whether something is pickled now for a process that is spawned of another program."""
    context = sys.modules.get("multiprocessing.context")
    if context is None or context.get_spawning_popen() is None:
        return False
    spawn = sys.modules.get("multiprocessing.spawn")
    return None in (spawn, executable) or os.fsdecode(spawn.get_executable()) != executable


def work(code, arguments):
    """Does what a process was spawned for, as Python's own program would: gives its exit code."""
    import signal

    sys.argv = ["-c", *arguments]
    if signal.getsignal(signal.SIGINT) is None:
        signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        exec(code, {"__name__": "__main__", "__builtins__": __builtins__})
    except SystemExit as exit:
        if exit.code is None or isinstance(exit.code, int):
            return exit.code or 0
        print(exit.code, file=sys.stderr)
        return 1
    return 0
