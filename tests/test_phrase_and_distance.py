"""Case 5: what each network can see of a text, how it is trained and counted, and the bar."""

import copy

import numpy as np
import pytest

from exercises import phrase_and_distance as exercises
from snippets import phrase_and_distance as case
from snippets import trained
from snippets.receptive_field import probe, receptive_field
from snippets.twins import phrases, read, recalls, signals

CASE = "phrase_and_distance"
PHRASE = [name for name, run in case.RUNS.items() if run.task == "phrase"]
RECALL = [name for name, run in case.RUNS.items() if run.task == "recall"]


@pytest.fixture(scope="module")
def table():
    return trained.table(CASE)


@pytest.fixture(scope="module")
def models():
    return {name: trained.load(CASE, name) for name in case.RUNS}


class Fixed:
    """A model that names the same class always, and remembers what it was shown."""

    def __init__(self, answer, classes, every_step):
        self.answer, self.classes, self.every_step, self.seen = answer, classes, every_step, []

    def forward(self, x):
        self.seen.append(x)
        T, N, _ = x.shape
        scores = np.zeros((T * N if self.every_step else N, self.classes))
        scores[:, self.answer] = 1
        return scores


def test_the_reach_is_the_sum_of_all_gaps_under_the_windows():
    by_hand = {"cnn": 2 * (1 + 1 + 1), "tcn": 2 * (1 + 2 + 4 + 8), "long_tcn": 2 * (1 + 2 + 4 + 8 + 16 + 32)}
    assert by_hand == case.REACH


@pytest.mark.parametrize("name", case.REACH)
def test_a_window_sees_its_reach_and_nothing_else_whatever_its_weights(name):
    """NaN at one step after another: every answer that turns NaN has seen it."""
    T, model = 140, case.build(name)

    def logits(x):  # (N, T) -> (N, T)
        x = np.repeat(x[:, :, None], 8, axis=2).transpose(1, 0, 2)
        return model.forward(x).sum(axis=1).reshape(T, -1).T

    seen = probe(logits, (T,))
    last = np.flatnonzero(seen[-1])
    assert last.tolist() == list(range(T - 1 - case.REACH[name], T))
    assert not np.triu(seen, 1).any()  # none looks ahead


@pytest.mark.parametrize("name", ["rnn", "lstm"])
def test_a_memory_sees_every_step_behind_it_and_none_ahead(name):
    x = signals(recalls(np.random.default_rng(0), 1, 60)[0][:1])
    model = case.build(name)
    scores = model.forward(x)
    for step in (0, 30, 60):
        other = x.copy()
        other[step] = np.roll(other[step], 1)
        moved = abs(model.forward(other) - scores).max(axis=1)
        assert (moved[:step] == 0).all()
        assert (moved[step:] > 0).all()


@pytest.mark.parametrize(
    ("name", "parameters"),
    [
        ("bag", 8 * 2 + 2),
        ("conv_max", 24 * 8 * 3 + 24 + 24 * 2 + 2),
        ("lstm_last", 4 * 24 * (8 + 24 + 1) + 24 * 2 + 2),
        ("cnn", 24 * 8 * 3 + 24 + 2 * (24 * 24 * 3 + 24) + 24 * 4 + 4),
        ("long_tcn", 24 * 8 * 3 + 24 + 5 * (24 * 24 * 3 + 24) + 24 * 4 + 4),
        ("rnn", 24 * (8 + 24 + 1) + 24 * 4 + 4),
    ],
)
def test_a_model_has_as_many_parameters_as_its_layers_take(name, parameters, table):
    assert case.build(name).vector.size == table["parameters"][name] == parameters


def test_first_weights_keep_the_size_of_a_signal_through_many_layers():
    rng = np.random.default_rng(0)
    model = case.window(rng, (1, 2, 4, 8, 16, 32))
    x = rng.normal(size=(130, 16, 8))
    for layer in model.layers[:-2]:
        x = layer.forward(x)
    assert 0.3 < np.sqrt(np.mean(np.square(x[64:]))) < 3
    assert all((model.parameters[f"{place}.bias"] == 0).all() for place in (1, 3, 5, 7, 9, 11))


@pytest.mark.parametrize("name", ["bag", "conv_max", "lstm_max", "lstm_last"])
def test_a_reader_gives_each_text_one_answer_from_its_own_letters(name):
    symbols, _ = phrases(np.random.default_rng(0), 4)
    model = case.build(name)
    together = model.forward(signals(symbols))
    alone = np.concatenate([model.forward(signals(row[None])) for row in symbols])
    assert together.shape == (8, 2)
    assert np.allclose(together, alone, atol=1e-12)


