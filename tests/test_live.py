"""What a page needs to run its examples: the marks in its HTML, and the files that are shipped."""

import gzip
import hashlib
import io
import json
import os
import subprocess
import tarfile
import zipfile
from pathlib import Path

import pytest
from mkdocs.exceptions import PluginError

from plugins import live, node, payload, pyodide, runner

ROOT = Path(__file__).parent.parent

PAGE = """\
# Page

```python
print(1)
```

<!--pytest-codeblocks:expected-output-->

```text title="Output"
1
```

=== "NumPy"

    ```python
    print(2)
    ```

    <!--pytest-codeblocks:expected-output-->

    ```text title="Output"
    2
    ```

=== "PyTorch"

    <!--pytest-codeblocks:importorskip(torch)-->

    ```python
    print(2)
    ```

    <!--pytest-codeblocks:expected-output-->

    ```text title="Output"
    2
    ```

```text
no program's output
```

### Exercise: count

```py title="exercises/page.py"
--8<-- "exercises/page.py:count-stub"
```

??? success "Solution"

    ```py title="exercises/page.py"
    --8<-- "exercises/page.py:count-solution"
    ```
"""
EXERCISES = """\
def count_stub():
    # --8<-- [start:count-stub]
    count = ...
    # --8<-- [end:count-stub]


def count_solution():
    # --8<-- [start:count-solution]
    count = 3
    # --8<-- [end:count-solution]
"""


@pytest.fixture
def article(site):
    site.write("docs/part/page.md", PAGE)
    site.write("exercises/page.py", EXERCISES)
    assert site.build() == []
    return site.article("part/page")


def test_programs_and_their_outputs_are_marked_and_pytorch_is_not(article):
    marked = article.select("[data-cr-program], [data-cr-output]")
    assert [block.code.text for block in marked] == ["print(1)\n", "1\n", "print(2)\n", "2\n"]


def test_an_exercise_is_marked_with_its_page_and_name(article):
    (stub,) = article.select("[data-cr-exercise]")
    assert (stub["data-cr-exercise"], stub.code.text) == ("page:count", "count = ...\n")
    (solution,) = article.select("details [data-cr-solution]")
    assert (solution["data-cr-solution"], solution.code.text) == ("count", "count = 3\n")


def test_a_notebook_has_no_program_to_run_and_exercises_to_answer(site):
    listings = PAGE[PAGE.index("### Exercise") :]
    prose = "".join(f"# {line}".rstrip() + "\n" for line in listings.splitlines())
    site.notebook(
        f"# %%\nprint(1)\n\n# %% [markdown]\n# ```text\n# words\n# ```\n#\n{prose}\n# %%\nprint(2)\n"
    )
    site.write("exercises/page.py", EXERCISES)
    assert site.build() == []
    article = site.article("cases/case")
    assert article.select("[data-cr-program], [data-cr-output]") == []
    assert [stub["data-cr-exercise"] for stub in article.select("[data-cr-exercise]")] == ["page:count"]
    assert len(article.select("details [data-cr-solution]")) == 1


def test_snippets_exercises_and_the_runner_are_shipped_the_same_whenever_packed(site):
    site.write("snippets/one.py", "x = 1\n")
    site.write("snippets/data/README.md", "not for a browser\n")
    site.write("exercises/command.py", "import subprocess\n")
    site.write("exercises/page.py", EXERCISES)
    packed = live.project_archive(site.folder)
    assert packed == live.project_archive(site.folder)
    with tarfile.open(fileobj=io.BytesIO(packed)) as archive:
        names = archive.getnames()
    code = ["snippets/__init__.py", "snippets/one.py", "exercises/page.py"]
    assert names == ["large.json", "runner.py", *code]


