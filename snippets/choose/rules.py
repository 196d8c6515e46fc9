"""What to build, by what is asked: rules from top to bottom, each with its reasons.

The first rule whose conditions all hold decides. A reason is a sentence, and the section of this site that
shows it, as `part/page#anchor`.
"""

from collections import namedtuple

Rule = namedtuple("Rule", "name when reasons pages")
Reason = namedtuple("Reason", "text address")


def when(**conditions):
    """Write conditions short: of each fact, the words that will do."""
    return {fact.replace("_", " "): words.split() for fact, words in conditions.items()}


COUNTS_FORGET = Reason(
    "What has no order needs no state: shuffle the inputs, and only a network with a state notices.",
    "recurrence/state#in-other-networks-inputs-and-outputs-are-independent-of-each-other",
)
KNOWN_REACH = Reason(
    "A window sees its receptive field and nothing else; how far that reaches is known before training.",
    "convolution/receptive_field#by-formula",
)
NO_REACH = Reason(
    "A state is not bound to a distance: a unit with gates can hold a number for as long as it takes.",
    "recurrence/lstm#set-by-hand-a-latch",
)
BOTH_WAYS = Reason(
    "All inputs are there before an answer is due, so states may come from both ends.",
    "recurrence/wiring#two-directions-several-layers",
)
EACH_NEEDS_NEIGHBOURS = Reason(
    "Frame by frame, single mistakes look like cuts: a label needs the frames around it.",
    "applications/video_and_dna#to-label-a-video-label-each-frame",
)
ALIGNMENT = Reason(
    "CTC adds up all ways to lay the answer along the input: nobody has to mark where each part stands.",
    "together/ctc#the-formulas",
)
PATH_OF_ONE = Reason(
    "Any two places are one step apart, however far they lie.",
    "together/attention#distant-places-meet-after-nk-layers-of-convolution-or-one-of-attention",
)
CHANNELS_TELL = Reason(
    "A filter reads all channels of its window, so it can compare one frame with the next.",
    "convolution/channels#one-place-all-channels",
)
FRAME_BY_FRAME = Reason(
    "What is seen in a frame goes through one CNN; what happens from frame to frame, through the state.",
    "cases/video#does-it-read-the-order",
)

# What needs no network, or has no examples for one.
# --8<-- [start:plain]
PLAIN = [
    Rule(
        "autoregression (AR); for symbols, n-grams",
        when(data="series", answer="next", examples="few"),
        [
            Reason(
                "On two hundred windows of a real series a linear model won.",
                "cases/sunspots#every-seed",
            ),
            Reason(
                "On a short text, counting beat a network of the same size.",
                "recurrence/character_model#a-network-beats-counting",
            ),
        ],
        ["cases/sunspots", "recurrence/character_model"],
    ),
    # --8<-- [end:plain]
    Rule(
        "counts and a linear model",
        when(data="series text", answer="one", distance="none"),
        [
            COUNTS_FORGET,
            Reason(
                "Where the order does decide, equal counts get equal answers: see whether they suffice.",
                "together/window_or_memory#the-theorem-equal-bags-equal-features",
            ),
        ],
        ["cases/phrase_and_distance"],
    ),
    Rule(
        "a classifier of each step by itself",
        when(data="series text", answer="each", distance="none"),
        [COUNTS_FORGET],
        ["convolution/complete_network"],
    ),
    Rule(
        "CNN for each frame alone",
        when(data="frames", answer="one each", distance="none"),
        [
            COUNTS_FORGET,
            Reason(
                "For one answer take the mean: what a clip shows survives it, how it moves does not.",
                "cases/video#every-seed",
            ),
        ],
        ["convolution/complete_network", "cases/video"],
    ),
]

# Where others have read more than you have.
TEXT = [
    Rule(
        "pretrained Transformer, fine-tuned",
        when(data="text", answer="one each next write", streaming="no", machine="ordinary large"),
        [
            Reason(
                "Pretrained: others have trained it to guess words, on far more text than you have. "
                "Fine-tuned: you train it further, on your examples. This is advice: no program of this size "
                "can show it.",
                "together/attention#rnns-are-ideal-for-text-and-speech-cnns-for-any-image",
            ),
            PATH_OF_ONE,
        ],
        ["together/attention", "cases/phrase_and_distance"],
    ),
    Rule(
        "n-grams",
        when(data="text", answer="next", examples="few"),
        [
            Reason(
                "On a short text, counted stretches beat a network with about as many numbers.",
                "recurrence/character_model#a-network-beats-counting",
            ),
        ],
        ["recurrence/character_model"],
    ),
    Rule(
        "LSTM",
        when(data="text", answer="next"),
        [
            Reason(
                "It reads and writes symbol by symbol, from a state that does not grow with the text.",
                "recurrence/character_model#training",
            ),
            NO_REACH,
        ],
        ["recurrence/lstm", "recurrence/character_model"],
    ),
]

