"""The decision guide: what it recommends, what it never does, and that all it says can be looked up."""

import builtins
import itertools
import tomllib
from xml.etree import ElementTree

import pytest
from markdown.extensions.toc import slugify

from exercises import choose as exercises
from figures import choose as figure
from snippets import choose as guide
from snippets.choose import BASELINES, CAUTIONS, QUESTIONS, RULES, SITUATIONS, choose, facts
from snippets.choose.__main__ import main
from snippets.choose.questions import FAR, FEW, MANY, NEAR
from snippets.choose.situations import GROUPS
from tools import evidence, situations
from tools.pages import ROOT

SVG = "{http://www.w3.org/2000/svg}"
EXPECTED = {
    "predict the next hour of a sensor, on a microcontroller": "GRU",
    "label each frame of a clip": "CNN for each frame, then a BiLSTM",
    "read a meter's digits from a photo": "CRNN: CNN, BiLSTM, CTC",
    "find a motif pair in DNA: which comes first": "1-D CNN, then a BiLSTM",
    "classify a sentence": "pretrained Transformer, fine-tuned",
    "recognise a handwritten digit in the middle of its box": "CNN, flattened, and a linear layer",
    "say what a photo shows": "CNN with global pooling",
    "mark every pixel that belongs to a road": "fully convolutional network",
    "describe a photo in a sentence": "encoder and decoder with attention",
    "tell the motion in a clip of eight frames": "early fusion: the frames as channels of one image",
    "tell which objects a clip shows": "CNN for each frame alone",
    "see an emotion come and go in a face on video": "CNN for each frame, then a BiLSTM",
    "find every cut in a film": "CNN for each frame, then a 1-D CNN over the frames",
    "label the scenes of a live video": "CNN for each frame, then an LSTM",
    "predict the next image of a rain radar": "ConvLSTM",
    "predict where a ball goes in the next frame": "early fusion: the frames as channels of one image",
    "read lips": "CRNN: CNN, BiLSTM, CTC",
    "write down a recorded speech": "CRNN: CNN, BiLSTM, CTC",
    "write down speech while it is spoken": "CNN, LSTM in one direction, CTC",
    "hear an emotion in a voice": "1-D CNN, then a BiLSTM",
    "hear a wake word, on a battery": "GRU",
    "count steps on a wristband": "1-D CNN, causal",
    "hear which of ten machines is running, from its hum": "counts and a linear model",
    "forecast the number of sunspots of next year": "autoregression (AR); for symbols, n-grams",
    "forecast the load of a power grid from last week's": "TCN",
    "forecast a river's level, how far back is unknown": "LSTM",
    "warn of a fault in a machine while it runs": "TCN",
    "mark each heartbeat in a recording": "1-D CNN",
    "tell whether a motif occurs in DNA": "1-D CNN with global max pooling",
    "find what happened thousands of samples ago in raw sound": "linear recurrence (state-space model)",
    "tell the function of a protein, from millions of them": "Transformer",
    "sort mail by topic": "counts and a linear model",
    "find a telling phrase in a review, on a phone": "1-D CNN with global max pooling",
    "tag each word of a sentence, on a phone": "1-D CNN, then a BiLSTM",
    "translate a sentence": "pretrained Transformer, fine-tuned",
    "turn dates from one notation into another, on a phone": "encoder and decoder with attention",
    "suggest the next word, on a phone": "LSTM",
    "suggest the next word, on a phone, from a hundred messages": "n-grams",
}
NEWCOMERS = list(EXPECTED)[:5]
SENSOR = SITUATIONS[NEWCOMERS[0]]


def possible():
    """All answers that differ for the rules and do not contradict each other, with what is recommended."""
    for answers in itertools.product(
        ("image", "frames", "series", "text"),
        ("one", "each", "next", "read", "write"),
        (0, NEAR, FAR, FAR + 1, "unknown"),
        (True, False),
        ("fixed", "variable"),
        (FEW - 1, FEW, MANY),
        ("small", "ordinary", "large"),
    ):
        try:
            found = facts(*answers)
        except ValueError:
            continue
        given = dict(zip([question.name for question in QUESTIONS], answers, strict=True))
        yield found, choose(**given)


