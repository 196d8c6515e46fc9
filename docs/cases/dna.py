# ---
# jupyter:
#   jupytext: {text_representation: {extension: .py, format_name: percent}}
#   kernelspec: {display_name: Python 3, language: python, name: python3}
#   page:
#     title: Filters find the motifs, an LSTM tells which comes first
#     description: Two motifs in made-up DNA, who learns their order, from how many examples, and how well.
#     minutes: 20
#     prerequisites: [convolution/learned_kernels.md, recurrence/wiring.md]
#     modules: [convolution, dna, motifs, trained]
# ---

# %% [markdown]
# # Filters find the motifs, an LSTM tells which comes first
#
# In made-up DNA sequences two short patterns always occur, and the question is which of them comes first. A
# convolution that keeps the best fit of each filter knows that both are there, and guesses. With an LSTM
# behind it, the same convolution names nearly every order. A third network has a weight for every place and
# no memory: with 20,000 examples it nearly catches up, with 2,000 it does not.
#
# You can run all of this: it is a notebook, `docs/cases/dna.py`, and the numbers below come from its cells.

# %%
import os

# One BLAS thread, before NumPy is imported: for products this small it is the fastest.
for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ.setdefault(name, "1")

import numpy as np
from IPython.display import HTML

from figures import dna as figures
from snippets import dna, trained
from snippets.convolution import conv1d
from snippets.motifs import aligned, found, letter_heights, reverse_complement, second_first

# %% [markdown]
# ## The sequences
#
# The sequences are synthetic: 200 random letters A, C, G, T, the four **bases** of DNA. Proteins that switch
# genes on and off bind where they meet a certain pattern, a **motif**. Two real ones are written into every
# sequence: TGACTCA, to which the protein AP-1 binds, and GGGACTTTCC, a site of NF-κB. Between them lie 20 to
# 60 bases. Then one base in twenty is replaced by a random one, so that a motif is rarely whole.
#
# ```py title="snippets/dna.py"
# --8<-- "snippets/dna.py:sequences"
# ```

# %%
drawn, labels = dna.held_out()
print("one of them:", "".join(dna.BASES[base] for base in drawn[0][:60]) + " …")
print(f"held out: {len(drawn)}, in {labels.sum()} NF-κB comes first")
six = np.concatenate([np.flatnonzero(labels == label)[:3] for label in (0, 1)])
HTML(figures.both_orders(drawn[six], labels[six]))

# %% [markdown]
# /// caption
# Six held-out sequences, the base 0 at the left, with a frame where each motif fits best. Places and
# distances vary; the label, 1 if NF-κB comes first, depends on the order alone.
# ///
#
# ## How good can anyone be?
#
# Noise can destroy a motif, and chance can write a second one. But we know how the sequences are drawn. So
# the probability of either order can be computed exactly, by Bayes' rule: for every place and every distance,
# how much more likely are these bases with the motifs there than by chance?
#
# ```py title="snippets/motifs.py"
# --8<-- "snippets/motifs.py:best"
# ```

# %%
best = np.mean((second_first(drawn) > 0.5) == labels)
print(f"with both motifs and all chances known: {best:.4f} right")

# %% [markdown]
# No network, whatever its size, can expect to do better. This reader was told both motifs. The networks are
# not: they see sequences and labels.
#
# ## The models
#
# All three begin alike. Sixteen filters of 11 bases slide along the sequence, which is written as four rows,
# one for each base, with a 1 where it stands. ReLU sets negative responses to 0. What follows differs:
#
# - **Global maximum**, the baseline: each filter's largest response, wherever it is, and a small MLP. Kim's
#   network for sentences reads this way. It can tell *that* something is there.
# - **Flattened**: the largest response in every 8 places, then a dense layer, which has a weight for every
#   filter at every place.
# - **CNN + BiLSTM**, as in DanQ (Quang and Xie), but for the end: the same pooling, then two [LSTMs, one from
#   each end](../recurrence/wiring.md), and the largest output of each unit over all steps.
#
# ```py title="snippets/dna.py"
# --8<-- "snippets/dna.py:hybrid"
# ```
#
# The learning rate of each was chosen among three, on 2,000 validation sequences of their own. All train for
# 1,000 steps of 64 sequences with Adam, on the [cross-entropy](../convolution/complete_network.md). The
# held-out sequences were looked at once.
#
# ## Every seed
#
# `python -m snippets.train dna --seeds 5` wrote this table: the share of held-out sequences whose order is
# named right. Two rows learn from 2,000 sequences instead of 20,000.

