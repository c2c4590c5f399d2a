def hint(error):
    """What to add to the last line of an error's text, or None: a name that is like the one that is missing, or the
    module that it may be."""
    import difflib
    from importlib.util import find_spec

    name = getattr(error, "name", None)
    if not isinstance(name, str):
        return None
    if isinstance(error, AttributeError):
        owner = error.obj
        if isinstance(owner, type(difflib)) and hasattr(owner, "__path__"):
            module = "{}.{}".format(owner.__name__, name)
            if find_spec(module) is not None:
                return '. It is a module: import_module("{}") makes it known'.format(module)
        names = dir(owner)
    else:
        trace = error.__traceback__
        if trace is None:
            return None
        while trace.tb_next is not None:
            trace = trace.tb_next
        frame = trace.tb_frame
        if "." not in name and name and find_spec(name) is not None:
            return '. It is a module: import_module("{}") makes it known'.format(name)
        names = [*frame.f_locals, *frame.f_globals, *frame.f_builtins]
    names = [known for known in names if isinstance(known, str) and known != name]
    close = difflib.get_close_matches(name, names, 1, 0.7)
    return ". Did you mean: '{}'?".format(close[0]) if close else None