POSSIBLE = list(possible())


# Situations


@pytest.mark.parametrize("situation", SITUATIONS)
def test_each_situation_gets_the_answer_that_is_expected(situation):
    assert choose(**SITUATIONS[situation]).name == EXPECTED[situation]


def test_every_expected_situation_is_there_the_newcomers_first():
    assert list(SITUATIONS) == list(EXPECTED)
    assert len(EXPECTED) >= 20
    assert NEWCOMERS == [
        "predict the next hour of a sensor, on a microcontroller",
        "label each frame of a clip",
        "read a meter's digits from a photo",
        "find a motif pair in DNA: which comes first",
        "classify a sentence",
    ]


def test_every_rule_is_the_answer_to_some_situation():
    assert {rule.name for rule in RULES} - set(EXPECTED.values()) == {"a classifier of each step by itself"}


def test_one_answer_changed_changes_the_recommendation():
    changes = [
        ({"machine": "ordinary"}, "LSTM"),
        ({"distance": NEAR}, "1-D CNN, causal"),
        ({"distance": NEAR + 1}, "GRU"),
        ({"machine": "ordinary", "distance": 100}, "TCN"),
        ({"distance": FAR + 1}, "linear recurrence (state-space model)"),
        ({"examples": FEW - 1}, "autoregression (AR); for symbols, n-grams"),
        ({"answer": "read"}, "CNN, LSTM in one direction, CTC"),
        ({"data": "frames"}, "ConvLSTM"),
    ]
    for changed, name in changes:
        assert choose(**SENSOR | changed).name == name


def test_numbers_turn_into_words_at_their_bounds():
    def word(fact, **changed):
        return facts(**SENSOR | {"answer": "one"} | changed)[fact]

    distances = [0, 1, NEAR, NEAR + 1, FAR, FAR + 1, "unknown"]
    assert [word("distance", distance=distance) for distance in distances] == [
        *("none", "near", "near", "far", "far", "remote", "unknown")
    ]
    counts = [1, FEW - 1, FEW, MANY - 1, MANY]
    assert [word("examples", examples=count) for count in counts] == ["few", "few", "some", "some", "many"]
    assert (NEAR, FAR, FEW, MANY) == (16, 1000, 1000, 100_000)


# What holds for every answer there could be


def test_whatever_is_answered_there_is_a_recommendation_with_reasons_and_a_baseline():
    assert len(POSSIBLE) > 2500
    for found, recommended in POSSIBLE:
        assert recommended.reasons, found
        assert recommended.baselines, found
        assert recommended.pages, found


def test_every_rule_baseline_and_caution_is_reached():
    assert {recommended.name for _, recommended in POSSIBLE} == {rule.name for rule in RULES}
    first = [next(rule for rule in RULES if guide.holds(rule.when, found)) for found, _ in POSSIBLE]
    assert all(any(rule is other for other in first) for rule in RULES)
    for table, field in ((BASELINES, "baselines"), (CAUTIONS, "cautions")):
        told = {one for _, recommended in POSSIBLE for one in getattr(recommended, field)}
        assert told == {one for _, one in table}


def test_conditions_name_facts_and_words_that_exist():
    words = {fact: {found[fact] for found, _ in POSSIBLE} for fact in POSSIBLE[0][0]}
    for conditions in [rule.when for rule in RULES] + [when for when, _ in BASELINES + CAUTIONS]:
        for fact, allowed in conditions.items():
            assert set(allowed) <= words[fact], (fact, allowed)


def test_what_must_answer_on_the_way_never_reads_from_the_end():
    for found, recommended in POSSIBLE:
        if found["past only"] == "yes":
            assert "BiLSTM" not in recommended.name, found
            told = " ".join([*(reason.text for reason in recommended.reasons + recommended.cautions)])
            assert "both ends" not in told
            assert "look ahead" in told


