"""Exercises of docs/start/half_truths.md: twelve claims, each right, wrong, or right with a condition."""

from collections.abc import Sequence
from dataclasses import dataclass

from exercises.kit import choice, main

ANSWERS = {"right": "right", "condition": "it depends", "misleading": "wrong", "wrong": "wrong"}


@dataclass(frozen=True)
class Card:
    """One claim: its exercise, its rows in the ledger and their verdict, and the section that teaches it."""

    name: str
    claims: tuple[int, ...]
    verdict: str
    read: str

    @property
    def anchor(self) -> str:
        """Where the card stands."""
        return f"start/half_truths#exercise-{self.name.replace('_', '-')}"


CARDS = [
    Card(
        "whole_numbers",
        (28,),
        "wrong",
        "convolution/learned_kernels#a-kernel-is-a-small-square-matrix-of-integers",
    ),
    Card(
        "count_of_weights",
        (32,),
        "condition",
        "convolution/channels#32-sets-of-3-3-weights-also-called-feature-maps-are-288-parameters",
    ),
    Card(
        "dot_product",
        (21,),
        "misleading",
        "convolution/convolution_or_correlation#a-convolution-is-the-dot-product-of-the-kernel-with-patches-of-the-input",
    ),
    Card(
        "fully_connected",
        (75,),
        "right",
        "convolution/any_size#a-linear-layer-is-a-convolution-with-one-place",
    ),
    Card("dimension", (65,), "wrong", "convolution/equivariance#convolution-is-dimensionality-reduction"),
    Card("fixed_size", (70,), "wrong", "convolution/any_size#a-cnn-takes-inputs-of-one-fixed-size-only"),
    Card("any_length", (57,), "right", "recurrence/state#many-units"),
    Card(
        "remembering",
        (40,),
        "misleading",
        "recurrence/vanishing_gradients#a-simple-recurrent-network-cannot-remember-for-long",
    ),
    Card(
        "precision",
        (38,),
        "wrong",
        "recurrence/vanishing_gradients#gradients-vanish-because-computers-calculate-with-finite-precision",
    ),
    Card("lstm", (42,), "condition", "recurrence/lstm#which-path-carries-the-gradient"),
    Card(
        "far_apart",
        (48,),
        "condition",
        "together/window_or_memory#cnns-catch-key-phrases-and-long-range-dependencies-are-for-rnns",
    ),
    Card("more_powerful", (78,), "wrong", "together/window_or_memory#cnns-are-more-powerful-than-rnns"),
]


def advice(wrong: Sequence[str]) -> list[str]:
    """What to read after these wrong answers: the lines that end the learner's command."""
    pages = dict.fromkeys(card.read.partition("#")[0] for card in CARDS if card.name in wrong)
    return ["Read these pages first:", *(f"  docs/{page}.md" for page in pages)] if pages else []


def whole_numbers_stub():
    # --8<-- [start:whole_numbers-stub]
    # "right", "it depends" or "wrong"
    whole_numbers = ...
    # --8<-- [end:whole_numbers-stub]
    return whole_numbers


def whole_numbers_solution():
    # --8<-- [start:whole_numbers-solution]
    whole_numbers = "wrong"
    # --8<-- [end:whole_numbers-solution]
    return whole_numbers


def count_of_weights_stub():
    # --8<-- [start:count_of_weights-stub]
    # "right", "it depends" or "wrong"
    count_of_weights = ...
    # --8<-- [end:count_of_weights-stub]
    return count_of_weights


def count_of_weights_solution():
    # --8<-- [start:count_of_weights-solution]
    count_of_weights = "it depends"
    # --8<-- [end:count_of_weights-solution]
    return count_of_weights


def dot_product_stub():
    # --8<-- [start:dot_product-stub]
    # "right", "it depends" or "wrong"
    dot_product = ...
    # --8<-- [end:dot_product-stub]
    return dot_product


def dot_product_solution():
    # --8<-- [start:dot_product-solution]
    dot_product = "wrong"
    # --8<-- [end:dot_product-solution]
    return dot_product


def fully_connected_stub():
    # --8<-- [start:fully_connected-stub]
    # "right", "it depends" or "wrong"
    fully_connected = ...
    # --8<-- [end:fully_connected-stub]
    return fully_connected


def fully_connected_solution():
    # --8<-- [start:fully_connected-solution]
    fully_connected = "right"
    # --8<-- [end:fully_connected-solution]
    return fully_connected


def dimension_stub():
    # --8<-- [start:dimension-stub]
    # "right", "it depends" or "wrong"
    dimension = ...
    # --8<-- [end:dimension-stub]
    return dimension


def dimension_solution():
    # --8<-- [start:dimension-solution]
    dimension = "wrong"
    # --8<-- [end:dimension-solution]
    return dimension


def fixed_size_stub():
    # --8<-- [start:fixed_size-stub]
    # "right", "it depends" or "wrong"
    fixed_size = ...
    # --8<-- [end:fixed_size-stub]
    return fixed_size


def fixed_size_solution():
    # --8<-- [start:fixed_size-solution]
    fixed_size = "wrong"
    # --8<-- [end:fixed_size-solution]
    return fixed_size


