"""The benchmark: its rivals compute the same, its gates close, and its file names no machine's paths."""

import json
import re

import numpy as np
import pytest

from snippets.convolution import conv2d, conv2d_backward
from tools import bench, clock, growth
from tools.operations import OPERATIONS
from tools.operations.growth import LINEAR, MEMORY, SCALING, TRAINING, Call, Growth
from tools.operations.kit import Operation
from tools.rivals.convolution import im2col_both, im2col_forward, positions_forward, scipy_forward


@pytest.mark.parametrize(("stride", "padding"), [(1, 0), (1, 1), (2, 1)])
def test_the_rival_computes_the_same_convolution(stride, padding):
    rng = np.random.default_rng(0)
    x, weight, bias = rng.normal(size=(2, 3, 7, 6)), rng.normal(size=(4, 3, 3, 2)), rng.normal(size=4)
    expected = conv2d(x, weight, bias, stride=stride, padding=padding)
    np.testing.assert_allclose(im2col_forward(x, weight, bias, stride, padding)[0], expected, rtol=1e-12)
    np.testing.assert_allclose(
        positions_forward(x, weight, bias, stride, padding), expected, rtol=1e-12, atol=1e-12
    )
    if stride == 1:
        np.testing.assert_allclose(scipy_forward(x, weight, bias, padding), expected, rtol=1e-12, atol=1e-12)
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
    now = [0.0]

    def taking(milliseconds):
        def run():
            now[0] += milliseconds / 1000

        return run

    runs = {"snippets": taking(ours), "PyTorch": taking(1), "other": taking(5000)}
    monkeypatch.setattr(clock.time, "process_time", lambda: now[0])
    monkeypatch.setattr(bench, "gemm_rate", lambda dtype: 100.0)
    monkeypatch.setattr(bench, "OPERATIONS", [Operation("a", lambda: runs, 2.0)])
    for section in ("SCALING", "MEMORY", "TRAINING"):
        monkeypatch.setattr(bench, section, [])
    monkeypatch.setattr(bench, "FILE", tmp_path / "measured.json")
    monkeypatch.setattr(bench.sys, "argv", ["bench"])
    with pytest.raises(SystemExit) as stopped:
        bench.main()
    assert stopped.value.code == status
    (entry,) = json.loads((tmp_path / "measured.json").read_text(encoding="utf-8"))["operations"]
    assert entry["milliseconds"] == {"snippets": ours, "PyTorch": 1, "other": 5000}
    assert entry["ratio"] == ours


def growing(cost, gate=LINEAR):
    return Growth("a", "size", [1000, 2000, 4000], lambda size: lambda: cost(size), gate)


@pytest.mark.parametrize(("power", "slope"), [(0, 0.0), (1, 1.0), (2, 2.0)])
def test_the_slope_of_time_is_the_power_with_which_it_grows(monkeypatch, power, slope):
    now = [0.0]

    def cost(size):
        now[0] += 1e-9 * size**power

    monkeypatch.setattr(clock.time, "process_time", lambda: now[0])
    entry = growth.time(growing(cost))
    assert entry["slope"] == pytest.approx(slope, abs=0.01)
    assert entry["milliseconds"] == pytest.approx([1e-6 * size**power for size in entry["sizes"]], rel=0.01)
    assert growth.verdict(entry) == (None if power < 2 else "  a by size has slope 2.0; at most 1.15")


def test_the_bytes_of_a_call_are_its_peak_with_what_it_returns():
    def call(size):
        scratch = np.ones(3 * size)
        return scratch[:size].copy()

    entry = growth.bytes_by_size(growing(lambda size: call(1000 * size)))
    assert entry["bytes"] == pytest.approx([4 * 8 * 1000 * size for size in entry["sizes"]], rel=0.01)
    assert entry["slope"] == pytest.approx(1, abs=0.01)
    flat = growth.bytes_by_size(growing(lambda size: np.ones(10**5), gate=0.1))
    assert (growth.verdict(flat), growth.verdict(entry | {"gate": 0.1})) == (
        None,
        "  a by size has slope 1.0; at most 0.1",
    )


@pytest.mark.parametrize(("scratch", "words"), [(10, None), (10_000_000, "  a allocates 8")])
def test_a_forward_call_may_take_half_as_much_again_as_goes_through_and_16_megabytes(scratch, words):
    x = np.ones(1_000_000)
    entry = growth.memory(Call("a", lambda: (lambda: x + np.zeros(scratch).sum(), [x])))
    assert entry["through"] == 2 * x.nbytes
    assert entry["gate"] == 3 * x.nbytes + 16 * 10**6
    assert (growth.verdict(entry) or "").startswith(words or "")
    assert bool(growth.verdict(entry)) == bool(words)


def test_every_line_has_a_name_of_its_own():
    for section in (OPERATIONS, SCALING, MEMORY, TRAINING):
        names = [str(one) for one in section]
        assert len(set(names)) == len(names)


def test_the_committed_figures_are_of_what_there_is_to_measure_and_name_no_path():
    text = bench.FILE.read_text(encoding="utf-8")
    found = json.loads(text)
    measured = [(entry["operation"], entry["dtype"]) for entry in found["operations"]]
    assert measured == [(operation.name, operation.dtype) for operation in OPERATIONS], "→ make bench"
    for name, section in {"scaling": SCALING, "training": TRAINING}.items():
        measured = [(entry["operation"], entry["against"], entry["sizes"]) for entry in found[name]]
        assert measured == [(one.name, one.against, one.sizes) for one in section], "→ make bench"
    assert [entry["operation"] for entry in found["memory"]] == [call.name for call in MEMORY], "→ make bench"
    assert not re.search(r"[/\\](home|root|usr|work|Users|tmp)\b", text)


def test_what_the_committed_figures_imply_of_each_other_holds():
    found = json.loads(bench.FILE.read_text(encoding="utf-8"))
    for operation, entry in zip(OPERATIONS, found["operations"], strict=True):
        times, rate = entry["milliseconds"], found["gemm_gigaflops"][operation.dtype]
        assert entry["gate"] == operation.gate
        if "PyTorch" in times:  # the median of quotients is close to the quotient of medians
            assert entry["ratio"] == pytest.approx(times["snippets"] / times["PyTorch"], rel=0.2)
        if operation.flops:
            share = operation.flops / times["snippets"] / 1e6 / rate
            assert entry["gemm_share"] == pytest.approx(share, rel=0.02)
    for name, costs in (("scaling", "milliseconds"), ("training", "bytes")):
        for entry in found[name]:
            slope = np.polyfit(np.log(entry["sizes"]), np.log(entry[costs]), 1)[0]
            assert entry["slope"] == pytest.approx(slope, abs=0.01)
    for entry in found["memory"]:
        assert entry["gate"] == round(1.5 * entry["through"]) + 16 * 10**6
