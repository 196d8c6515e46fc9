# ---
# jupyter:
#   jupytext: {text_representation: {extension: .py, format_name: percent}}
#   kernelspec: {display_name: Python 3, language: python, name: python3}
#   page:
#     title: A state keeps a melody's order over a pause, a mean loses it
#     description: Made-up melodies of two phrases, named by a rule, a mean, and two networks with a memory.
#     minutes: 20
#     prerequisites: [convolution/receptive_field.md, recurrence/lstm.md]
#     modules: [melody, prosody, trained]
# ---

# %% [markdown]
# # A state keeps a melody's order over a pause, a mean loses it
#
# Whether a voice first rises and then falls, or the other way round, is a matter of order. A convolution
# hears which way each phrase goes; averaged over time it cannot say which came first. With an LSTM behind
# it, it can. Two more answers belong beside that one: the LSTM alone can too, and so can a rule without any
# network.
#
# You can run all of this: it is a notebook, `docs/cases/prosody.py`, and the numbers below come from its
# cells.

# %%
import os

# One BLAS thread, before NumPy is imported: for products this small it is the fastest.
for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ.setdefault(name, "1")

import numpy as np
from IPython.display import HTML

from figures import prosody as figures
from snippets import melody, prosody, trained
from snippets.prosody import KINDS

# %% [markdown]
# ## The melodies
#
# The data are synthetic: made-up melodies, neither speech nor emotion. The course texts name *emotion
# detection from speech* among the uses of a CNN with an RNN. Part of what is heard as emotion is
# **prosody**: melody, loudness and rhythm. Here only the melody is left, without words, voices or feelings,
# so that one question can be asked by itself: who keeps an order?
#
# An utterance has two phrases with a pause between them, and silence before and after. There are four kinds
# of **contour**:
#
# ```py title="snippets/prosody.py"
# --8<-- "snippets/prosody.py:pitch"
# ```
#
# Networks do not see the pitch. They see a **spectrogram**: 52 frames in time, and for each frame how loud
# it is in 24 **bins** from low to high. A voiced tone sounds at its pitch and at whole multiples of it, the
# **harmonics**: six of them here, each a little softer. Noise lies over everything.

# %%
heard, labels = prosody.held_out()
count, bins, frames = heard.shape
print(f"held out: {count} utterances of {bins} bins and {frames} frames")
print(f"of each contour: {np.bincount(labels)[0]}")
HTML(figures.spectrograms(heard[:4], labels[:4]))

# %% [markdown]
# /// caption
# One held-out utterance of each kind, the colour stronger where it is louder. The first two have the same
# parts in another order.
# ///
#
# ## The plain answer first
#
# We know how the melodies are drawn. So a rule can be written down, with nothing learned. In each frame,
# find the pitch whose harmonics fit best:
#
# ```py title="snippets/melody.py"
# --8<-- "snippets/melody.py:melody"
# ```
#
# Then draw a line through each phrase and look where it leads. An **octave** is a doubling of the pitch;
# a phrase that rises does so by a half, and the rule asks for half of that, in octaves. Its
# limits were set by looking at training utterances:
#
# ```py title="snippets/melody.py"
# --8<-- "snippets/melody.py:contour"
# ```

# %%
chosen, chosen_labels = prosody.validation()
for words, x, kinds in (("validation", chosen, chosen_labels), ("held out", heard, labels)):
    print(f"{words}: {np.mean(melody.contours(x) == kinds):.3f} named right")

# %% [markdown]
# **The rule wins**: no network below names more. Remember it when you read on. What follows is not about
# how to name these melodies, but about what each part of a network can and cannot do.
#
# ## The models
#
# Two convolutions slide along time, with the 24 bins as their channels. Together they see 7 frames, which
# is enough to hear a rise or a fall, and less than the pause of 10. One network averages what they find
# over all frames; the other reads it with an LSTM, and names the contour from the last state. A third, the
# **LSTM alone**, reads the frames as they are.
#
# ```py title="snippets/prosody.py"
# --8<-- "snippets/prosody.py:networks"
# ```
#
# The learning rate of each was chosen among three, by one training of each, on 400 validation utterances.
# All train for 600 steps of 32 utterances with Adam. The held-out utterances were looked at once.
#
# ## Every seed
#
# `python -m snippets.train prosody --seeds 5` wrote this table. *Named right* is the share of all held-out
# utterances. *Order* looks at the first two kinds only, and at their two scores: a guess is right half of
# the time.

# %%
table = trained.table("prosody")
for name, seeds in table["seeds"].items():
    print(f"{name}: {table['parameters'][name]} parameters")
    for words, metric in (("named right", "accuracy"), ("order", "order")):
        shares = np.array([seed[metric] for seed in seeds])
        print(f"   {words:11} {shares.mean():.3f} ± {shares.std(ddof=1):.3f}")
        print("      seeds", *(f"{share:.3f}" for share in shares))

