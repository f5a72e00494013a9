"""What was measured: lines with their values, their reference and their budget."""

import statistics
from dataclasses import dataclass, field


@dataclass
class Line:
    """One thing measured several times.

    `unit` says which way is better: less of `ms`, `s` and `MB`, more of anything else. A budget is `(word, bound)`:
    "ratio" binds the speed as a share of the reference's, "least" and "most" bind the median itself, "ahead" asks for
    a ratio over one.
    """

    section: str
    name: str
    unit: str
    values: list = field(default_factory=list)
    reference: list = field(default_factory=list)
    budgets: list = field(default_factory=list)
    # What the reference is, in a few words: the same for a whole section.
    against: str = ""

    @property
    def median(self):
        return statistics.median(self.values)

    @property
    def spread(self):
        """Half of what lies between the smallest and the largest value, as a share of the median."""
        return (max(self.values) - min(self.values)) / 2 / self.median if self.median else 0.0

    @property
    def ratio(self):
        """The median of the ratios of neighbours, which ran one after the other."""
        if not self.reference:
            return None
        pairs = zip(self.values, self.reference)
        less = self.unit in ("ms", "s", "MB")
        return statistics.median(theirs / ours if less else ours / theirs for ours, theirs in pairs)

    def verdicts(self):
        for word, bound in self.budgets:
            if word == "ratio":
                met = self.ratio >= bound
            elif word == "ahead":
                met = self.ratio > 1
            else:
                met = self.median >= bound if word == "least" else self.median <= bound
            yield word, bound, met

    def as_json(self):
        answer = {"section": self.section, "name": self.name, "unit": self.unit, "median": self.median,
                  "spread": round(self.spread, 4), "values": self.values}
        if self.reference:
            answer["reference"] = {"what": self.against, "median": statistics.median(self.reference),
                                   "values": self.reference}
            answer["ratio"] = round(self.ratio, 4)
        answer["budgets"] = [{"kind": word, "bound": bound, "met": met} for word, bound, met in self.verdicts()]
        return answer


def number(value):
    if value >= 1000:
        return f"{value:,.0f}"
    return f"{value:.1f}" if value >= 10 else f"{value:.2f}"


def table(lines):
    """80 columns: what, median with its spread, the reference's median, the ratio, what is asked for."""
    rows = []
    section = None
    for line in lines:
        if line.section != section:
            section = line.section
            rows += ["", f"{section:<33}{'tally':>9} {'spread':>6}{'reference':>11} {'ratio':>5} {'budget':>12}",
                     "-" * 80]
            if line.against:
                rows.append(f"against {line.against}")
        reference = number(statistics.median(line.reference)) if line.reference else ""
        ratio = f"{line.ratio:.2f}" if line.reference else ""
        rows.append(f"{line.name + ', ' + line.unit:<33}{number(line.median):>9} {line.spread:>6.0%}"
                    f"{reference:>11} {ratio:>5} {_budget(line):>12}".rstrip())
    return "\n".join(rows)


def _budget(line):
    signs = {"ratio": "≥", "ahead": ">", "least": "≥", "most": "≤"}
    words = []
    for word, bound, met in line.verdicts():
        # Of two the one that is missed is worth the room.
        text = f"{signs[word]} {bound:,}" + ("" if met else " !")
        words = [text] if not met else words or [text]
    return words[0] if words else ""