def any_length_stub():
    # --8<-- [start:any_length-stub]
    # "right", "it depends" or "wrong"
    any_length = ...
    # --8<-- [end:any_length-stub]
    return any_length


def any_length_solution():
    # --8<-- [start:any_length-solution]
    any_length = "right"
    # --8<-- [end:any_length-solution]
    return any_length


def remembering_stub():
    # --8<-- [start:remembering-stub]
    # "right", "it depends" or "wrong"
    remembering = ...
    # --8<-- [end:remembering-stub]
    return remembering


def remembering_solution():
    # --8<-- [start:remembering-solution]
    remembering = "wrong"
    # --8<-- [end:remembering-solution]
    return remembering


def precision_stub():
    # --8<-- [start:precision-stub]
    # "right", "it depends" or "wrong"
    precision = ...
    # --8<-- [end:precision-stub]
    return precision


def precision_solution():
    # --8<-- [start:precision-solution]
    precision = "wrong"
    # --8<-- [end:precision-solution]
    return precision


def lstm_stub():
    # --8<-- [start:lstm-stub]
    # "right", "it depends" or "wrong"
    lstm = ...
    # --8<-- [end:lstm-stub]
    return lstm


def lstm_solution():
    # --8<-- [start:lstm-solution]
    lstm = "it depends"
    # --8<-- [end:lstm-solution]
    return lstm


def far_apart_stub():
    # --8<-- [start:far_apart-stub]
    # "right", "it depends" or "wrong"
    far_apart = ...
    # --8<-- [end:far_apart-stub]
    return far_apart


def far_apart_solution():
    # --8<-- [start:far_apart-solution]
    far_apart = "it depends"
    # --8<-- [end:far_apart-solution]
    return far_apart


def more_powerful_stub():
    # --8<-- [start:more_powerful-stub]
    # "right", "it depends" or "wrong"
    more_powerful = ...
    # --8<-- [end:more_powerful-stub]
    return more_powerful


def more_powerful_solution():
    # --8<-- [start:more_powerful-solution]
    more_powerful = "wrong"
    # --8<-- [end:more_powerful-solution]
    return more_powerful


EXERCISES = [
    choice(
        "whole_numbers",
        whole_numbers_stub,
        whole_numbers_solution,
        wrong={
            "right": "Textbooks print such kernels. Who types the numbers of a trained one?",
            "it depends": "On what? A kernel that is learned hits a whole number only by accident.",
        },
    ),
    choice(
        "count_of_weights",
        count_of_weights_stub,
        count_of_weights_solution,
        wrong={
            "right": "How many channels does the layer read, and has it biases?",
            "wrong": "For one channel and no bias it is 288.",
        },
    ),
    choice(
        "dot_product",
        dot_product_stub,
        dot_product_solution,
        wrong={
            "right": "Compare np.convolve with np.correlate, over a kernel that is not symmetric.",
            "it depends": "Only a symmetric kernel hides the difference; the operation is another.",
        },
    ),
    choice(
        "fully_connected",
        fully_connected_stub,
        fully_connected_solution,
        wrong={
            "wrong": "Each of its outputs is one dot product with the whole image.",
            "it depends": "Without padding, such a kernel has one place, whatever the stride.",
        },
    ),
    choice(
        "dimension",
        dimension_stub,
        dimension_solution,
        wrong={
            "right": "Count what comes out of 32 filters.",
            "it depends": "It may shrink the map, but where fewer numbers come out, information is lost.",
        },
    ),
    choice(
        "fixed_size",
        fixed_size_stub,
        fixed_size_solution,
        wrong={
            "right": "A kernel slides over a larger image just as well. Which layer does not?",
            "it depends": "One kind of layer fixes the size, and a CNN does not need that layer.",
        },
    ),
    choice(
        "any_length",
        any_length_stub,
        any_length_solution,
        wrong={
            "wrong": "Count the weights: does the number of steps occur anywhere?",
            "it depends": "How well it remembers depends on many things; how many weights it has does not.",
        },
    ),
    choice(
        "remembering",
        remembering_stub,
        remembering_solution,
        wrong={
            "right": "Two units, set by hand, keep one bit for as long as you like.",
            "it depends": "What it can hold is one thing, what training finds another. It can.",
        },
    ),
    choice(
        "precision",
        precision_stub,
        precision_solution,
        wrong={
            "right": "Halve a fraction, which is never rounded, a hundred times.",
            "it depends": "Precision decides when a tiny number becomes 0, not that it gets tiny.",
        },
    ),
    choice(
        "lstm",
        lstm_stub,
        lstm_solution,
        wrong={
            "right": "What is left of a gradient if every forget gate is half open?",
            "wrong": "With forget gates near 1 the gradient lasts. That was the point of it.",
        },
    ),
    choice(
        "far_apart",
        far_apart_stub,
        far_apart_solution,
        wrong={
            "right": "True of one layer. How far do ten of them see, with dilation?",
            "wrong": "Beyond its receptive field a CNN sees nothing at all.",
        },
    ),
    choice(
        "more_powerful",
        more_powerful_stub,
        more_powerful_solution,
        wrong={
            "right": "Is the number of ones even? A window of fixed length loses the first of them.",
            "it depends": "On what? A window of fixed length never computes parity at every length.",
        },
    ),
]

if __name__ == "__main__":
    main(EXERCISES)