# %% [markdown]
# The number after ± is the standard deviation over the seeds. With the mean, order is a guess, and the two
# other kinds are named right. With the LSTM the order is right in every seed. And **the LSTM alone does it
# too**, with fewer parameters: here the convolution is not needed. Which bins are loud, frame
# after frame, *is* the melody, and an LSTM reads frames in their order.
#
# The shipped weights are tested here against the bar. The mean is not shipped, so it is trained while this
# page is built, and so is the LSTM alone:

# %%
hybrid = trained.load("prosody", "cnn + lstm")
mean, alone = (prosody.descent(name, seed=0).run() for name in ("cnn + mean", "lstm alone"))
runs = {"cnn + lstm": hybrid, "cnn + mean": mean}
missed = prosody.misses({name: [prosody.evaluate(name, model)] for name, model in runs.items()})
assert not missed, missed
print("the shipped weights and a fresh mean clear the bar: True")
for name, model in (("cnn + mean", mean), ("lstm alone", alone)):
    off = prosody.evaluate(name, model)["accuracy"] - table["seeds"][name][0]["accuracy"]
    print(f"{name}, as in the table, give or take .03: {abs(off) < 0.03}")

# %% [markdown]
# ## Why the mean cannot know
#
# Take a melody without noise and exchange its two phrases. Every window of 7 frames that one version has,
# the other has too, at another time: the pause is longer than a window, so no window hears both phrases. A
# mean over time does not see when. So both get the same scores, whatever the weights are. That is the
# theorem of [equal bags](../together/window_or_memory.md#the-theorem-equal-bags-equal-features), in sound.

# %%
rise = np.linspace(120, 180, prosody.PHRASE)
fall, level = rise[::-1], np.full(prosody.PHRASE, 150)
silence, pause = np.zeros(prosody.SILENCE), np.zeros(prosody.PAUSE)


def uttered(first, second):
    """The pitch of two phrases with silence around them."""
    return np.concatenate([silence, first, pause, second, silence])


def without_noise(*melodies):
    """What a network hears of melodies: (N, 24, 52)."""
    return np.stack([melody.quiet(hertz).T for hertz in melodies]).astype(np.float32)


pair = uttered(rise, fall), uttered(fall, rise)
both = without_noise(*pair)
for name, model in (("cnn + mean", mean), ("cnn + lstm", hybrid)):
    scores = model.forward(both)
    print(f"{name}: the same scores for both: {np.allclose(*scores, atol=1e-4)}")
print("the LSTM's answers:", ", ".join(KINDS[kind] for kind in scores.argmax(axis=1)))

# %% [markdown]
# ## What the state holds
#
# Somewhere in its state the LSTM must hold the first phrase while it waits through the pause. Of its 24
# units, this is the one whose output in the middle of the pause tells the first two kinds apart best, on
# the validation utterances:


# %%
def states(x):
    """The LSTM's output after every frame: (N, 24, 52) -> (52, N, 24)."""
    for layer in hybrid.layers[:6]:
        x = layer.forward(x)
    return x


