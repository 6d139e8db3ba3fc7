"""What keeps the server from starting is named, with what to do; nothing is left half written."""

import json
import os
import pathlib
import re
import signal
import socket
import ssl
import stat

import pytest

from harness import Certificate, Program, Server, clean_environment, content_of, run, wait_until

SECONDS_TO_REFUSE = 30


@pytest.fixture
def data(tmp_path):
    return tmp_path / "data"


def serve(data, *arguments, environment=None):
    """Runs a server that does not start."""
    command = ["serve", "--data", data, "--listen-cleartext", "127.0.0.1:0", "--sync-schedule", "false"]
    return run(*command, *arguments, environment=environment, seconds=SECONDS_TO_REFUSE)


def assert_refused(result, *names):
    """The command ended with an error of a few lines that names every one of `names`."""
    assert result.returncode != 0
    assert result.returncode < 128, f"ended by a signal: {result.stderr}"
    for name in names:
        assert str(name) in result.stderr, result.stderr
    assert "listening on" not in result.stdout
    assert "Fatal error" not in result.stderr
    # What to do follows what is wrong.
    assert re.search(r"[;.] *\S+", result.stderr)


def test_a_port_that_is_in_use(data):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        result = serve(data, "--listen-cleartext", f"127.0.0.1:{port}")
    assert_refused(result, "127.0.0.1", port, "in use")
    # The directory is as good as before: the same command works once the port is free.
    with Server(data):
        pass


def test_an_address_that_is_not_of_this_machine(data):
    result = serve(data, "--listen-cleartext", "192.0.2.1:0", "--listen-cleartext-anywhere", "true")
    assert_refused(result, "192.0.2.1")


def test_cleartext_beyond_the_loopback(data):
    result = serve(data, "--listen-cleartext", "0.0.0.0:0")
    assert_refused(result, "listen.cleartext", "listen.cleartext-anywhere")
    assert not data.exists()


def test_a_data_directory_that_another_process_has(data):
    with Server(data) as server:
        before = content_of(data)
        result = serve(data)
        assert_refused(result, data, server.program.pid)
        assert content_of(data) == before


def test_a_data_directory_that_others_can_enter(data):
    data.mkdir(mode=0o755)
    data.chmod(0o755)
    result = serve(data)
    assert_refused(result, data, "755", "chmod 700")
    assert content_of(data) == {}


def test_a_data_directory_that_is_a_file(data):
    data.write_text("something")
    assert_refused(serve(data), data)
    assert data.read_text() == "something"


def test_a_data_directory_whose_parent_is_not_there(data):
    assert_refused(serve(data / "below"), data / "below")
    assert not data.exists()


def test_a_store_that_is_damaged(data):
    with Server(data):
        pass
    (data / "muster.sqlite").write_bytes(b"not a database" * 1000)
    assert_refused(serve(data), "muster.sqlite")


def test_everything_that_is_kept_is_the_owners_alone(data):
    old = os.umask(0)
    try:
        with Server(data):
            modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in data.iterdir()}
            assert stat.S_IMODE(data.stat().st_mode) == 0o700
    finally:
        os.umask(old)
    assert "admin.token" in modes
    for name in ("admin.token", "sealing.key", "endpoint"):
        assert modes[name] == 0o600, name


@pytest.mark.parametrize(
    ("certificate", "key"),
    [
        ("missing.pem", "good.key"),
        ("good.pem", "missing.key"),
        ("text.pem", "good.key"),
        ("good.pem", "text.pem"),
        ("good.pem", "other.key"),
        ("good.pem", "secret.key"),
    ],
    ids=["no-file", "no-key-file", "not-PEM", "key-not-PEM", "key-of-another", "unreadable"],
)
def test_a_certificate_that_cannot_be_used(data, tmp_path, certificate, key):
    Certificate(tmp_path, "good")
    Certificate(tmp_path, "other")
    (tmp_path / "text.pem").write_text("This is no certificate.\n")
    (tmp_path / "secret.key").mkdir()
    result = serve(
        data, "--listen-tls", "127.0.0.1:0",
        "--tls-certificate", tmp_path / certificate, "--tls-key", tmp_path / key,
    )  # fmt: skip
    bad = key if certificate == "good.pem" else certificate
    assert_refused(result, "tls.certificate", tmp_path / bad)
    assert not data.exists() or content_of(data) == {}


def test_tls_without_a_certificate(data):
    assert_refused(serve(data, "--listen-tls", "127.0.0.1:0"), "tls.certificate", "listen.tls")


def test_a_name_that_no_setting_has(data, tmp_path):
    result = serve(data, environment=clean_environment(MUSTER_LISTEN_CLEARTXT="127.0.0.1:0"))
    assert_refused(result, "MUSTER_LISTEN_CLEARTXT", "--print-config")
    file = tmp_path / "settings.json"
    file.write_text(json.dumps({"listen": {"cleartxt": "127.0.0.1:0"}}))
    assert_refused(serve(data, "--config", file), file, "listen.cleartxt", "--print-config")
    result = serve(data, "--listen-cleartxt", "127.0.0.1:0")
    assert_refused(result, "--listen-cleartxt")
    assert result.returncode == 2
    assert not data.exists()