def test_a_window_is_recommended_only_where_the_distance_is_known():
    windows = ("1-D CNN", "1-D CNN, causal", "1-D CNN with global max pooling", "TCN")
    windows += ("CNN for each frame, then a 1-D CNN over the frames",)
    for found, recommended in POSSIBLE:
        if recommended.name in windows:
            assert found["distance"] not in ("unknown", "remote"), found
        if recommended.name.startswith("early fusion"):
            assert found["distance"] == "near"
            assert found["answer"] == "next" or found["length"] == "fixed"


def test_what_flattens_is_recommended_only_where_all_inputs_have_one_size():
    for found, recommended in POSSIBLE:
        if "flattened" in recommended.name:
            assert found["length"] == "fixed"


def test_a_small_machine_gets_no_transformer_and_the_advice_to_count():
    for found, recommended in POSSIBLE:
        if found["machine"] == "small":
            assert "Transformer" not in recommended.name, found
            assert any(reason.text.startswith("Count what") for reason in recommended.cautions)


def test_only_what_has_an_end_is_told_to_pass_its_lengths():
    for found, recommended in POSSIBLE:
        told = any(reason.text.startswith("Padding") for reason in recommended.cautions)
        ends = found["streaming"] == "no" and found["data"] != "image"
        assert told == (ends and found["length"] == "variable"), found


def test_whoever_is_sent_to_a_pretrained_model_is_told_what_to_do_without_one():
    for found, recommended in POSSIBLE:
        told = [reason for reason in recommended.cautions if reason.text.startswith("Without a pretrained")]
        assert len(told) == recommended.name.startswith("pretrained"), found


def test_who_reads_images_on_a_computer_is_told_of_networks_that_others_trained():
    for found, recommended in POSSIBLE:
        told = any(reason.text.startswith("If others have trained a CNN") for reason in recommended.cautions)
        reads = found["data"] in ("image", "frames") and found["answer"] != "next"
        assert told == (reads and found["machine"] != "small"), found


def test_where_the_alignment_is_unknown_ctc_is_recommended_and_a_decoder_where_the_order_is_free():
    for found, recommended in POSSIBLE:
        assert ("CTC" in recommended.name) == (found["answer"] == "read"), found
        if found["answer"] == "write":
            assert "decoder" in recommended.name or found["data"] == "text"


def test_nothing_is_to_beat_itself():
    same = {
        "autoregression (AR); for symbols, n-grams": "linear regression",
        "n-grams": "n-grams",
        "counts and a linear model": "counts",
        "1-D CNN with global max pooling": "the maximum over all places",
        "early fusion: the frames as channels of one image": "stacked",
        "CNN for each frame alone": "the mean over frames",
        "a classifier of each step by itself": "by itself",
    }
    for found, recommended in POSSIBLE:
        if words := same.get(recommended.name):
            assert not any(words in baseline.name for baseline in recommended.baselines), found


def test_whoever_forecasts_has_persistence_to_beat_and_splits_by_time():
    for found, recommended in POSSIBLE:
        if found["answer"] == "next":
            assert any(reason.text.startswith("Split by time") for reason in recommended.cautions)
            if found["data"] == "series":
                assert recommended.baselines[0].name == "the last value again (persistence)"


# Links


def addresses():
    for rule in RULES:
        yield from [reason.address for reason in rule.reasons]
        yield from rule.pages
    for _, told in BASELINES + CAUTIONS:
        yield told.address


@pytest.mark.parametrize("address", sorted(set(addresses())))
def test_every_address_leads_to_a_section_or_to_a_page_that_is_being_built(address):
    pending = tomllib.loads((ROOT / "docs/decide/pending.toml").read_text(encoding="utf-8"))["pending"]
    if address.partition("#")[0] not in pending:
        assert evidence.find(address, ROOT)