# %%
table = trained.table("dna")
for name, seeds in table["seeds"].items():
    shares = np.array([seed["accuracy"] for seed in seeds])
    print(f"{name}: {table['parameters'][name]} parameters")
    print(f"   {shares.mean():.3f} ± {shares.std(ddof=1):.3f}  seeds", *(f"{s:.4f}" for s in shares))
HTML(figures.every_seed(table["seeds"], best))

# %% [markdown]
# /// caption
# With 20,000 sequences the flattened network comes close to the BiLSTM; with 2,000 it falls far behind, and
# the BiLSTM hardly moves.
# ///
#
# The number after ± is the standard deviation over the seeds. The global maximum guesses, as it must: both
# motifs occur in both classes, and their order left no trace in the maxima.
#
# The flattened network *can* know the order: a weight for every place is a weight for "early" and "late". But
# it has to learn at each place anew what a motif means there. With ten times the examples it nearly does. An
# LSTM has the same weights at every step, so whatever it learns from one sequence holds at every place. That
# is what [sharing](../recurrence/unfolding.md) buys: not a better answer in the end, but one from fewer
# examples.
#
# The weights of seed 0, which ship with the site, are tested here against what we demand of every seed:

# %%
model = trained.load("dna", "cnn + bilstm")
shipped = dna.evaluate("cnn + bilstm", model)
first_seed = {name: seeds[:1] for name, seeds in table["seeds"].items()}
missed = dna.misses(first_seed | {"cnn + bilstm": [shipped]})
assert not missed, missed
print(f"the shipped weights clear the bar: {shipped['accuracy'] >= 0.96}")

# %% [markdown]
# And so that you need not trust shipped weights, the same training is run while this page is built, for the
# first 400 of its 1,000 steps. A coin that always says ½ has a loss of ln 2:

# %%
live = dna.descent("cnn + bilstm", seed=0)
for step in live:
    if step == 400:
        break
start = np.mean(live.losses[:25])
print(f"the first 25 steps within .05 of ln 2: {abs(start - np.log(2)) < 0.05}")
print(f"after 400 steps more than .9 right: {dna.evaluate('', live.model)['accuracy'] > 0.9}")

# %% [markdown]
# At first nothing seems to happen: the loss stays at ln 2. While no filter has found a motif, the LSTM has
# nothing to order; while the LSTM orders nothing, no filter is told that a motif matters.
#
# ## What the filters have found
#
# To see what a filter looks for, cut out every window to which it responds more than half as strongly as to
# its favourite, lay these windows one upon the other, and count the bases at each place. A **sequence logo**
# draws the bases as letters. The stack is as high as what the place tells about the base: 2 bits if it is
# always the same one, 0 if all four are equally frequent.
#
# ```py title="snippets/motifs.py"
# --8<-- "snippets/motifs.py:logo"
# ```

# %%
chosen, _ = dna.validation()
weight, bias = model.parameters["0.weight"], model.parameters["0.bias"]
responses = conv1d(dna.one_hot(chosen), weight, bias)
windows = [found(chosen, responses[:, k], dna.WINDOW) for k in range(dna.FILTERS)]
logos = {k: letter_heights(cut) for k, cut in enumerate(windows) if len(cut) > 1_000}
print(f"filters that never respond: {sum(len(cut) == 0 for cut in windows)} of {dna.FILTERS}")
print(f"filters with more than 1,000 windows: {len(logos)}")
best_fits = {}
for name, motif in zip(figures.NAMES, dna.MOTIFS, strict=True):
    k = max(logos, key=lambda k: aligned(logos[k], motif)[1])
    best_fits[f"{name}: filter {k}, {len(windows[k])} windows"] = logos[k], motif
    print(f"{name}: the best logo tells {aligned(logos[k], motif)[1]:.1f} bits of {motif}")
