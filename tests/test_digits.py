"""The handwritten digits: what the file holds, where its split lies, and what happens if it is damaged."""

import numpy as np
import pytest

from snippets import digits


def test_there_are_1797_images_from_0_to_1_and_about_as_many_of_each_digit():
    images, labels = digits.load()
    assert images.shape == (1797, 8, 8)
    assert images.dtype == np.float32
    assert (images.min(), images.max()) == (0, 1)
    assert np.bincount(labels).tolist() == [178, 182, 177, 183, 181, 182, 181, 179, 174, 180]


def test_the_first_image_is_a_nought_with_a_hole():
    images, labels = digits.load()
    assert labels[0] == 0
    assert images[0, 3:5, 3:5].max() == 0
    assert images[0, 3:5, 1:3].min() > 0.2


def test_no_image_occurs_twice_so_none_is_in_training_and_held_out():
    images, _ = digits.load()
    assert len(np.unique(images.reshape(len(images), -1), axis=0)) == len(images)


@pytest.mark.parametrize("kind", ["random", "file order"])
def test_a_split_takes_every_image_once_and_holds_back_360(kind):
    training, held_out = digits.split(kind)
    assert len(held_out) == 360
    assert np.array_equal(np.sort(np.concatenate([training, held_out])), np.arange(1797))


def test_the_random_split_holds_back_36_of_each_digit():
    _, labels = digits.load()
    _, held_out = digits.split()
    assert np.bincount(labels[held_out]).tolist() == [36] * 10


def test_the_file_order_split_holds_back_the_end_of_the_file():
    assert digits.split("file order")[1].tolist() == list(range(1437, 1797))


def test_an_unknown_split_is_refused():
    with pytest.raises(ValueError, match='"random" or "file order", not \'writers\''):
        digits.split("writers")


def test_the_file_is_small():
    assert digits.PATH.stat().st_size < 60_000


def test_a_damaged_file_is_named_with_its_mend(tmp_path):
    path = tmp_path / "digits.npz"
    path.write_bytes(digits.PATH.read_bytes()[:20_000])
    with pytest.raises(ValueError, match=r"digits\.npz cannot be read as arrays"):
        digits.load(path)
