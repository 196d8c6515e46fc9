"""A Chromium is found, installed or missed with a message that says how to get one."""

import os
import sys

import pytest

from tools import browser

pytestmark = pytest.mark.skipif(os.name == "nt", reason="on Windows a browser is not asked for its version")


@pytest.fixture
def bare(tmp_path, monkeypatch):
    """A machine without any browser; the function puts one there."""
    folder = tmp_path / "bin"
    folder.mkdir()
    monkeypatch.delenv(browser.CHOSEN, raising=False)
    monkeypatch.setenv("PATH", str(folder))
    monkeypatch.setattr(browser, "PLACES", ())
    monkeypatch.setattr(browser, "DOWNLOADED", tmp_path / "browsers")
    monkeypatch.setattr(browser, "ways", lambda: [])

    def put(name, answer="Chromium 1", code=0, below=folder):
        path = below / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"#!/bin/sh\necho '{answer}'\nexit {code}\n")
        path.chmod(0o755)
        return path

    return put


def test_the_systems_browser_is_found(bare):
    assert browser.find() is None
    installed = bare("google-chrome")
    assert browser.find() == installed


def test_a_browser_that_does_not_start_is_passed_over(bare):
    bare("chromium", "", 127)
    assert browser.find() is None
    works = bare("google-chrome")
    assert browser.find() == works


def test_the_one_chosen_goes_first_and_must_start(bare, monkeypatch, capsys):
    bare("chromium")
    mine = bare("mine", "Mine 2")
    monkeypatch.setenv(browser.CHOSEN, str(mine))
    assert browser.find() == mine
    monkeypatch.setenv(browser.CHOSEN, "/no/such/browser")
    assert browser.get() is None
    assert "CHROMIUM=/no/such/browser is no browser that starts" in capsys.readouterr().out


def test_ways_are_tried_in_turn_until_one_works(bare, monkeypatch, capsys, tmp_path):
    path = tmp_path / "browsers" / "chromium-1" / "chrome-linux" / "chrome"
    download = f"import pathlib; p = pathlib.Path({str(path)!r}); p.parent.mkdir(parents=True)"
    download += "; p.write_text('#!/bin/sh\\necho Chromium 3'); p.chmod(0o755)"
    fails = [sys.executable, "-c", "print('no network'); raise SystemExit(1)"]
    works = [sys.executable, "-c", download]
    monkeypatch.setattr(browser, "ways", lambda: [("a download", [fails]), ("a package", [works])])
    assert browser.get() == path
    out = capsys.readouterr().out
    assert "trying a download" in out
    assert "no network" in out
    assert "» Browser tests use Chromium 3" in out


def test_without_any_the_message_says_how_to_get_one(bare, capsys):
    assert browser.get() is None
    out = capsys.readouterr().out
    assert "the browser tests are left out" in out
    assert "→ Install Chromium or Chrome" in out


def test_the_distributions_package_is_only_tried_by_root(monkeypatch):
    monkeypatch.setattr(browser.shutil, "which", lambda name: f"/usr/bin/{name}")
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    assert [what for what, _ in browser.ways()] == ["Playwright's download"]
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    assert [what for what, _ in browser.ways()] == ["Playwright's download", "the distribution's package"]
