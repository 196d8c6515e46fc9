"""The zip beside each case: what lies in it, that it runs alone, and what stops the build."""

import json
import os
import re
import subprocess
import sys
import zipfile
from pathlib import Path

import nbformat
import pytest
from bs4 import BeautifulSoup
from mkdocs.config import load_config
from mkdocs.exceptions import PluginError
from mkdocs.structure.files import get_files
from mkdocs.structure.pages import Page

from plugins import case_zips, notebooks
from plugins.closure import pins
from tools.pages import notebooks as every_case

ROOT = Path(__file__).parent.parent
CASES = [page.path.stem for page in every_case(ROOT)]
FASTEST = "sunspots"

CELLS = """\
# %% [markdown]
# See [a page](../part/page.md#deep), [below](#sums), [the paper](https://example.org/a.pdf).
#
# ```py title="snippets/sums.py"
# --8<-- "snippets/sums.py:total"
# ```
#
# You can run `docs/cases/case.py`.
#
# /// caption
# Two bars.
# ///
#
# ??? success "Solution"
#
#     ```py title="snippets/sums.py"
#     --8<-- "snippets/sums.py:total"
#     ```
#
#     Done.
#
# ## Sums

# %%
from snippets.sums import total

print(total([1, 2]))
"""
SUMS = '''\
"""Sums."""

import numpy as np

from snippets.deep import inner

NUMBERS = "numbers.txt"


# --8<-- [start:total]
def total(x):
    """Add."""
    return int(inner.add(np.array(x)))
    # --8<-- [end:total]
'''


@pytest.fixture
def small(site):
    """A case that stands on a module, which stands on a package's module; with data, and things apart."""
    site.write("snippets/sums.py", SUMS)
    site.write("snippets/deep/__init__.py", '"""Deep."""\n')
    site.write(
        "snippets/deep/inner.py", '"""Inner."""\n\n\ndef add(x):\n    """Add."""\n    return x.sum()\n'
    )
    site.write("snippets/apart.py", '"""Apart."""\n')
    site.write("snippets/case.py", '"""The case."""\n')
    site.write("snippets/train.py", '"""Train."""\n\nCASES = ("case", "other")\n')
    site.write("exercises/__init__.py", "")
    site.write("exercises/case.py", "answer = 1\n")
    for name in ("case", "other"):
        site.write(f"snippets/weights/{name}.json", "{}")
        site.write(f"snippets/weights/{name}-choice.json", "{}")
    site.write("snippets/weights/README.md", "# Weights\n\n## case\n\nChosen.\n\n## other\n\nElse.\n")
    site.write("snippets/data/numbers.txt", "1 2")
    site.write("snippets/data/others.txt", "3 4")
    told = "# Data\n\n## `numbers.txt`: two\n\nBy A, CC BY.\n\n## `others.txt`: two\n\nBy B.\n"
    site.write("snippets/data/README.md", told)
    site.write("docs/part/page.md", "# Page\n\n## Deep\n")
    site.notebook(CELLS)
    return site


def content(site):
    """What the zip would hold, without running the notebook and building the pages."""
    config = load_config(str(site.folder / "mkdocs.yml"))
    files = get_files(config)
    for page in files.documentation_pages():
        Page(None, page, config)
    (case,) = (file for file in files if notebooks.is_notebook(file))
    case.dest_uri, case.url = "cases/case/index.html", "cases/case/"  # as mkdocs-jupyter has it
    return {name: data.decode() for name, data in case_zips.content(case, config, files).items()}


def test_it_holds_what_the_case_stands_on_and_nothing_else(small):
    assert small.build() == []
    packed = zipfile.ZipFile(small.folder / "site/cases/case.zip")
    assert packed.namelist() == [
        f"case/{name}"
        for name in (
            *("LICENSE", "LICENSE-docs", "README.md", "case.ipynb", "case.py"),
            *("exercises/__init__.py", "exercises/case.py", "requirements.txt"),
            *("snippets/__init__.py", "snippets/case.py", "snippets/data/README.md"),
            *("snippets/data/numbers.txt", "snippets/deep/__init__.py", "snippets/deep/inner.py"),
            *("snippets/sums.py", "snippets/train.py", "snippets/weights/README.md"),
            *("snippets/weights/case-choice.json", "snippets/weights/case.json"),
        )
    ]
    assert packed.read("case/snippets/sums.py").decode() == SUMS


