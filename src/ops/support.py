"""What the verbs ask of Python that Python itself says best."""

import ast
import difflib
import inspect
import linecache
import re
import symtable
import sys
import weakref


def remember(file, text):
    """Has tracebacks show the lines of `text` for a name, which it gives: `<file>`, or `<file #2>` where that name has
    another text."""
    name, number, lines = file, 1, text.splitlines(True)
    while linecache.cache.setdefault(name, (len(text), None, lines, name))[2] != lines:
        number += 1
        name = "{} #{}>".format(file[:-1], number)
    return name


def bind(text, shown, names, file, mode, scope):
    """A function that runs the code `text` in `scope`, and whose parameters are `names`; or the exception that says
    why there is none, in terms of `shown`, in which each name looks as the user wrote it."""
    file = remember(file, shown)
    try:
        compile(text, file, mode, 0, True)
        body = tree_of(text, names, file, mode)
        template = "def f({}): pass".format(", ".join(names))
        tree = ast.parse(template, file)
        (function,) = tree.body
        function.name = "<module>"
        function.body = body
        code = compile(tree, file, "exec", 0, True)
    except Exception as error:
        if isinstance(error, SyntaxError) and error.text and 0 < (error.lineno or 0) <= len(shown.splitlines()):
            error.text = shown.splitlines(True)[error.lineno - 1]
        error.__traceback__ = None
        return error
    (inner,) = (constant for constant in code.co_consts if hasattr(constant, "co_code"))
    return type(bind)(inner, scope)


def tree_of(text, names, file, mode):
    """The statements of the body: what the code binds is global, as if it stood outside of a function."""
    tree = ast.parse(text, file, mode)
    nodes = [node for node in ast.walk(tree) if isinstance(node, ast.Name)]
    read = {node.id for node in nodes if isinstance(node.ctx, ast.Load)}
    for name in names:
        if name not in read:
            raise misplaced(text, name, file)
    if mode == "eval":
        body = [ast.copy_location(ast.Return(tree.body), tree.body)]
    else:
        body = [Outside().visit(statement) for statement in tree.body]
    known = symtable.symtable(text, file, mode).get_identifiers()
    bound = sorted(name for name in known if name not in names)
    start = ast.copy_location(ast.Global(bound), body[0]) if bound and body else None
    return [start, *body] if start else body or [ast.Pass(lineno=1, col_offset=0)]


def misplaced(text, name, file):
    """The error that `name`, which is there once, is no expression in `text`."""
    before = text[: re.search(r"\b{}\b".format(name), text).start()]
    line = before.count("\n") + 1
    place = file, line, len(before) - before.rfind("\n"), text.splitlines(True)[line - 1]
    return SyntaxError(
        "a Rust value stands for an expression: it cannot stand in quotes, before `=` or as a name", place
    )


class Outside(ast.NodeTransformer):
    """Rewrites the few statements that mean something else inside of a function."""

    def visit_FunctionDef(self, node):
        return node

    visit_AsyncFunctionDef = visit_ClassDef = visit_Lambda = visit_FunctionDef

    def visit_AnnAssign(self, node):
        node.simple = 0
        return node

    def visit_ImportFrom(self, node):
        if [name.name for name in node.names] != ["*"]:
            return node
        code = "from {}{} import *".format("." * node.level, node.module or "")
        (statement,) = ast.parse("exec({!r}, globals())".format(code)).body
        for part in ast.walk(statement):
            ast.copy_location(part, node)
        return statement


def compiled(text, file):
    """The code of an expression or, where it is none, of statements; or the exception that says what is wrong."""
    remember(file, text)
    try:
        try:
            code = compile(text.lstrip(" \t"), file, "eval", 0, True)
        except SyntaxError:
            code = compile(text, file, "exec", 0, True)
    except Exception as error:
        linecache.cache.pop(file, None)
        error.__traceback__ = error.__context__ = None
        return error
    weakref.finalize(code, linecache.cache.pop, file, None).atexit = False
    return code


def begin_script(argv, directory):
    state = sys.argv, sys.path, directory
    if directory is not None:
        sys.path.insert(0, directory)
    sys.argv = argv
    return state


def end_script(state):
    sys.argv, path, directory = state
    if directory is not None and directory in path:
        path.remove(directory)


def raised_within(error, context):
    """Has `error` say that it was raised while `context` was handled, where neither knows of the other."""
    errors = contexts_of(error)
    if not errors.keys() & contexts_of(context).keys():
        list(errors.values())[-1].__context__ = context