HTML(figures.logos(best_fits))

# %% [markdown]
# /// caption
# Nobody told the network the two motifs, in the squares. Its filters have found both.
# ///
#
# Seven bases tell 14 bits at most, ten 20; this filter of NF-κB holds nine of the ten.
# A motif may lie anywhere under a filter, and a filter may hold a part of it: 11 bases leave room around the
# 7 of AP-1. Beside these, other filters have found the same motifs, moved by a few places.
#
# ## How an LSTM keeps an order
#
# Here are two sequences with the same random bases and the motifs at the same distance, exchanged. The curve
# is the output of one unit of the LSTM that reads from the left: of its 16 units, the one that adds most
# to the decision.


# %%
def outputs(sequences):
    """The outputs of both LSTMs: (N, 200) -> (23, N, 32); units 0 to 15 read from the left."""
    x = dna.one_hot(sequences)
    for layer in model.layers[:5]:
        x = layer.forward(x)
    return x


def written(motifs, gap=50, start=50):
    """One random background, the same each time, with two motifs written into it."""
    bases = np.random.default_rng(5).integers(0, 4, 200).astype(np.int8)
    for motif in motifs:
        bases[start : start + len(motif)] = dna.symbols(motif)
        start += len(motif) + gap
    return bases


largest = outputs(chosen[:500]).max(axis=0)
swapped = dna.validation()[1][:500] == 1
towards = np.subtract(*model.parameters["6.weight"][::-1])  # of label 1 against label 0
adds = towards * (largest[swapped].mean(axis=0) - largest[~swapped].mean(axis=0))
unit = adds[:16].argmax()
pair = {"AP-1 first": dna.MOTIFS, "NF-κB first": dna.MOTIFS[::-1]}
pair = {title: written(motifs) for title, motifs in pair.items()}
HTML(figures.waiting({t: (bases, outputs(bases[None])[:, 0, unit]) for t, bases in pair.items()}))

# %% [markdown]
# /// caption
# The unit rises after NF-κB and falls at AP-1, but if AP-1 came first, it stays down: a flag that says “NF-κB
# seen, AP-1 not yet”.
# ///
#
# Its largest output over all steps says which motif was first. The maximum over time that failed as a way to
# read filters is enough to read a memory: the order is already in the state.
#
# ## What failed, and what surprised
#
# - **A rate that is too high lets filters die.** The best rate on validation sequences was the highest on
#   offer, and most of the filters that began with it never respond to anything. Sixteen were more than enough
#   for two motifs.
# - **The flattened network depends on luck.** With 2,000 sequences one seed of five is still at chance, and
#   with 20,000 one is well behind the others. When its rate was chosen, by one training of each, two of three
#   rates stayed at chance. A more patient choice might lift its row; the BiLSTM did not need it.
# - **It was taught one strand.** DNA is a double strand; read from the other end, A becomes T and C becomes
#   G. The molecule is the same, and a protein finds its site on either strand. The network does not:

# %%
turned = reverse_complement(dna.one_hot(drawn))
answers = np.concatenate([model.forward(part).argmax(axis=1) for part in np.split(turned, 8)])
print(f"the same molecules from the other strand: {np.mean(answers == labels):.2f} right")
print(f"and if the order should count as turned: {np.mean(answers != labels):.2f} right")
enough = responses[:, k].max() / 2  # k is still the filter of NF-κB
for strand, x in ("as taught", dna.one_hot(drawn)), ("the other", turned):
    strong = conv1d(x, weight, bias)[:, k] > enough
    print(f"strand {strand}: filter {k} responds to {strong.sum()} windows")

