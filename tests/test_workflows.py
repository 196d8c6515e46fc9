"""The check of the GitHub workflows passes on ours and turns red on what it is there for."""

import shutil

import pytest
import yaml

from snippets import train
from tools import workflows

ROOT = workflows.ROOT
PINNED = "actions/checkout@3d3c42e5aac5ba805825da76410c181273ba90b1 # v7.0.1"


@pytest.fixture
def copy(tmp_path):
    shutil.copytree(ROOT / ".github", tmp_path / ".github")
    return tmp_path


def test_our_workflows_pass():
    assert workflows.main() == 0


@pytest.mark.parametrize(
    ("right", "wrong", "words"),
    [
        pytest.param(PINNED, "actions/checkout@v7", "unpinned-uses", id="an action that is not pinned"),
        pytest.param(
            "persist-credentials: false", "fetch-tags: true", "artipacked", id="a token left on disk"
        ),
        pytest.param(
            "runs-on: ubuntu-latest", "runs-on: ubuntu-latst", "ubuntu-latst", id="a misspelt runner"
        ),
        pytest.param("${{ matrix.python }}", "${{ matrix.pithon }}", "pithon", id="a misspelt expression"),
        pytest.param("jobs:\n", "jobs: [\n", "no YAML", id="broken YAML"),
    ],
)
def test_a_fault_in_a_workflow_is_named(copy, capfd, right, wrong, words):
    check = copy / ".github/workflows/check.yml"
    text = check.read_text(encoding="utf-8")
    assert right in text
    check.write_text(text.replace(right, wrong, 1), encoding="utf-8")
    assert workflows.main(copy) == 1
    out = "".join(capfd.readouterr())
    assert "check.yml" in out
    assert words in out


def test_every_case_is_trained_again_each_week():
    jobs = yaml.safe_load((ROOT / ".github/workflows/weekly.yml").read_text("utf-8"))["jobs"]
    assert jobs["train"]["strategy"]["matrix"]["case"] == list(train.CASES)


def test_no_workflow_at_all_is_a_failure(tmp_path, capfd):
    assert workflows.main(tmp_path) == 1
    assert "no workflow to check" in capfd.readouterr().out
