"""Case 1: what stands on a strip, how readings are counted, its gradient, the figures, and the bar."""

from functools import cache
from xml.etree import ElementTree

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from exercises import digit_strings as exercises
from figures import digit_strings as figures
from snippets import digit_strings as case
from snippets import digits, trained
from snippets.crnn import built, digit_reader, reading_loss
from snippets.gradients import central_difference
from snippets.summary import rows, totals
from tests.cases import assert_drawings

CASE = "digit_strings"
SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture(scope="module")
def table():
    return trained.table(CASE)


@pytest.fixture(scope="module")
def model():
    return trained.load(CASE, "crnn")


STRAIGHT = np.zeros((1, 2, 6))


def test_at_its_own_width_a_digit_stays_as_it_is_and_beyond_it_is_paper():
    images = digits.load()[0][:3]
    drawn = case.stretched(images, np.full(3, 8), np.zeros((3, 2, 6)))
    np.testing.assert_array_equal(drawn[:, :, :8], images)
    assert drawn.shape == (3, 8, 13)
    assert not drawn[:, :, 8:].any()


@pytest.mark.parametrize("width", [8, 9, 11, 13])
@pytest.mark.parametrize("seed", range(3))
def test_a_pixel_is_interpolated_at_the_place_that_its_bend_gives_by_hand(width, seed):
    image, bend = digits.load()[0][7], np.random.default_rng(seed).uniform(-1.5, 1.5, size=(1, 2, 6))
    found = case.stretched(image[None], np.array([width]), bend)[0]
    paper = np.pad(image, 1)
    for i in range(8):
        for j in range(width):
            place = np.array([i, (j + 0.5) * 8 / width - 0.5])  # the middle of the column, in the source
            r, c = place / 3.5 - 1
            row, column = np.clip(place + bend[0] @ [1, r, c, r * r, r * c, c * c], -1, 8) + 1
            along = [np.interp(column, range(10), line) for line in paper]
            assert found[i, j] == pytest.approx(np.interp(row, range(10), along), abs=1e-6)


@pytest.mark.parametrize(("axis", "found"), [(0, (3, 4)), (1, (4, 3))])
def test_a_bend_of_one_takes_each_pixel_from_one_further_down_or_right(axis, found):
    dot, bend = np.zeros((1, 8, 8), np.float32), STRAIGHT.copy()
    dot[0, 4, 4], bend[0, axis, 0] = 1, 1
    drawn = case.stretched(dot, np.array([8]), bend)[0]
    assert np.argwhere(drawn).tolist() == [list(found)]


def test_only_digits_to_learn_from_are_bent_and_no_further_than_they_may(monkeypatch):
    met, draw = [], case.stretched
    monkeypatch.setattr(case, "stretched", lambda *given: met.append(given[2]) or draw(*given))
    case.validation()
    case.strips(np.random.default_rng(0), 400, case.parts()[0], bent=1.0)
    straight, bends = met
    assert not straight.any()
    most = np.tile([0.2, 0.3, 0.3, 0.2, 0.2, 0.2], (2, 1))
    most[1, 1] += 0.25  # half a lean, by which the top row moves to one side, the bottom row to the other
    np.testing.assert_allclose(np.abs(bends).max(axis=0), most, rtol=0.12)
    assert (np.abs(bends) <= most).all()


def drawn_by_hand(rng, count, chosen):
    """The same draws, then digit by digit on an empty strip: images, labels, and the places of all digits."""
    images, labels = digits.load()
    lengths = rng.integers(3, 8, size=count)
    which = rng.choice(chosen, size=lengths.sum())
    widths = rng.integers(8, 14, size=len(which))
    rng.uniform(size=len(which))  # how far each would lean in training
    ink = rng.uniform(0.7, 1, size=len(which))
    tops, gaps = rng.integers(0, 5, size=len(which)), rng.integers(-1, 3, size=len(which))
    strips, words, places, k = np.zeros((count, 12, 108)), [], [], 0
    for strip, length in zip(strips, lengths, strict=True):
        group = range(k, k + length)
        taken = widths[group].sum() + gaps[group[1:]].sum()
        left = rng.integers(0, 108 - taken + 1)
        for j in group:
            left += gaps[j] if j > k else 0
            wide = case.stretched(images[which[[j]]], widths[[j]], STRAIGHT)[0, :, : widths[j]] * ink[j]
            assert 0 <= left <= left + widths[j] <= 108  # no digit is cut off
            window = np.s_[tops[j] : tops[j] + 8, left : left + widths[j]]
            strip[window] = np.maximum(strip[window], wide)
            places.append((j > k, int(gaps[j]), int(left), int(tops[j]), int(widths[j])))
            left += widths[j]
        words.append(labels[which[group]].tolist())
        k += length
    return strips, words, places


