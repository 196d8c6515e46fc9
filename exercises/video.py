"""Exercises of docs/cases/video.py."""

from exercises.kit import drawn, function, main, number


def ceiling_stub():
    # --8<-- [start:ceiling-stub]
    ceiling = ...
    # --8<-- [end:ceiling-stub]
    return ceiling


def ceiling_solution():
    # --8<-- [start:ceiling-solution]
    ceiling = (4 + 4 / 2) / 8
    # --8<-- [end:ceiling-solution]
    return ceiling


def first_layer_stub():
    # --8<-- [start:first_layer-stub]
    first_layer = ...
    # --8<-- [end:first_layer-stub]
    return first_layer


def first_layer_solution():
    # --8<-- [start:first_layer-solution]
    first_layer = 8 * (8 * 3 * 3 + 1)
    # --8<-- [end:first_layer-solution]
    return first_layer


def running_means_stub():
    # --8<-- [start:running_means-stub]
    def running_means(values):
        """Return a list: the mean of all values so far, after each of them."""
        return ...

    # --8<-- [end:running_means-stub]
    return running_means


def running_means_solution():
    # --8<-- [start:running_means-solution]
    def running_means(values):
        mean, means = 0, []
        for count, value in enumerate(values, start=1):
            mean = mean + (value - mean) / count
            means.append(mean)
        return means

    # --8<-- [end:running_means-solution]
    return running_means


def divides_by_all(values):
    return [sum(values[: n + 1]) / len(values) for n in range(len(values))]


def forgets_at_a_fixed_rate(values):
    mean, means = 0, []
    for value in values:
        mean = mean + (value - mean) / 2
        means.append(mean)
    return means


def counts_from_nothing(values):
    return [sum(values[: n + 1]) / (n + 2) for n in range(len(values))]


EXERCISES = (
    number(
        "ceiling",
        ceiling_stub,
        ceiling_solution,
        {
            "the pairs are given up": (0.5, "Between the two of a pair a guess is right half of the time."),
            "the guess is among four": (
                0.625,
                "The average tells which pair it is; only two motions are left to guess between.",
            ),
            "the order is taken to be known": (1, "Backwards, a film has the same frames and the same mean."),
        },
        tolerance=1e-6,
    ),
    number(
        "first_layer",
        first_layer_stub,
        first_layer_solution,
        {
            "the biases are left out": (576, "Each filter has a bias as well."),
            "one frame comes in": (80, "A filter has a window of 3×3 in every channel, and there are eight."),
            "each channel has a bias": (640, "A filter has one bias, however many channels it sees."),
        },
    ),
    function(
        "running_means",
        running_means_stub,
        running_means_solution,
        [([3.0],), ([2.0, 4.0],), ([1.0, 0.0, 0.0, 0.0],), (drawn(2, (6,))[0],), ([],)],
        {
            "every sum is divided by the number of all values": (
                divides_by_all,
                "After two values there are two; a camera does not know how many will come.",
            ),
            "every value moves the mean by half": (
                forgets_at_a_fixed_rate,
                "Then the last value weighs as much as all before it. Let its share shrink with the count.",
            ),
            "the count is one too high": (counts_from_nothing, "The first mean is the first value."),
        },
    ),
)

if __name__ == "__main__":
    main(EXERCISES)
