"""The programs under test as context managers: each with a folder, ports and a process of its own.

A program is ready when the context is entered. It is stopped by its own process id, must then end with
exit code 0, and must leave no process behind. What it said stands in `stderr`, which the report of a failed
test shows.
"""

import contextlib
import json
import os
import pathlib
import queue
import shutil
import signal
import subprocess
import tempfile
import threading
import time
import urllib.error
import urllib.request

BIN = pathlib.Path(os.environ["MUSTER_BIN"]) if "MUSTER_BIN" in os.environ else None
SECONDS_TO_START = 60
SECONDS_TO_STOP = 60


def program(name):
    """The path of a built program."""
    if BIN is None:
        raise RuntimeError("MUSTER_BIN must name the folder with the built programs")
    return str(BIN / name)


def clean_environment(**more):
    """The environment without any setting of the service, which a developer's shell may hold."""
    others = {name for name in os.environ if name.startswith("MUSTER_") or name == "COLUMNS"}
    kept = {name: value for name, value in os.environ.items() if name not in others}
    return kept | {"NO_COLOR": "1"} | more


def wait_until(condition, what, seconds=30):
    """Asks until `condition` gives something true, which is returned."""
    deadline = time.monotonic() + seconds
    while True:
        result = condition()
        if result:
            return result
        if time.monotonic() > deadline:
            raise AssertionError(f"{what}: not within {seconds} s")
        time.sleep(0.02)


def content_of(folder):
    """The bytes of every file in a folder, by name."""
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in pathlib.Path(folder).rglob("*")
        if path.is_file()
    }


class Program:
    """One running program and everything that it says."""

    running = []

    def __init__(self, arguments, environment=None):
        self.arguments = arguments
        self.stdout_lines = []
        self._unread = queue.Queue()
        self._log = tempfile.TemporaryFile(mode="w+b")
        self.process = subprocess.Popen(
            arguments,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=self._log,
            env=environment or clean_environment(),
            start_new_session=True,
        )
        Program.running.append(self)
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def _read(self):
        for line in self.process.stdout:
            text = line.decode(errors="replace").rstrip("\n")
            self.stdout_lines.append(text)
            self._unread.put(text)
        self._unread.put(None)

    @property
    def stderr(self):
        # Read at offsets, so that the program's own writing position is left alone.
        size = os.fstat(self._log.fileno()).st_size
        return os.pread(self._log.fileno(), size, 0).decode(errors="replace")

    @property
    def pid(self):
        return self.process.pid

    def read_line(self, seconds=SECONDS_TO_START):
        """The next line of standard output; an error if the program ends before."""
        try:
            line = self._unread.get(timeout=seconds)
        except queue.Empty:
            raise AssertionError(f"{self.arguments[0]} said nothing for {seconds} s") from None
        if line is None:
            code = self.process.wait()
            raise AssertionError(f"{self.arguments[0]} ended with {code}: {self.stderr}")
        return line

    def stop(self, how=signal.SIGTERM):
        """Asks the program to end, and gives its exit code; nothing of it may be left."""
        if self.process.poll() is None:
            self.process.send_signal(how)
        try:
            code = self.process.wait(SECONDS_TO_STOP)
        except subprocess.TimeoutExpired:
            self.kill()
            raise AssertionError(f"{self.arguments[0]} did not end within {SECONDS_TO_STOP} s") from None
        self._ended()
        return code

    def kill(self):
        """Ends the program at once, as a power cut would."""
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait()
        self._ended()

    def _ended(self):
        self._reader.join()
        if self in Program.running:
            Program.running.remove(self)
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.process.pid, 0)
            raise AssertionError(f"{self.arguments[0]} left a process behind")


class Certificate:
    """A self-signed certificate for 127.0.0.1, made by openssl."""

    def __init__(self, folder, name="server"):
        self.certificate = str(pathlib.Path(folder) / f"{name}.pem")
        self.key = str(pathlib.Path(folder) / f"{name}.key")
        subprocess.run(
            ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2",
             "-subj", f"/CN={name}", "-addext", "subjectAltName=IP:127.0.0.1,DNS:localhost",
             "-keyout", self.key, "-out", self.certificate],
            check=True, capture_output=True,
        )  # fmt: skip

    def combined(self):
        """One file with the certificate and its key."""
        path = self.certificate + ".both"
        pathlib.Path(path).write_text(
            pathlib.Path(self.certificate).read_text() + pathlib.Path(self.key).read_text()
        )
        return path