@pytest.fixture(scope="module")
def clean():
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(case, "NOISE", 0)
        drawn = case.strips(np.random.default_rng(5), 600, digits.split()[1])
    return drawn, drawn_by_hand(np.random.default_rng(5), 600, digits.split()[1])


def test_what_stands_on_a_strip_is_what_its_label_says_in_order(clean):
    (x, targets, lengths), (strips, words, _) = clean
    assert x.shape == (600, 1, 12, 108)
    assert x.dtype == np.float32
    np.testing.assert_allclose(x[:, 0], strips, atol=1e-6)
    for target, length, word in zip(targets, lengths, words, strict=True):
        assert target.tolist() == [digit + 1 for digit in word] + [0] * (7 - length)


def test_every_number_of_digits_gap_height_and_width_occurs_and_strips_begin_and_end_anywhere(clean):
    (_, targets, lengths), (_, _, places) = clean
    assert set(lengths.tolist()) == set(range(3, 8))
    _, gaps, lefts, tops, widths = (set(values) for values in zip(*places, strict=True))
    assert {gap for follows, gap, *_ in places if follows} == gaps == {-1, 0, 1, 2}
    assert tops == set(range(5))
    assert widths == set(range(8, 14))
    assert min(lefts) == 0
    assert max(left + width for *_, left, _, width in places) == 108
    assert set(targets.ravel().tolist()) == set(range(11))


def test_strips_for_training_choosing_and_testing_share_no_digit():
    fitted, chosen = case.parts()
    training, held_out = digits.split()
    assert sorted([*fitted, *chosen]) == training.tolist()
    assert len(chosen) == 288
    assert not set(training) & set(held_out)
    assert (len(case.validation()[0]), len(case.held_out()[0])) == (400, 1_000)


def test_noise_lies_on_every_pixel():
    noisy, *_ = case.strips(np.random.default_rng(5), 20, digits.split()[1])
    still, *_ = drawn_by_hand(np.random.default_rng(5), 20, digits.split()[1])
    assert np.std(noisy[:, 0] - still) == pytest.approx(0.08, rel=0.05)


@cache
def slowest(found, wanted):
    """The definition: try each last edit."""
    if not found or not wanted:
        return len(found) + len(wanted)
    kept = slowest(found[:-1], wanted[:-1]) + (found[-1] != wanted[-1])
    return min(kept, slowest(found[:-1], wanted) + 1, slowest(found, wanted[:-1]) + 1)


@given(st.lists(st.integers(1, 3), max_size=7), st.lists(st.integers(1, 3), max_size=7))
def test_edits_are_as_few_as_the_definition_finds(found, wanted):
    expected = slowest(tuple(found), tuple(wanted))
    assert case.edits(tuple(found), wanted) == expected
    assert exercises.edits_solution()(found, wanted) == expected


@pytest.mark.parametrize(
    ("found", "wanted", "count"),
    [
        ((), [3, 8], 2),
        ((3, 8), [3, 8], 0),
        ((10, 1, 3, 6), [10, 1, 2, 3, 6], 1),
        ((8, 10, 10, 7), [8, 4, 6, 7], 2),
        ((2, 1), [1, 2], 2),
        ((4, 4, 4), [4], 2),
    ],
)
def test_edits_by_hand(found, wanted, count):
    assert case.edits(found, wanted) == count


class Says:
    """A model whose frames say the digits that stand in the first pixels of a strip."""

    def forward(self, x):
        scores = np.zeros((14, len(x), 11))
        for n, strip in enumerate(x[:, 0]):
            for place in range(7):
                scores[2 * place, n, int(strip[0, place])] = 9
                scores[2 * place + 1, n, 0] = 9
        return scores


