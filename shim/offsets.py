"""Makes the table of PyConfig's offsets: compiles the shim against the headers of each CPython and reads it.

    python3 shim/offsets.py INCLUDE_DIR... > src/sys/pyconfig/known.rs
    python3 shim/offsets.py --check src/sys/pyconfig/known.rs INCLUDE_DIR...

INCLUDE_DIR holds a Python.h, one for each minor version from 3.8 to 3.13. Debug and free-threaded builds are
made from the same headers, by the macros that set them apart. Run it on 64-bit Linux.
"""

import os
import re
import subprocess
import sys
import tempfile

SHIM = os.path.dirname(os.path.abspath(__file__))
MINORS = range(8, 14)
WIDTH = 110

HEADER = """\
//! Where PyConfig keeps its fields in each CPython that has no PyInitConfig, for 64-bit Unix.
//!
//! Made by `python3 shim/offsets.py INCLUDE_DIR... > src/sys/pyconfig/known.rs` from CPython's headers.

use crate::sys::shim::{ConfigOffsets, PreConfigOffsets};
use crate::version::AbiFlags;

const GIL: AbiFlags = AbiFlags { free_threaded: false, debug: false };
const GIL_DEBUG: AbiFlags = AbiFlags { free_threaded: false, debug: true };
const FREE: AbiFlags = AbiFlags { free_threaded: true, debug: false };
const FREE_DEBUG: AbiFlags = AbiFlags { free_threaded: true, debug: true };
"""


def struct_fields(name):
    """The names of the int32_t fields of a struct in shim.h."""
    with open(os.path.join(SHIM, "shim.h")) as header:
        body = re.search(r"struct %s \{(.*?)\n\}" % name, header.read(), re.DOTALL).group(1)
    return re.findall(r"int32_t (\w+);", body)


PRE = struct_fields("py4rs_preconfig_offsets")
CONFIG = struct_fields("py4rs_config_offsets")


def offsets(include, macros):
    """Compiles the shim with these headers and returns (minor version, fields by name)."""
    paths = ["pre.%s" % name for name in PRE] + CONFIG
    prints = ['    printf("%s %%d\\n", (int)py4rs_layout.config.%s);' % (path, path) for path in paths]
    main = ["#include <stdio.h>", '#include "shim.h"', "int main(void) {"]
    main.append('    printf("minor %d\\n", (int)(py4rs_layout.version_hex >> 16 & 0xff));')
    with tempfile.TemporaryDirectory() as folder:
        source, program = os.path.join(folder, "main.c"), os.path.join(folder, "main")
        with open(source, "w") as file:
            file.write("\n".join(main + prints + ["    return 0;", "}", ""]))
        command = [os.environ.get("CC", "cc"), *macros, "-I", SHIM, "-isystem", include]
        subprocess.run(command + [os.path.join(SHIM, "shim.c"), source, "-o", program], check=True)
        lines = subprocess.run([program], check=True, stdout=subprocess.PIPE).stdout.decode().splitlines()
    found = {name: int(number) for name, number in (line.split() for line in lines)}
    return found.pop("minor"), found


def literal(head, fields, tail=""):
    """`head { fields }tail` as rustfmt lays it out: on one line where it fits."""
    line = "%s { %s }%s" % (head, ", ".join(fields), tail)
    if len(line) <= WIDTH:
        return line
    base = fields[-1].startswith("..")
    rows = ["    %s%s" % (field, "" if base and field == fields[-1] else ",") for field in fields]
    return "\n".join(["%s {" % head, *rows, "}" + tail])


def constant(name, found, before):
    """The constant of one layout, written as its difference from the one before it."""
    earlier, earlier_name = before
    fields = ["%s: %d" % (field, found[field]) for field in CONFIG if found[field] != earlier.get(field)]
    fields = ["pre: PRE", *fields] if not earlier else [*fields, "..%s" % earlier_name]
    return literal("const %s: ConfigOffsets = ConfigOffsets" % name, fields, ";")


def table(includes):
    builds = {}
    for include in includes:
        for suffix, flags, macros in [("", "GIL", []), ("D", "GIL_DEBUG", ["-DPy_DEBUG"])]:
            minor, found = offsets(include, macros)
            builds[minor, 0, suffix] = flags, found
            if minor >= 13:
                _, found = offsets(include, [*macros, "-DPy_GIL_DISABLED=1"])
                builds[minor, 1, suffix] = flags.replace("GIL", "FREE"), found
    missing = [minor for minor in MINORS if (minor, 0, "") not in builds]
    if missing or any(key[0] not in MINORS for key in builds):
        sys.exit("offsets.py: expects headers of 3.8 to 3.13; absent: %s" % missing)

    pres = {tuple(found["pre.%s" % name] for name in PRE) for _, found in builds.values()}
    if len(pres) != 1:
        sys.exit("offsets.py: PyPreConfig is not the same in all versions")
    pre = ["%s: %d" % pair for pair in zip(PRE, pres.pop())]

    constants, rows, before = [], [], ({}, "")
    for (minor, free, suffix), (flags, found) in sorted(builds.items()):
        found = {field: found[field] for field in CONFIG}
        if found != before[0]:
            name = "PYTHON_3_%d%s%s" % (minor, "T" * free, suffix)
            constants.append(constant(name, found, before))
            before = found, name
        rows.append("    (%d, %s, %s)," % (minor, flags, before[1]))

    known = ["/// Minor version, build, offsets.", "pub(super) const KNOWN: &[(u8, AbiFlags, ConfigOffsets)] = &["]
    known = "\n".join([*known, *rows, "];"])
    pre = literal("const PRE: PreConfigOffsets = PreConfigOffsets", pre, ";")
    return "\n\n".join([HEADER.rstrip(), known, pre, *constants]) + "\n"


def main(arguments):
    if arguments[:1] == ["--check"]:
        with open(arguments[1]) as file:
            if file.read() != table(arguments[2:]):
                sys.exit("offsets.py: %s is not what these headers give" % arguments[1])
    elif arguments:
        sys.stdout.write(table(arguments))
    else:
        sys.exit(__doc__)


main(sys.argv[1:])