def test_every_reason_is_a_sentence_and_no_number_stands_in_it():
    reasons = [reason for rule in RULES for reason in rule.reasons] + [reason for _, reason in CAUTIONS]
    for reason in reasons:
        assert reason.text[0].isupper(), reason
        assert reason.text[-1] == ".", reason
        assert not any(character.isdigit() for character in reason.text), reason


# Answers that cannot be


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"data": "video"}, "data is 'video'; expected 'image' or 'frames' or 'series' or 'text'"),
        ({"data": None}, "data is None; expected 'image' or 'frames' or 'series' or 'text'"),
        ({"data": ["text"]}, "data is ['text']; expected 'image' or 'frames' or 'series' or 'text'"),
        ({"answer": "two"}, "answer is 'two'; expected 'one' or 'each' or 'next' or 'read' or 'write'"),
        ({"distance": -1}, "distance is -1; expected a whole number, at least 0, or 'unknown'"),
        ({"distance": 2.5}, "distance is 2.5; expected a whole number, at least 0, or 'unknown'"),
        ({"distance": True}, "distance is True; expected a whole number, at least 0, or 'unknown'"),
        ({"distance": "far"}, "distance is 'far'; expected a whole number, at least 0, or 'unknown'"),
        ({"streaming": "yes"}, "streaming is 'yes'; expected True or False"),
        ({"streaming": 1}, "streaming is 1; expected True or False"),
        ({"length": "long"}, "length is 'long'; expected 'fixed' or 'variable'"),
        ({"examples": 0}, "examples is 0; expected a whole number, at least 1"),
        ({"examples": "many"}, "examples is 'many'; expected a whole number, at least 1"),
        ({"machine": "tiny"}, "machine is 'tiny'; expected 'small' or 'ordinary' or 'large'"),
        (
            {"distance": 0},
            "answer is 'next' and distance is 0; expected an order, if it tells what comes next",
        ),
        (
            {"data": "image", "answer": "one"},
            "an image comes at once; for images, or rows of one, in turn, data is 'frames'",
        ),
        (
            {"data": "image", "streaming": False},
            "an image comes at once; for images, or rows of one, in turn, data is 'frames'",
        ),
        (
            {"answer": "write"},
            "streaming is True and answer is 'write'; expected the whole input before the first word",
        ),
    ],
)
def test_an_answer_that_cannot_be_is_named_with_those_that_can(changed, message):
    with pytest.raises(ValueError) as error:
        choose(**SENSOR | changed)
    assert str(error.value) == message


# In words, and on the command line


def test_in_words_each_reason_stands_above_its_address():
    lines = str(choose(**SENSOR)).splitlines()
    assert lines[:2] == ["GRU", "Because:"]
    assert lines[lines.index("Beat first:") + 1 :][:2] == [
        "- the last value again (persistence)",
        "  → cases/sunspots#the-plain-forecasts-first",
    ]
    assert lines[-1] == "Read: recurrence/gru, together/cost, cases/adding"
    assert max(map(len, lines)) <= 78
    assert "Mind:" not in str(choose(**SITUATIONS["find a motif pair in DNA: which comes first"]))


def options(given):
    words = given | {"streaming": "yes" if given["streaming"] else "no"}
    return [part for name, value in words.items() for part in (f"--{name}", str(value))]


def nobody(_):
    raise AssertionError("no question was expected")


@pytest.mark.parametrize("situation", NEWCOMERS)
def test_the_command_answers_from_its_options_alone(situation, capsys):
    given = SITUATIONS[situation]
    main(options(given), nobody)
    assert capsys.readouterr().out == f"{choose(**given)}\n"