def test_it_says_where_its_data_come_from_and_how_its_settings_were_chosen(small):
    data = content(small)["snippets/data/README.md"]
    assert data == "# Data\n\n## `numbers.txt`: two\n\nBy A, CC BY.\n\n"
    weights = content(small)["snippets/weights/README.md"]
    assert weights == "# Weights\n\n## case\n\nChosen.\n\n"


def test_packing_twice_gives_the_same_bytes(small, monkeypatch):
    first = case_zips.packed("case", {key: text.encode() for key, text in content(small).items()})
    monkeypatch.setenv("TZ", "Asia/Tokyo")
    again = reversed(content(small).items())
    assert case_zips.packed("case", {key: text.encode() for key, text in again}) == first


def test_the_page_links_to_it_with_its_size_and_without_a_script(small):
    small.build()
    size = (small.folder / "site/cases/case.zip").stat().st_size
    entry = small.article("cases/case").select_one(".cr-info li:has(a[download])")
    assert entry.a["href"] == "../case.zip"
    assert entry.text == f"to run it yourself: case.zip, {round(size / 1000)} KB"
    assert small.article("part/page").select("a[download]") == []


def test_listings_links_captions_and_solutions_read_in_any_jupyter(small, monkeypatch):
    monkeypatch.setenv("SITE_URL", "https://example.org/site/")
    notebook = nbformat.reads(content(small)["case.ipynb"], as_version=4)
    nbformat.validate(notebook)
    prose = notebook.cells[1].source
    code = 'def total(x):\n    """Add."""\n    return int(inner.add(np.array(x)))'
    assert prose.count(f"\n```python\n# snippets/sums.py\n{code}\n```\n") == 2
    assert "8<" not in prose
    assert "[a page](https://example.org/site/part/page/#deep)" in prose
    assert "[below](https://example.org/site/cases/case/#sums)" in prose
    assert "[the paper](https://example.org/a.pdf)" in prose
    assert "**Figure.** Two bars.\n" in prose
    assert "///" not in prose.replace("https://", "")
    assert "<details><summary>Solution</summary>\n\n```python" in prose
    assert "Done.\n\n</details>" in prose
    assert "`case.py`" in prose


def test_the_notebook_has_no_outputs_and_the_program_is_the_same(small):
    notebook = nbformat.reads(content(small)["case.ipynb"], as_version=4)
    code = [cell for cell in notebook.cells if cell.cell_type == "code"]
    assert [(cell.outputs, cell.execution_count) for cell in code] == [([], None)]
    assert code[0].source in content(small)["case.py"]


def test_the_pins_are_those_of_the_project_and_no_more():
    text = pins(ROOT, ["numpy"], "here")
    assert re.findall(r"^(\S+)==", text, re.M) == ["numpy"]
    assert text in (ROOT / "requirements.txt").read_text()
    names = re.findall(r"^(\S+)==", pins(ROOT, ["numpy", "IPython"], "here"), re.M)
    assert {"numpy", "ipython", "traitlets", "pexpect", "colorama", "typing-extensions"} <= set(names)
    assert not {"matplotlib", "ipykernel", "pytest"} & set(names)


@pytest.mark.parametrize(
    ("path", "text", "words"),
    [
        (
            "snippets/deep/inner.py",
            "import scipy_\n\n\ndef add(x):\n    return 3\n",
            "the package scipy_, which",
        ),
        (
            "snippets/data/README.md",
            "# Data\n",
            "snippets/data/README.md:1: no section tells of numbers.txt →",
        ),
        (
            "snippets/weights/README.md",
            "# Weights\n",
            "snippets/weights/README.md:1: no section tells of case →",
        ),
        (
            "snippets/train.py",
            "\nfrom snippets.gone import x\n",
            "snippets/train.py:2: imports snippets.gone, wh",
        ),
    ],
)
def test_what_is_missing_is_an_error_with_file_line_and_mend(small, caplog, path, text, words):
    small.write(path, text)
    raised = []
    try:
        content(small)
    except PluginError as error:
        raised = [str(error)]
    logged = [record.getMessage() for record in caplog.records]
    (told,) = (said for said in raised + logged if words in said)
    assert " → " in told


