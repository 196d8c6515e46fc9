"""The whole TCN: levels on top of each other, each looking back twice as far as the one before."""

from itertools import chain, repeat

from snippets.arrays import check_shape, floating
from snippets.tcn.block import ARRAYS, check_block, check_steps, residual_block, residual_block_with_backward

SIX = len(ARRAYS)


# --8<-- [start:tcn]
def tcn(x, levels):
    """Give what each level makes to the next, with twice the dilation.

    No output depends on a later input, so what stands after the end of a
    shorter sequence does not matter before it: there are no `lengths`.
    Shapes: x (N, C_in, L), `levels` for each level a tuple of what
    `residual_block` takes after x -> (N, C_out, L).
    Raises ValueError as `residual_block`, and if there is no level.
    Source: Bai, Kolter, Koltun, arXiv:1803.01271, section 3.
    """
    x, levels = tcn_arguments(x, levels)
    for i, arrays in enumerate(levels):
        x = residual_block(x, *arrays, dilation=2**i)
    return x
    # --8<-- [end:tcn]


def tcn_backward(grad_output, x, levels):
    """Return the gradients of `tcn`'s arrays, from the last level to the first.

    Shapes: grad_output (N, C_out, L), the others as `tcn` -> grad_x (N, C_in, L), and for each level a tuple
    of gradients, of its arrays, None for what was None.
    Raises ValueError as `tcn`, and if grad_output is not shaped as its output.
    """
    _, backward = tcn_with_backward(x, levels)
    return backward(grad_output)


def tcn_with_backward(x, levels):
    """Return what `tcn` returns, and a function that makes of its gradient those of the arrays.

    Shapes, errors: as `tcn`; the function as `tcn_backward`, of grad_output alone.
    """
    given = levels
    x, levels = tcn_arguments(x, levels)
    ways_back = []
    for i, arrays in enumerate(levels):
        x, way_back = residual_block_with_backward(x, *arrays, dilation=2**i)
        ways_back.append(way_back)

    def backward(grad_output):
        grad, _ = floating(grad_output=grad_output, x=x)
        check_shape("grad_output", grad, "(N, C_out, L)", *x.shape)
        grads = []
        for way_back, arrays in zip(ways_back[::-1], given[::-1], strict=True):
            grad, *grad_arrays = way_back(grad)
            grads.append(tuple(grad_arrays[: len(arrays)]))
        return grad, grads[::-1]

    return x, backward


def tcn_arguments(x, levels):
    """Check what `tcn` was given before anything is computed; return arrays of one dtype, six a level."""
    x, *arrays = floating(x=x, **named_arrays(levels))
    check_steps(x)
    return x, in_levels(arrays, x.shape[1])


def named_arrays(levels):
    """Return the arrays of all levels, six of each, under the names that messages call them by."""
    if not isinstance(levels, list | tuple) or not levels:
        found = "has no entry" if isinstance(levels, list | tuple) else f"is {type(levels).__name__}"
        raise ValueError(f"levels {found}; expected a tuple of arrays for each level")
    named = {}
    for i, arrays in enumerate(levels):
        if not isinstance(arrays, list | tuple) or not 1 <= len(arrays) <= SIX:
            found = f"has {len(arrays)} entries" if isinstance(arrays, list | tuple) else "is no tuple"
            raise ValueError(f"levels[{i}] {found}; expected 1 to {SIX} arrays: {', '.join(ARRAYS)}")
        given = chain(arrays, repeat(None))
        named |= {f"{name} of levels[{i}]": array for name, array in zip(ARRAYS, given, strict=False)}
    return named


def in_levels(arrays, channels=None):
    """Group arrays into levels of six, and check that each level takes the channels that it is given."""
    levels = [arrays[i : i + SIX] for i in range(0, len(arrays), SIX)]
    for i, level in enumerate(levels):
        channels = check_block(channels, *level, where=f" of levels[{i}]")
    return levels
