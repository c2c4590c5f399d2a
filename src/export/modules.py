"""Modules whose contents are Rust's."""

import importlib
import importlib.machinery
import sys


class Finder:
    """Finds and loads modules of Rust's, among all that are imported."""

    contents = {}

    @classmethod
    def find_spec(cls, name, path=None, target=None):
        if name not in cls.contents:
            return None
        package = any(other.startswith(name + ".") for other in cls.contents)
        return importlib.machinery.ModuleSpec(name, cls, origin="Rust", is_package=package)

    @staticmethod
    def create_module(spec):
        return None

    @classmethod
    def exec_module(cls, module):
        name = module.__spec__.name
        vars(module).update(cls.contents[name])
        for other in list(cls.contents):
            if other.rpartition(".")[0] == name:
                importlib.import_module(other)


def add(contents):
    """Has modules found, by their names; those that are imported already have what is new from now on."""
    Finder.contents.update(contents)
    if Finder not in sys.meta_path:
        sys.meta_path.insert(0, Finder)
    for name in contents:
        module = sys.modules.get(name)
        if getattr(getattr(module, "__spec__", None), "loader", None) is Finder:
            Finder.exec_module(module)