def test_shares_count_whole_strips_and_edits_for_each_digit():
    said = np.array([[3, 8, 2, 9, 0, 0, 0], [10, 1, 3, 6, 0, 0, 0], [8, 10, 10, 7, 0, 0, 0]] * 4)
    says = np.array([[3, 8, 2, 9, 0, 0, 0], [10, 1, 2, 3, 6, 0, 0], [8, 4, 6, 7, 0, 0, 0]] * 4)
    x = np.zeros((12, 1, 12, 108))
    x[:, 0, 0, :7] = said
    found = case.shares(Says(), x, says, np.array([4, 5, 4] * 4))
    assert found == {"sequences": pytest.approx(1 / 3), "CER": pytest.approx(exercises.rate_solution())}


@pytest.mark.parametrize(
    ("name", "described", "parameters"),
    [
        ("crnn", case.CRNN, 78_475),
        ("no recurrence", case.NO_RECURRENCE, 11_723),
        ("per-column MLP", case.PER_COLUMN, 85_995),
    ],
)
def test_a_network_has_as_many_parameters_as_were_counted(name, described, parameters, table):
    counted = totals(rows(described, (1, 12, 108)))[0]
    assert case.build(name).vector.size == counted == table["parameters"][name] == parameters


def test_the_mlp_in_each_frame_has_more_parameters_than_the_crnn_and_takes_more_steps(table):
    assert table["parameters"]["per-column MLP"] > table["parameters"]["crnn"]
    assert case.RUNS["per-column MLP"].steps > case.RUNS["crnn"].steps


def test_the_gradient_of_the_whole_network_on_a_strip_is_its_slope():
    network = built(digit_reader(hidden=5), rng=np.random.default_rng(2), dtype=np.float64)
    x, targets, lengths = case.strips(np.random.default_rng(1), 2, digits.split()[0], bent=1.0)
    reading_loss(network, x.astype(float), targets, lengths)
    chosen = np.random.default_rng(2).choice(network.vector.size, 30, replace=False)
    found = network.gradient()[chosen]

    def loss(values):
        network.vector[chosen] = values
        return float(reading_loss(network, x.astype(float), targets, lengths))

    slope = central_difference(loss, network.vector[chosen].copy())
    np.testing.assert_allclose(found, slope, rtol=1e-5, atol=1e-7)


def test_the_weights_of_every_network_decay_in_training():
    assert {case.descent(name, 0).decay for name in case.RUNS} == {0.1}


def test_a_seed_gives_one_training_and_another_seed_another():
    vectors = []
    for seed in (1, 1, 2):
        descent = case.descent("no recurrence", seed)
        for step in descent:
            if step == 2:
                break
        vectors.append(descent.model.vector)
    assert np.array_equal(vectors[0], vectors[1])
    assert not np.array_equal(vectors[0], vectors[2])


GOOD = {
    "crnn": [{"sequences": 0.96, "CER": 0.01}] * 2,
    "per-column MLP": [{"sequences": 0.91, "CER": 0.03}] * 2,
}


@pytest.mark.parametrize(
    ("name", "metrics", "demand"),
    [
        ("crnn", {"sequences": 0.9495, "CER": 0.01}, "seed 1 misses: the CRNN reads .95"),
        ("crnn", {"sequences": 0.96, "CER": 0.0155}, "seed 1 misses: of its digits .015"),
        (
            "per-column MLP",
            {"sequences": 0.932, "CER": 0.03},
            "the means miss: the per-column MLP misreads twice",
        ),
    ],
)
def test_each_demand_of_the_bar_can_be_missed(name, metrics, demand):
    assert case.misses(GOOD) == []
    missed = case.misses(GOOD | {name: [GOOD[name][0], metrics]})
    assert missed[0].startswith(demand)