def test_the_bag_and_the_maximum_are_blind_to_order_in_their_way():
    texts = read(["abcdefgh", "hgfedcba"])
    bag = case.build("bag").forward(signals(texts))
    assert np.allclose(bag[0], bag[1], atol=1e-12)
    same_trigrams = case.build("conv_max").forward(signals(read(["aabaa", "abaab"])))
    assert np.allclose(same_trigrams[0], same_trigrams[1], atol=1e-12)
    others = case.build("conv_max").forward(signals(read(["aabaa", "aabab"])))
    assert not np.allclose(others[0], others[1], atol=1e-3)


def test_a_batch_labels_every_answer():
    x, labels = case.batch("phrase", 2, np.random.default_rng(0))
    assert (x.shape, labels.tolist()) == ((40, 16, 8), [1, 0] * 8)
    x, labels = case.batch("recall", 2, np.random.default_rng(0))
    assert (x.shape, labels.tolist()) == ((65, 8, 8), [0, 1, 2, 3] * 2 * 65)
    assert np.array_equal(x[0].argmax(axis=1), labels[:8])


def test_training_learns_and_a_seed_gives_one_model():
    run = case.RUNS["cnn"]._replace(steps=3)
    first, again, other = (case.fitted(run, seed).vector for seed in (1, 1, 2))
    assert np.array_equal(first, again)
    assert not np.allclose(first, other, atol=0.01)
    untrained, briefly = case.build("cnn"), case.fitted(case.RUNS["cnn"]._replace(steps=60), 0)
    near = recalls(np.random.default_rng(5), 16, 4)
    assert case.accuracy(briefly, *near).min() > case.accuracy(untrained, *near).max() + 0.3


def test_accuracy_is_counted_for_each_step_by_itself():
    symbols, labels = recalls(np.random.default_rng(0), 3, 4)

    class Forgetful:
        def forward(self, x):  # right for two steps, then always "a"
            scores = np.zeros((*x.shape[:2], 4))
            scores[:2] = x[0, :, :4]
            scores[2:, :, 0] = 1
            return scores.reshape(-1, 4)

    assert case.accuracy(Forgetful(), symbols, labels).tolist() == [1, 1, 0.25, 0.25, 0.25]
    assert case.accuracy(Fixed(1, 2, False), *phrases(np.random.default_rng(0), 5)).tolist() == [0.5]


def test_evaluation_shows_test_texts_of_every_distance_and_each_model_the_same():
    model = Fixed(2, 4, True)
    assert case.evaluate("lstm", model) == {str(distance): 0.25 for distance in case.DISTANCES}
    (x,) = model.seen
    assert np.array_equal(x, signals(recalls(np.random.default_rng(case.TEST), 64, 128)[0]))
    assert max(case.DISTANCES) == 128
    assert {6, 7, 30, 31, 64, 96, 126, 127} < set(case.DISTANCES)
    reader = Fixed(1, 2, False)
    assert case.evaluate("bag", reader) == {"accuracy": 0.5}
    assert np.array_equal(reader.seen[0], signals(phrases(np.random.default_rng(case.TEST), 500)[0]))


def test_no_seed_of_a_training_is_one_of_the_test_or_of_validation():
    seeds = {case.TEST} | {case.VALIDATION + fold for fold in range(2 * case.FOLDS)}
    assert len(seeds) == 1 + 2 * case.FOLDS
    assert min(seeds) > 100


def test_a_setting_is_judged_by_another_seed_on_texts_of_a_third(monkeypatch):
    trainings, shown = [], []

    class Sure(Fixed):
        def forward(self, x):
            shown.append(x)
            return super().forward(x)

    def fitted(run, seed):
        trainings.append((run.lr, seed))
        return Sure(0, 4, True)

    monkeypatch.setattr(case, "fitted", fitted)
    scores = [case.validate("rnn", (0.5,), fold) for fold in range(case.FOLDS)]
    assert trainings == [(0.5, case.VALIDATION + 2 * fold) for fold in range(case.FOLDS)]
    drawn = [case.batch("recall", 64, np.random.default_rng(seed + 1))[0] for _, seed in trainings]
    assert all(np.array_equal(x, y) for x, y in zip(shown, drawn, strict=True))
    loss = np.log(3 + np.e) - 0.25  # scores 1, 0, 0, 0, and a quarter of the labels is the first
    assert scores == pytest.approx([-loss] * case.FOLDS)


def test_answers_are_those_after_the_last_letter():
    class Echo:
        def forward(self, x):  # names the letter it has just read
            return x.reshape(-1, 8)

    assert case.answers(Echo(), ["aec", "beb", "cea"]) == "cba"


def good():
    share = dict.fromkeys(PHRASE, 1.0) | {"bag": 0.5, "conv_last": 0.54, "lstm_last": 0.7}
    metrics = {name: {"accuracy": value} for name, value in share.items()}
    for name in RECALL:
        reach = min(case.REACH.get(name, 128), case.TRAINED if name in case.REACH else 128)
        metrics[name] = {str(d): 1.0 if d <= reach else 0.25 for d in case.DISTANCES}
    return metrics