# %% [markdown]
# It guesses. On the other strand the site of NF-κB reads GGAAAGTCCC, and no filter has learned it, for no
# training sequence needed it. The mend is to train on both strands. (The site of AP-1 turned, TGAGTCA,
# differs from it in one base only.)
#
# ## What a real system adds
#
# **Real sequences**, thousands of bases long, from experiments that measure where proteins bind. There nobody
# knows the motifs, the labels are noisy, and positive examples are rare, so that accuracy says little. DanQ
# learns 919 such labels at once from 1,000 bases each. **Both strands**, in training and in the answer.
# **Baselines**: counts of short words and a support vector machine are strong (Lee and others). **More
# grammar** than an order: distances, repeats, motifs that must be absent. And the sites of one protein differ
# from each other by rule, not by noise alone.
#
# ## Exercises
#
# ### Exercise: what one step has seen
#
# The LSTM reads one number for each filter and each 8 neighbouring windows of 11 bases. How many bases does
# the input of one step depend on?
#
# ```py title="exercises/dna.py"
# --8<-- "exercises/dna.py:bases-stub"
# ```
#
# ??? success "Solution"
#
#     ```py title="exercises/dna.py"
#     --8<-- "exercises/dna.py:bases-solution"
#     ```
#
#     Window by window one base is added: more than either motif is long.
#
# ### Exercise: how high is the stack?
#
# At one place of a motif half of all windows have an A, a quarter a C, a quarter a G. The uncertainty is the
# mean of log₂(1 / share): 1 bit for a share of ½, 2 bits for ¼. What is left of 2 bits?
#
# ```py title="exercises/dna.py"
# --8<-- "exercises/dna.py:bits-stub"
# ```
#
# ??? success "Solution"
#
#     ```py title="exercises/dna.py"
#     --8<-- "exercises/dna.py:bits-solution"
#     ```
#
#     The A takes half of this height, C and G a quarter each.
#
# ### Exercise: one bit of memory
#
# Write by hand what the unit above has learned: go through the steps once, and keep one thing in mind.
#
# ```py title="exercises/dna.py"
# --8<-- "exercises/dna.py:second_first-stub"
# ```
#
# ??? success "Solution"
#
#     ```py title="exercises/dna.py"
#     --8<-- "exercises/dna.py:second_first-solution"
#     ```
#
#     It works for sequences of any length and motifs at any distance.
#
# [On your machine](../about/local.md#check-your-answers), a command checks a file of your own:
# `.venv/bin/python -m exercises.dna answer.py`.
#
# ## Sources
#
# - D. Quang and X. Xie, *DanQ: a hybrid convolutional and recurrent deep neural network for quantifying the
#   function of DNA sequences*, Nucleic Acids Research 44 (11), 2016,
#   [doi:10.1093/nar/gkw226](https://doi.org/10.1093/nar/gkw226): the order of layers.
# - D. R. Kelley, J. Snoek, J. L. Rinn, *Basset: learning the regulatory code of the accessible genome with
#   deep convolutional neural networks*, Genome Research 26, 2016,
#   [doi:10.1101/gr.200535.115](https://doi.org/10.1101/gr.200535.115): what filters of such networks find.
# - T. D. Schneider and R. M. Stephens, *Sequence logos: a new way to display consensus sequences*, Nucleic
#   Acids Research 18 (20), 1990, [doi:10.1093/nar/18.20.6097](https://doi.org/10.1093/nar/18.20.6097).
# - P. Angel and others, *Phorbol ester-inducible genes contain a common cis element recognized by a
#   TPA-modulated trans-acting factor*, Cell 49 (6), 1987,
#   [doi:10.1016/0092-8674(87)90611-8](https://doi.org/10.1016/0092-8674%2887%2990611-8): the site of AP-1.
# - T. D. Gilmore, *Introduction to NF-κB: players, pathways, perspectives*, Oncogene 25, 2006,
#   [doi:10.1038/sj.onc.1209954](https://doi.org/10.1038/sj.onc.1209954): the sites of NF-κB.
# - D. Lee, R. Karchin, M. A. Beer, *Discriminative prediction of mammalian enhancers from DNA sequence*,
#   Genome Research 21, 2011, [doi:10.1101/gr.121905.111](https://doi.org/10.1101/gr.121905.111): short words.
# - Y. Kim, *Convolutional neural networks for sentence classification*, 2014,
#   [arXiv:1408.5882](https://arxiv.org/abs/1408.5882): filters and their largest responses.