class TestShipped:
    def test_the_weights_clear_the_bar_and_are_about_those_of_seed_0(self, model, table):
        shares = case.evaluate("crnn", model)
        others = table["seeds"]["crnn"][1:]
        assert case.misses(table["seeds"] | {"crnn": [shares, *others]}) == []
        for metric, share in table["seeds"]["crnn"][0].items():
            assert shares[metric] == pytest.approx(share, abs=0.006)

    def test_shares_are_the_same_however_strips_are_put_into_batches(self, model):
        x, targets, lengths = (part[:30] for part in case.held_out())
        alone = [case.shares(model, *(part[[n] * 10] for part in (x, targets, lengths))) for n in range(30)]
        together = case.shares(model, x, targets, lengths)
        assert together["sequences"] == pytest.approx(np.mean([share["sequences"] for share in alone]))


def texts(svg):
    return [text.text for text in ElementTree.fromstring(svg).iter(f"{SVG}text")]


@pytest.fixture(scope="module")
def drawings(table):
    x, targets, lengths = case.held_out()
    probabilities = np.full((54, 11), 0.01)
    probabilities[:, 0] = 0.9
    probabilities[10], probabilities[11], probabilities[20], probabilities[30] = np.eye(11)[[8, 8, 8, 3]]
    return {
        "some": figures.some(x[:2], targets[:2], lengths[:2]),
        "reading": figures.reading(x[0, 0], probabilities),
        "seeds": figures.every_seed(table["seeds"], 0.75),
        "failures": figures.failures(x[:2], ["17", "23"], ["1", "28"]),
    }


def box(x, y, width):
    return f"M{x} {y}L{x + width} {y}L{x + width} {y + 14}L{x} {y + 14}z"


class TestFigures:
    def test_each_has_a_label_and_only_colours_that_follow_the_palette(self, drawings):
        assert_drawings(drawings.values(), 30_000)

    def test_a_strip_has_its_label_below_it(self, drawings):
        _, targets, lengths = case.held_out()
        words = ["".join(str(k - 1) for k in targets[n, : lengths[n]]) for n in range(2)]
        assert texts(drawings["some"]) == words

    def test_spikes_stand_below_their_frames_and_repeats_are_merged_unless_a_blank_is_between(self, drawings):
        root = ElementTree.fromstring(drawings["reading"])
        below = [text for text in root.iter(f"{SVG}text") if text.get("font-size") == "15"][2:]
        assert "".join(text.text for text in below) == "7772"
        assert [float(text.get("x")) for text in below] == [34 + 8 * (t + 0.5) for t in (10, 11, 20, 30)]
        assert texts(drawings["reading"])[-1] == "collapsed: 772"

    def test_a_class_is_shaded_at_its_frames(self, drawings):
        root = ElementTree.fromstring(drawings["reading"])
        sure = [p.get("d") for p in root.iter(f"{SVG}path") if p.get("fill-opacity") == "1"]
        (seven,) = [d for d in sure if d.startswith(f"M{34 + 8 * 10} ")]
        top = int(seven.split()[1].split("L")[0])
        assert seven == box(114, top, 16) + box(194, top, 8)
        assert box(274, top - 5 * 14, 8) in sure  # 2, five rows above 7

    def test_every_seed_of_every_row_has_a_dot(self, drawings, table):
        root = ElementTree.fromstring(drawings["seeds"])
        dots = sorted(float(dot.get("cx")) for dot in root.iter(f"{SVG}circle"))
        shares = sorted(seed["sequences"] for name in figures.ROWS for seed in table["seeds"][name])
        low, high = figures.ENDS
        assert dots == pytest.approx([176 + 282 * (s - low) / (high - low) for s in shares], abs=0.02)
        assert set(figures.ROWS) == set(table["seeds"])

    def test_a_failure_tells_both(self, drawings):
        assert texts(drawings["failures"]) == ["says 17", "read 1", "says 23", "read 28"]


def test_seven_sevens_and_more_fit_on_the_frames_of_a_strip():
    network = case.build("no recurrence")
    x, most = np.zeros((1, 1, 12, 108), np.float32), exercises.sevens_solution()
    assert np.isfinite(reading_loss(network, x, [[8] * most], [most]))
    with pytest.raises(ValueError, match="needs 55 frames, the network makes 54"):
        reading_loss(network, x, [[8] * (most + 1)], [most + 1])
