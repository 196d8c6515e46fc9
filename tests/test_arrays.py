"""What every function asks of its arguments."""

import numpy as np
import pytest

from snippets.arrays import check_shape, floating


@pytest.mark.parametrize("axes", ["(T,)", "(N, C)", "(N, C, H, W)"])
def test_a_shape_has_as_many_axes_as_are_named(axes):
    count = axes.strip("(,)").count(",") + 1
    check_shape("x", np.zeros((2,) * count), axes)
    with pytest.raises(ValueError, match=r"x has shape \(.*\); expected \("):
        check_shape("x", np.zeros((2,) * (count + 1)), axes)


def test_a_known_size_is_named_beside_its_axis():
    with pytest.raises(ValueError, match=r"x has shape \(2, 3\); expected \(N, D\) = \(any, 4\)"):
        check_shape("x", np.zeros((2, 3)), "(N, D)", None, 4)


def test_arrays_get_their_common_floating_type_and_whole_numbers_float64():
    single, whole = np.zeros(2, np.float32), np.zeros(2, int)
    assert [array.dtype for array in floating(a=single, b=single)] == [np.float32, np.float32]
    assert [array.dtype for array in floating(a=whole, b=None)[:1]] == [np.float64]
    assert floating(a=single, b=None)[1] is None


def test_what_is_none_is_none_whatever_else_is_and_is_named_where_a_shape_is_asked_for():
    assert floating(a=None, b=None) == (None, None)
    with pytest.raises(ValueError) as error:
        check_shape("x", None, "(N, D)", None, 4)
    assert str(error.value) == "x is None; expected (N, D) = (any, 4)"


def test_lists_that_make_no_array_are_named():
    with pytest.raises(ValueError) as error:
        floating(x=[1.0], weight=[[1, 2], [3]])
    assert str(error.value) == "weight is lists of different lengths; expected an array of real numbers"


@pytest.mark.parametrize("given", ["text", [1j], [None], np.array(["a"])])
def test_anything_but_real_numbers_is_refused_by_name(given):
    with pytest.raises(ValueError, match=r"weight holds .*; expected real numbers"):
        floating(x=[1.0], weight=given)
