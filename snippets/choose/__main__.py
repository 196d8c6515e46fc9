"""`python -m snippets.choose`: the seven questions, one by one, or as options."""

import argparse
import difflib
import sys

from snippets.choose import QUESTIONS, SITUATIONS, choose
from snippets.choose.questions import BY_NAME, YES_OR_NO, expected, understood


def main(arguments=None, ask=input):
    parser = argparse.ArgumentParser(
        prog="python -m snippets.choose",
        description="Recommend a network for your data, with its reasons and what it must beat first. "
        "What no option answers is asked.",
    )
    for question in QUESTIONS:
        parser.add_argument(
            f"--{question.name}",
            metavar="ANSWER",
            help=f"{question.asks} {expected(question.name, YES_OR_NO)}",
        )
    parser.add_argument(
        "--situation",
        nargs="?",
        const="",
        metavar="WORDS",
        help="answer for a worked situation; without words, list them",
    )
    given = vars(parser.parse_args(arguments))
    situation = given.pop("situation")
    try:
        if situation is None:
            print(choose(**answers(given, ask)))
        elif situation == "":
            print("\n".join(f"{name}: {choose(**answers).name}" for name, answers in SITUATIONS.items()))
        else:
            show(named(situation))
    except ValueError as error:
        parser.error(str(error))
    except (EOFError, KeyboardInterrupt):
        sys.exit("\nNot all questions are answered.")


def answers(given, ask):
    """Take the answers from the options, and ask for the others; a wrong one is asked for again."""
    found = {name: understood(name, text) for name, text in given.items() if text is not None}
    for name in BY_NAME:
        while name not in found:
            try:
                found[name] = understood(name, ask(asked(name)))
            except ValueError as error:
                print(error)
    return found


def asked(name):
    """Write a question with the answers that it takes."""
    question = BY_NAME[name]
    lines = [f"  {typed(answer)}: {meaning}" for answer, meaning in question.answers.items()]
    return "\n".join([f"\n{question.asks}", *lines, f"{name}? "])


def typed(answer):
    return {True: "yes", False: "no"}[answer] if isinstance(answer, bool) else answer


def named(words):
    """Find the situation that holds these words. Raises ValueError if none does, or several do."""
    found = [words] if words in SITUATIONS else [name for name in SITUATIONS if words.lower() in name.lower()]
    if len(found) == 1:
        return found[0]
    close = found or difflib.get_close_matches(words, SITUATIONS, n=3, cutoff=0.3)
    what = f"fits {len(found)} situations" if found else "is no situation"
    ending = f": {'; '.join(close)}" if close else "; --situation alone lists them"
    raise ValueError(f"{words!r} {what}; expected words of one{ending}")


def show(situation):
    given = SITUATIONS[situation]
    print(
        f"{situation}\n({', '.join(f'{name} {value}' for name, value in given.items())})\n\n{choose(**given)}"
    )


if __name__ == "__main__":
    main()
