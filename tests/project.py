"""A small project in which nothing is wrong: tests break one thing in it and see who notices."""

import shutil
from pathlib import Path

from tools.pages import ROOT

PAGE = """\
---
title: A window slides
description: One window slides over a signal.
minutes: 5
prerequisites: []
modules: [window]
---

# A window slides

The window reads two cells at a time; `for` does it, and <kbd>x</kbd> is only HTML.

```python
from snippets.window import sums

print(sums([1, 2, 3]))
print(1 / 8)
```

<!--pytest-codeblocks:expected-output-->

```text title="Output"
[3, 5]
0.125
```

=== "PyTorch"

    <!--pytest-codeblocks:importorskip(torch)-->

    ```python
    import torch

    print(torch.tensor([1, 2, 3]).unfold(0, 2, 1).sum(1).tolist())
    print(torch.ones(8).mean().item() / 8)
    ```

    <!--pytest-codeblocks:expected-output-->

    ```text title="Output"
    [3, 5]
    0.125
    ```

```py title="snippets/window.py"
--8<-- "snippets/window.py:sums"
```

```console
make serve
```

### Exercise: one

```py title="exercises/slides.py"
--8<-- "exercises/slides.py:one-stub"
```

??? success "Solution"

    ```py title="exercises/slides.py"
    --8<-- "exercises/slides.py:one-solution"
    ```

### Exercise: two

```py title="exercises/slides.py"
--8<-- "exercises/slides.py:two-stub"
```

??? success "Solution"

    ```py title="exercises/slides.py"
    --8<-- "exercises/slides.py:two-solution"
    ```

### Exercise: three

```py title="exercises/slides.py"
--8<-- "exercises/slides.py:three-stub"
```

??? success "Solution"

    ```py title="exercises/slides.py"
    --8<-- "exercises/slides.py:three-solution"
    ```

## Sources
"""

TORCH_TAB = PAGE[PAGE.index("===") : PAGE.index("```py title")]

SNIPPET = '''\
"""Windows."""


# --8<-- [start:sums]
def sums(x):
    """Add each two neighbours."""
    return [x[i] + x[i + 1] for i in range(len(x) - 1)]
# --8<-- [end:sums]
'''

NOTEBOOK = """\
# ---
# jupyter:
#   jupytext: {text_representation: {extension: .py, format_name: percent}}
#   kernelspec: {display_name: Python 3, language: python, name: python3}
#   page: {title: A case, description: Sums., minutes: 5, prerequisites: [part/slides.md], modules: [window]}
# ---

# %% [markdown]
# # A case
#
# Prose.

# %%
# a comment, no heading
from snippets.window import sums

print(sums([1, 2]))
"""
EXERCISES = PAGE[PAGE.index("### Exercise: one") : PAGE.index("## Sources")].replace("slides", "case")
NOTEBOOK += "\n# %% [markdown]\n" + "".join(f"# {line}".rstrip() + "\n" for line in EXERCISES.splitlines())


def exercise_source() -> str:
    sections = [f"{name}-{kind}" for name in ("one", "two", "three") for kind in ("stub", "solution")]
    return "".join(f"# --8<-- [start:{name}]\nanswer = ...\n# --8<-- [end:{name}]\n" for name in sections)


def small_project(folder: Path) -> Path:
    """Write the project into `folder`; its page is docs/part/slides.md."""
    files = {
        "docs/part/slides.md": PAGE,
        "docs/index.md": "# Home\n",
        "docs/cases/case.py": NOTEBOOK,
        "snippets/__init__.py": "",
        "snippets/window.py": SNIPPET,
        "exercises/__init__.py": "",
        "exercises/slides.py": exercise_source(),
        "exercises/case.py": exercise_source(),
    }
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return folder


def runnable_project(folder: Path) -> Path:
    """The small project with this one's tools and settings, so that pytest and `make fix` run there."""
    small_project(folder)
    for name in ("tools", "conftest.py", "pyproject.toml"):
        source = ROOT / name
        if source.is_dir():
            shutil.copytree(source, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(source, folder / name)
    return folder


def edit(path: Path, old: str, new: str) -> None:
    """Replace a text that must be there, where it stands first."""
    text = path.read_text(encoding="utf-8")
    assert old in text, f"{old!r} does not stand in {path.name}"
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