class Simulator:
    """The simulated Microsoft Graph, over HTTPS, and its control port."""

    def __init__(self, *tenants, seed=1):
        self._tenants = tenants
        self._seed = seed

    def __enter__(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="muster-graph-"))
        self.certificate = Certificate(self.folder)
        self.client_certificate = Certificate(self.folder, "client")
        arguments = [
            program("muster-graph"), "--seed", str(self._seed),
            "--certificate", self.certificate.certificate, "--key", self.certificate.key,
            "--client-certificate", self.client_certificate.certificate,
        ]  # fmt: skip
        for tenant in self._tenants:
            arguments += ["--tenant", tenant]
        self.program = Program(arguments)
        ready = json.loads(self.program.read_line())
        self.graph = ready["graph"]
        self.control = ready["control"]
        return self

    def __exit__(self, *error):
        code = self.program.stop()
        shutil.rmtree(self.folder)
        if error == (None, None, None):
            assert code == 0, f"muster-graph ended with {code}"

    def call(self, path, body=None):
        """The answer of the control port as text."""
        data = None if body is None else json.dumps(body).encode()
        try:
            with urllib.request.urlopen(self.control + path, data) as response:
                return response.read().decode()
        except urllib.error.HTTPError as error:
            raise AssertionError(f"{path}: {error.read().decode()}") from None

    def tenant(self, name):
        """What the simulator says of one of its tenants."""
        tenants = json.loads(self.call("/tenants"))["tenants"]
        return next(tenant for tenant in tenants if tenant["name"] == name)

    def create_tenant(self, name, profile="S", **more):
        return json.loads(self.call("/tenants", {"name": name, "profile": profile, **more}))

    def churn(self, tenant, count, seed):
        """Makes random changes of every kind."""
        self.call("/mutate", {"tenant": tenant, "count": count, "seed": seed})

    def mutate(self, tenant, action, **more):
        """Makes one named change."""
        body = {"tenant": tenant, "mutation": {"action": action, **more}}
        return json.loads(self.call("/mutate", body))["created"]

    def dump(self, tenant):
        """Everything that is true of a tenant, as a list of objects."""
        return [json.loads(line) for line in self.call(f"/dump?tenant={tenant}").splitlines()]

    def slow_down(self, milliseconds):
        self.call("/latency", {"milliseconds": milliseconds})


class Server:
    """`muster serve` on a data directory, which may outlive it."""

    def __init__(self, data=None, simulator=None, arguments=(), environment=None):
        self._owns_data = data is None
        self._folder = pathlib.Path(tempfile.mkdtemp(prefix="muster-")) if data is None else None
        self.data = pathlib.Path(data) if data else self._folder / "data"
        self._simulator = simulator
        self._arguments = list(arguments)
        self._environment = environment

    @property
    def command(self):
        arguments = [
            program("muster"), "serve", "--data", str(self.data),
            "--listen-cleartext", "127.0.0.1:0", "--sync-schedule", "false",
        ]  # fmt: skip
        if self._simulator:
            arguments += ["--graph-base", self._simulator.graph]
            arguments += ["--graph-login-base", self._simulator.graph]
            arguments += ["--graph-ca-file", self._simulator.certificate.certificate]
        return arguments + self._arguments

    def __enter__(self):
        self.program = Program(self.command, self._environment)
        self.addresses = []
        while True:
            line = self.program.read_line()
            if line.startswith("listening on "):
                self.addresses.append(line.removeprefix("listening on "))
            elif line.startswith("ready "):
                self.revision = int(line.split()[3].rstrip(";"))
                break
        self.token = (self.data / "admin.token").read_text().strip()
        return self

    @property
    def url(self):
        """Where cleartext is served."""
        return next(address for address in self.addresses if address.startswith("http://"))

    @property
    def target(self):
        """The same as host and port."""
        return self.url.removeprefix("http://")

    @property
    def log(self):
        return self.program.stderr

    def stop(self):
        """Ends the server in order; it must say that it went well, and take its address back."""
        code = self.program.stop()
        assert code == 0, f"muster ended with {code}: {self.log}"
        assert not (self.data / "endpoint").exists(), "the endpoint file is left"

    def kill(self):
        self.program.kill()

    def check_log(self):
        """No line of the log holds a secret, a token or a link of Graph, whatever failed."""
        secrets = [self.token, "sim~", "eyJ", "Bearer ", "skiptoken", "deltatoken", "client_secret=", "PRIVATE KEY"]
        for line in self.log.splitlines():
            found = [secret for secret in secrets if secret in line]
            assert not found, f"the log holds {found}: {line}"

    def __exit__(self, *error):
        try:
            if self.program.process.poll() is None:
                if error == (None, None, None):
                    self.stop()
                else:
                    self.program.kill()
            if error == (None, None, None):
                self.check_log()
        finally:
            if self._owns_data:
                shutil.rmtree(self._folder, ignore_errors=True)


def run(*arguments, environment=None, input=None, seconds=60):
    """Runs `muster` to its end."""
    return subprocess.run(
        [program("muster"), *map(str, arguments)],
        capture_output=True,
        text=True,
        input=input,
        env=environment or clean_environment(),
        timeout=seconds,
    )
