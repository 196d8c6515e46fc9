"""The fingerprint of a case: what moves it, and what may change without a new training."""

import sys
from types import ModuleType

import pytest

from snippets import trained


@pytest.fixture
def tiny(monkeypatch):
    """A case that is imported; what it stands on is read from files."""
    module = ModuleType("snippets.tiny")
    monkeypatch.setitem(sys.modules, "snippets.tiny", module)
    return module


class TestFingerprint:
    @pytest.fixture(autouse=True)
    def project(self, tmp_path, monkeypatch):
        """A case that stands on a module, which stands on a file of a package; and one module apart."""
        monkeypatch.setattr(trained, "ROOT", tmp_path)
        self.folder = tmp_path / "snippets"
        (self.folder / "deep").mkdir(parents=True)
        self.write("tiny.py", "from snippets import middle\n\nSTEPS = 10\n")
        self.write("middle.py", "import numpy\nfrom snippets.deep.file import number\n")
        self.write("deep/__init__.py", "")
        self.write("deep/file.py", 'def number():\n    """One."""\n    return 1\n')
        self.write("apart.py", "")
        self.data = tmp_path / "data.bin"
        self.data.write_bytes(b"data")

    def write(self, name, text):
        (self.folder / name).write_text(text)

    def fingerprint(self, tiny):
        tiny.DATA = (self.data,)
        return trained.fingerprint("tiny")

    @pytest.mark.parametrize(
        ("name", "text"),
        [
            ("tiny.py", "from snippets import middle\n\nSTEPS = 11\n"),
            ("middle.py", "import numpy\nfrom snippets.deep.file import number\nnumpy.seterr(all='raise')\n"),
            ("deep/__init__.py", "import numpy\n"),
            ("deep/file.py", 'def number():\n    """One."""\n    return 2\n'),
        ],
    )
    def test_code_anywhere_under_the_case_moves_it(self, tiny, name, text):
        before = self.fingerprint(tiny)
        self.write(name, text)
        assert self.fingerprint(tiny) != before

    def test_data_moves_it(self, tiny):
        before = self.fingerprint(tiny)
        self.data.write_bytes(b"date")
        assert self.fingerprint(tiny) != before

    def test_docstrings_comments_empty_lines_and_modules_apart_do_not(self, tiny):
        before = self.fingerprint(tiny)
        self.write(
            "deep/file.py", '# A number.\n\n\ndef number():\n    """Uno."""\n\n    # why\n    return 1\n'
        )
        self.write("apart.py", "x = 1\n")
        assert self.fingerprint(tiny) == before

    def test_a_bar_judges_numbers_and_makes_none(self, tiny):
        self.write("tiny.py", "STEPS = 10\n\ndef misses(runs):\n    return []\n\nLAST = 1\n")
        before = self.fingerprint(tiny)
        self.write("tiny.py", "STEPS = 10\n\ndef misses(runs):\n    return ['all']\n\nLAST = 1\n")
        assert self.fingerprint(tiny) == before
        self.write("tiny.py", "STEPS = 10\n\ndef misses(runs):\n    return []\n\nLAST = 2\n")
        assert self.fingerprint(tiny) != before
