"""Python's interactive loop in an embedded program."""

import code
import sys


def repl(names):
    try:
        import readline
        import rlcompleter

        readline.set_completer(rlcompleter.Completer(names).complete)
        readline.parse_and_bind("tab: complete")
    except ImportError:
        pass
    before = {name: getattr(sys, name, None) for name in ("ps1", "ps2")}
    try:
        banner = "Python {} in a Rust program; exit() or the end of the input goes on with it".format(sys.version)
        code.interact(banner, None, names, "")
    except SystemExit:
        pass
    finally:
        for name, value in before.items():
            if value is None:
                delattr(sys, name)
            else:
                setattr(sys, name, value)
