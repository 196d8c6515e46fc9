"""What a function really multiplies: every product is noted while it runs.

While it is watched, NumPy hands out arrays that report each product made with them. So it is the code that is
counted, not what somebody thinks it does.
"""

import sys
from contextlib import contextmanager
from math import isqrt, prod
from types import ModuleType

import numpy as np

CONTRACTIONS = {np.dot, np.inner, np.outer, np.tensordot, np.vdot}  # of two arrays, over axes that both have
UNSEEN = {
    np.convolve,
    np.correlate,
    np.cross,
    np.kron,
}  # these multiply inside, as do numpy.fft and numpy.linalg
POWERS = {np.float_power, np.power, np.square}  # a number by itself, and not by np.multiply


# --8<-- [start:multiply_adds]
def multiply_adds(f, *arrays, kind=np.matmul, **options):
    """Run `f` and count the multiply-adds of all its matrix products.

    A product (..., n, k) @ (..., k, m) takes k for each number of the result.
    With np.multiply as `kind`, products of number by number are counted instead.
    Raises ValueError for a product that would be missed.
    """
    return sum(size for size, _ in products(f, arrays, options, kind))


def steps_in_turn(f, *arrays, kind=np.matmul, **options):
    """Count the longest chain of products in `f`, each of which needs the last.

    The result of one product after another is set to NaN: the later products
    that read NaN needed it.
    `kind` and errors: as `multiply_adds`.
    """
    chain = [1 for _ in products(f, arrays, options, kind)]  # that begins there
    for i in reversed(range(len(chain))):
        spoilt = products(f, arrays, options, kind, spoil=i)
        needing = [chain[j] for j, (_, nan) in enumerate(spoilt) if nan]
        chain[i] += max(needing, default=0)
    return max(chain, default=0)
    # --8<-- [end:multiply_adds]


def products(f, arrays, options, kind, spoil=None):
    """Run `f`; return for each of its products the multiply-adds, and whether a factor held NaN.

    The result of product number `spoil`, counted from 0, is set to NaN.
    """
    seen = []

    def note(result, factors, terms):
        result = np.asarray(result)
        if len(seen) == spoil:
            if result.dtype.kind not in "fc":
                refuse(f"{kind.__name__} of {result.dtype}, which has no NaN")
            result[...] = np.nan
        nan = any(np.isnan(factor).any() for factor in factors)
        seen.append((result.size * terms, nan))
        return watched(result)

    class Watched(np.ndarray):
        """An array whose products are noted."""

        def __array_ufunc__(self, ufunc, method, *inputs, out=(), **given):
            if ufunc in POWERS if kind is np.multiply else ufunc.signature and ufunc is not kind:
                refuse(ufunc.__name__)  # with a signature, such as np.vecdot, it multiplies along an axis
            inputs = [plain(array) for array in inputs]
            given = {name: plain(value) for name, value in given.items()}
            if out:
                given["out"] = tuple(map(plain, out))
            result = getattr(ufunc, method)(*inputs, **given)
            if ufunc is kind:
                if method != "__call__":
                    refuse(f"{ufunc.__name__}.{method}")
                result = note(result, inputs, np.shape(inputs[0])[-1] if ufunc is np.matmul else 1)
            return out[0] if len(out) == 1 else watched(result)

        def __array_function__(self, function, types, arguments, options):
            if function in CONTRACTIONS:
                return contraction(function, *arguments, **options)
            if function is np.einsum:
                return einsum(*arguments, **options)
            if function in UNSEEN or function.__module__ in ("numpy.fft", "numpy.linalg"):
                refuse(function.__name__)
            return super().__array_function__(function, types, arguments, options)

        def dot(self, other):
            return contraction(np.dot, self, other)

    def watched(result):
        if type(result) in (list, tuple):
            return type(result)(map(watched, result))
        return result.view(Watched) if type(result) is np.ndarray else result

    def contraction(function, a, b, *axes, **options):
        a, b = (plain(np.asarray(factor)) for factor in (a, b))
        result = function(a, b, *axes, **options)
        if kind is not np.matmul:
            return watched(result)
        # a has A * K numbers, b has B * K, the result A * B
        return note(result, (a, b), isqrt(a.size * b.size // np.size(result)) if np.size(result) else 0)

    def einsum(subscripts, *operands, **given):
        factors = [plain(np.asarray(operand)) for operand in operands]
        words, arrow, out = subscripts.replace(" ", "").partition("->")
        if given or len(factors) != 2 or not arrow or "." in words or kind is not np.matmul:
            refuse(f'einsum("{subscripts}")')
        result = np.einsum(subscripts, *factors)
        sizes = dict(zip(words.replace(",", ""), factors[0].shape + factors[1].shape, strict=True))
        return note(result, factors, prod(size for letter, size in sizes.items() if letter not in out))

    with numpy_replaced(f, watched):
        f(*(watched(np.asarray(array)) for array in arrays), **options)
    return seen


@contextmanager
def numpy_replaced(f, watched):
    """Give `f` and all of `snippets` a NumPy whose functions return what `watched` makes of their results."""

    class Watching:
        def __getattr__(self, name):
            thing = getattr(np, name)
            if isinstance(thing, type | np.ufunc | ModuleType) or not callable(thing):
                return thing
            return lambda *given, **options: watched(thing(*given, **options))

    modules = [vars(module) for name, module in list(sys.modules.items()) if name.startswith("snippets.")]
    modules.append(getattr(f, "__globals__", {}))
    modules = [names for names in modules if names.get("np") is np and names is not globals()]
    for names in modules:
        names["np"] = Watching()
    try:
        yield
    finally:
        for names in modules:
            names["np"] = np


def refuse(name):
    raise ValueError(f"f calls np.{name}; expected products that can be counted: @, np.matmul, np.tensordot")


def plain(value):
    """Return an array that nobody watches, in the same memory; anything else as it is."""
    return value.view(np.ndarray) if isinstance(value, np.ndarray) else value