# Where a row comes out, and it is not known what belongs to what.
ROWS = [
    Rule(
        "encoder and decoder with attention",
        when(answer="write"),
        [
            Reason(
                "The answer has its own order and length: a decoder writes until it says that it ends.",
                "recurrence/wiring#an-encoder-and-a-decoder",
            ),
            Reason(
                "With attention each word looks at the whole input again, not at one state that holds it.",
                "together/attention#without-the-bottleneck",
            ),
        ],
        ["recurrence/wiring", "together/attention", "cases/captions"],
    ),
    Rule(
        "CNN, LSTM in one direction, CTC",
        when(answer="read", streaming="yes"),
        [ALIGNMENT, NO_REACH],
        ["together/ctc", "recurrence/lstm"],
    ),
    Rule(
        "CRNN: CNN, BiLSTM, CTC",
        when(answer="read"),
        [
            ALIGNMENT,
            Reason(
                "At a column of an image, a frame of a clip, a moment of a sound, a window sees a part only.",
                "convolution/receptive_field#by-formula",
            ),
            Reason(
                "States from both ends tell each of them of the rest.",
                "recurrence/wiring#two-directions-several-layers",
            ),
        ],
        ["together/ctc", "recurrence/wiring", "cases/digit_strings"],
    ),
]

# Where neighbours on a grid belong together.
GRIDS = [
    Rule(
        "fully convolutional network",
        when(data="image", answer="each"),
        [
            Reason(
                "Where nothing is flattened, there is an answer at every place, in images of any size.",
                "convolution/any_size#a-linear-layer-is-a-convolution-with-one-place",
            ),
            KNOWN_REACH,
        ],
        ["convolution/receptive_field", "convolution/any_size"],
    ),
    Rule(
        "CNN, flattened, and a linear layer",
        when(data="image", length="fixed", distance="near far remote unknown"),
        [
            Reason(
                "Flattening keeps the place: good where things stand in their place, bad where they move.",
                "cases/shifted_digits#what-moves-and-what-stays",
            ),
            Reason(
                "Windows that share their weights beat one layer on all pixels.",
                "cases/shifted_digits#every-seed",
            ),
        ],
        ["convolution/complete_network", "cases/shifted_digits"],
    ),
    Rule(
        "CNN with global pooling",
        when(data="image"),
        [
            Reason(
                "A convolution answers alike wherever a thing stands; pooling over the map drops the place.",
                "cases/shifted_digits#what-moves-and-what-stays",
            ),
            Reason(
                "Pooled over the whole map, there are as many numbers for every size of image.",
                "convolution/any_size#the-same-weights-three-sizes",
            ),
        ],
        ["convolution/equivariance", "convolution/any_size", "cases/shifted_digits"],
    ),
    Rule(
        "early fusion: the frames as channels of one image",
        when(data="frames", answer="one", length="fixed", distance="near", streaming="no"),
        [
            Reason(
                "For the motion in a few frames it is as good as a recurrent network, and cheaper.",
                "cases/video#every-seed",
            ),
            CHANNELS_TELL,
        ],
        ["convolution/channels", "cases/video"],
    ),
    Rule(
        "early fusion: the frames as channels of one image",
        when(data="frames", answer="next", distance="near"),
        [
            Reason(
                "Where a few frames tell all, stacking them does as well as a memory, with fewer weights.",
                "together/conv_lstm#video-needs-a-network-with-a-memory",
            ),
            CHANNELS_TELL,
        ],
        ["convolution/channels", "together/conv_lstm"],
    ),
    Rule(
        "ConvLSTM",
        when(data="frames", answer="next"),
        [
            Reason(
                "Its memory is an image, read through a kernel: what it remembers can travel.",
                "together/conv_lstm#a-memory-that-moves",
            ),
            Reason(
                "It may look further back than the frames that you can stack.",
                "together/conv_lstm#video-needs-a-network-with-a-memory",
            ),
        ],
        ["recurrence/lstm", "together/conv_lstm"],
    ),
    Rule(
        "CNN for each frame, then a 1-D CNN over the frames",
        when(data="frames", answer="each", distance="near"),
        [EACH_NEEDS_NEIGHBOURS, KNOWN_REACH],
        ["convolution/receptive_field", "applications/video_and_dna"],
    ),
    Rule(
        "CNN for each frame, then an LSTM",
        when(data="frames", streaming="yes"),
        [FRAME_BY_FRAME, NO_REACH],
        ["recurrence/lstm", "cases/video"],
    ),
    Rule(
        "CNN for each frame, then a BiLSTM",
        when(data="frames"),
        [FRAME_BY_FRAME, BOTH_WAYS],
        ["recurrence/wiring", "cases/video"],
    ),
]

