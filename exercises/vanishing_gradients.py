"""Exercises of docs/recurrence/vanishing_gradients.md."""

import numpy as np

from exercises.kit import choice, function, main, number

STEPS = [
    (np.array([0.5, 0.0]), np.array([[1.0, 2.0], [3.0, 4.0]])),
    (np.array([-0.5, 0.25, 0.0]), np.array([[0.5, 1.0, -1.0], [0.0, 2.0, 1.0], [4.0, -2.0, 0.5]])),
]
GRADIENTS = [
    ([np.array([3.0]), np.array([[4.0]])], 1.0),
    ([np.array([0.3, 0.4]), np.array([0.0])], 1.0),
    ([np.array([[1.0, -2.0], [2.0, 0.0]]), np.array([4.0])], 2.0),
]


def steps_back_stub():
    # --8<-- [start:steps_back-stub]
    steps_back = ...
    # --8<-- [end:steps_back-stub]
    return steps_back


def steps_back_solution():
    # --8<-- [start:steps_back-solution]
    steps_back = 1
    while 0.5**steps_back >= 1 / 1000:
        steps_back += 1
    # --8<-- [end:steps_back-solution]
    return steps_back


def jacobian_stub():
    # --8<-- [start:jacobian-stub]
    import numpy as np

    def jacobian(h, weight_hh):
        # h (H,) is the state after the step
        return ...

    # --8<-- [end:jacobian-stub]
    return jacobian


def jacobian_solution():
    # --8<-- [start:jacobian-solution]
    import numpy as np

    def jacobian(h, weight_hh):
        return np.diag(1 - h**2) @ weight_hh

    # --8<-- [end:jacobian-solution]
    return jacobian


def columns_scaled(h, weight_hh):
    return weight_hh @ np.diag(1 - h**2)


def without_slope(h, weight_hh):
    return weight_hh


def slope_of_the_state(h, weight_hh):
    return np.diag(1 - np.tanh(h) ** 2) @ weight_hh


def transposed(h, weight_hh):
    return np.diag(1 - h**2) @ weight_hh.T


def fading_giant_stub():
    # --8<-- [start:fading_giant-stub]
    fading_giant = [
        [..., ...],
        [..., ...],
    ]
    # --8<-- [end:fading_giant-stub]
    return fading_giant


def fading_giant_solution():
    # --8<-- [start:fading_giant-solution]
    fading_giant = [
        [0.5, 10],
        [0, 0.5],
    ]
    # --8<-- [end:fading_giant-solution]
    return fading_giant


def giant(answer):
    """Whether it lengthens some vector more than threefold, and leaves next to nothing after 100 steps."""
    matrix = np.array(answer, float)
    if matrix.shape != (2, 2):
        return "the shape is not (2, 2)"
    after = np.linalg.norm(np.linalg.matrix_power(matrix, 100), 2)
    large, fades = np.linalg.norm(matrix, 2) > 3, after < 1e-6
    both_ways = ", both units feed each other" if matrix[0, 1] * matrix[1, 0] and not fades else ""
    return f"largest singular value above 3: {large}, 100th power below 1e-6: {fades}{both_ways}"


def shorten_stub():
    # --8<-- [start:shorten-stub]
    import numpy as np

    def shorten(grads, limit):
        return ...

    # --8<-- [end:shorten-stub]
    return shorten


def shorten_solution():
    # --8<-- [start:shorten-solution]
    import numpy as np

    def shorten(grads, limit):
        length = np.sqrt(sum((grad**2).sum() for grad in grads))
        if length <= limit:
            return tuple(grads)
        return tuple(grad * limit / length for grad in grads)

    # --8<-- [end:shorten-solution]
    return shorten


def each_by_itself(grads, limit):
    return tuple(grad * min(1, limit / max(np.linalg.norm(grad), 1e-300)) for grad in grads)


def by_value(grads, limit):
    return tuple(np.clip(grad, -limit, limit) for grad in grads)


def always(grads, limit):
    length = np.sqrt(sum((grad**2).sum() for grad in grads))
    return tuple(grad * limit / length for grad in grads)


def squared(grads, limit):
    length = sum((grad**2).sum() for grad in grads)
    return tuple(grad * min(1, limit / length) for grad in grads)


def remedy_stub():
    # --8<-- [start:remedy-stub]
    # "clip", "more digits" or "orthogonal weights"
    remedy = ...
    # --8<-- [end:remedy-stub]
    return remedy


def remedy_solution():
    # --8<-- [start:remedy-solution]
    remedy = "orthogonal weights"
    # --8<-- [end:remedy-solution]
    return remedy


EXERCISES = [
    number(
        "steps_back",
        steps_back_stub,
        steps_back_solution,
        wrong={
            "the last step that is still above is counted": (
                9,
                "0.5 to the power 9 is 1/512: still above.",
            ),
            "one step too many is taken": (11, "0.5 to the power 10 is 1/1024, already less."),
            "the gradient shrinks by the same amount each step": (
                2,
                "Each step halves what is left: multiply, do not subtract.",
            ),
        },
    ),
    function(
        "jacobian",
        jacobian_stub,
        jacobian_solution,
        STEPS,
        wrong={
            "columns are scaled instead of rows": (
                columns_scaled,
                "The slope is that of the unit after the step: each such unit has a row of weight_hh.",
            ),
            "the slope is left out": (without_slope, "Each unit's tanh has the slope 1 - h**2."),
            "tanh is taken twice": (
                slope_of_the_state,
                "h is a value of tanh already: the slope is 1 - h**2.",
            ),
            "the weights are transposed": (
                transposed,
                "Row i, column j is what unit j does to unit i: weight_hh as it is.",
            ),
        },
    ),
    function(
        "fading_giant",
        fading_giant_stub,
        fading_giant_solution,
        [()],
        run=giant,
        wrong={
            "an eigenvalue is large": (
                [[4, 0], [0, 0.5]],
                "The powers follow the eigenvalues: with a 0 in one corner, these stand on the diagonal.",
            ),
            "all is small": (
                [[0.5, 0], [0, 0.5]],
                "The largest singular value is 0.5: let one unit pass a lot on to the other.",
            ),
            "the units feed each other": (
                [[0.5, 10], [10, 0.5]],
                "What goes round comes back larger: keep one of the two corners 0.",
            ),
        },
    ),
    function(
        "shorten",
        shorten_stub,
        shorten_solution,
        GRADIENTS,
        wrong={
            "each array is shortened by itself": (
                each_by_itself,
                "All arrays are one vector: take one length for all, or its direction changes.",
            ),
            "every number is cut": (
                by_value,
                "That is clipping by value: multiply all numbers by one factor.",
            ),
            "short gradients are lengthened": (always, "A gradient within the limit stays as it is."),
            "the square root is forgotten": (squared, "The length is the root of the sum of squares."),
        },
    ),
    choice(
        "remedy",
        remedy_stub,
        remedy_solution,
        wrong={
            "clip": "Clipping shortens what is too long; a gradient of 1e-20 it returns as it is.",
            "more digits": "In float64 1e-20 is far from 0: the gradient is as small in exact arithmetic.",
        },
    ),
]

if __name__ == "__main__":
    main(EXERCISES)