def contexts_of(error):
    """The exception, the one that was handled as it was raised, and so on; each by its id."""
    known = {}
    while error is not None and id(error) not in known:
        known[id(error)] = error
        error = error.__context__
    return known


def near(name, *lists):
    """The name most like `name`, or None."""
    names = [known for names in lists for known in names if isinstance(known, str) and known != name]
    close = difflib.get_close_matches(name, names, 1, 0.7)
    return close[0] if close else None


def slots(subject):
    return [name for name, value in inspect.getmembers(subject, lambda value: not inspect.isroutine(value))]


def methods(subject):
    return [name for name, value in inspect.getmembers(subject, callable)]


def help_text(subject):
    import pydoc

    return pydoc.render_doc(subject, renderer=pydoc.plaintext)


def signature(subject):
    return str(inspect.signature(subject))


def module_code(name):
    """What is run of a module: its code, the names that are set before, and its file."""
    from importlib.util import find_spec

    spec = find_spec(name)
    if spec is not None and spec.submodule_search_locations is not None:
        name += ".__main__"
        spec = find_spec(name)
    if spec is None:
        raise ModuleNotFoundError("No module named {!r}".format(name), name=name)
    code = spec.loader.get_code(name) if hasattr(spec.loader, "get_code") else None
    if code is None:
        raise ImportError("module {!r} has no code that can be run".format(name), name=name)
    names = dict(__spec__=spec, __loader__=spec.loader, __package__=spec.parent, __file__=spec.origin)
    return code, names, spec.origin or name


def home(name, again):
    """A module that is imported, anew if it was before."""
    import importlib

    module = importlib.import_module(name)
    if again and name not in ("builtins", "sys"):
        fresh(name, module)
    return module


def fresh(name, module):
    """Gives a module what it had when it was new. One that C made is made again, and its names copied."""
    import importlib
    import importlib.machinery
    import warnings

    loader = getattr(getattr(module, "__spec__", None), "loader", None)
    compiled = importlib.machinery.ExtensionFileLoader, importlib.machinery.BuiltinImporter
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        if isinstance(loader, compiled) or loader is importlib.machinery.BuiltinImporter:
            key = next((key for key, known in sys.modules.items() if known is module), name)
            del sys.modules[key]
            try:
                vars(module).update(vars(importlib.import_module(key)))
            finally:
                sys.modules[key] = module
        elif getattr(module, "__spec__", None) is not None and sys.modules.get(module.__name__) is module:
            importlib.reload(module)


def compare(subject, name, module, recorded, parameters):
    """Raises a TypeError, where what the bindings were made for is not what is there.

    The parameters are names with spaces between them, `/` before one that is given by its place, `*` before one that is
    given by its name, `=` behind an optional one."""
    try:
        signature = inspect.signature(subject)
    except (ValueError, TypeError):
        return
    faults = drift(parameters.split(), list(signature.parameters.values()))
    if faults:
        version = getattr(sys.modules.get(module), "__version__", None)
        now = "Python {}.{}.{}".format(*sys.version_info[:3])
        now += ", {} {}".format(module, version) if isinstance(version, str) else ""
        raise TypeError(
            "{} is not what its bindings were made for: {} (they are made of {}; here is {}, with {}{})".format(
                name, ", ".join(faults), recorded, now, name.rpartition(".")[2], signature
            )
        )


def drift(words, live):
    """What calls of a recorded signature would trip over in a live one."""
    kinds = {one.kind for one in live}
    any_place, any_name = inspect.Parameter.VAR_POSITIONAL in kinds, inspect.Parameter.VAR_KEYWORD in kinds
    places = [one for one in live if one.kind in (one.POSITIONAL_ONLY, one.POSITIONAL_OR_KEYWORD)]
    names = {one.name for one in live if one.kind in (one.POSITIONAL_OR_KEYWORD, one.KEYWORD_ONLY)}
    by_place = [word for word in words if word[0] == "/" or word[0] != "*" and word[-1] != "="]
    by_name = [word for word in words if word not in by_place]
    gone = [word for word in by_name if word.strip("*=") not in names and not any_name]
    if not any_place:
        gone += by_place[len(places) :]
        gone += [word for word in by_place[: len(places)] if word[0] != "/" and word not in names]
    sent = sum(word[-1] != "=" for word in by_place)
    given = {word.strip("*") for word in by_name if word[-1] != "="}
    required = [one.name for one in places[sent:] if one.default is one.empty]
    required += [one.name for one in live if one.kind == one.KEYWORD_ONLY and one.default is one.empty]
    faults = ["parameter `{}` is gone".format(word.strip("/*=")) for word in gone]
    return faults + ["parameter `{}` is required".format(one) for one in required if one not in given]
