"""Prints a description of a Python module, as JSON: what is in it, with signatures and docstrings.

The request is JSON on standard input; the answer is the last line of standard output.
"""

import ast
import contextlib
import enum
import functools
import importlib
import inspect
import io
import json
import os
import pkgutil
import re
import sys
import time

KINDS = {
    inspect.Parameter.POSITIONAL_ONLY: "place",
    inspect.Parameter.POSITIONAL_OR_KEYWORD: "either",
    inspect.Parameter.VAR_POSITIONAL: "rest",
    inspect.Parameter.KEYWORD_ONLY: "keyword",
    inspect.Parameter.VAR_KEYWORD: "named",
}
UNKNOWN = [
    dict(name="args", kind="rest", optional=False, default=None, annotation=None),
    dict(name="kwargs", kind="named", optional=False, default=None, annotation=None),
]
NOTHING = inspect.Parameter.empty
LONGEST = 60


def shortened(value):
    """The repr of a value without what differs from run to run."""
    try:
        text = repr(value)
    except Exception:
        return "..."
    text = " ".join(re.sub(r" at 0x[0-9a-fA-F]+", "", text).split())
    return text if len(text) <= LONGEST else text[: LONGEST - 3] + "..."


def annotation_text(annotation):
    if annotation is NOTHING:
        return None
    if isinstance(annotation, str):
        return annotation
    return annotation.__name__ if type(annotation) is type else str(annotation).replace("typing.", "")


def doc_of(subject):
    try:
        doc = inspect.getdoc(subject)
    except Exception:
        return None
    return doc if isinstance(doc, str) and doc.strip() else None


def parameter(name, kind, default=NOTHING, annotation=NOTHING):
    optional = default is not NOTHING
    return dict(
        name=name,
        kind=kind,
        optional=optional,
        default=shortened(default) if optional else None,
        annotation=annotation_text(annotation),
    )


def signature_of(subject):
    """The parameters and the annotation of the result; (None, None) where nobody knows."""
    try:
        signature = inspect.signature(subject)
    except Exception:
        return from_doc(subject), None
    parameters = [
        parameter(one.name, KINDS[one.kind], one.default, one.annotation) for one in signature.parameters.values()
    ]
    return parameters, annotation_text(signature.return_annotation)


def from_doc(subject):
    """The parameters that the first line of a docstring tells, as `name(a, b[, c]) -> result`."""
    doc, name = doc_of(subject), getattr(subject, "__name__", None)
    if not doc or not name:
        return None
    lines = doc.strip().splitlines()
    match = re.match(re.escape(name) + r"\((.*)\)\s*(-+>.*|:.*)?$", lines[0])
    if not match or any(line.startswith(name + "(") for line in lines[1:]):
        return None
    inside, optional, parts, depth = match.group(1), [], [""], 0
    for character in inside:
        if character == "[":
            depth += 1
        elif character == "]":
            depth -= 1
        elif character == "," :
            parts.append("")
            optional.append(depth > 0)
        else:
            parts[-1] += character
    optional.insert(0, inside.lstrip().startswith("["))
    text = []
    for part, is_optional in zip(parts, optional):
        part = part.strip()
        if part and is_optional and "=" not in part and not part.startswith(("*", "/")):
            part += "=None"
        if part:
            text.append(part)
    try:
        arguments = ast.parse("def f({}): pass".format(", ".join(text))).body[0].args
    except (SyntaxError, ValueError):
        return None
    parameters = []
    placed = getattr(arguments, "posonlyargs", []) + arguments.args
    needed = len(placed) - len(arguments.defaults)
    for index, one in enumerate(placed):
        # Nothing says whether it may be given by its name.
        parameters.append(parameter(one.arg, "place"))
        parameters[-1]["optional"] = index >= needed
    if arguments.vararg:
        parameters.append(parameter(arguments.vararg.arg, "rest"))
    for one, default in zip(arguments.kwonlyargs, arguments.kw_defaults):
        parameters.append(parameter(one.arg, "keyword"))
        parameters[-1]["optional"] = default is not None
    if arguments.kwarg:
        parameters.append(parameter(arguments.kwarg.arg, "named"))
    return parameters


