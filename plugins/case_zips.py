"""Each case as one zip beside its page: unpack it, install two packages, and the case runs alone.

It holds the notebook as a program and for Jupyter, the modules that it imports, the data and weights that
these name, exact pins, licences, and a README.md. The same sources give the same bytes. The page links to
it (overrides/partials/content.html).
"""

import io
import posixpath
import re
import zipfile
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urldefrag, urljoin

from jinja2 import Environment
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import PluginError
from mkdocs.structure.files import File, Files, InclusionLevel

from plugins import front_matter, notebooks, page_info, plain_notebook
from plugins.closure import Closure, closure, pins
from plugins.project import message, place, report, root, source_path

LICENCES = ("LICENSE", "LICENSE-docs")
DATA, WEIGHTS = Path("snippets/data"), Path("snippets/weights")
ABOUT = "README.md"  # in either folder: one section a file of data, one a case
README = """\
# {title}

A case of {site}, <{address}>, built from commit {commit}.
You need Python 3.11 or newer. In this folder:

```console
python3 -m venv .venv
.venv/bin/python -m pip install -r requirements.txt
.venv/bin/python {name}.py
```

On Windows, write `py` for `python3` and `.venv\\Scripts\\python` for `.venv/bin/python`. The program prints
the page's numbers. `{name}.ipynb` shows its figures too, in any Jupyter whose Python has these packages.

{train}{check}Where a message says `git checkout`, take that file from the zip again.

Code: MIT, see `LICENSE`. Text and figures: CC BY 4.0, see `LICENSE-docs`.{data}
"""
TRAIN = """\
`.venv/bin/python -m snippets.train {name} --seeds 5` trains all again. Ctrl-C stops it, and the same
command goes on from there. At its end it replaces the table and the weights in `snippets/weights/`.

"""
CHECK = "`.venv/bin/python -m exercises.{name} answer.py` checks your answers to the exercises.\n\n"


@dataclass(frozen=True)
class Download:
    name: str
    uri: str
    kilobytes: int


def on_env(env: Environment, config: MkDocsConfig, files: Files) -> Environment:
    """By now every page has been read, so that its includes are known to be sound."""
    downloads = {}
    for case in [file for file in files if notebooks.is_notebook(file)]:
        data = packed(case.name, content(case, config, files))
        archive = File.generated(
            config, f"cases/{case.name}.zip", content=data, inclusion=InclusionLevel.INCLUDED
        )
        files.append(archive)
        downloads[case.src_uri] = Download(f"{case.name}.zip", archive.src_uri, round(len(data) / 1000))
    env.globals["case_zips"] = downloads
    return env


def content(case: File, config: MkDocsConfig, files: Files) -> dict[str, bytes]:
    """The files of a case's zip, by name."""
    project, path = root(config), source_path(case)
    name = path.stem

    def address(link: str) -> str:
        aim, anchor = urldefrag(link)
        page = files.get_file_from_path(posixpath.normpath(posixpath.join("cases", aim))) if aim else case
        if page is None:
            return link  # MkDocs reports it
        return urljoin(config.site_url or "", page.url) + (f"#{anchor}" if anchor else "")

    notebook = plain_notebook.plain(path, project, address)
    whole = closure(project, path, path.read_text("utf-8"), commands(project, name))
    found = {f"{name}.py": plain_notebook.as_program(notebook)}
    found[f"{name}.ipynb"] = plain_notebook.as_notebook(notebook)
    found["requirements.txt"] = pins(project, whole.packages, place(config, case))
    found |= {part.relative_to(project).as_posix(): text for part, text in whole.files.items()}
    data = data_files(project, name, whole)
    for folder, headings in (DATA, [p.name for p in data if p.parent.name == "data"]), (WEIGHTS, [name]):
        if any(part.parent == project / folder for part in data):
            found[(folder / ABOUT).as_posix()] = about(project, folder / ABOUT, headings)
    found["README.md"] = readme(case, config, found)
    binary = {part.relative_to(project).as_posix(): part.read_bytes() for part in data}
    binary |= {licence: existing(project, licence).read_bytes() for licence in LICENCES}
    return {name: text.encode() for name, text in found.items()} | binary


def commands(project: Path, name: str) -> list[str]:
    """What a reader runs in the folder besides the notebook: the training, the check of the exercises."""
    wanted = [f"snippets.{name}", "snippets.train"] if (project / f"snippets/{name}.py").exists() else []
    return wanted + ([f"exercises.{name}"] if (project / f"exercises/{name}.py").exists() else [])


def data_files(project: Path, name: str, whole: Closure) -> list[Path]:
    """The data that the programs name, and the weights of the case and of any other that they name."""
    train = project / "snippets/train.py"  # it lists all cases, and trains the one that is here
    quoted = {name}.union(*(texts for path, texts in whole.quoted.items() if path != train))
    return [
        *(path for path in sorted((project / DATA).glob("*")) if path.name in quoted and path.name != ABOUT),
        *(p for p in sorted((project / WEIGHTS).glob("*")) if p.stem.removesuffix("-choice") in quoted),
    ]


def about(project: Path, path: Path, headings: list[str]) -> str:
    """The head of a README.md and its sections with these headings: sources, licences, how it was made."""
    head, *sections = re.split(r"^(?=## )", existing(project, path.as_posix()).read_text("utf-8"), flags=re.M)
    told = []
    for heading in headings:
        found = [part for part in sections if heading in re.split(r"[\s`]+", part.partition("\n")[0])]
        if not found:
            report(f"{path}:1", f"no section tells of {heading}", f"Write one, headed `## {heading}`.")
        told += found
    return head + "".join(told)


def existing(project: Path, name: str) -> Path:
    if not (project / name).is_file():
        raise PluginError(
            message(f"{name}:1", "it is not there, and the cases' zips need it", f"git checkout {name}")
        )
    return project / name


def readme(case: File, config: MkDocsConfig, found: dict[str, str]) -> str:
    """How to run what lies beside it, and under which licences it comes."""
    name = case.name
    return README.format(
        title=front_matter.read(config, case)["title"],
        site=config.site_name,
        address=urljoin(config.site_url or "", case.url),
        commit=page_info.current_commit(root(config)),
        name=name,
        train=TRAIN.format(name=name) if "snippets/train.py" in found else "",
        check=CHECK.format(name=name) if f"exercises/{name}.py" in found else "",
        data=" Data: see `snippets/data/README.md`." if f"{DATA}/{ABOUT}" in found else "",
    )


def packed(name: str, content: dict[str, bytes]) -> bytes:
    """A zip whose files lie in one folder: the same bytes whenever and wherever it is packed."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for path, data in sorted(content.items()):
            entry = zipfile.ZipInfo(f"{name}/{path}")  # dated 1980
            entry.create_system = 3  # else Windows would say so
            entry.external_attr = 0o644 << 16
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, data)
    return file.getvalue()
