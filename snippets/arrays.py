"""What every function here asks of its arguments before it computes: real numbers, of one dtype, in shape."""

import numpy as np


def floating(**arrays):
    """Turn the arguments into arrays of one floating dtype, in their order; None stays None.

    Floating types keep their common type, whole numbers become float64. Sums and products of finite numbers
    that exceed the type's largest are infinite, and NumPy warns of it, as everywhere.
    Raises ValueError for anything but real numbers.
    """
    given = {name: as_array(name, array) for name, array in arrays.items() if array is not None}
    for name, array in given.items():
        if array.dtype.kind not in "biuf":
            raise ValueError(f"{name} holds {array.dtype}; expected real numbers")
    dtype = np.result_type(*given.values()) if given else np.dtype(np.float64)
    if dtype.kind != "f":
        dtype = np.dtype(np.float64)
    return tuple(given[name].astype(dtype, copy=False) if name in given else None for name in arrays)


def as_array(name, given):
    """Return what was given as an array. Raises ValueError for nested lists that are not equally long."""
    try:
        return np.asarray(given)
    except ValueError:
        raise ValueError(f"{name} is lists of different lengths; expected an array of real numbers") from None


def check_shape(name, array, axes, *expected):
    """Raise ValueError unless `array` has the named axes, and the expected size on each that is not None.

    `axes` is how the shape is written in docstrings, such as "(N, C, H, W)".
    """
    expected = expected or (None,) * len(axes.strip("(,)").split(","))
    fits = array is not None and array.ndim == len(expected)
    if not fits or any(size not in (None, found) for size, found in zip(expected, array.shape, strict=True)):
        found = "is None" if array is None else f"has shape {array.shape}"
        sizes = ", ".join("any" if size is None else str(size) for size in expected)
        known = f" = ({sizes})" if any(size is not None for size in expected) else ""
        raise ValueError(f"{name} {found}; expected {axes}{known}")