def function(name, subject, skip_first=False, stub=None, bound=False):
    parameters, result = signature_of(subject)
    known = parameters is not None
    if stub is not None:
        parameters, result, known = with_stub(parameters, result, stub, bound)
    parameters = list(parameters if known else UNKNOWN)
    # A method that names no receiver takes it all the same.
    if skip_first and known and parameters and parameters[0]["kind"] in ("place", "either"):
        parameters = parameters[1:]
    return dict(name=name, doc=doc_of(subject), known=known, parameters=parameters, result=result)


def with_stub(parameters, result, stub, bound):
    """The parameters and the result, of which a stub tells what Python does not know; of a class, without `self`."""
    told = [
        dict(name=name, kind=kind, optional=default is not None, default=default, annotation=annotation)
        for name, kind, default, annotation in stub.parameters()[bound:]
    ]
    annotations = {one["name"]: one["annotation"] for one in told}
    for one in parameters or []:
        one["annotation"] = one["annotation"] or annotations.get(one["name"])
    return told if parameters is None else parameters, result or stub.result(), True


def class_of(name, subject, stub):
    described = dict(
        name=name,
        doc=doc_of(subject),
        constructor=function(name, subject, stub=stub("__init__"), bound=True),
        methods=[],
        properties=[],
        attributes=[],
        members=[],
    )
    if issubclass(subject, enum.Enum):
        described["members"] = list(subject.__members__)
        if described["members"]:
            # What it takes to find a member; Python's own signature is that of making an Enum.
            described["constructor"].update(known=False, parameters=[parameter("value", "place")])
    for member in sorted(dir(subject)):
        if member.startswith("_") or member in described["members"]:
            continue
        try:
            raw = inspect.getattr_static(subject, member)
        except AttributeError:
            continue
        if isinstance(raw, staticmethod):
            described["methods"].append(dict(function(member, raw.__func__, stub=stub(member)), receiver="none"))
        elif isinstance(raw, classmethod) or inspect.ismethoddescriptor(raw) and type(raw).__name__.startswith("classmethod"):
            described["methods"].append(dict(function(member, getattr(subject, member)), receiver="class"))
        elif isinstance(raw, (property, functools.cached_property)) or inspect.isdatadescriptor(raw):
            writable = isinstance(raw, property) and raw.fset is not None
            described["properties"].append(dict(name=member, doc=doc_of(raw), writable=writable))
        elif inspect.isbuiltin(raw):
            described["methods"].append(dict(function(member, raw), receiver="class"))
        elif inspect.isroutine(raw):
            described["methods"].append(dict(function(member, raw, True, stub(member)), receiver="self"))
        elif inspect.isclass(raw):
            continue
        else:
            described["attributes"].append(attribute(member, raw))
    return described


def attribute(name, value):
    return dict(name=name, type=type(value).__name__, value=shortened(value))


def public_names(module):
    listed = getattr(module, "__all__", None)
    if isinstance(listed, (list, tuple)):
        return sorted({name for name in listed if isinstance(name, str)})
    return sorted(
        name
        for name, value in vars(module).items()
        if isinstance(name, str)
        and not name.startswith("_")
        and not inspect.ismodule(value)
        and getattr(value, "__module__", None) != "__future__"
        and type(value).__module__ != "__future__"
    )


def member_into(described, name, value, stubs):
    if inspect.isclass(value):
        stub = lambda method: stubs.function(described["name"], [name, method])
        described["classes"].append(class_of(name, value, stub))
    elif callable(value) and not isinstance(value, enum.Enum):
        described["functions"].append(function(name, value, stub=stubs.function(described["name"], [name])))
    elif not inspect.ismodule(value):
        described["attributes"].append(attribute(name, value))


class Trouble(Exception):
    """What cannot be described, said to the user."""


def import_named(name):
    try:
        return importlib.import_module(name)
    except Exception as error:
        hint = "; PYTHON_EXECUTABLE names the Python that is asked" if isinstance(error, ImportError) else ""
        raise Trouble("cannot import {}: {}: {}{}".format(name, type(error).__name__, error, hint))