def test_the_command_asks_what_no_option_answers_and_asks_again_after_a_slip(capsys, monkeypatch):
    typed = iter(["sensor", "series", "next", "unknown", "maybe", " Yes ", "variable", "lots", "10,000"])
    asked = []
    monkeypatch.setattr(builtins, "input", None)
    main(["--machine", "small"], lambda question: asked.append(question) or next(typed))
    out = capsys.readouterr().out
    assert out.endswith(f"{choose(**SENSOR)}\n")
    assert [question.rsplit("\n", 1)[1] for question in asked] == [
        *("data? ", "data? ", "answer? ", "distance? "),
        *("streaming? ", "streaming? ", "length? ", "examples? ", "examples? "),
    ]
    assert "\nWhat do you read?\n  image: one image\n" in asked[0]
    assert "  yes: yes\n  no: no, all inputs are there first\n" in asked[4]
    assert out.splitlines()[:3] == [
        "data is 'sensor'; expected 'image' or 'frames' or 'series' or 'text'",
        "streaming is 'maybe'; expected 'yes' or 'no'",
        "examples is 'lots'; expected a whole number, at least 1",
    ]


def test_whoever_stops_answering_is_told_so():
    def stops(_):
        raise EOFError

    with pytest.raises(SystemExit, match="Not all questions are answered"):
        main([], stops)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--data", "img"], "data is 'img'; expected 'image' or 'frames' or 'series' or 'text'"),
        (["--streaming", "1"], "streaming is '1'; expected 'yes' or 'no'"),
        (["--situation", "phone"], "'phone' fits 5 situations; expected words of one: find a telling phrase"),
        (
            ["--situation", "qqq"],
            "'qqq' is no situation; expected words of one; --situation alone lists them",
        ),
        (["--situation", "classify sentence"], "expected words of one: classify a sentence"),
        (options(SENSOR | {"distance": 0}), "answer is 'next' and distance is 0; expected an order"),
    ],
)
def test_what_the_command_cannot_take_is_named(arguments, message, capsys):
    with pytest.raises(SystemExit):
        main(arguments, nobody)
    assert message in capsys.readouterr().err


def test_the_command_lists_situations_and_answers_for_one(capsys):
    main(["--situation"], nobody)
    assert capsys.readouterr().out.splitlines() == [f"{name}: {answer}" for name, answer in EXPECTED.items()]
    main(["--situation", "MOTIF pair"], nobody)
    given, *rest = capsys.readouterr().out.split("\n\n")
    assert given.startswith(
        "find a motif pair in DNA: which comes first\n(data series, answer one, distance 60, "
    )
    assert "\n\n".join(rest) == f"{choose(**SITUATIONS['find a motif pair in DNA: which comes first'])}\n"
    main(["--situation", "suggest the next word, on a phone"], nobody)
    assert "\n\nLSTM\n" in capsys.readouterr().out


def test_the_help_names_every_question_and_its_answers(capsys):
    with pytest.raises(SystemExit):
        main(["--help"], nobody)
    told = " ".join(capsys.readouterr().out.split())
    for question in QUESTIONS:
        assert question.asks in told
    assert "'yes' or 'no'" in told


# The pages and the figures


def text_of(name):
    return (ROOT / f"docs/decide/{name}.md").read_text(encoding="utf-8")


def test_the_page_of_situations_counts_them_right_and_has_each_under_its_own_heading():
    page = text_of("situations")
    assert len(SITUATIONS) == 38
    assert page.count("Thirty-eight situations") == 2  # in the front matter, and as heading
    grouped = list(itertools.chain(*GROUPS.values()))
    assert [line[4:] for line in page.splitlines() if line.startswith("### ")] == grouped
    assert sorted(grouped) == sorted(SITUATIONS)


@pytest.mark.parametrize("situation", NEWCOMERS)
def test_a_newcomer_s_situation_stands_in_full_two_clicks_from_the_guide(situation):
    _, _, told = text_of("situations").partition(f"### {situation}\n")
    told, _, _ = told.partition("\n### ")
    recommended = choose(**SITUATIONS[situation])
    assert f"**{recommended.name[0].upper()}{recommended.name[1:]}.**" in told
    for reason in recommended.reasons:
        assert f"- {reason.text} " in told
    for baseline in recommended.baselines:
        assert baseline.name in told
    anchor = evidence.find(f"decide/situations#{slugify(situation, '-')}", ROOT).anchor
    assert f"(situations.md#{anchor})" in text_of("choose")


