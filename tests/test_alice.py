"""Alice: the text, what counting it costs, how a model is trained on it and judged, and the bar."""

import numpy as np
import pytest

from snippets import alice as case
from snippets import character_model, ngrams

# The text


def test_the_text_is_eight_chapters_in_small_letters():
    chapters = case.chapters()
    assert len(chapters) == 8
    assert chapters[0].startswith(
        "alice was beginning to get very tired of sitting by her sister on the bank"
    )
    assert chapters[-1].startswith("a large rose-tree stood near the entrance of the garden")
    assert "".join(sorted(set("".join(chapters)))) == case.CHARACTERS
    assert all(chapter.endswith(("\n",)) and "\n\n" not in chapter for chapter in chapters)
    assert [len(chapter) for chapter in chapters][-1] == len(case.held_out())


def test_the_last_chapter_is_held_out_and_no_paragraph_of_it_is_read():
    assert case.training() == "".join(case.chapters()[:7])
    long = [line for line in case.held_out().splitlines() if len(line) > 60]
    assert len(long) > 20
    assert not [line for line in long if line in case.training()]


def test_the_file_is_as_long_as_the_notes_say():
    notes = (case.PATH.parent / "README.md").read_text(encoding="utf-8")
    assert f"{len(case.PATH.read_bytes()):,} characters" in notes


@pytest.mark.parametrize("harm", ["cut", "foreign", "bytes"])
def test_a_damaged_file_is_refused(tmp_path, harm):
    data = case.PATH.read_bytes()
    harmed = {"cut": data[:50_000], "foreign": data + b"X", "bytes": data + b"\xff"}[harm]
    (tmp_path / "alice.txt").write_bytes(harmed)
    with pytest.raises(ValueError, match=r"alice.txt is damaged. → "):
        case.chapters(tmp_path / "alice.txt")


# Counting


def test_counting_learns_from_the_training_chapters_and_pays_for_the_held_out_one():
    symbols = character_model.encode(case.training(), case.CHARACTERS)
    held_out = character_model.encode(case.held_out(), case.CHARACTERS)
    V = len(case.CHARACTERS)
    shares = (np.bincount(symbols, minlength=V) + 1) / (len(symbols) + V)  # every character occurs
    assert case.counted(1) == pytest.approx(-np.log2(shares[held_out[3:]]).mean(), rel=1e-12)
    pairs = ngrams.witten_bell(symbols, 2, V)
    assert case.counted(2) == pytest.approx(-np.log2(pairs[held_out[2:-1], held_out[3:]]).mean(), rel=1e-12)


def test_all_are_judged_on_the_same_characters():
    model = case.build("1 pass")
    text = case.held_out()[:200]
    everything = character_model.bits(model, text)
    assert case.learned(model, text) == pytest.approx(everything[2:].mean(), rel=1e-12)
    assert len(everything[2:]) == len(text) - case.UNSCORED


def test_what_the_page_prints_of_counting_does_not_hang_on_a_last_bit():
    costs = np.array([np.log2(38), *(case.counted(order) for order in (1, 2, 3))])
    hundredths = 100 * costs  # printed with three digits
    assert np.abs(hundredths - np.floor(hundredths) - 0.5).min() > 0.01


# Training


def test_training_reads_the_training_chapters_and_nothing_else(monkeypatch):
    read = []
    monkeypatch.setattr(case, "fit", lambda model, text, **settings: read.append((text, settings)))
    case.train("4 passes", 0)
    ((text, settings),) = read
    assert text == case.training()
    assert settings == {"streams": 16, "steps": 32, "passes": 4, "lr": case.RUNS["4 passes"].lr}


def test_rates_are_judged_on_each_training_chapter_once_by_a_model_that_has_not_read_it(monkeypatch):
    read, judged, settings = [], [], []

    def remember(run, text, seed):
        read.append(text)
        settings.append((run.passes, run.lr))

    monkeypatch.setattr(case, "fitted", remember)
    monkeypatch.setattr(case, "learned", lambda model, text: judged.append(text) or 3.0)
    scores = [case.validate("2 passes", (0.5,), fold) for fold in range(case.FOLDS)]
    assert scores == [-3.0] * case.FOLDS  # fewer bits are better
    assert settings == [(2, 0.5)] * case.FOLDS
    for chapter in case.chapters()[:-1]:
        assert sum(chapter in text for text in judged) == 1
        assert [chapter in text for text in read] == [chapter not in text for text in judged]
    assert not any(case.held_out() in text for text in read + judged)


def test_training_does_not_hang_on_the_last_bits():
    """Why the weights that ship come out the same elsewhere; at twice the rate they do not."""
    text = case.training()[:20_000]
    run = case.RUNS["8 passes"]
    here, there = (case.build("8 passes") for _ in range(2))
    there.vector *= 1 + 1e-15
    for model in (here, there):
        settings = {"streams": case.STREAMS, "steps": case.STEPS, "passes": run.passes, "lr": run.lr}
        character_model.fit(model, text, **settings)
    assert 0 < np.abs(here.vector - there.vector).max() < 1e-9


def test_evaluation_reads_both_texts(monkeypatch):
    monkeypatch.setattr(case, "learned", lambda model, text: float(len(text)))
    assert case.evaluate("1 pass", None) == {
        "training": len(case.training()),
        "held out": len(case.held_out()),
    }


# The bar


GOOD = {"1 pass": 3.4, "2 passes": 3.1, "4 passes": 2.8, "8 passes": 2.5, "16 passes": 2.35}


@pytest.mark.parametrize(
    ("changed", "demand"),
    [
        ({"2 passes": 2.7}, "every doubling"),
        ({"1 pass": 2.64, "2 passes": 2.6, "4 passes": 2.55}, "three characters counted are better"),
        ({"16 passes": 2.26}, "four characters counted are still better"),
        ({"16 passes": 2.41}, "a character costs 2.4 bits"),
    ],
)
def test_each_demand_of_the_bar_can_be_missed(changed, demand):
    def runs(*seeds):
        return {run: [{"held out": seed[run]} for seed in seeds] for run in GOOD}

    assert case.misses(runs(GOOD, GOOD)) == []
    (missed,) = case.misses(runs(GOOD, GOOD | changed))
    assert missed.startswith("seed 1 misses: ")
    assert demand in missed


def test_a_network_that_never_overtakes_counting_misses_the_bar():
    late = {"1 pass": 3.4, "2 passes": 3.1, "4 passes": 3.0, "8 passes": 2.9, "16 passes": 2.7}
    missed = case.misses({run: [{"held out": cost}] for run, cost in late.items()})
    assert any("the network is better" in sentence for sentence in missed)
