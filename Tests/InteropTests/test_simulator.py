"""The simulated Graph is one that Microsoft's own clients take for Graph."""

import pathlib
import subprocess
import sys

SCRIPT = pathlib.Path(__file__).resolve().parent / "graph_sdk/simulator_with_sdks.py"


def test_microsofts_own_clients_read_the_truth(interop_simulator):
    result = subprocess.run(
        [
            sys.executable, SCRIPT, "--graph", interop_simulator.graph,
            "--control", interop_simulator.control, "--tenant", "Fabrikam",
            "--ca", interop_simulator.certificate.certificate,
            "--client-certificate", interop_simulator.client_certificate.combined(),
        ],
        capture_output=True, text=True, timeout=240,
    )  # fmt: skip
    assert result.returncode == 0, result.stdout + result.stderr[-3_000:]
    assert "comparisons hold" in result.stdout
