"""A question: one fixed SQL text over the names of a slice, in a file beside the function that asks it."""

from dataclasses import dataclass
from pathlib import Path

Parameter = int | str | bool | None
Parameters = tuple[tuple[str, Parameter], ...]


@dataclass(frozen=True, slots=True)
class Question:
    """SQL with $named parameters; answers in integers, text and flags only, so that every engine gives the same rows."""

    name: str
    sql: str
    shared: bool = False
    """Whether its answer is a table that other texts read."""

    @classmethod
    def load(cls, module_file: str, file: str, shared: bool = False) -> "Question":
        """Reads the text beside a module: `Question.load(__file__, "curve.sql")` is named "retention.curve"."""
        path = Path(module_file).with_name(file)
        return cls(f"{path.parent.name}.{path.stem}", path.read_text(encoding="utf-8"), shared)

    def written(self, variant: str = "", **places: str) -> "Question":
        """The question with the places of its text filled in; `variant` is added to its name where there are several."""
        return Question(
            "_".join([self.name, variant]) if variant else self.name, self.sql.format(**places), self.shared
        )

    def mart(self, parameters: Parameters) -> str:
        """The name under which the answer for the empty filter is stored in a part."""
        return "-".join([self.name, *(str(value) for _, value in parameters)])


def named(**values: Parameter) -> Parameters:
    """Parameters as a hashable key, in the order of their names."""
    return tuple(sorted(values.items()))