@pytest.mark.parametrize(
    ("name", "metric", "value", "demand"),
    [
        ("bag", "accuracy", 0.501, "a bag of symbols names exactly half"),
        ("bag", "accuracy", 0.499, "a bag of symbols names exactly half"),
        ("conv_max", "accuracy", 0.979, "convolution and maximum name .98"),
        ("conv_last", "accuracy", 0.601, "convolution and last step name .60 at most"),
        ("lstm_max", "accuracy", 0.979, "LSTM and maximum name .98"),
        ("lstm_last_long", "accuracy", 0.989, "LSTM and last step, trained for longer, name .99"),
        ("cnn", "5", 0.989, "cnn recalls .99 inside its reach"),
        ("cnn", "6", 0.899, "cnn recalls .90 at the edge"),
        ("cnn", "7", 0.301, "cnn recalls .20 to .30 beyond"),
        ("tcn", "128", 0.199, "tcn recalls .20 to .30 beyond"),
        ("long_tcn", "64", 0.989, "long_tcn recalls .99 inside its reach"),
        ("long_tcn", "126", 0.301, "long_tcn recalls .30 at most at the edge, far from training"),
        ("rnn", "96", 0.989, "rnn recalls .99 up to a distance of 96"),
        ("lstm", "1", 0.989, "lstm recalls .99 up to a distance of 96"),
    ],
)
def test_each_demand_of_the_bar_can_be_missed(name, metric, value, demand):
    fine, bad = good(), copy.deepcopy(good())
    assert case.misses({run: [fine[run], fine[run]] for run in fine}) == []
    bad[name][metric] = value
    (missed,) = case.misses({run: [fine[run], bad[run]] for run in fine})
    assert missed.startswith("seed 1 misses: ")
    assert demand in missed


def test_the_demand_on_the_average_can_be_missed():
    runs = {run: [metrics, metrics] for run, metrics in good().items()}
    runs["lstm_last"] = [{"accuracy": 0.93}, {"accuracy": 0.98}]
    (missed,) = case.misses(runs)
    assert missed.startswith("the seeds miss: LSTM and last step, trained as briefly")


def test_what_the_bar_leaves_open_is_open():
    metrics = good()
    metrics["long_tcn"] |= {"72": 1.0, "96": 0.5, "120": 0.1}
    metrics["rnn"]["128"] = metrics["lstm"]["104"] = 0.3
    metrics["tcn"]["30"] = 0.9
    assert case.misses({run: [metrics[run]] for run in metrics}) == []


def test_the_layers_that_reach_a_hundred_steps_are_the_fewest():
    reaches = [receptive_field([(3, 1, 0, 2**layer) for layer in range(n)]) - 1 for n in range(9)]
    assert [reach >= 100 for reach in reaches].index(True) == exercises.layers_solution()


class TestShipped:
    def test_a_row_of_the_table_is_exact_to_the_reach_or_to_where_training_ended(self, table):
        exact_to = exercises.exact_to_solution()
        for seed in table["seeds"]["cnn"]:
            assert exact_to(seed) == case.REACH["cnn"]
        assert all(exact_to(seed) >= case.TRAINED for seed in table["seeds"]["long_tcn"])
        assert all(exact_to(seed) == case.FARTHEST for seed in table["seeds"]["lstm"])

    def test_the_shipped_weights_clear_the_bar_and_are_those_of_seed_0(self, table, models):
        metrics = {name: case.evaluate(name, model) for name, model in models.items()}
        assert case.misses({name: [found] for name, found in metrics.items()}) == []
        for name, found in metrics.items():
            assert found == pytest.approx(table["seeds"][name][0], abs=0.02)

    def test_beyond_its_reach_a_window_is_right_for_exactly_one_of_four(self, table):
        for name, reach in case.REACH.items():
            for seed in table["seeds"][name]:
                assert {share for distance, share in seed.items() if int(distance) > reach} == {0.25}

    @pytest.mark.parametrize(("name", "distance"), [("cnn", 6), ("tcn", 30), ("long_tcn", 64), ("lstm", 96)])
    def test_answers_have_margins_that_no_rounding_closes(self, models, name, distance):
        symbols, labels = recalls(np.random.default_rng(9), 8, distance)
        scores = np.sort(models[name].forward(signals(symbols))[-len(labels) :], axis=1)
        assert (scores[:, -1] - scores[:, -2]).min() > 1e-3

    def test_the_models_that_are_compared_differ_in_one_thing(self):
        runs = case.RUNS
        assert {runs[name].steps for name in PHRASE if name != "lstm_last_long"} == {40}
        assert {runs[name].steps for name in RECALL} == {300}
        assert runs["lstm_last"].model.keywords == runs["lstm_last_long"].model.keywords
        layers = {name: runs[name].model.keywords["layers"] for name in ("conv_max", "lstm_max", "lstm_last")}
        assert layers["lstm_max"] is layers["lstm_last"] is not layers["conv_max"]
