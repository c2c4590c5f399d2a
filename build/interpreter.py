"""Run by build.rs with the interpreter of the build: prints what it knows of itself, one key=value a line."""

import os
import sys
import sysconfig

var = sysconfig.get_config_var


def words(*parts):
    return " ".join(" ".join(part.split()) for part in parts if part)


base = os.path.realpath(getattr(sys, "_base_executable", None) or sys.executable)
name = var("LDVERSION") or "%d.%d" % sys.version_info[:2]

# What python-config would print, for interpreters that stand without one.
folders = []
for folder in (sysconfig.get_path("include"), sysconfig.get_path("platinclude")):
    if folder and folder not in folders:
        folders.append(folder)
static = var("LIBPL") and not var("Py_ENABLE_SHARED")
ldflags = words(
    "-L" + var("LIBPL") if static else "",
    "-L" + var("LIBDIR") if var("LIBDIR") else "",
    "-lpython" + name,
    var("LIBS"),
    var("SYSLIBS"),
)

# The shared library, where one is there to be opened.
if os.name == "nt":
    libraries = [os.path.join(sys.base_prefix, "python%d%d.dll" % sys.version_info[:2])]
else:
    libdir, soname = var("LIBDIR") or "", var("INSTSONAME") or var("LDLIBRARY") or ""
    libraries = [
        os.path.join(libdir, soname),
        os.path.join(libdir, var("MULTIARCH") or "", soname),
        os.path.join(sys.base_prefix, "lib", soname),
        os.path.join(var("PYTHONFRAMEWORKPREFIX") or "", soname),
    ]
libraries = [path for path in libraries if os.path.isfile(path) and not path.endswith(".a")]

facts = {
    "executable": sys.executable,
    "version": "%d.%d.%d" % sys.version_info[:3],
    "base_prefix": sys.base_prefix,
    "folder": os.path.dirname(base),
    "name": name,
    "include": os.pathsep.join(folders),
    "ldflags": ldflags,
    "includes": " ".join("-I" + folder for folder in folders),
    "libpython": libraries[0] if libraries else "",
}
for item in facts.items():
    print("%s=%s" % item)
