"""Python stubs of the published contract, compiled from proto-spec/ when the tests start.

They live in a temporary folder for as long as the process does: nothing that is generated is kept.
"""

import atexit
import pathlib
import shutil
import sys
import tempfile

from grpc_tools import protoc

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parents[1]
SPEC = ROOT / "proto-spec"


def _compile():
    folder = pathlib.Path(tempfile.mkdtemp(prefix="muster-stubs-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    well_known = pathlib.Path(protoc.__file__).parent / "_proto"
    for source, patterns, plugins in (
        (SPEC, ["muster/v1/*.proto"], [f"--grpc_python_out={folder}", f"--grpclib_python_out={folder}"]),
        (HERE / "protos", ["google/rpc/*.proto"], []),
    ):
        files = [
            str(path.relative_to(source)) for pattern in patterns for path in source.glob(pattern)
        ]
        arguments = ["protoc", f"-I{source}", f"-I{well_known}", f"--python_out={folder}", *plugins]
        plugin = pathlib.Path(sys.executable).parent / "protoc-gen-grpclib_python"
        if plugins:
            arguments.append(f"--plugin=protoc-gen-grpclib_python={plugin}")
        if protoc.main([*arguments, *sorted(files)]) != 0:
            raise RuntimeError(f"protoc refuses the files of {source}")
    return folder


FOLDER = _compile()
sys.path.insert(0, str(FOLDER))
