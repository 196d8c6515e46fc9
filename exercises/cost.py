"""The exercises of docs/together/cost.md."""

from typing import Any

from exercises import kit


def crossover_stub() -> Any:
    # --8<-- [start:crossover-stub]
    crossover = ...  # positions
    # --8<-- [end:crossover-stub]
    return crossover


def crossover_solution() -> Any:
    # --8<-- [start:crossover-solution]
    d = 64
    crossover = 2 * d  # where 2 n n d = 4 n d d
    # --8<-- [end:crossover-solution]
    return crossover


def rounds_stub() -> Any:
    # --8<-- [start:rounds-stub]
    rounds = ...  # steps in turn
    # --8<-- [end:rounds-stub]
    return rounds


def rounds_solution() -> Any:
    # --8<-- [start:rounds-solution]
    rounds = next(r for r in range(100) if 2**r >= 1500)
    # --8<-- [end:rounds-solution]
    return rounds


def stream_memory_stub() -> Any:
    # --8<-- [start:stream_memory-stub]
    def stream_memory(dilations, k, d):
        return ...  # numbers

    # --8<-- [end:stream_memory-stub]
    return stream_memory


def stream_memory_solution() -> Any:
    # --8<-- [start:stream_memory-solution]
    def stream_memory(dilations, k, d):
        return sum((k - 1) * dilation * d for dilation in dilations)

    # --8<-- [end:stream_memory-solution]
    return stream_memory


def without_dilation(dilations: Any, k: Any, d: Any) -> Any:
    return len(dilations) * (k - 1) * d


def last_layer_only(dilations: Any, k: Any, d: Any) -> Any:
    return (k - 1) * dilations[-1] * d


def whole_field(dilations: Any, k: Any, d: Any) -> Any:
    return (1 + sum((k - 1) * dilation for dilation in dilations)) * d


def positions_only(dilations: Any, k: Any, d: Any) -> Any:
    return sum((k - 1) * dilation for dilation in dilations)


def taps_only(dilations: Any, k: Any, d: Any) -> Any:
    return sum(k * dilation * d for dilation in dilations)


def endless_stub() -> Any:
    # --8<-- [start:endless-stub]
    endless = ...  # "GRU", "TCN" or "attention"
    # --8<-- [end:endless-stub]
    return endless


def endless_solution() -> Any:
    # --8<-- [start:endless-solution]
    endless = "GRU"
    # --8<-- [end:endless-solution]
    return endless


EXERCISES = [
    kit.number(
        "crossover",
        crossover_stub,
        crossover_solution,
        wrong={
            "one product of pairs is counted": (256, "The weights take n n d, and the averages once more."),
            "one projection is counted": (32, "Queries, keys, values and the output: four d × d products."),
            "three projections are counted": (96, "What comes out is projected too."),
            "n = d is taken": (64, "Set 2 n n d equal to 4 n d d, and solve for n."),
        },
    ),
    kit.number(
        "rounds",
        rounds_stub,
        rounds_solution,
        wrong={
            "the logarithm is rounded down": (10, "After 10 rounds a stretch is 1024 long at most."),
            "every step waits for the last": (1500, "That is the loop. A round doubles every stretch."),
            "the inputs are paired once": (750, "The pairs are joined in pairs again, all at once."),
        },
    ),
    kit.function(
        "stream_memory",
        stream_memory_stub,
        stream_memory_solution,
        cases=[([1], 2, 1), ([1], 3, 4), ([1, 2, 4], 3, 2), ([1, 2, 4, 8], 2, 16), ([1, 3, 9], 3, 5)],
        wrong={
            "the dilation is left out": (without_dilation, "A window with gaps keeps what lies in the gaps."),
            "only the last layer keeps its past": (
                last_layer_only,
                "Every layer looks back at its own inputs.",
            ),
            "the newest input is kept as well": (
                whole_field,
                "The newest input comes in; only what was before it must be kept.",
            ),
            "each position is one number": (positions_only, "There are d numbers at every position."),
            "a window keeps all k inputs": (taps_only, "A window of k looks back at k − 1."),
        },
    ),
    kit.choice(
        "endless",
        endless_stub,
        endless_solution,
        wrong={
            "TCN": "It keeps the past of all its layers: (1023 − 1) · d = 1022 · 32 numbers, 131 kB.",
            "attention": "It keeps 2 · d numbers, 256 bytes, of each reading so far: the 79th finds no room.",
        },
    ),
]

if __name__ == "__main__":
    kit.main(EXERCISES)