def test_large_data_comes_with_the_program_or_the_exercise_that_names_it(site):
    site.write("exercises/zebra.py", "from snippets import zebra\n")
    site.write("snippets/data/zebra.txt", "z" * live.LARGE)
    site.write("snippets/data/small.txt", "s" * (live.LARGE - 1))
    folder = site.folder / "unpacked"
    with tarfile.open(fileobj=io.BytesIO(live.project_archive(site.folder))) as archive:
        assert "snippets/data/small.txt" in archive.getnames()
        assert "snippets/data/zebra.txt" not in archive.getnames()
        archive.extractall(folder, filter="data")

    wanted = ["snippets/data/zebra.txt"]
    assert runner.lacking("from snippets import zebra", folder=folder) == wanted
    assert runner.lacking("answer = 1", "zebra", folder) == wanted
    assert runner.lacking("from snippets import lion", folder=folder) == []
    site.write("unpacked/snippets/data/zebra.txt", "it has come")
    assert runner.lacking("from snippets import zebra", folder=folder) == []


def test_without_the_runtime_the_site_is_built_and_says_why(site, monkeypatch):
    def unavailable():
        raise pyodide.Unavailable("pyodide could not be downloaded (no route); is there a network?")

    monkeypatch.setattr(pyodide, "runtime", unavailable)
    assert site.build() == []
    told = json.loads((site.folder / "site/assets/live/runtime.json").read_text())
    assert told == {
        "missing": "Python is not part of this copy of the site. "
        "pyodide could not be downloaded (no route); is there a network?"
    }
    assert not (site.folder / "site/assets/pyodide").exists()


