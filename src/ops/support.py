"""What the verbs ask of Python that Python itself says best."""

import io
import linecache
import sys
import weakref


def lines_of(text):
    """The lines of a text as Python's compiler counts them: not every character that parts lines does so there. Each
    ends in a newline, by which `traceback` reckons."""
    lines = io.StringIO(text, None).readlines()
    return [*lines[:-1], *(line.rstrip("\n") + "\n" for line in lines[-1:])]


def remember(file, text):
    """Has tracebacks show the lines of `text` for a name, which it gives: `<file>`, or `<file #2>` where that name has
    another text."""
    name, number, lines = file, 1, lines_of(text)
    while linecache.cache.setdefault(name, (len(text), None, lines, name))[2] != lines:
        number += 1
        name = "{} #{}>".format(file[:-1], number)
    return name


def keep_lines(code, file, text):
    """Has tracebacks show the lines of `text` for `file` for as long as a piece of the code lives."""

    def forget(piece):
        pieces.discard(piece)
        if not pieces:
            linecache.cache.pop(file, None)
            PIECES.pop(file, None)

    if file in PIECES:
        return
    linecache.cache[file] = len(text), None, lines_of(text), file
    pieces = PIECES[file] = set()
    pieces.update([Piece(piece, forget) for piece in pieces_of(code)])


# The pieces of code that live, for each file that `keep_lines` has been given.
PIECES = {}


class Piece(weakref.ref):
    """A piece of code; two are two, even if their code is equal."""

    __eq__, __hash__ = object.__eq__, object.__hash__


def pieces_of(code):
    """The code, and that of the functions in it."""
    yield code
    for constant in code.co_consts:
        if isinstance(constant, type(code)):
            yield from pieces_of(constant)


def show_line(error, text):
    """Has a syntax error show its line of `text`: of some of them Python does not know it."""
    lines = lines_of(text)
    if isinstance(error, SyntaxError) and 0 < (error.lineno or 0) <= len(lines):
        error.text = lines[error.lineno - 1]


def hide_frames(error):
    """Has the traceback of an error begin behind the functions of this module."""
    trace = error.__traceback__
    while trace is not None and trace.tb_frame.f_globals is globals():
        trace = trace.tb_next
    error.__traceback__ = trace


def bind(text, shown, names, file, mode, scope):
    """A function that runs the code `text` in `scope`, and whose parameters are `names`; or the exception that says
    why there is none, in terms of `shown`, in which each name looks as the user wrote it."""
    import ast

    file = remember(file, shown)
    try:
        compile(text, file, mode, 0, True)
        before, body = body_of(text, names, file, mode, scope)
        template = "def f({}): pass".format(", ".join(names))
        tree = ast.parse(template, file)
        (function,) = tree.body
        function.name = "<module>"
        function.body = body
        tree.body[:0] = before
        code = compile(tree, file, "exec", 0, True)
    except Exception as error:
        show_line(error, shown)
        error.__traceback__ = None
        return error
    (inner,) = (constant for constant in code.co_consts if hasattr(constant, "co_code"))
    return type(bind)(inner, scope)


def body_of(text, names, file, mode, scope):
    """What stands before the function, and the statements of its body: what the code binds is global, as if it stood
    outside of a function."""
    import ast
    import symtable

    tree = ast.parse(text, file, mode)
    nodes = [node for node in ast.walk(tree) if isinstance(node, ast.Name)]
    read = {node.id for node in nodes if isinstance(node.ctx, ast.Load)}
    for name in names:
        if name not in read:
            raise misplaced(text, name, file)
    known = symtable.symtable(text, file, mode).get_identifiers()
    outside = outside_visitor(scope)
    if mode == "eval":
        body = [ast.copy_location(ast.Return(outside.visit(tree.body)), tree.body)]
    else:
        body = [outside.visit(statement) for statement in tree.body]
    bound = sorted(name for name in known if name not in names)
    start = ast.copy_location(ast.Global(bound), body[0]) if bound and body else None
    body = [start, *body] if start else body or [ast.Pass(lineno=1, col_offset=0)]
    return outside.before, body


def misplaced(text, name, file):
    """The error that `name`, which is there once, is no expression in `text`."""
    import re

    before = text[: re.search(r"\b{}\b".format(name), text).start()]
    line = before.count("\n") + 1
    place = file, line, len(before) - before.rfind("\n"), lines_of(text)[line - 1]
    return SyntaxError(
        "a Rust value stands for an expression: it cannot stand in quotes, before `=` or as a name", place
    )


def outside_visitor(scope):
    """What rewrites the code that means something else inside of a function."""
    import ast
    import builtins

    # Functions that tell of the names around their call, how many arguments they then have, and what says the same.
    around = {"locals": (0, "globals()"), "vars": (0, "globals()"), "dir": (0, "sorted(globals())")}
    around.update(eval=(1, "globals()"), exec=(1, "globals()"))

    def placed(code, node):
        tree = ast.parse(code, mode="eval").body
        for part in ast.walk(tree):
            ast.copy_location(part, node)
        return tree

    def is_own(name):
        return scope.get(name) is None and hasattr(builtins, name)

    class Outside(ast.NodeTransformer):
        before = []

        def visit_FunctionDef(self, node):
            return node

        visit_AsyncFunctionDef = visit_ClassDef = visit_Lambda = visit_FunctionDef
        visit_ListComp = visit_SetComp = visit_DictComp = visit_GeneratorExp = visit_FunctionDef

        def visit_AnnAssign(self, node):
            self.generic_visit(node)
            node.simple = 0
            return node

        def visit_ImportFrom(self, node):
            names = [name.name + (" as " + name.asname if name.asname else "") for name in node.names]
            if node.module == "__future__" and not node.level:
                self.before.append(node)
            elif names != ["*"]:
                return node
            code = "from {}{} import {}".format("." * node.level, node.module or "", ", ".join(names))
            return ast.copy_location(ast.Expr(placed("exec({!r}, globals())".format(code), node)), node)

        def visit_Call(self, node):
            self.generic_visit(node)
            name = node.func.id if isinstance(node.func, ast.Name) else None
            count, same = around.get(name, (None, None))
            plain = not node.keywords and not any(isinstance(argument, ast.Starred) for argument in node.args)
            if len(node.args) != count or not plain or not is_own(name):
                return node
            if count:
                node.args.append(placed(same, node))
                return node
            return placed(same, node)

    return Outside()


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
    import difflib

    names = [known for names in lists for known in names if isinstance(known, str) and known != name]
    close = difflib.get_close_matches(name, names, 1, 0.7)
    return close[0] if close else None


def slots(subject):
    import inspect

    return [name for name, value in inspect.getmembers(subject, lambda value: not inspect.isroutine(value))]


def methods(subject):
    import inspect

    return [name for name, value in inspect.getmembers(subject, callable)]


def help_text(subject):
    import pydoc

    return pydoc.render_doc(subject, renderer=pydoc.plaintext)


def signature(subject):
    import inspect

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
    import inspect
    import sys

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
    import inspect

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