def submodules_of(module, wanted):
    """The names of the submodules that are asked for, each with what is asked for of it."""
    if wanted == "none":
        return []
    if isinstance(wanted, list):
        return wanted
    found = [one.name for one in pkgutil.iter_modules(getattr(module, "__path__", []))]
    left_out = ("__main__", "conftest", "test", "tests", "testing")
    keep = [name for name in found if name not in left_out and (wanted == "hidden" or not name.startswith("_"))]
    return [[name, wanted] for name in keep]


def module_of(name, request, wanted, skipped, only=None):
    module = import_named(name)
    described = dict(
        name=name,
        doc=doc_of(module),
        version=text_of(getattr(module, "__version__", None)),
        file=text_of(getattr(module, "__file__", None)),
        functions=[],
        classes=[],
        attributes=[],
        modules=[],
    )
    names = public_names(module) if only is None else only
    for one in names:
        if one in request["except"] and only is None:
            continue
        try:
            value = getattr(module, one)
        except AttributeError:
            complain(request, skipped, "`{}` has no `{}`{}".format(name, one, like(one, dir(module))), only is not None)
            continue
        try:
            member_into(described, one, value, request["stubs"])
        except Exception as error:
            complain(request, skipped, "{}.{}: {}: {}".format(name, one, type(error).__name__, error))
    for part, inner in submodules_of(module, wanted):
        try:
            described["modules"].append(module_of(name + "." + part, request, inner, skipped))
        except Trouble as trouble:
            complain(request, skipped, str(trouble), isinstance(wanted, list))
    return described


def like(name, names):
    import difflib

    close = difflib.get_close_matches(name, names, 1, 0.6)
    return "; did you mean `{}`?".format(close[0]) if close else ""


def complain(request, skipped, text, always=False):
    if request["on_error"] == "fail" or (always and request["on_error"] != "skip"):
        raise Trouble(text)
    skipped.append(text)


def text_of(value):
    return value if isinstance(value, str) else None


def describe(request):
    started, skipped = time.perf_counter(), []
    if request["what"] == "function":
        module = one_function(request, skipped)
    else:
        module = module_of(
            request["module"], request, request["submodules"], skipped, request["only"] or None
        )
    return dict(
        format=1,
        python="%d.%d.%d" % sys.version_info[:3],
        executable=sys.executable,
        seconds=round(time.perf_counter() - started, 3),
        skipped=skipped,
        module=module,
    )


def sources_of(stubs):
    """The files and folders on which a description depends: the interpreter, its modules, and where it looks for some."""
    files = [text_of(getattr(module, "__file__", None)) for module in list(sys.modules.values())]
    files = [sys.executable, *filter(None, files), *stubs.sources()]
    # Into a folder more may come: submodules, stubs, and what is found before the modules that are known.
    files += [os.path.dirname(file) for file in files] + sys.path
    return sorted({os.path.abspath(file) for file in files if os.path.exists(file)})


def one_function(request, skipped):
    """The module of a dotted name, with that function alone."""
    parts = request["module"].split(".")
    name = parts.pop()
    home = ".".join(parts) or "builtins"
    if request["from"] is not None:
        home = request["from"] or "builtins"
    return module_of(home, dict(request, on_error="fail"), "none", skipped, [name])


def main():
    request = json.loads(sys.stdin.read())
    # A program that embeds Python does not import what lies in its working directory.
    sys.path[:1] = request["path"]
    # What modules print as they are imported is no part of the answer.
    answer = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)
    with contextlib.redirect_stdout(io.StringIO()):
        import warnings

        warnings.simplefilter("ignore")
        try:
            request["stubs"] = Stubs(typesheds() if request["typeshed"] else [])
            if request["typeshed"] and not request["stubs"].typesheds:
                raise Trouble("there is no typeshed in this Python's environment: install mypy or jedi into it")
            described = dict(description=describe(request), sources=sources_of(request["stubs"]))
        except Trouble as trouble:
            described = dict(trouble=str(trouble))
    answer.write(json.dumps(described))
    answer.flush()
    # Threads that a module started do not keep the answer waiting.
    os._exit(0)


main()
