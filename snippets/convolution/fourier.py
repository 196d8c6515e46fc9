"""The convolutional layer by Fourier transform: for large kernels, whose size it hardly feels."""

from itertools import product

import numpy as np

from snippets.arrays import check_shape, floating
from snippets.convolution.columns import cut
from snippets.convolution.geometry import inside, pad
from snippets.convolution.layer import geometry

TILE = 2**8  # places along an axis that are computed at once, or twice the kernel


def conv2d_fft(x, weight, bias=None, *, padding=0, groups=1):
    """Correlate every image with every filter: one product a frequency, whatever the kernel's size.

    Large images are cut into tiles, which overlap by the kernel: their transforms fit in the cache.
    Shapes, padding, errors: as `conv2d`, without stride and dilation. NaN and infinity reach every place of
    their own tile, for each frequency looks at all of it, and no place of another image.
    Memory: the transforms of all tiles are held, and the products of one in all its channels.
    Source: Mathieu, Henaff, LeCun 2013, Fast training of convolutional networks through FFTs,
    arXiv:1312.5851, section 2.
    """
    x, weight, bias = floating(x=x, weight=weight, bias=bias)
    out_sizes, layout = geometry(2, x, weight, bias, 1, padding, 1, groups)
    KH, KW = weight.shape[2:]
    rows, columns = cut(out_sizes[0], max(TILE, 2 * KH)), cut(out_sizes[1], max(TILE, 2 * KW))
    tiles = list(product(range(len(x)), rows, columns))
    padded = pad(x, layout.padding)
    spectrum, image = transforms(padded[:, :, : rows[0].stop + KH - 1, : columns[0].stop + KW - 1])
    spectra = [
        spectrum(padded[n, :, i.start : i.stop + KH - 1, j.start : j.stop + KW - 1]) for n, i, j in tiles
    ]
    del padded
    out = np.empty((len(x), len(weight), *out_sizes), x.dtype)
    for o, channels in filters_and_channels(weight, groups):
        # The complex conjugate turns the kernels: without it this would be a true convolution.
        turned = spectrum(weight[o]).conj()
        for (n, i, j), X in zip(tiles, spectra, strict=True):
            products = X[channels] * turned
            out[n, o, i, j] = image(products.sum(axis=0), i.stop - i.start, j.stop - j.start)
        if bias is not None:
            out[:, o] += bias[o]
    return out


def conv2d_fft_backward(grad_output, x, weight, bias=None, *, padding=0, groups=1):
    """Send the gradient of `conv2d_fft`'s output back to its arguments, by one product a frequency too.

    Shapes: grad_output (N, C_out, OH, OW) -> grad_x, grad_weight, grad_bias, shaped as x, weight, bias.
    Raises ValueError as `conv2d_fft`, and if grad_output is not shaped as its output.
    Source: Mathieu, Henaff, LeCun 2013, arXiv:1312.5851, section 2.
    """
    grad_output, x, weight, bias = floating(grad_output=grad_output, x=x, weight=weight, bias=bias)
    out_sizes, layout = geometry(2, x, weight, bias, 1, padding, 1, groups)
    check_shape("grad_output", grad_output, "(N, C_out, OH, OW)", len(x), len(weight), *out_sizes)
    padded = pad(x, layout.padding)
    spectrum, image = transforms(padded)
    X, grad_weight = spectrum(padded), np.empty(weight.shape, x.dtype)
    grad_X = np.zeros_like(X)
    for o, channels in filters_and_channels(weight, groups):
        G = spectrum(grad_output[:, o, None])
        grad_weight[o] = image((X[:, channels] * G.conj()).sum(axis=0), *weight.shape[2:])
        grad_X[:, channels] += G * spectrum(weight[o])
    grad_x = inside(image(grad_X, *padded.shape[2:]), layout.padding)
    return grad_x, grad_weight, None if bias is None else grad_output.sum(axis=(0, 2, 3))


def filters_and_channels(weight, groups):
    """Return each filter's number and the slice of input channels that its group sees."""
    C_out, C_in = weight.shape[:2]
    firsts = [o // (C_out // groups) * C_in for o in range(C_out)]
    return [(o, slice(first, first + C_in)) for o, first in enumerate(firsts)]


def transforms(x):
    """Return the Fourier transform of maps at most as large as those of x, and the way back.

    What sticks out at one end of a circular product comes in at the other: at places that are cut off here.
    """
    sizes = [smooth(size) for size in x.shape[-2:]]

    def spectrum(maps):
        return np.fft.rfft2(maps, sizes)

    def image(products, H, W):
        columns = np.fft.ifft(products, axis=-2)[..., :H, :]
        return np.fft.irfft(columns, sizes[1])[..., :W].astype(x.dtype, copy=False)

    return spectrum, image


def smooth(size):
    """Return the least length from `size` on without a prime factor above 5: the transform's fast ones."""
    while True:
        rest = size
        for prime in (2, 3, 5):
            while rest % prime == 0:
                rest //= prime
        if rest == 1:
            return size
        size += 1