# What is left: series; and text on a small machine, or while it is read.
SEQUENCES = [
    Rule(
        "1-D CNN with global max pooling",
        when(answer="one", distance="near", streaming="no"),
        [
            Reason(
                "A short pattern fits into a window, and the maximum finds it wherever it stands.",
                "cases/phrase_and_distance#the-baseline-first",
            ),
            KNOWN_REACH,
        ],
        ["convolution/receptive_field", "cases/phrase_and_distance"],
    ),
    Rule(
        "1-D CNN",
        when(answer="each", distance="near", streaming="no"),
        [
            KNOWN_REACH,
            Reason(
                "All places are computed at once, none waits for another.",
                "together/cost#counted-not-believed",
            ),
        ],
        ["convolution/receptive_field", "together/cost"],
    ),
    Rule(
        "Transformer",
        when(streaming="no", examples="many", machine="large"),
        [
            PATH_OF_ONE,
            Reason(
                "With very many examples neither locality nor order must be built in. This is advice.",
                "together/attention#rnns-are-ideal-for-text-and-speech-cnns-for-any-image",
            ),
        ],
        ["together/attention", "together/cost"],
    ),
    Rule(
        "linear recurrence (state-space model)",
        when(distance="remote"),
        [
            Reason(
                "With no nonlinearity in its loop, a scan computes all steps in a few rounds.",
                "together/linear_recurrence#without-a-loop-over-time-fourier-and-the-scan",
            ),
            Reason(
                "Its eigenvalues say how long it remembers.",
                "together/linear_recurrence#eigenvalues-how-long-and-how-fast-it-swings",
            ),
        ],
        ["together/linear_recurrence", "together/cost"],
    ),
    Rule(
        "1-D CNN, causal",
        when(past_only="yes", distance="near", machine="small"),
        [
            Reason(
                "Where the last few inputs tell all, a window keeps these few and needs no state.",
                "together/tcn#one-step-at-a-time",
            ),
            KNOWN_REACH,
        ],
        ["convolution/receptive_field", "together/tcn"],
    ),
    Rule(
        "GRU",
        when(past_only="yes", machine="small"),
        [
            Reason(
                "No window: it would have to keep all that it looks back at; a state does not grow.",
                "together/tcn#one-step-at-a-time",
            ),
            Reason(
                "No plain RNN: it takes a third of the work, but over a hundred steps none of six learning "
                "rates trained it; the two highest trained an LSTM, which has gates as a GRU has.",
                "cases/adding#every-seed",
            ),
            Reason(
                "No LSTM: a GRU has gates too, half the state, and three quarters of the work.",
                "together/cost#count-it-for-your-own-sizes",
            ),
        ],
        ["recurrence/gru", "together/cost", "cases/adding"],
    ),
    Rule(
        "LSTM",
        when(past_only="yes", distance="unknown"),
        [
            NO_REACH,
            Reason(
                "A window sees nothing beyond its reach, and you do not know how far it has to.",
                "together/window_or_memory#the-reach-is-known-before-training",
            ),
        ],
        ["recurrence/lstm", "together/window_or_memory"],
    ),
    Rule(
        "TCN",
        when(past_only="yes"),
        [
            Reason(
                "Doubled dilations reach any known distance in few layers, and look only back.",
                "together/tcn#how-far-back",
            ),
            Reason(
                "In training its steps need not wait for each other.",
                "together/cost#rnns-are-computationally-slower",
            ),
        ],
        ["together/tcn", "together/cost"],
    ),
    Rule(
        "1-D CNN, then a BiLSTM",
        when(),
        [
            Reason(
                "Windows find the parts; the state tells in which order and how far apart they stand.",
                "cases/dna#how-an-lstm-keeps-an-order",
            ),
            Reason(
                "Its weights are the same at every step: from a tenth of the examples it told an order as "
                "well as a flattened CNN.",
                "cases/dna#every-seed",
            ),
            BOTH_WAYS,
        ],
        ["recurrence/wiring", "cases/dna"],
    ),
]
RULES = [*PLAIN, *TEXT, *ROWS, *GRIDS, *SEQUENCES]