@pytest.fixture
def runtime(tmp_path):
    """A runtime of small files, in the places of the real ones."""
    folder = tmp_path / "pyodide"
    folder.mkdir()
    for name in ["numpy.whl", "python_stdlib.zip"]:
        with zipfile.ZipFile(folder / name, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("part.py", "x = 1\n" * 1000)
    lock = {"packages": {"numpy": {"file_name": "numpy.whl", "sha256": "as published"}, "pandas": {}}}
    (folder / "pyodide-lock.json").write_text(json.dumps(lock))
    (folder / "pyodide.asm.wasm").write_bytes(bytes(1000))
    (folder / "package.json").write_text("{}")
    return folder


def test_the_archives_are_published_as_they_came(runtime, monkeypatch):
    monkeypatch.delenv("PAYLOAD", raising=False)
    published = payload.files(ROOT, runtime)
    names = ["numpy.whl", "pyodide-lock.json", "pyodide.asm.wasm", "python_stdlib.zip"]
    assert [path.name for path in published] == names
    assert published[0].read_bytes() == (runtime / "numpy.whl").read_bytes()
    assert json.loads(published[1].read_text())["packages"] == {
        "numpy": {"file_name": "numpy.whl", "sha256": "as published"}
    }


def test_for_brotli_the_archives_are_stored_and_the_lock_file_knows(runtime, monkeypatch):
    monkeypatch.setenv("PAYLOAD", "brotli")
    published = {path.name: path for path in payload.files(ROOT, runtime)}
    with zipfile.ZipFile(published["numpy.whl"]) as wheel:
        assert [entry.compress_type for entry in wheel.infolist()] == [zipfile.ZIP_STORED]
        assert wheel.read("part.py") == b"x = 1\n" * 1000
    lock = json.loads(published["pyodide-lock.json"].read_text())
    found = hashlib.sha256(published["numpy.whl"].read_bytes()).hexdigest()
    assert lock["packages"]["numpy"]["sha256"] == found
    for name, path in published.items():
        if not name.endswith(".br"):
            assert unpacked(published[f"{name}.br"]) == path.read_bytes()


def unpacked(path):
    script = "const {readFileSync: read} = require('fs'), {brotliDecompressSync: open} = require('zlib');"
    script += "process.stdout.write(open(read(process.argv[1])))"
    command = [node.executable(), "-e", script, str(path)]
    return subprocess.run(command, capture_output=True, check=True).stdout


def test_a_build_publishes_the_payload_it_is_asked_for_whatever_was_published_before(
    site, runtime, monkeypatch
):
    monkeypatch.setattr(pyodide, "runtime", lambda: runtime)
    folder = site.folder / "site/assets/pyodide"
    for kind in ("", "brotli", ""):
        monkeypatch.setenv("PAYLOAD", kind)
        assert site.build() == []
        published = {path.name: path for path in folder.iterdir()}
        archive = "numpy.whl"
        assert (f"{archive}.br" in published) == (kind == "brotli")
        assert (published[archive].read_bytes() == (runtime / archive).read_bytes()) == (kind == "")
        told = json.loads((site.folder / "site/assets/live/runtime.json").read_text())
        project = site.folder / "site/assets/live/project.tar.bz2"
        fetched = [project, *(path for name, path in published.items() if not name.endswith(".br"))]
        assert told == {"bytes": sum(path.stat().st_size for path in fetched)}


def test_two_builds_publish_the_same_bytes(site, runtime, monkeypatch):
    monkeypatch.setattr(pyodide, "runtime", lambda: runtime)
    source = site.write("snippets/one.py", "x = 1\n")
    site.write("exercises/page.py", EXERCISES)
    builds = []
    for day in (1, 2):
        os.utime(source, (day * 86400, day * 86400))
        assert site.build() == []
        assets = site.folder / "site/assets"
        shipped = [*(assets / "live").iterdir(), *(assets / "pyodide").iterdir()]
        builds.append({path.name: path.read_bytes() for path in shipped})
    assert {"project.tar.bz2", "runtime.json", "numpy.whl"} <= builds[0].keys()
    assert builds[0] == builds[1]


@pytest.mark.parametrize("trouble", [pyodide.Unavailable("no route"), KeyboardInterrupt()])
def test_a_runtime_that_is_not_whole_leaves_nothing_behind(tmp_path, monkeypatch, trouble):
    def core(work, made):
        (made / "pyodide.mjs").write_text("half of it")

    def numpy_wheel(work, made):
        raise trouble

    monkeypatch.setattr(pyodide, "RUNTIME", tmp_path / "cache/runtime")
    monkeypatch.setattr(pyodide, "core", core)
    monkeypatch.setattr(pyodide, "numpy_wheel", numpy_wheel)
    once = pyodide.failure.__wrapped__  # not from the memory of another test
    if isinstance(trouble, Exception):
        assert once() is trouble
    else:
        with pytest.raises(KeyboardInterrupt):
            once()
    assert list((tmp_path / "cache").iterdir()) == []


def test_of_two_processes_that_get_the_runtime_at_once_both_have_it(tmp_path, monkeypatch):
    place = tmp_path / "cache/runtime"

    def core(work, made):
        (made / "pyodide.mjs").write_text("whole")
        place.mkdir()  # now the other one has finished
        (place / "pyodide.mjs").write_text("whole")

    monkeypatch.setattr(pyodide, "RUNTIME", place)
    monkeypatch.setattr(pyodide, "core", core)
    monkeypatch.setattr(pyodide, "numpy_wheel", lambda work, made: None)
    assert pyodide.failure.__wrapped__() is None
    assert list((tmp_path / "cache").rglob("*")) == [place, place / "pyodide.mjs"]


def test_another_payload_is_refused(runtime, monkeypatch):
    monkeypatch.setenv("PAYLOAD", "zstd")
    with pytest.raises(PluginError, match="PAYLOAD is 'zstd'; expected nothing or brotli"):
        payload.files(ROOT, runtime)


def test_a_payload_past_its_budget_stops_the_build_and_is_not_kept(runtime, monkeypatch):
    monkeypatch.setenv("PAYLOAD", "brotli")
    monkeypatch.setattr(payload, "MOST_BYTES", 10)
    for _ in range(2):
        with pytest.raises(PluginError, match="expected at most 10"):
            payload.files(ROOT, runtime)


def test_the_first_run_moves_at_most_88_hundred_thousand_bytes(built_site):
    """From a host that gzips text and WebAssembly and leaves archives as they are, such as GitHub Pages."""
    folder = built_site / "assets/pyodide"
    if not folder.exists():
        pytest.skip("the runtime could not be had (python -m plugins.pyodide says why)")
    live_files = (path for path in (built_site / "assets/live").iterdir() if path.is_file())
    moved = [*folder.iterdir(), *live_files, built_site / "assets/js/worker.js"]
    archives = {".zip", ".whl", ".bz2"}
    sizes = {
        path.name: path.stat().st_size if path.suffix in archives else len(gzip.compress(path.read_bytes()))
        for path in moved
    }
    assert sum(sizes.values()) <= 8_800_000, sizes
