"""The page on captions and emotion: its figure, what its programs depend on, and its exercises."""

from xml.etree import ElementTree

import numpy as np
import pytest

from exercises import captions_and_emotion as exercises
from figures import captions_and_emotion as figures
from snippets import digits, prosody, trained
from snippets.captions import LONGEST, WORDS, spoken

SVG = "{http://www.w3.org/2000/svg}"
MARGIN = 1e-3  # by which a decision that a page prints must be clear, for other sums may round otherwise


def margin(scores):
    """By how much the best score is above the second, at the least: (..., K)."""
    best = np.sort(scores, axis=-1)
    return (best[..., -1] - best[..., -2]).min()


@pytest.fixture(scope="module")
def captioner():
    return trained.load("captions", "cnn + lstm")


@pytest.fixture(scope="module")
def first():
    """The first held-out image of each digit: (10, 8, 8)."""
    images, labels = digits.load()
    held_out = digits.split()[1]
    return np.stack([images[held_out][labels[held_out] == digit][0] for digit in range(10)])


def scene(first, *things):
    """A canvas with digits whose corners are at (row, column)."""
    canvas = np.zeros((20, 20), np.float32)
    for digit, (row, column) in things:
        canvas[row : row + 8, column : column + 8] = first[digit]
    return canvas


def test_the_reader_s_scenes_are_captioned_with_a_margin(captioner, first):
    places = [((1, 4), (11, 5)), ((4, 11), (5, 1))]
    x = np.stack([scene(first, *zip((3, 7), both, strict=True)) for both in places])[:, None]
    said = captioner.say(x)
    assert spoken(said) == ["a three above a seven", "a seven left of a three"]
    assert margin(captioner.forward(x, said)) > MARGIN


def test_after_an_comes_eight_with_a_margin_and_after_a_each_digit(captioner, first):
    x = np.stack([scene(first, (digit, (6, 6))) for digit in range(10)])[:, None]
    for article in "a", "an":
        words = np.zeros((LONGEST + 1, 10), int)
        words[0] = WORDS.index(article)
        scores = captioner.forward(x, words)[1]
        assert margin(scores) > MARGIN
        if article == "an":
            assert {WORDS[word] for word in scores.argmax(axis=1)} == {"eight"}


def test_three_melodies_are_named_with_a_margin_and_two_have_the_same_frames():
    rise, level = np.linspace(1, 1.5, prosody.PHRASE), np.full(prosody.PHRASE, 1.25)
    model, heard = trained.load("prosody", "cnn + lstm"), []
    for kind, phrases in enumerate(((rise, rise[::-1]), (rise[::-1], rise), (level, level))):
        hertz = np.zeros(prosody.FRAMES)
        hertz[7:21], hertz[31:45] = phrases
        heard.append(sorted(hertz))
        frames = prosody.spectrogram(160 * hertz, np.random.default_rng(0))
        logits = model.forward(frames.T[None].astype(np.float32))[0]
        assert logits.argmax() == kind
        assert margin(logits) > 100 * MARGIN
    assert heard[0] == heard[1] != heard[2]


def test_the_words_of_the_figure_are_a_sentence_and_each_is_read_but_the_last():
    root = ElementTree.fromstring(figures.wirings())
    shown = [text.text for text in root.iter(f"{SVG}text")]
    assert [text for text in shown if text in WORDS] == ["a", "three", "end"]
    assert shown.count("CNN") == 1 + figures.STEPS
    assert len(list(root.iter(f"{SVG}circle"))) == 2 * figures.STEPS
    outputs = [e for e in root.iter(f"{SVG}polygon") if "--cr-output" in e.get("fill")]
    assert len(outputs) == 3 + 2  # each word is said, two are read


def test_a_face_smiles_with_the_corners_of_its_mouth():
    change = figures.face(True) - figures.face(False)
    assert np.argwhere(change == 1).tolist() == [[4, 1], [4, 5]]
    assert np.argwhere(change == -1).tolist() == [[5, 1], [5, 5]]


def test_the_sentence_of_the_exercise_is_as_probable_as_all_sentences_leave():
    """By adding up: the three sentences are all there are."""
    sentences = {"a three": 0.75 * 0.5, "an eight": 0.25}
    assert exercises.probability_solution() == 1 - sum(sentences.values())
