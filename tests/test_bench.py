"""The benchmark: its rivals compute the same, its gates close, and its file names no machine's paths."""

import json
import re

import numpy as np
import pytest

from snippets.convolution import conv2d, conv2d_backward
from tools import bench
from tools.operations import OPERATIONS
from tools.operations.kit import Operation
from tools.rivals.convolution import im2col_both, im2col_forward


@pytest.mark.parametrize(("stride", "padding"), [(1, 0), (1, 1), (2, 1)])
def test_the_rival_computes_the_same_convolution(stride, padding):
    rng = np.random.default_rng(0)
    x, weight, bias = rng.normal(size=(2, 3, 7, 6)), rng.normal(size=(4, 3, 3, 2)), rng.normal(size=4)
    expected = conv2d(x, weight, bias, stride=stride, padding=padding)
    np.testing.assert_allclose(im2col_forward(x, weight, bias, stride, padding)[0], expected, rtol=1e-12)
    grad_output = rng.normal(size=expected.shape)
    grads = im2col_both(grad_output, x, weight, bias, stride, padding)
    expected_grads = conv2d_backward(grad_output, x, weight, bias, stride=stride, padding=padding)
    for grad, expected_grad in zip(grads, expected_grads, strict=True):
        np.testing.assert_allclose(grad, expected_grad, rtol=1e-12, atol=1e-12)


@pytest.mark.parametrize(
    ("entry", "words"),
    [
        ({"gate": 0.8, "ratio": 0.8}, None),
        ({"gate": 0.8, "ratio": 0.81}, "  a, float32: 0.81 of PyTorch's time; at most 0.8"),
        ({"gate": None, "ratio": 9.0}, None),
        ({"gate": 1.8, "gemm_share": 0.5}, None),
        ({"gate": 1.8, "gemm_share": 0.49}, "  a, float32: 0.49 of GEMM's rate; at least 0.5"),
        ({"gate": 1.8, "ratio": 1.0, "gemm_share": 0.1}, None),  # PyTorch is the better judge
        ({"gate": 0.5}, None),
    ],
)
def test_a_gate_closes_on_what_is_too_slow(entry, words):
    assert bench.verdict({"operation": "a", "dtype": "float32", **entry}) == words


@pytest.mark.parametrize(
    ("ours", "status"), [(1, 0), (4, "Missed:\n  a, float32: 4.0 of PyTorch's time; at most 2.0")]
)
def test_a_missed_gate_is_an_error_and_the_file_is_written_all_the_same(monkeypatch, tmp_path, ours, status):
    clock = [0.0]

    def taking(milliseconds):
        def run():
            clock[0] += milliseconds / 1000

        return run

    runs = {"snippets": taking(ours), "PyTorch": taking(1), "other": taking(5000)}
    monkeypatch.setattr(bench.time, "process_time", lambda: clock[0])
    monkeypatch.setattr(bench, "gemm_rate", lambda dtype: 100.0)
    monkeypatch.setattr(bench, "OPERATIONS", [Operation("a", lambda: runs, 2.0)])
    monkeypatch.setattr(bench, "FILE", tmp_path / "measured.json")
    monkeypatch.setattr(bench.sys, "argv", ["bench"])
    with pytest.raises(SystemExit) as stopped:
        bench.main()
    assert stopped.value.code == status
    (entry,) = json.loads((tmp_path / "measured.json").read_text(encoding="utf-8"))["operations"]
    assert entry["milliseconds"] == {"snippets": ours, "PyTorch": 1, "other": 5000}
    assert entry["ratio"] == ours


def test_every_operation_has_a_name_of_its_own():
    names = [(operation.name, operation.dtype) for operation in OPERATIONS]
    assert len(set(names)) == len(names)


def test_the_committed_figures_are_of_the_operations_there_are_and_name_no_path():
    text = bench.FILE.read_text(encoding="utf-8")
    measured = [(entry["operation"], entry["dtype"]) for entry in json.loads(text)["operations"]]
    assert measured == [(operation.name, operation.dtype) for operation in OPERATIONS], "→ make bench"
    assert not re.search(r"[/\\](home|root|usr|work|Users|tmp)\b", text)
