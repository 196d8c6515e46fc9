"""Recurrent and convolutional are two questions: a network of each kind answers them in its own way."""

import numpy as np
import pytest

from snippets.two_by_two import five_networks, follows, remembers

FRAME = np.zeros((8, 8))
FRAME[3:5, 2:4] = [[1, 2], [3, 4]]


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize(
    ("name", "recurrent", "convolutional"),
    [
        ("MLP", False, False),
        ("CNN", False, True),
        ("CNN, 4 frames", False, True),
        ("LSTM", True, False),
        ("ConvLSTM", True, True),
    ],
)
def test_each_combination_has_its_network(name, recurrent, convolutional, seed):
    network = five_networks(8, np.random.default_rng(seed))[name]
    assert remembers(network, FRAME, dark=8) == recurrent
    assert follows(network, FRAME, (1, 2)) == convolutional


def test_each_network_gives_a_frame_for_a_frame_and_looks_at_it():
    frames = np.random.default_rng(0).normal(size=(3, 8, 8))
    networks = five_networks(8, np.random.default_rng(0))
    answers = [network(frames) for network in networks.values()]
    for answer, network in zip(answers, networks.values(), strict=True):
        assert answer.shape == (3, 8, 8)
        assert not np.allclose(network(2 * frames), answer)
    assert len(networks) == 5


def test_by_hand_a_network_that_counts_frames_remembers_and_one_that_adds_does_not():
    assert remembers(lambda frames: np.cumsum(frames, axis=0), FRAME, dark=100)
    assert not remembers(lambda frames: frames + 1, FRAME, dark=1)


def test_four_frames_tell_of_what_lies_three_back_and_of_nothing_before():
    network = five_networks(8, np.random.default_rng(0))["CNN, 4 frames"]
    assert [remembers(network, FRAME, dark) for dark in range(6)] == [True, True, True, True, False, False]


def test_four_frames_are_each_frame_and_the_three_before_it_and_none_after():
    network = five_networks(8, np.random.default_rng(0))["CNN, 4 frames"]
    frames = np.random.default_rng(1).normal(size=(6, 8, 8))
    answers = network(frames)
    assert np.array_equal(network(frames[:5]), answers[:5])
    assert np.allclose(network(frames[2:])[-1], answers[-1])
    assert not np.allclose(network(frames[3:])[-1], answers[-1])


@pytest.mark.parametrize("dark", [-1, 2.0])
def test_dark_frames_are_counted_in_whole_numbers(dark):
    with pytest.raises(ValueError) as error:
        remembers(lambda frames: frames, FRAME, dark)
    assert str(error.value) == f"dark is {dark!r}; expected a whole number, at least 0"


def test_by_hand_a_network_that_looks_at_its_neighbour_follows_and_one_with_a_fixed_place_does_not():
    assert follows(lambda frames: np.roll(frames, 1, axis=2), FRAME, (1, 2))
    fixed = np.arange(64).reshape(8, 8)
    assert not follows(lambda frames: frames * fixed, FRAME, (1, 2))


@pytest.mark.parametrize("shift", [(-3, 0), (0, 4), (3, 0)])
def test_a_frame_that_is_shifted_to_the_border_is_refused(shift):
    with pytest.raises(ValueError) as error:
        follows(lambda frames: frames, FRAME, shift)
    assert str(error.value) == "frame has something at its border; expected zeros, also after the shift"


@pytest.mark.parametrize(
    "call",
    [
        lambda network, frame: remembers(network, frame, 1),
        lambda network, frame: follows(network, frame, (1, 1)),
    ],
)
def test_a_frame_has_two_axes_and_a_cell(call):
    with pytest.raises(ValueError) as error:
        call(lambda frames: frames, np.zeros((1, 8, 8)))
    assert str(error.value) == "frame has shape (1, 8, 8); expected (H, W)"
    with pytest.raises(ValueError) as error:
        call(lambda frames: frames, np.zeros((0, 8)))
    assert str(error.value) == "frame has shape (0, 8); expected (H, W) with at least one cell"


def test_networks_are_made_for_frames_of_at_least_one_cell():
    with pytest.raises(ValueError) as error:
        five_networks(0, np.random.default_rng(0))
    assert str(error.value) == "size is 0; expected a whole number, at least 1"
