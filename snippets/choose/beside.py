"""What goes with a recommendation: what it must beat first, and what to mind, by what is asked."""

from collections import namedtuple

from snippets.choose.rules import Reason, when

Baseline = namedtuple("Baseline", "name address")

BASELINES = [
    (
        when(data="series", answer="next"),
        Baseline("the last value again (persistence)", "cases/sunspots#the-plain-forecasts-first"),
    ),
    (
        when(data="series", answer="next"),
        Baseline("the value one season ago (seasonal naive)", "cases/sunspots#the-plain-forecasts-first"),
    ),
    (
        when(data="series", answer="next", examples="some many"),
        Baseline("linear regression on the last few values (AR)", "cases/sunspots#the-plain-forecasts-first"),
    ),
    (
        when(
            data="series",
            answer="one each next",
            past_only="yes",
            distance="far unknown",
            machine="small",
            examples="some many",
        ),
        Baseline("a plain RNN, at a third of the work", "together/cost#count-it-for-your-own-sizes"),
    ),
    (
        when(data="text", answer="next"),
        Baseline("the most frequent symbol", "recurrence/character_model#a-score-a-probability-a-cost"),
    ),
    (
        when(data="text", answer="next", examples="some many"),
        Baseline("counted n-grams", "recurrence/character_model#a-network-beats-counting"),
    ),
    (
        when(data="series text", answer="one", distance="none"),
        Baseline("the most frequent answer", "convolution/complete_network#from-scores-to-a-loss"),
    ),
    (
        when(data="series text", answer="one", distance="near far remote unknown"),
        Baseline(
            "counts (of words, a bag of words) and a linear model",
            "cases/phrase_and_distance#the-baseline-first",
        ),
    ),
    (
        when(data="series text", answer="one", distance="far remote unknown"),
        Baseline("a 1-D CNN and the maximum over all places", "cases/dna#the-models"),
    ),
    (
        when(data="series text", answer="one", distance="far", length="fixed"),
        Baseline("a 1-D CNN, flattened, and a linear layer", "cases/dna#the-models"),
    ),
    (
        when(data="series text", answer="each", distance="none"),
        Baseline("the most frequent answer", "convolution/complete_network#from-scores-to-a-loss"),
    ),
    (
        when(data="series text", answer="each", distance="near far remote unknown"),
        Baseline(
            "each step by itself",
            "recurrence/state#in-other-networks-inputs-and-outputs-are-independent-of-each-other",
        ),
    ),
    (
        when(data="image", answer="one"),
        Baseline("logistic regression on the pixels", "convolution/complete_network#from-scores-to-a-loss"),
    ),
    (
        when(data="image", answer="one"),
        Baseline("one hidden layer on all pixels", "cases/shifted_digits#the-baseline-first"),
    ),
    (
        when(data="image", answer="each"),
        Baseline("each pixel by itself, a window of 1", "convolution/receptive_field#by-formula"),
    ),
    (
        when(data="image", answer="read"),
        Baseline(
            "cut where columns are empty, and look each piece up",
            "cases/digit_strings#the-baseline-first",
        ),
    ),
    (
        when(answer="read"),
        Baseline(
            "the same without recurrence, so that each step answers from its window alone",
            "cases/digit_strings#every-seed",
        ),
    ),
    (
        when(answer="write"),
        Baseline(
            "one classifier for each place of the answer",
            "cases/captions#the-plain-model-first",
        ),
    ),
    (
        when(data="frames", answer="one"),
        Baseline("a CNN on one frame", "cases/video#every-seed"),
    ),
    (
        when(data="frames", answer="one", distance="near far remote unknown"),
        Baseline("a CNN for each frame, and the mean over frames", "cases/video#every-seed"),
    ),
    (
        when(data="frames", answer="one", length="fixed", distance="far"),
        Baseline("all frames stacked as channels of one image", "cases/video#every-seed"),
    ),
    (
        when(data="frames", answer="each"),
        Baseline("the most frequent answer", "convolution/complete_network#from-scores-to-a-loss"),
    ),
    (
        when(data="frames", answer="each", distance="near far remote unknown"),
        Baseline("a CNN on each frame by itself", "cases/video#every-seed"),
    ),
    (
        when(data="frames", answer="next"),
        Baseline("the last frame again", "together/conv_lstm#learned-where-will-the-dot-be"),
    ),
    (
        when(data="frames", answer="next", distance="far remote unknown"),
        Baseline("the last frames stacked as channels", "together/conv_lstm#learned-where-will-the-dot-be"),
    ),
]

CAUTIONS = [
    (
        when(past_only="yes"),
        Reason(
            "Nothing may look ahead: pad before the first step only, and read in one direction.",
            "together/tcn#padding-by-k-1-dilation-makes-a-convolution-causal",
        ),
    ),
    (
        when(answer="next"),
        Reason(
            "Split by time, not at random: a network that has seen tomorrow does well in every test.",
            "recurrence/wiring#two-directions-forecast-better-than-one",
        ),
    ),
    (
        when(data="frames series text", length="variable", streaming="no"),
        Reason(
            "Padding is no data: pass the lengths, or let nothing look at what stands after the end.",
            "recurrence/wiring#batches-of-different-lengths",
        ),
    ),
    (
        when(
            data="text",
            answer="one",
            distance="near far remote unknown",
            streaming="no",
            machine="ordinary large",
        ),
        Reason(
            "Without a pretrained model, take a convolution or an LSTM over the words, then a maximum.",
            "together/window_or_memory#whoever-wins-a-comparison-is-the-better-network",
        ),
    ),
    (
        when(
            data="text",
            answer="each",
            distance="near far remote unknown",
            streaming="no",
            machine="ordinary large",
        ),
        Reason(
            "Without a pretrained model, take a BiLSTM, which has read the words before and after each.",
            "recurrence/wiring#two-directions-several-layers",
        ),
    ),
    (
        when(data="text", answer="next", streaming="no", machine="ordinary large"),
        Reason(
            "Without a pretrained model, take counted n-grams for few examples, an LSTM for more.",
            "recurrence/character_model#a-network-beats-counting",
        ),
    ),
    (
        when(data="text", answer="write", streaming="no", machine="ordinary large"),
        Reason(
            "Without a pretrained model, take an encoder and a decoder with attention.",
            "together/attention#without-the-bottleneck",
        ),
    ),
    (
        when(data="image frames", answer="one each read write", machine="ordinary large"),
        Reason(
            "If others have trained a CNN on far more images, start from theirs and train it further. "
            "This is advice: no program of this size can show it.",
            "together/attention#rnns-are-ideal-for-text-and-speech-cnns-for-any-image",
        ),
    ),
    (
        when(examples="few"),
        Reason(
            "With so few examples the plain ones often win: show every seed, and look at the test set once.",
            "cases/sunspots#every-seed",
        ),
    ),
    (
        when(machine="small"),
        Reason(
            "Count what it multiplies and keeps, for your own sizes, before you train it.",
            "together/cost#count-it-for-your-own-sizes",
        ),
    ),
]