middle = states(chosen)[prosody.FRAMES // 2]
rising, falling = (middle[chosen_labels == kind] for kind in (0, 1))
apart = np.abs(rising.mean(axis=0) - falling.mean(axis=0))
unit = (apart / (rising.std(axis=0) + falling.std(axis=0))).argmax()
jumps = np.random.default_rng(5).uniform(120, 180, (2, prosody.PHRASE))
four = without_noise(*pair, uttered(level, level), uttered(*jumps))
outputs = states(four)[:, :, unit]
HTML(figures.over_time(dict(zip(KINDS, outputs.T, strict=True)), pair[0] > 0))

# %% [markdown]
# /// caption
# Shaded: the two phrases. In the pause between them, where there is nothing to hear, the unit is above zero
# after a rise and far below it after a fall.
# ///

# %%
pausing = ~(pair[0] > 0)
pausing[: prosody.SILENCE] = pausing[-prosody.SILENCE :] = False
for kind in (0, 1):
    kept = outputs[pausing, kind][3:]  # its windows reach 3 frames into the phrase
    print(f"{KINDS[kind]}: from {kept.min():.1f} to {kept.max():.1f} in the pause")

# %% [markdown]
# ## What failed, and what surprised
#
# **Who copes with what training never drew?** Here are 400 new utterances at a time, each time with one
# number of the generator changed. Nothing is trained again:


# %%
def shares(**changed):
    """Shares named right by rule, hybrid and LSTM alone, with other numbers in the generator."""
    before = {name: getattr(prosody, name) for name in changed}
    try:
        for name, value in changed.items():
            setattr(prosody, name, value)
        x, kinds = prosody.utterances(np.random.default_rng(4), 400)
    finally:
        for name, value in before.items():
            setattr(prosody, name, value)
    answers = [model.forward(x).argmax(axis=1) for model in (hybrid, alone)]
    return " ".join(f"{np.mean(found == kinds):.2f}" for found in (melody.contours(x), *answers))


print("                    rule hybrid alone")
print("as in training      ", shares())
print("pause of 4, not 10  ", shares(PAUSE=4))
print("pause of 14         ", shares(PAUSE=14))
print("phrases of 8, not 14", shares(PHRASE=8))
print("twice the noise     ", shares(NOISE=2 * prosody.NOISE))

# %% [markdown]
# - **Another pause does little** to the hybrid, for a state is not bound to a distance. To the LSTM alone a
#   short one does more.
# - **Short phrases do much.** They rise and fall as far in less time, and networks that met phrases of one
#   length only take many of them for something else. The rule draws its line through whatever is there.
# - **In more noise the rule is behind.** It trusts each frame alone; the networks weigh all of them.
# - **The pause and the silence had to be made long enough.** Where a window hears both phrases, or where
#   one kind ends at the border more often than another, a mean knows more than it should.
#
# ## What a real system adds
#
# **Speech.** Real pitch has gaps, since many sounds have none; speakers differ by more than an octave;
# words, stress and dialect all move the melody. **Labels that people disagree on.** Emotion is judged by
# listeners, and the same utterance gets several answers; acted emotion is easier than the real kind, and a
# system that was tested on the speakers of its training data says little about others. **Everything but
# pitch**: loudness, rhythm, voice quality, words. Where these are learned from the waveform, a convolution
# in front of an LSTM earns its place: it turns 16,000 samples a second into a few dozen frames. Trigeorgis
# and others built one. Today large networks with attention, trained on unlabelled speech, come first.
#
# ## Exercises
#
# ### Exercise: how long must the pause be?
#
# Two convolutions in a row see windows of 5 and 3. How many frames of silence must lie between two phrases,
# at least, so that no window of both layers together hears something of both?
#
# ```py title="exercises/prosody.py"
# --8<-- "exercises/prosody.py:pause-stub"
# ```
#
# ??? success "Solution"
#
#     ```py title="exercises/prosody.py"
#     --8<-- "exercises/prosody.py:pause-solution"
#     ```
#
#     Both together see 7 frames. If 6 in a row are silent, no window can hear what is on both sides of them.
#
# ### Exercise: what guessing gets
#
# A network names two of four equally frequent kinds without a fault, and guesses between the two others.
# Which share does it name right?
#
# ```py title="exercises/prosody.py"
# --8<-- "exercises/prosody.py:guessed-stub"
# ```
#
# ??? success "Solution"
#
#     ```py title="exercises/prosody.py"
#     --8<-- "exercises/prosody.py:guessed-solution"
#     ```
#
#     Compare it with the row of the mean. An accuracy of .75 can hide that a question is not answered at all.
#
# ### Exercise: where does the first phrase lead?
#
# Write by hand what the unit in the figure has learned: go through the frames once, and keep what you need.
#
# ```py title="exercises/prosody.py"
# --8<-- "exercises/prosody.py:first_move-stub"
# ```
#
# ??? success "Solution"
#
#     ```py title="exercises/prosody.py"
#     --8<-- "exercises/prosody.py:first_move-solution"
#     ```
#
#     It does not matter how long the pause is, or what follows it.
#
# [On your machine](../about/local.md#check-your-answers), a command checks a file of your own:
# `.venv/bin/python -m exercises.prosody answer.py`.
#
# ## Sources
#
# - G. Trigeorgis and others, *Adieu features? End-to-end speech emotion recognition using a deep
#   convolutional recurrent network*, ICASSP 2016,
#   [doi:10.1109/ICASSP.2016.7472669](https://doi.org/10.1109/ICASSP.2016.7472669): convolutions on the
#   waveform, an LSTM behind them.
# - K. R. Scherer, *Vocal communication of emotion: a review of research paradigms*, Speech Communication
#   40, 2003, [doi:10.1016/S0167-6393(02)00084-5](https://doi.org/10.1016/S0167-6393%2802%2900084-5): what a
#   voice tells, and how it is studied.
# - B. Schuller, *Speech emotion recognition: two decades in a nutshell, benchmarks, and ongoing trends*,
#   Communications of the ACM 61 (5), 2018, [doi:10.1145/3129340](https://doi.org/10.1145/3129340).
# - A. Baevski and others, *wav2vec 2.0*, 2020, [arXiv:2006.11477](https://arxiv.org/abs/2006.11477):
#   learning from unlabelled speech.
