"""`make serve`: what a newcomer meets when the port is taken or wrong."""

import socket

import pytest

from tools import serve


@pytest.fixture
def started(monkeypatch):
    commands = []
    monkeypatch.setattr(serve, "cli", commands.append)
    return commands


def test_the_port_is_8000_or_the_one_asked_for(started, monkeypatch):
    monkeypatch.setattr(serve, "taken", lambda port: False)
    for asked, expected in ((None, 8000), ("8123", 8123)):
        monkeypatch.delenv("PORT", raising=False)
        if asked:
            monkeypatch.setenv("PORT", asked)
        serve.main()
        assert started[-1][-1] == f"127.0.0.1:{expected}"


def test_a_taken_port_is_named_before_anything_is_built(started, monkeypatch):
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        monkeypatch.setenv("PORT", str(port))
        with pytest.raises(SystemExit, match=rf"(?s)Port {port} is taken.*PORT={port + 1}"):
            serve.main()
    assert started == []


@pytest.mark.parametrize("text", ["", "http", "0", "70000", "-1", "80.5"])
def test_a_port_that_is_none_is_named(started, monkeypatch, text):
    monkeypatch.setenv("PORT", text)
    with pytest.raises(SystemExit, match=rf"PORT={text} is not a port"):
        serve.main()
    assert started == []
