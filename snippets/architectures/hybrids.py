"""Networks with both: convolutions that look, and LSTMs that read from both ends what was seen."""

from snippets.architectures.layers import BatchNorm, BiLSTM, Columns, Conv, Flatten, Linear, MaxPool, ReLU


def crnn(classes=37, *, normalised=True):
    """CRNN, which reads words in pictures (1, 32, W): a frame for each column of the last map.

    The two pools after the second halve the height, move by one column, and are padded left and right: 25
    columns become 26, then 27, and the last convolution makes them 26. (A comment in the authors' code has
    26 before it.) `normalised=False` leaves out what normalises batches.
    An LSTM has one bias here; the authors' code has two, and a layer with a bias for each direction where
    one joins both here: 8,331,594 parameters instead of 8,327,205.
    Source: Shi, Bai, Yao 2015, arXiv:1507.05717, table 1; https://github.com/bgshih/crnn,
    model/crnn_demo/config.lua, which normalises after the third, fifth and seventh convolution.
    """

    def seen(in_channels, out_channels, kernel_size=3, padding=1, *, norm=False):
        between = (BatchNorm(out_channels),) if norm and normalised else ()
        return Conv(in_channels, out_channels, kernel_size, padding=padding), *between, ReLU()

    return (
        *seen(1, 64),
        MaxPool(2),
        *seen(64, 128),
        MaxPool(2),
        *seen(128, 256, norm=True),
        *seen(256, 256),
        MaxPool(2, (2, 1), (0, 1)),
        *seen(256, 512, norm=True),
        *seen(512, 512),
        MaxPool(2, (2, 1), (0, 1)),
        *seen(512, 512, 2, 0, norm=True),
        Columns(),
        BiLSTM(512, 256),
        Linear(512, 256),
        BiLSTM(256, 256),
        Linear(512, classes),
    )


# --8<-- [start:danq]
def danq():
    """DanQ, which tells 919 properties of 1,000 bases of DNA, given as an image of one row, (4, 1, 1000).

    Source: Quang, Xie 2016, doi:10.1093/nar/gkw226; https://github.com/uci-cbcl/DanQ, DanQ_train.py.
    """
    return (
        Conv(4, 320, (1, 26)),
        ReLU(),
        MaxPool((1, 13)),
        Columns(),
        BiLSTM(320, 320),
        Flatten(),
        Linear(75 * 640, 925),
        ReLU(),
        Linear(925, 919),
    )
    # --8<-- [end:danq]
