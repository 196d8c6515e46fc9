"""make new: what it writes passes every check as it stands; a name that cannot be is refused with a mend."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from tools import new

ROOT = Path(__file__).parent.parent
NAVIGATION = """\
# The site
nav:
  - Home: index.md
  - Convolution:  # windows
      - convolution/sliding_dot_products.md
      # more to come
  - Recurrence:
      - State: recurrence/state.md
  - Cases:
      - cases/shifted_digits.py

theme:
  name: material  # convolution/none.md
"""


@pytest.fixture
def project(tmp_path):
    """What `make new` looks at, small: two parts, a case, a navigation."""
    for path in (
        "docs/convolution/sliding_dot_products.md",
        "docs/recurrence/state.md",
        "docs/cases/shifted_digits.py",
    ):
        (tmp_path / path).parent.mkdir(parents=True)
        (tmp_path / path).write_text("# A page\n", encoding="utf-8")
    for folder in ("docs/figures", "docs/about", "exercises", "tests"):
        (tmp_path / folder).mkdir()
    for folder in ("figures", "snippets"):
        shutil.copytree(
            ROOT / folder, tmp_path / folder, ignore=shutil.ignore_patterns("__pycache__", "weights", "data")
        )
    (tmp_path / "exercises/kit.py").touch()
    (tmp_path / "tests/test_site.py").touch()
    (tmp_path / "mkdocs.yml").write_text(NAVIGATION, encoding="utf-8")
    return tmp_path


@pytest.fixture
def clone(tmp_path):
    """The whole project, as a contributor has it before anything was set up or built."""
    made = shutil.ignore_patterns(
        ".git", ".venv", "node_modules", "site", ".*cache", ".hypothesis", "__pycache__"
    )
    shutil.copytree(ROOT, tmp_path / "clone", ignore=made)
    (tmp_path / "clone/node_modules").symlink_to(ROOT / "node_modules")
    return tmp_path / "clone"


def files(folder):
    return {
        path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()
    }


def python(folder, *arguments):
    return subprocess.run(
        [sys.executable, "-m", *arguments],
        cwd=folder,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        encoding="utf-8",
        check=False,
    )


def test_a_new_page_passes_every_check_and_a_strict_build_as_written(clone):
    assert new.main(["recurrence/echo_state"], clone) == 0
    done = python(clone, "tools.check", "recurrence/echo_state")
    assert done.returncode == 0, done.stdout

    # The other pages would run their notebooks: build this one by itself, with all the site's plugins.
    page = clone / "docs/recurrence/echo_state.md"
    for other in {*clone.glob("docs/*/*.md"), *clone.glob("docs/cases/*.py")} - {page}:
        other.unlink()
    (clone / "docs/index.md").write_text("# Home\n", encoding="utf-8")
    nav = "[index.md, Recurrence: [recurrence/echo_state.md], Reference: [reference/index.md]]"
    (clone / "alone.yml").write_text(f"INHERIT: mkdocs.yml\nnav: {nav}\n", encoding="utf-8")
    done = python(clone, "mkdocs", "build", "--strict", "--config-file", "alone.yml")
    assert done.returncode == 0, done.stdout
    assert "8 numbers, 6 sums" in (clone / "site/recurrence/echo_state/index.html").read_text(
        encoding="utf-8"
    )


def test_a_page_of_an_existing_part_is_its_last_and_comments_stay(project):
    assert new.main(["convolution/strides"], project) == 0
    lines = (project / "mkdocs.yml").read_text(encoding="utf-8").splitlines()
    assert lines.pop(5) == "      - convolution/strides.md"
    assert lines == NAVIGATION.splitlines()


def test_a_new_part_stands_before_the_cases(project):
    assert new.main(["linear_maps/shift"], project) == 0
    config = yaml.safe_load((project / "mkdocs.yml").read_text(encoding="utf-8"))
    assert [next(iter(entry)) for entry in config["nav"]] == [
        "Home",
        "Convolution",
        "Recurrence",
        "Linear maps",
        "Cases",
    ]
    assert config["nav"][3] == {"Linear maps": ["linear_maps/shift.md"]}


def test_a_navigation_with_no_later_part_gets_the_new_one_at_its_end():
    entered = new.enter("nav:\n  - Home: index.md\n\ntheme: material\n", "attention", "query")
    assert yaml.safe_load(entered)["nav"] == [{"Home": "index.md"}, {"Attention": ["attention/query.md"]}]
    assert yaml.safe_load(entered)["theme"] == "material"


def test_a_part_written_on_one_line_is_refused_before_it_comes_twice(project, capsys):
    (project / "mkdocs.yml").write_text("nav:\n  - Attention: [attention/query.md]\n", encoding="utf-8")
    before = files(project)
    assert new.main(["attention/keys"], project) == 1
    assert "with no page of docs/attention on a line of its own" in capsys.readouterr().err
    assert files(project) == before


def test_everything_written_is_named(project, capsys):
    before = files(project)
    assert new.main(["convolution/strides"], project) == 0
    written = {
        name
        for name, content in files(project).items()
        if before.get(name) != content and "__pycache__" not in name
    }
    told = capsys.readouterr().out
    assert len(written) == 7
    assert all(name in told for name in written)


@pytest.mark.parametrize(
    ("page", "words"),
    [
        ("", "No page was named"),
        ("state", "'state' is not a part and a topic"),
        ("recurrence/state/more", "is not a part and a topic"),
        ("../etc", "'..' is no name"),
        ("recurrence/..", "'..' is no name"),
        ("/state", "'' is no name"),
        ("recurrence/", "'' is no name"),
        ("Recurrence/Echo", "'Recurrence' is no name"),
        ("recurrence/echo-state", "'echo-state' is no name"),
        ("recurrence/2d", "'2d' is no name"),
        ("recurrence/lambda", "'lambda' is no name"),
        ("recurrence/écho", "'écho' is no name"),
        ("recurrence/a b", "'a b' is no name"),
        ("recurrence/" + "long" * 11, "has 44 letters"),
        ("cases/handwriting", "Cases are notebooks"),
        ("about/authors", "docs/about holds no teaching pages"),
        ("figures/echo", "docs/figures holds no teaching pages"),
        ("recurrence/state", "docs/recurrence/state.md exists already"),
        ("convolution/state", "docs/recurrence/state.md exists already"),
        ("recurrence/shifted_digits", "docs/cases/shifted_digits.py exists already"),
        ("recurrence/optim", "snippets/optim.py exists already"),
        ("recurrence/convolution", "snippets/convolution exists already"),
        ("recurrence/kit", "exercises/kit.py exists already"),
        ("recurrence/grammar", "figures/grammar.py exists already"),
        ("recurrence/site", "tests/test_site.py exists already"),
        ("recurrences/echo", "The part recurrences is close to the existing recurrence"),
        ("recurrence/sliding_dot_product", "is close to the existing sliding_dot_products"),
    ],
)
def test_a_name_that_cannot_be_is_refused_and_nothing_is_written(project, capsys, page, words):
    before = files(project)
    assert new.main([page], project) == 1
    message = capsys.readouterr().err
    assert words in message
    assert "\n→ " in message
    assert files(project) == before


def test_a_name_close_to_another_is_taken_when_it_is_meant(project):
    assert new.main(["recurrence/sliding_dot_product", "--even-if-close"], project) == 0
    assert (project / "docs/recurrence/sliding_dot_product.md").exists()


def test_a_fault_on_the_way_takes_everything_back(project, capsys):
    (project / "figures/grammar.py").write_text("raise RuntimeError('no ink')\n", encoding="utf-8")
    before = files(project)
    assert new.main(["linear_maps/shift"], project) == 1
    assert "no ink" in capsys.readouterr().err
    after = {name: content for name, content in files(project).items() if "__pycache__" not in name}
    assert after == before
    assert not (project / "docs/linear_maps").exists()


def test_a_folder_that_cannot_be_written_is_named(project, capsys):
    (project / "exercises").rename(project / "elsewhere")
    (project / "exercises").touch()
    assert new.main(["convolution/strides"], project) == 1
    assert "exercises" in capsys.readouterr().err
    assert not (project / "docs/convolution/strides.md").exists()
