"""Reads what stub files (`.pyi`) say of functions: the parameters and types that Python itself does not know.

A module's own stubs lie beside it, or in a package `NAME-stubs`; those of the standard library in a typeshed.
"""

import ast
import importlib.util
import os
import sys

PLACE, EITHER, REST, KEYWORD, NAMED = "place", "either", "rest", "keyword", "named"


class Stubs:
    """The stubs of all modules, read as they are asked for."""

    def __init__(self, typesheds=()):
        self.typesheds, self.read = list(typesheds), {}

    def function(self, module, path):
        """The definition of `name` or `Class.name` in a module; None where there is none, or several."""
        found = self.find(module, path[0], set())
        for name in path[1:]:
            bases, found = found, None
            for one in bases or []:
                found = found or (one.names.get(name) if isinstance(one, Scope) else None)
        if found and len(found) == 1 and isinstance(found[0], Definition):
            return found[0]
        return None

    def find(self, module, name, seen):
        """What a module defines by that name, or takes from another."""
        if (module, name) in seen:
            return None
        seen.add((module, name))
        scope = self.module(module)
        if scope is None:
            return None
        if name in scope.names:
            return scope.names[name]
        for source, names in scope.imports:
            if names is None or name in names:
                found = self.find(source, names[name] if names else name, seen)
                if found:
                    return found
        return None

    def module(self, name):
        if name not in self.read:
            self.read[name] = None
            for file in self.files(name):
                if os.path.isfile(file):
                    self.read[name] = read(name, file)
                    break
        return self.read[name]

    def files(self, name):
        module, parts = sys.modules.get(name), name.split(".")
        beside = getattr(module, "__file__", None)
        if isinstance(beside, str):
            folder, base = os.path.split(beside)
            yield os.path.join(folder, base.split(".")[0] + ".pyi")
        for folder in sys.path:
            for top in (parts[0] + "-stubs", parts[0]):
                yield os.path.join(folder, top, *parts[1:], "__init__.pyi")
                if len(parts) > 1:
                    yield os.path.join(folder, top, *parts[1:]) + ".pyi"
        for folder in self.typesheds:
            yield os.path.join(folder, *parts) + ".pyi"
            yield os.path.join(folder, *parts, "__init__.pyi")

    def sources(self):
        return [scope.file for scope in self.read.values() if scope is not None]


class Scope:
    """The names that a module or class defines, each with all its definitions, and what is imported."""

    def __init__(self, file=None):
        self.file, self.names, self.imports = file, {}, []

    def add(self, name, what):
        self.names.setdefault(name, []).append(what)


class Definition:
    """A function."""

    def __init__(self, node, text):
        self.node, self.text = node, text

    def shown(self, node):
        if node is None:
            return None
        shown = node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else None
        return " ".join((shown or ast.get_source_segment(self.text, node) or "").split()) or None

    def result(self):
        return self.shown(self.node.returns)

    def parameters(self):
        """The parameters as (name, kind, default, annotation)."""
        of, all_of = self.node.args, []
        placed = [(one, PLACE) for one in of.posonlyargs] + [(one, EITHER) for one in of.args]
        defaults = [None] * (len(placed) - len(of.defaults)) + list(of.defaults)
        for (one, kind), default in zip(placed, defaults):
            # The older way to say that it has a place and no name.
            hidden = one.arg.startswith("__") and not one.arg.endswith("__")
            name = one.arg[2:] if hidden else one.arg
            all_of.append((name, PLACE if hidden else kind, self.shown(default), self.shown(one.annotation)))
        if of.vararg:
            all_of.append((of.vararg.arg, REST, None, self.shown(of.vararg.annotation)))
        for one, default in zip(of.kwonlyargs, of.kw_defaults):
            all_of.append((one.arg, KEYWORD, self.shown(default), self.shown(one.annotation)))
        if of.kwarg:
            all_of.append((of.kwarg.arg, NAMED, None, self.shown(of.kwarg.annotation)))
        return all_of


def read(name, file):
    """What a stub file holds for this Python; None where it is no Python."""
    try:
        with open(file, encoding="utf-8") as opened:
            text = opened.read()
        tree = ast.parse(text)
    except (OSError, SyntaxError, ValueError):
        return None
    scope = Scope(file)
    package = name.split(".") if os.path.basename(file) == "__init__.pyi" else name.split(".")[:-1]
    fill(scope, tree.body, text, package)
    return scope


def fill(scope, body, text, package):
    for node in body:
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            scope.add(node.name, Definition(node, text))
        elif isinstance(node, ast.ClassDef):
            inner = Scope()
            fill(inner, node.body, text, package)
            scope.add(node.name, inner)
        elif isinstance(node, ast.If):
            fill(scope, branch(node), text, package)
        elif isinstance(node, ast.ImportFrom):
            base = package[: len(package) - node.level + 1] if node.level else []
            source = ".".join(base + ([node.module] if node.module else []))
            names = {one.asname or one.name: one.name for one in node.names}
            scope.imports.append((source, None if "*" in names else names))


def branch(node):
    """The statements of an `if` about versions and systems that hold here; none where it asks for something else."""
    try:
        code = compile(ast.Expression(node.test), "<stub>", "eval")
        return node.body if eval(code, {"__builtins__": {}, "sys": sys, "TYPE_CHECKING": True}) else node.orelse
    except Exception:
        return []


def typesheds():
    """The typesheds of this Python's environment: those that mypy and jedi bring."""
    inside = {"mypy": ["typeshed", "stdlib"], "jedi": ["third_party", "typeshed", "stdlib", "3"]}
    found = []
    for package, folder in inside.items():
        spec = importlib.util.find_spec(package)
        for place in (spec.submodule_search_locations or []) if spec else []:
            found.append(os.path.join(place, *folder))
    return [folder for folder in found if os.path.isdir(folder)]
