"""Under Pyodide, a reader's Python, every program prints the same bytes, and every answer is judged alike.

Programs that need PyTorch have no part in it; there are no other exceptions.
"""

import json
import subprocess

import pytest

from plugins import live, node, pyodide
from tests.test_exercises import PAGES, answer, exercises_of, listing
from tools.pages import ROOT, pages

BLOCKS = [(page, block) for page in pages() for block in page.blocks if not block.needs_torch]
PROBES = {
    "same": "import snippets.convolution, numpy\nprint(numpy.arange(3).tolist())",
    "differs": "import sys\nprint(sys.platform)",
    "fails": "import numpy\nprint(1)\nnumpy.zeros(2) @ numpy.zeros(3)",
}


def run_under_pyodide(programs, folder):
    """What each printed, and what else the runner told of it."""
    try:
        runtime = pyodide.runtime()
    except pyodide.Unavailable as error:
        pytest.skip(f"parity with the browser's Python: {error}")
    project = folder / "project.tar.bz2"
    project.write_bytes(live.project_archive(ROOT))
    task = {
        "runtime": str(runtime),
        "project": str(project),
        "root": str(ROOT),
        "programs": programs,
    }
    done = subprocess.run(
        [node.executable(), ROOT / "tools" / "parity.mjs"],
        input=json.dumps(task),
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=300,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return [json.loads(line) for line in done.stdout.splitlines()]


@pytest.fixture(scope="module")
def under_pyodide(tmp_path_factory):
    programs = {f"{page.name}:{block.line}": block.code for page, block in BLOCKS} | PROBES
    tasks = [{"name": name, "code": code} for name, code in programs.items()]
    tasks += [task for page in PAGES for task in answers(page)]
    found = run_under_pyodide(tasks, tmp_path_factory.mktemp("parity"))
    return dict(zip([task["name"] for task in tasks], found, strict=True))


def answers(page):
    """The stub, the mistakes and the solution of each exercise of a page, as a learner would hand them in."""
    for exercise in exercises_of(page):
        given = {"stub": listing(page, f"{exercise.name}-stub")}
        given |= {mistake: answer(page, exercise, mistake) for mistake in exercise.wrong}
        given["solution"] = listing(page, f"{exercise.name}-solution")
        for kind, code in given.items():
            name = f"{page}:{exercise.name}, {kind}"
            yield {"name": name, "code": code, "page": page, "exercise": exercise.name}


@pytest.mark.parametrize(
    ("page", "block"), BLOCKS, ids=[f"{page.name}:{block.line}" for page, block in BLOCKS]
)
def test_a_program_prints_the_same_bytes_in_the_browsers_python(under_pyodide, page, block):
    where = f"{page.name}:{block.line}"
    result = under_pyodide[where]
    assert "error" not in result, f"{where} fails under Pyodide\n{result['error']}"
    assert result["output"] == block.output.text, f"{where} prints something else under Pyodide"


@pytest.mark.parametrize("page", PAGES)
def test_stubs_mistakes_and_solutions_are_known_in_the_browsers_python(under_pyodide, page):
    for exercise in exercises_of(page):
        told = {kind: under_pyodide[f"{page}:{exercise.name}, {kind}"] for kind in ("stub", "solution")}
        assert "unanswered" in told["stub"], told
        assert told["solution"].get("right"), told
        for mistake, (_, hint) in exercise.wrong.items():
            seen = under_pyodide[f"{page}:{exercise.name}, {mistake}"]
            assert hint in seen.get("wrong", ""), f"{page}:{exercise.name}, if {mistake}: {seen}"


def test_a_difference_and_a_failure_are_seen(under_pyodide):
    assert under_pyodide["same"] == {"output": "[0, 1, 2]\n"}
    assert under_pyodide["differs"]["output"] == "emscripten\n"
    assert under_pyodide["fails"]["output"] == "1\n"
    assert 'File "fails", line 3' in under_pyodide["fails"]["error"]
    assert "ValueError" in under_pyodide["fails"]["error"]


def test_a_wheel_with_another_hash_is_refused(monkeypatch, tmp_path):
    lock = {"packages": {"numpy": {"file_name": "numpy.whl", "sha256": "0" * 64}}}
    (tmp_path / "pyodide-lock.json").write_text(json.dumps(lock))
    (tmp_path / "other.whl").write_bytes(b"another wheel")
    monkeypatch.setenv("NUMPY_WHEEL", str(tmp_path / "other.whl"))
    with pytest.raises(pyodide.Unavailable, match="not the file that Pyodide's lock file names"):
        pyodide.numpy_wheel(tmp_path, tmp_path)
    assert not (tmp_path / "numpy.whl").exists()


def test_a_lost_network_leaves_nothing_half_done(monkeypatch, tmp_path):
    monkeypatch.setattr(pyodide, "RUNTIME", tmp_path / "cache" / "pyodide")
    monkeypatch.setattr(pyodide, "failure", pyodide.failure.__wrapped__)
    monkeypatch.setenv("npm_config_registry", "http://127.0.0.1:9/")
    monkeypatch.setenv("npm_config_fetch_retries", "0")
    monkeypatch.setenv("npm_config_cache", str(tmp_path / "npm"))
    with pytest.raises(
        pyodide.Unavailable, match=r"pyodide@.* could not be downloaded.*is there a network\?"
    ):
        pyodide.runtime()
    assert list((tmp_path / "cache").iterdir()) == []