@pytest.mark.parametrize(
    ("arguments", "name"),
    [
        (["--listen-cleartext", "nonsense"], "listen.cleartext"),
        (["--listen-cleartext", "127.0.0.1:99999"], "listen.cleartext"),
        (["--loops", "0"], "loops"),
        (["--loops", "many"], "loops"),
        (["--graph-base", "ftp://graph.example"], "graph.base"),
        (["--graph-login-base", "http://graph.example"], "graph.login-base"),
        (["--sync-schedule", "sometimes"], "sync.schedule"),
        (["--log-level", "loud"], "log.level"),
    ],
)
def test_a_value_that_cannot_be_used(data, arguments, name):
    assert_refused(serve(data, *arguments), name, arguments[1])
    assert not data.exists()


@pytest.mark.parametrize("text", ["", "[]", "{", '{"loops": [1]}', '{"loops": null}', "\xff"])
def test_a_file_that_is_no_settings(data, tmp_path, text):
    file = tmp_path / "settings.json"
    file.write_bytes(text.encode("latin-1"))
    assert_refused(serve(data, "--config", file), file)
    assert_refused(serve(data, "--config", tmp_path / "none.json"), tmp_path / "none.json")


def test_a_flag_beats_the_environment_and_that_beats_the_file(tmp_path):
    file = tmp_path / "settings.json"
    file.write_text(json.dumps({"data": "of-file", "loops": 3, "log": {"level": "debug"}}))
    environment = clean_environment(MUSTER_LOOPS="4", MUSTER_LOG_LEVEL="notice", MUSTER_CONFIG=str(file))
    result = run("serve", "--log-level", "error", "--print-config", environment=environment)
    assert result.returncode == 0
    lines = result.stdout.splitlines()
    assert f"data = of-file  ({file})" in lines
    assert "loops = 4  (environment)" in lines
    assert "log.level = error  (flag)" in lines
    assert not (tmp_path / "of-file").exists()


def test_the_sealing_key_is_never_printed(tmp_path):
    key = "c2VjcmV0IHNlY3JldCBzZWNyZXQgc2VjcmV0IHNlY3I="
    environment = clean_environment(MUSTER_SEALING_KEY=key)
    result = run("serve", "--print-config", environment=environment)
    assert result.returncode == 0
    assert "sealing-key = (set)  (environment)" in result.stdout.splitlines()
    assert key not in result.stdout + result.stderr
    environment = clean_environment(MUSTER_SEALING_KEY="dG9vIHNob3J0")
    result = serve(tmp_path / "data", environment=environment)
    assert_refused(result, "sealing-key")
    assert "dG9vIHNob3J0" not in result.stdout + result.stderr


def test_a_certificate_that_is_renewed_is_served_after_sighup(data, tmp_path):
    first = Certificate(tmp_path, "first")
    paths = ["--tls-certificate", tmp_path / "live.pem", "--tls-key", tmp_path / "live.key"]

    def install(certificate):
        (tmp_path / "live.key").write_bytes(pathlib.Path(certificate.key).read_bytes())
        (tmp_path / "live.pem").write_bytes(pathlib.Path(certificate.certificate).read_bytes())

    install(first)
    arguments = ["--listen-tls", "127.0.0.1:0", *map(str, paths)]
    with Server(data, arguments=arguments) as server:
        address = next(a for a in server.addresses if a.startswith("https://"))
        host, _, port = address.removeprefix("https://").rpartition(":")

        def served():
            return ssl.get_server_certificate((host, int(port))).strip()

        assert served() == pathlib.Path(first.certificate).read_text().strip()
        second = Certificate(tmp_path, "second")
        install(second)
        server.program.process.send_signal(signal.SIGHUP)
        expected = pathlib.Path(second.certificate).read_text().strip()
        wait_until(lambda: served() == expected, "the new certificate is served")
        (tmp_path / "live.pem").write_text("broken")
        server.program.process.send_signal(signal.SIGHUP)
        wait_until(lambda: "old certificate stays" in server.log, "the log tells")
        assert served() == expected


def test_sigint_ends_the_server_as_sigterm_does(data):
    with Server(data) as server:
        assert server.program.stop(signal.SIGINT) == 0
        assert not (data / "endpoint").exists()


def test_two_servers_on_two_directories_do_not_disturb_each_other(tmp_path):
    with Server(tmp_path / "one") as one, Server(tmp_path / "two") as two:
        assert one.url != two.url
        assert one.token != two.token
        assert len({program.pid for program in Program.running}) == len(Program.running)
