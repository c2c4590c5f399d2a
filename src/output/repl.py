"""Python's interactive loop in an embedded program."""

import builtins
import code
import sys


class Exit:
    """Ends the prompt, and leaves the standard input, which Python's own `exit` closes, as it is."""

    def __init__(self, name):
        self.name = name

    def __repr__(self):
        return "{}() or the end of the input goes on with the program".format(self.name)

    def __call__(self, code=None):
        raise SystemExit(code)


def repl(names):
    try:
        import readline
        import rlcompleter

        readline.set_completer(rlcompleter.Completer(names).complete)
        readline.parse_and_bind("tab: complete")
    except ImportError:
        pass
    names_set = [(sys, "ps1"), (sys, "ps2"), (builtins, "exit"), (builtins, "quit")]
    before = [(module, name, getattr(module, name, None)) for module, name in names_set]
    builtins.exit, builtins.quit = Exit("exit"), Exit("quit")
    try:
        banner = "Python {} in a Rust program; exit() or the end of the input goes on with it".format(sys.version)
        code.interact(banner, None, names, "")
    except SystemExit:
        pass
    finally:
        for module, name, value in before:
            if value is not None:
                setattr(module, name, value)
            elif hasattr(module, name):
                delattr(module, name)
