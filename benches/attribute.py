#!/usr/bin/env python3
"""Measures the workloads g_attribute and g_field beside benches/attribute.c, each once in every round.

usage: attribute.py [ROUNDS], with the Python that both are to use, whose library must be a shared one
"""
import os
import re
import statistics
import subprocess
import sys
import sysconfig
import tempfile
from pathlib import Path

HERE = Path(__file__).resolve().parent


def built(folder):
    """Builds both programs; gives their command lines."""
    library, include = sysconfig.get_config_var("LIBDIR"), sysconfig.get_path("include")
    peer = Path(folder) / "attribute"
    subprocess.run(
        ["gcc", "-O2", f"-I{include}", HERE / "attribute.c", "-o", peer, f"-L{library}", f"-Wl,-rpath,{library}",
         f"-lpython{sysconfig.get_config_var('LDVERSION')}"],
        check=True,
    )
    cargo = subprocess.run(["cargo", "bench", "--bench", "workloads", "--no-run"], cwd=HERE.parent,
                           stderr=subprocess.PIPE, text=True)
    if cargo.returncode:
        sys.exit(cargo.stderr)
    own = HERE.parent / re.search(r"Executable.*\((.*)\)", cargo.stderr).group(1)
    return {"c": [peer], "g_attribute": [own, "g_attribute"], "g_field": [own, "g_field"]}


def main():
    with tempfile.TemporaryDirectory() as folder:
        commands = built(folder)
        environment = dict(os.environ, PYTHON_EXECUTABLE=sys.executable, PRELUDE=os.devnull)
        times = {name: [] for name in commands}
        for _ in range(int(sys.argv[1]) if len(sys.argv) > 1 else 9):
            for name, command in commands.items():
                out = subprocess.run([*command, "3"], env=environment, check=True, stdout=subprocess.PIPE, text=True)
                times[name].append(statistics.median(map(float, out.stdout.split())))
    for name, of in times.items():
        ratio = statistics.median(one / c for one, c in zip(of, times["c"]))
        print(f"{name:12}{statistics.median(of):8.1f} ns  x{ratio:.2f}")


if __name__ == "__main__":
    main()
