"""Exercises of docs/recurrence/unfolding.md."""

import numpy as np

from exercises.kit import choice, function, main, number

COPIES = [
    ([(np.array([[1.0]]), np.array([[2.0]]), np.array([3.0]))] * 2,),
    (
        [
            (np.array([[1.0, 0.0], [2.0, -1.0]]), np.array([[0.0, 0.5], [1.0, 4.0]]), np.array([1.0, 0.25])),
            (np.array([[3.0, 1.0], [0.0, 5.0]]), np.array([[2.0, 2.0], [-1.0, 0.0]]), np.array([0.0, 8.0])),
            (np.array([[0.5, 0.0], [1.0, 1.0]]), np.array([[1.0, 0.0], [3.0, -2.0]]), np.array([4.0, 2.0])),
        ],
    ),
]


def parameters_apart_stub():
    # --8<-- [start:parameters_apart-stub]
    parameters_apart = ...
    # --8<-- [end:parameters_apart-stub]
    return parameters_apart


def parameters_apart_solution():
    # --8<-- [start:parameters_apart-solution]
    parameters_apart = 50 * (16 * 8 + 16 * 16 + 16)
    # --8<-- [end:parameters_apart-solution]
    return parameters_apart


def slope_stub():
    # --8<-- [start:slope-stub]
    slope = ...
    # --8<-- [end:slope-stub]
    return slope


def slope_solution():
    # --8<-- [start:slope-solution]
    slope = 0.25 * 0 + 0.5 * 2 + 1 * 1
    # --8<-- [end:slope-solution]
    return slope


def same_network_stub():
    # --8<-- [start:same_network-stub]
    # "trained apart", "one set for six" or "one set for five"
    same_network = ...
    # --8<-- [end:same_network-stub]
    return same_network


def same_network_solution():
    # --8<-- [start:same_network-solution]
    same_network = "one set for six"
    # --8<-- [end:same_network-solution]
    return same_network


def shared_gradients_stub():
    # --8<-- [start:shared_gradients-stub]
    def shared_gradients(copies):
        # copies[t] is (grad_weight_ih, grad_weight_hh, grad_bias) of layer t
        return ..., ..., ...

    # --8<-- [end:shared_gradients-stub]
    return shared_gradients


def shared_gradients_solution():
    # --8<-- [start:shared_gradients-solution]
    def shared_gradients(copies):
        return tuple(sum(arrays) for arrays in zip(*copies, strict=True))

    # --8<-- [end:shared_gradients-solution]
    return shared_gradients


def mean_of_copies(copies):
    return tuple(sum(arrays) / len(copies) for arrays in zip(*copies, strict=True))


def last_copy(copies):
    return copies[-1]


def weights_only(copies):
    grad_weight_ih, grad_weight_hh, _ = (sum(arrays) for arrays in zip(*copies, strict=True))
    return grad_weight_ih, grad_weight_hh, copies[-1][2]


def summed_to_numbers(copies):
    return tuple(float(sum(np.sum(array) for array in arrays)) for arrays in zip(*copies, strict=True))


EXERCISES = [
    number(
        "parameters_apart",
        parameters_apart_stub,
        parameters_apart_solution,
        wrong={
            "the layers still share one set": (
                400,
                "That is the loop; here each of the 50 layers has its own.",
            ),
            "the biases are left out": (50 * 384, "Each layer also has one bias for each of its 16 units."),
            "the weights from the state are left out": (
                50 * 144,
                "Each layer reads the layer before it through weights of its own, 16 by 16.",
            ),
        },
    ),
    number(
        "slope",
        slope_stub,
        slope_solution,
        tolerance=1e-9,
        wrong={
            "only the last copy counts": (
                1,
                "Layer 2 has a copy too: its gradient times the state before it.",
            ),
            "the copies' gradients are averaged": (
                2 / 3,
                "One weight moves all copies at once: add them up.",
            ),
            "the gradient is not passed on through the weight": (
                3,
                "What arrives at layer 2 is 0.5 times what arrives at layer 3.",
            ),
            "the states after the layers are multiplied": (
                0.25 * 2 + 0.5 * 1 + 0.5,
                "The copy of a layer multiplies the state before the layer.",
            ),
        },
    ),
    choice(
        "same_network",
        same_network_stub,
        same_network_solution,
        wrong={
            "trained apart": "After one training step the copies differ; the loop has one set.",
            "one set for five": "Five layers read five inputs; the sixth step is missing.",
        },
    ),
    function(
        "shared_gradients",
        shared_gradients_stub,
        shared_gradients_solution,
        COPIES,
        wrong={
            "the copies are averaged": (
                mean_of_copies,
                "A nudge of the shared weight nudges every copy: sum.",
            ),
            "only the last copy is taken": (last_copy, "Every copy contributes, not the last alone."),
            "the biases are not summed": (weights_only, "The bias is shared by all steps like the weights."),
            "each array is summed to one number": (
                summed_to_numbers,
                "Add the arrays to each other, cell by cell; their shapes stay.",
            ),
        },
    ),
]

if __name__ == "__main__":
    main(EXERCISES)
