"""Libraries that stand between the server and the system, compiled from the C files beside this one."""

import pathlib
import shutil
import subprocess


def compiled(folder, name):
    """The library from `name`.c, for LD_PRELOAD."""
    source = pathlib.Path(__file__).with_name(f"{name}.c")
    library = pathlib.Path(folder) / f"{name}.so"
    compiler = shutil.which("cc") or shutil.which("clang")
    subprocess.run(
        [compiler, "-shared", "-fPIC", "-Wall", "-Werror", "-o", library, source, "-ldl", "-pthread"], check=True
    )
    return library