def test_a_licence_that_is_gone_stops_the_build(small):
    (small.folder / "LICENSE").unlink()
    assert any("LICENSE:1: it is not there" in said for said in small.build())


def test_a_listing_of_a_section_that_is_gone_stops_the_build(small):
    small.write("snippets/sums.py", SUMS.replace(":total]", ":sum]"))
    assert any("docs/cases/case.py:15: includes the section total, which" in said for said in small.build())


# What follows looks at the real zips, as the site publishes them.


@pytest.fixture(params=CASES)
def unpacked(request, built_site, tmp_path):
    return unpack(built_site, request.param, tmp_path)


def unpack(built_site, case, folder):
    zipfile.ZipFile(built_site / f"cases/{case}.zip").extractall(folder)
    return folder / case


def run(folder, *arguments):
    """Python in a folder, and nothing of this project in its way."""
    clean = {key: value for key, value in os.environ.items() if not key.startswith("PYTHON")}
    clean |= {"PYTHONDONTWRITEBYTECODE": "1", "PYTHONIOENCODING": "utf-8"}
    return subprocess.run(
        [sys.executable, "-s", *arguments],
        cwd=folder,
        env=clean,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )


CHECK = """\
import ast, importlib, json, sys
from pathlib import Path

case, head = sys.argv[1], Path(sys.argv[1] + ".py")
for path in sorted(Path().rglob("*.py")):
    if path != head:
        importlib.import_module(".".join(path.with_suffix("").parts).removesuffix(".__init__"))
tree = ast.parse(head.read_text("utf-8"))
tree.body = [node for node in tree.body if isinstance(node, (ast.Import, ast.ImportFrom))]
exec(compile(tree, head.name, "exec"), {})
from snippets import trained
module = importlib.import_module("snippets." + case)
for name in module.SHIPPED:
    trained.load(case, name)
own = [m for name, m in sys.modules.items() if name.startswith(("snippets", "figures", "exercises"))]
print(json.dumps({
    "same code": trained.fingerprint(case) == trained.table(case)["code"],
    "from here": all(Path(module.__file__).is_relative_to(Path.cwd()) for module in own),
    "asked for": sorted({name.partition(".")[0] for name in sys.modules}),
}))
"""


def test_unpacked_alone_every_module_imports_and_every_weight_loads(unpacked):
    done = run(unpacked, "-c", CHECK, unpacked.name)
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    assert (told["same code"], told["from here"]) == (True, True)
    assert not {"matplotlib", "scipy", "torch", "mkdocs", "pytest", "jupytext"} & set(told["asked for"])


def test_unpacked_alone_the_commands_of_its_readme_are_there(unpacked):
    readme = (unpacked / "README.md").read_text("utf-8")
    assert set(re.findall(r"python3? -m (.*?)(?: --seeds| answer|`|$)", readme, re.M)) == {
        "venv .venv",
        "pip install -r requirements.txt",
        f"snippets.train {unpacked.name}",
        f"exercises.{unpacked.name}",
    }
    assert run(unpacked, "-m", "snippets.train", "--help").returncode == 0
    wrong = run(unpacked, "-m", "snippets.train", "glyphs")
    assert (wrong.returncode, "snippets/glyphs.py is not here. → " in wrong.stderr) == (2, True), wrong.stderr
    (unpacked / "answer.py").write_text("")
    asked = run(unpacked, "-m", f"exercises.{unpacked.name}", "answer.py")
    assert "answer.py: defines no answer. Define any of" in asked.stdout, asked.stderr


def test_no_link_in_it_needs_the_site_around_it(unpacked):
    for link in re.findall(r"\]\(([^)\s]+)\)", (unpacked / f"{unpacked.name}.py").read_text("utf-8")):
        assert re.match(r"https?://|[a-z]+:", link), link


def test_the_program_of_a_zip_prints_what_the_page_shows(built_site, tmp_path):
    folder = unpack(built_site, FASTEST, tmp_path)
    done = run(folder, f"{FASTEST}.py")
    assert done.returncode == 0, done.stderr
    page = BeautifulSoup((built_site / f"cases/{FASTEST}/index.html").read_text("utf-8"), "html.parser")
    boxes = [box for box in page.article.select(".language-text") if box.select_one(".filename")]
    assert done.stdout == "".join(box.pre.get_text() for box in boxes)
