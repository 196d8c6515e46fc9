"""What comes back to the first state is what one factor, a product of Jacobians, or a difference says."""

import numpy as np
import pytest

from snippets import adding
from snippets.gradient_flow import flow, typical
from snippets.layers import LSTM, RNN, LastStep
from snippets.nn import Linear, Sequential
from snippets.rnn import rnn
from snippets.through_time import step_jacobians, to_the_end


def network(layer, hidden=5, seed=0):
    rng = np.random.default_rng(seed)
    read_out = LastStep(), Linear(hidden, 1, rng=rng, dtype=np.float64)
    return Sequential(layer(2, hidden, rng=rng, dtype=np.float64), *read_out)


X = np.random.default_rng(1).normal(size=(9, 3, 2))


def test_one_unit_multiplies_by_its_weight_and_its_slope_at_every_step():
    model = network(RNN, hidden=1)
    model.parameters["0.weight_ih"][...] = 0
    model.parameters["0.weight_hh"][...] = 0.5
    model.parameters["2.weight"][...] = -3  # how strongly the answer reads is left out, and its sign
    lengths = flow(model, np.zeros((4, 1, 2)), [1, 2, 4])
    assert list(lengths) == ["h0"]
    assert lengths["h0"].tolist() == [[0.5], [0.25], [0.0625]]


def test_one_cell_multiplies_by_its_forget_gate_at_every_step():
    model = network(LSTM, hidden=1)
    for name in ("0.weight_ih", "0.weight_hh"):
        model.parameters[name][...] = 0
    model.parameters["0.bias_ih"][...] = 0, np.log(4), 0, 0  # i, f, g, o = 1/2, 4/5, 0, 1/2: the cell stays 0
    lengths = flow(model, np.zeros((3, 1, 2)), [1, 3])
    assert list(lengths) == ["h0", "c0"]
    np.testing.assert_allclose(lengths["c0"][:, 0], [0.5 * 0.8, 0.5 * 0.8**3], rtol=1e-12)
    assert (lengths["h0"] == 0).all()


def test_a_plain_network_gives_what_the_product_of_its_jacobians_gives():
    model = network(RNN)
    weights = [model.parameters[f"0.{name}"] for name in ("weight_ih", "weight_hh", "bias_ih")]
    states, _ = rnn(X, *weights)
    read = model.parameters["2.weight"][0]
    read = read / np.linalg.norm(read)
    products = to_the_end(step_jacobians(states, weights[1]))[0]
    np.testing.assert_allclose(
        flow(model, X, [9])["h0"][0], np.linalg.norm(read @ products, axis=1), rtol=1e-12
    )


@pytest.mark.parametrize("layer", [RNN, LSTM])
def test_a_length_is_that_of_the_slopes_of_the_answer(layer):
    model, T, step = network(layer), 4, 1e-6
    weights, read = model.layers[0].parameters, model.parameters["2.weight"][0]
    read = read / np.linalg.norm(read)
    lengths = flow(model, X, [T])
    for name, length in lengths.items():
        slopes = []
        for unit in range(5):
            answers = []
            for nudge in (step, -step):
                first = {key: np.zeros((3, 5)) for key in lengths}
                first[name][:, unit] = nudge
                (output, *_), _ = model.layers[0].cell(X[:T], **weights, **first)
                answers.append(output[-1] @ read)
            slopes.append((answers[0] - answers[1]) / (2 * step))
        np.testing.assert_allclose(length[0], np.linalg.norm(slopes, axis=0), rtol=1e-7)


def test_without_input_an_orthogonal_matrix_times_rho_gives_rho_to_the_power_t():
    model = adding.rnn(np.random.default_rng(0))
    model.parameters["0.weight_hh"] *= 1.1
    lengths = flow(model, np.zeros((200, 1, 2)), [50, 200])["h0"][:, 0]
    np.testing.assert_allclose(lengths, [117.4, 1.899e8], rtol=1e-3)


@pytest.mark.parametrize("steps", [0, 10])
def test_other_numbers_of_steps_are_refused(steps):
    with pytest.raises(ValueError, match=f"^steps holds {steps}; expected 1 to 9, the length of x$"):
        flow(network(RNN), X, [3, steps])


def test_the_typical_length_is_the_geometric_mean_over_sequences():
    assert typical([[1, 100], [1e-8, 1e-2]]) == pytest.approx([10, 1e-5])
