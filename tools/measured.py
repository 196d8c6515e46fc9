"""What `make bench` wrote to docs/measured.json, read and checked, for pages and figures that show it."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

FILE = Path(__file__).resolve().parent.parent / "docs" / "measured.json"
MEND = "Run `make bench`, which writes it whole."
WITH_GRADIENTS = ", with gradients"


class MeasuredError(ValueError):
    """The file is missing or is not what `make bench` writes; the message says where, and the mend."""

    def __init__(self, problem: str) -> None:
        self.problem, self.mend = f"docs/{FILE.name} {problem}", MEND
        super().__init__(f"{self.problem} → {self.mend}")


@dataclass(frozen=True)
class Timing:
    """An operation, timed; `ratio` is its time over PyTorch's, None where PyTorch was not installed."""

    operation: str
    dtype: str
    milliseconds: dict[str, float]
    gate: float | None
    ratio: float | None
    gemm_share: float | None

    @property
    def layer(self) -> str:
        """What is computed, whether with gradients or without."""
        other = "" if self.dtype == "float32" else f", {self.dtype}"
        return self.operation.removesuffix(WITH_GRADIENTS) + other

    @property
    def with_gradients(self) -> bool:
        return self.operation.endswith(WITH_GRADIENTS)

    @property
    def missed(self) -> bool:
        return self.ratio is not None and self.gate is not None and self.ratio > self.gate

    def times(self, who: str) -> float | None:
        """How many times as long somebody else takes."""
        return self.milliseconds[who] / self.milliseconds["snippets"] if who in self.milliseconds else None


@dataclass(frozen=True)
class Growth:
    """Milliseconds or bytes of a call at growing sizes, and the slope between the logarithms."""

    operation: str
    against: str
    sizes: list[int]
    costs: list[float]
    slope: float


@dataclass(frozen=True)
class Allocation:
    """The bytes that a forward call allocates, those that go in and come out, and how many it may take."""

    operation: str
    bytes: int
    through: int
    gate: int


@dataclass(frozen=True)
class Measured:
    date: str
    processor: str
    versions: dict[str, str | None]
    gemm: dict[str, float]  # 10⁹ operations a second of a plain matrix product, by dtype
    operations: list[Timing]
    scaling: list[Growth]
    memory: list[Allocation]
    training: list[Growth]


def read(file: Path = FILE) -> Measured:
    """Read the file; raises MeasuredError if it is missing or malformed."""
    try:
        content = json.loads(file.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise MeasuredError("is missing") from None
    except ValueError as error:
        raise MeasuredError(f"is no JSON ({error})") from error
    try:
        return Measured(
            content["date"],
            content["machine"]["processor"],
            content["versions"],
            content["gemm_gigaflops"],
            [timing(entry) for entry in content["operations"]],
            [growth(entry, "milliseconds") for entry in content["scaling"]],
            [allocation(entry) for entry in content["memory"]],
            [growth(entry, "bytes") for entry in content["training"]],
        )
    except KeyError as error:
        raise MeasuredError(f"lacks {error}") from error
    except (TypeError, ValueError) as error:
        raise MeasuredError(f"holds something of another kind than it should ({error})") from error


def timing(entry: dict[str, Any]) -> Timing:
    """An entry of `operations`; where there is no PyTorch it has no ratio, where no wide product no share."""
    times = {who: positive(time) for who, time in entry["milliseconds"].items()}
    gate, ratio, share = (
        None if number is None else positive(number)
        for number in (entry["gate"], entry.get("ratio"), entry.get("gemm_share"))
    )
    if "snippets" not in times:
        raise KeyError("snippets")
    return Timing(name(entry), entry["dtype"], times, gate, ratio, share)


def growth(entry: dict[str, Any], what: str) -> Growth:
    costs = [positive(cost) for cost in entry[what]]
    if len(costs) != len(entry["sizes"]):
        raise ValueError(f"{entry['operation']} has {len(entry['sizes'])} sizes and {len(costs)} {what}")
    return Growth(name(entry), entry["against"], entry["sizes"], costs, float(entry["slope"]))


def allocation(entry: dict[str, Any]) -> Allocation:
    sizes = (int(positive(entry[name])) for name in ("bytes", "through", "gate"))
    return Allocation(name(entry), *sizes)


def name(entry: dict[str, Any]) -> str:
    if not isinstance(entry["operation"], str):
        raise ValueError(f"{entry['operation']!r} is no name")
    return str(entry["operation"])


def positive(number: Any) -> float:
    if not float(number) > 0:
        raise ValueError(f"{number!r} is not positive")
    return float(number)