def test_a_reason_that_leads_nowhere_is_a_fault_and_one_that_is_pending_is_told(tmp_path):
    for folder in ("docs/decide", "docs/recurrence"):
        (tmp_path / folder).mkdir(parents=True)
    (tmp_path / "docs/decide/pending.toml").write_text('pending = ["cases/sunspots"]')
    (tmp_path / "docs/recurrence/gru.md").write_text("# A GRU\n")
    faults = situations.situations(tmp_path, "docs/decide/situations.md")
    assert all(isinstance(fault, situations.Fault) for fault in faults)
    told = [str(fault) for fault in faults]
    assert not any("sunspots" in line or "recurrence/gru " in line for line in told)
    assert any(
        "a reason leads to together/tcn#how-far-back: there is no page docs/together/tcn" in line
        for line in told
    )
    assert len(told) == len(set(told))


@pytest.mark.parametrize(
    ("name", "kinds"), [("grids", ("image", "frames")), ("sequences", ("series", "text"))]
)
def test_a_figure_tells_every_rule_that_may_decide_in_order_and_the_page_tells_the_same(name, kinds):
    root = ElementTree.fromstring(figure.draw()[f"choose-{name}.svg"])
    told = root.find(f"{SVG}desc").text
    assert f"![{told}](../figures/choose-{name}.svg)" in text_of("choose")
    reached = [
        next(rule for rule in RULES if guide.holds(rule.when, found))
        for found, _ in POSSIBLE
        if found["data"] in kinds
    ]
    expected = [rule for rule in RULES if any(rule is other for other in reached)]
    shown = ["".join(text.itertext()) for text in root.iter(f"{SVG}text")][2::2]
    assert len(shown) == len(expected)
    assert all(rule.name.startswith(name) for rule, name in zip(expected, shown, strict=True))


@pytest.mark.parametrize("kinds", [("image", "frames"), ("series", "text")])
def test_the_words_of_a_figure_hold_exactly_where_its_rule_holds(kinds):
    for rule in figure.deciding(kinds):
        asked = [part for part in figure.conditions(rule.when, kinds).split(", ") if part != "all else"]
        for found, _ in POSSIBLE:
            if found["data"] in kinds:
                assert guide.holds(rule.when, found) == all(means(part, found) for part in asked), rule.name


def means(part, found):
    """Whether what a figure says of a rule's conditions is so."""
    meanings = {
        "no order": found["distance"] == "none",
        "order": found["distance"] != "none",
        "near": found["distance"] == "near",
        "beyond 1000": found["distance"] == "remote",
        "unknown distance": found["distance"] == "unknown",
        "streaming": found["streaming"] == "yes",
        "not streaming": found["streaming"] == "no",
        "fixed size": found["length"] == "fixed",
        "few examples": found["examples"] == "few",
        "many examples": found["examples"] == "many",
        "small machine": found["machine"] == "small",
        "not small": found["machine"] != "small",
        "large machine": found["machine"] == "large",
        "only the past": found["past only"] == "yes",
        "not read": found["answer"] != "read",
    }
    if part in meanings:
        return meanings[part]
    return any(word in (found["data"], found["answer"]) for word in part.split(" or "))


def test_a_name_that_fits_no_line_is_refused():
    with pytest.raises(ValueError, match="do not fit one line"):
        figure.fitting("one, near, not streaming", "a network with a very long name that nobody could read")


# The exercises


def test_the_leak_of_the_exercise_is_one_that_the_guide_warns_of():
    assert exercises.leak_solution() == "C"
    texts = [
        reason.text
        for reason in choose(**SITUATIONS["forecast the load of a power grid from last week's"]).cautions
    ]
    assert any("read in one direction" in text for text in texts)


def test_the_first_rule_of_the_exercise_is_that_of_the_guide():
    rules = [(rule.name, rule.when) for rule in RULES]
    for found, recommended in POSSIBLE[::37]:
        assert exercises.first_rule_solution()(rules, found) == recommended.name
