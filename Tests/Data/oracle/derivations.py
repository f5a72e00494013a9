"""Claims and their derivations, computed a second time with nothing but Python's standard library.

The program is written in Swift; this page exists so that its answers have something to agree with. Both
oracles use it: `itu-c21/oracle/audit_oracle.py` over the CSV files, `fold_oracle.py` over `tally replay`.

    derivation = form, [ " and ", relation, " ", form ] ;
    form       = number | name, "(", argument, { ",", argument }, ")" ;
    argument   = form | selection | code | counted ;
    selection  = indicator, "@", area, "@", periods, [ "@", breakdown ] ;
    periods    = period | period, "..", period | period, ".." | "*" ;
    breakdown  = "*" | key, "=", value, { ",", key, "=", value } ;
    counted    = ( "figures ", selection | "nodes" | "targets" | "members" ), { " ", key, "=", value } ;

An area or the value of a key may be `*`. A comma inside parentheses continues a breakdown when what follows
it, up to the next comma or parenthesis, holds `=` and no `@` before it; else it begins an argument. A
character of a code that would read as punctuation is written %XX.
"""

import decimal
import pathlib
import re
import sys
from fractions import Fraction

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "golden"))
import golden_entries as golden  # noqa: E402  (periods and codes only)

PRECISIONS = ("year", "half", "trimester", "quarter", "month", "week", "day")
FORMS = ("figure", "sum", "difference", "ratio", "growth", "project", "extreme", "period", "target", "count")
RELATIONS = ("=", "<", "<=", ">", ">=")


class Malformed(Exception):
    """The text is not a derivation."""


class Missing(Exception):
    """What a derivation needs and the state does not have."""

    def __init__(self, *what):
        super().__init__(", ".join(what))
        self.what = list(what)


class NotAYear(Missing):
    """A derivation came to a period that is no number. A claim that prints a period can still be compared."""

    def __init__(self, period, inputs=(), unsure=()):
        super().__init__("a year: " + period.text)
        self.period, self.inputs, self.unsure = period, list(inputs), list(unsure)
        self.approximate = False


# Periods.

class Period:
    """A canonical period: text, first and last day, and the precision of a calendar unit (None for a range)."""

    def __init__(self, text):
        self.text = golden.period(text)
        if self.text is None:
            raise Malformed("no period: " + text)
        ends = [golden.unit(part) for part in self.text.split("/")]
        self.first, self.last = ends[0][1], ends[-1][2]
        self.precision = ends[0][0] if len(ends) == 1 else None

    def next(self):
        return Period(golden.written(self.precision, self.last + golden.DAY))


def every(first, last):
    """Each calendar unit from first to last, both included; they have one precision."""
    one, two = Period(first), Period(last)
    if one.precision is None or one.precision != two.precision or two.last < one.last:
        raise Malformed("no range of periods: %s..%s" % (first, last))
    found = [one]
    while found[-1].text != two.text:
        found.append(found[-1].next())
    return [period.text for period in found]


def years_between(one, two):
    """Years from one period to another of the same precision, exactly."""
    one, two = Period(one), Period(two)
    if one.precision != two.precision or one.precision in (None, "week", "day"):
        raise Missing("years between %s and %s" % (one.text, two.text))
    months = (two.last.year - one.last.year) * 12 + two.last.month - one.last.month
    return Fraction(months, 12)


# Figures and the state they belong to.

class Figure:
    """One figure with its value at the bound. Text that is no number stays in `text`."""

    def __init__(self, indicator, area, period, breakdown, value="", qualifier="", status="", unit="",
                 mult="", precision="", missing="", source="", locator="", embargo="", position=0):
        self.indicator, self.area, self.breakdown = indicator, area, dict(breakdown)
        self.period = Period(period)
        self.text, self.qualifier, self.status = value, qualifier or "exact", status or "A"
        self.unit, self.missing, self.embargo, self.position = unit, missing, embargo, position
        self.source, self.locator = source, locator
        number = re.fullmatch(r"-?[0-9]+(\.([0-9]+))?", value)
        power = Fraction(10) ** int(mult or 0)
        self.value = Fraction(value) * power if number else None
        place = int(precision) if precision else -len(number[2] or "") + int(mult or 0) if number else 0
        self.half = Fraction(10) ** place / 2

    def subject(self):
        pairs = sorted((golden.encode(k), golden.encode(v)) for k, v in self.breakdown.items())
        return ("figure/%s@%s@%s" % (golden.encode(self.indicator), golden.encode(self.area), self.period.text)
                + ("@" + ",".join(k + "=" + v for k, v in pairs) if pairs else ""))


class State:
    """What the ledger says at a bound: the projections that derivations read."""

    def __init__(self):
        self.figures = {}      # subject -> Figure
        self.nodes = []        # {plan, code, kind, sector, …}
        self.targets = {}      # (plan, code) -> data of the revision in force
        self.judgements = {}   # (plan, code) -> {status, …}
        self.coverage = {}     # set -> complete, incomplete, unknown
        self.memberships = {}  # (group, member) -> timeline
        self.units = {}        # code -> (factor, base)
        self.on = None         # the valid date of the question
        self.method_status = lambda key: None

    def add(self, figure):
        self.figures[figure.subject()] = figure


class Selection:
    def __init__(self, text):
        parts = text.split("@")
        if len(parts) not in (3, 4):
            raise Malformed("no selection: " + text)
        self.text = text
        self.indicator = code(parts[0])
        self.area = "*" if parts[1] == "*" else code(parts[1])
        self.periods, self.open = None, False
        if parts[2] == "*":
            self.after = None
        elif parts[2].endswith(".."):
            self.after, self.open = Period(parts[2][:-2]), True
        elif ".." in parts[2]:
            self.periods = every(*parts[2].split("..", 1))
        else:
            self.periods = [Period(parts[2]).text]
        self.breakdown = {}
        if len(parts) == 4 and parts[3] == "*":
            self.breakdown = None
        elif len(parts) == 4:
            for pair in parts[3].split(","):
                key, equals, value = pair.partition("=")
                if not equals:
                    raise Malformed("no breakdown: " + parts[3])
                self.breakdown[code(key)] = "*" if value == "*" else code(value)

    def wild(self):
        """Whether only a coverage statement can tell that nothing is missing."""
        return (self.area == "*" or self.periods is None or self.breakdown is None
                or "*" in self.breakdown.values())

    def fits(self, figure):
        if figure.indicator != self.indicator or self.area not in ("*", figure.area):
            return False
        if self.periods is not None and figure.period.text not in self.periods:
            return False
        if self.open and (figure.period.precision != self.after.precision or figure.period.last < self.after.last):
            return False
        if self.breakdown is None:
            return True
        return (figure.breakdown.keys() == self.breakdown.keys()
                and all(v in ("*", figure.breakdown[k]) for k, v in self.breakdown.items()))

    def at(self, period):
        """The same selection with one period."""
        parts = self.text.split("@")
        parts[2] = Period(period).text
        return Selection("@".join(parts))

    def of_period(self, period):
        return self.at(period).text


def code(text):
    found = golden.decode(text)
    if found is None:
        raise Malformed("no code: " + text)
    return found


def chosen(state, selection):
    """The figures of a selection that have a value; missing periods of a closed range are named."""
    found = sorted((f for f in state.figures.values() if selection.fits(f) and f.text),
                   key=lambda f: (f.period.last, f.period.first, f.subject()))
    if selection.periods is not None:
        absent = [p for p in selection.periods if not any(f.period.text == p for f in found)]
        if absent:
            raise Missing(*[selection.of_period(p) for p in absent])
    elif not found:
        raise Missing(selection.text)
    return found


def members_of_set(state, selection):
    """A set to add up, count or compare: without totals that the source printed; and whether it is whole."""
    found = [f for f in chosen(state, selection) if f.breakdown.get("total") != "reported"]
    if not found:
        raise Missing(selection.text)
    if selection.open:
        return found, selection.text
    if selection.wild() and state.coverage.get("figures/" + selection.indicator) != "complete":
        return found, "coverage of figures/" + selection.indicator
    return found, None


# Numbers with their bounds.

class Number:
    """An exact rational, what it says about the true value, and the figures it rests on."""

    def __init__(self, value, bound="exact", strict=False, low=None, high=None, approximate=False,
                 unit=None, inputs=(), unsure=()):
        self.value, self.bound, self.strict = value, bound, strict
        self.low = value if low is None else low
        self.high = value if high is None else high
        self.approximate, self.unit = approximate, unit
        self.inputs, self.unsure = list(inputs), list(unsure)

    def scale(self, factor):
        self.value, self.low, self.high = self.value * factor, self.low * factor, self.high * factor

    def ends(self, outer):
        """Where the true number lies: the least and the greatest, each with whether it belongs, None without an end.

        With `outer`, an approximate figure is all that would have been printed like it.
        """
        low, high = (self.low, self.high) if outer else (self.value, self.value)
        return ((low, not self.strict) if self.bound in ("exact", "at_least") else None,
                (high, not self.strict) if self.bound in ("exact", "at_most") else None)


class Extreme(Number):
    """The greatest or the least of several numbers: known from both sides, where each of them is."""

    def __init__(self, numbers, greatest, unsure, unit):
        pick = max if greatest else min
        super().__init__(pick(n.value for n in numbers), approximate=any(n.approximate for n in numbers), unit=unit,
                         inputs=[f for n in numbers for f in n.inputs], unsure=unsure)
        self.numbers, self.greatest = numbers, greatest

    def scale(self, factor):
        super().scale(factor)
        for number in self.numbers:
            number.scale(factor)

    def ends(self, outer):
        # Of the ends on the side of the extreme, each must be known; of those on the other side, any one will do.
        near, far = (0, 1) if self.greatest else (1, 0)
        pairs = [n.ends(outer) for n in self.numbers]
        turn = 1 if self.greatest else -1
        known = [p[near] for p in pairs if p[near] is not None]
        found = [None, None]
        # Where two ends are one number, it belongs to the greatest only if it belongs to each of them.
        found[near] = max(known, key=lambda e: (e[0] * turn, not e[1])) if known else None
        if not self.unsure and all(p[far] is not None for p in pairs):
            found[far] = max((p[far] for p in pairs), key=lambda e: (e[0] * turn, e[1]))
        return tuple(found)


def number_of(figure):
    if figure.value is None:
        raise Missing(figure.subject()[len("figure/"):] + " has no number")
    bound = {"at_least": "at_least", "more_than": "at_least", "at_most": "at_most", "less_than": "at_most"}
    approximate = figure.qualifier == "approximately"
    half = figure.half if approximate else 0
    return Number(figure.value, bound.get(figure.qualifier, "exact"), figure.qualifier in ("more_than", "less_than"),
                  figure.value - half, figure.value + half, approximate, figure.unit or None, [figure])


FLIPPED = {"exact": "exact", "at_least": "at_most", "at_most": "at_least", "unknown": "unknown"}


def combined(value, low, high, terms, unit):
    """The number made of terms (number, direction): +1 grows with it, -1 shrinks, 0 not known."""
    bound, strict = "exact", False
    for number, direction in terms:
        mine = number.bound if direction > 0 else FLIPPED[number.bound]
        if mine != "exact" and direction == 0:
            mine = "unknown"
        if mine != "exact":
            bound = mine if bound in ("exact", mine) else "unknown"
            strict = strict or number.strict
    return Number(value, bound, strict, low, high, any(n.approximate for n, _ in terms), unit,
                  [f for n, _ in terms for f in n.inputs], [u for n, _ in terms for u in n.unsure])


def in_unit(state, numbers):
    """The numbers brought to the unit of the first that has one, or what keeps them apart."""
    unit = next((number.unit for number in numbers if number.unit), None)
    for number in numbers:
        if number.unit in (unit, None):
            continue
        one, two = state.units.get(number.unit), state.units.get(unit)
        if not one or not two or one[1] != two[1]:
            raise Missing("units differ: %s, %s" % (number.unit, unit))
        number.scale(one[0] / two[0])
        number.unit = unit
    return unit


def total(state, numbers):
    unit = in_unit(state, numbers)
    return combined(sum(n.value for n in numbers), sum(n.low for n in numbers), sum(n.high for n in numbers),
                    [(n, 1) for n in numbers], unit)


def sign(value):
    return (value > 0) - (value < 0)


def quotient(a, b, scale):
    if b.value == 0 or b.low <= 0 <= b.high:
        raise Missing("division by zero")
    corners = [x / y * scale for x in (a.low, a.high) for y in (b.low, b.high)]
    # Zero stays zero, whatever it is divided by.
    terms = [(a, sign(b.value * scale))] + ([(b, -sign(a.value * b.value * scale))] if a.value else [])
    found = combined(a.value / b.value * scale, min(corners), max(corners), terms, None)
    found.inputs, found.approximate = a.inputs + b.inputs, a.approximate or b.approximate
    return found


def root(value, degree):
    """The root of a rational that is not negative, to 50 significant digits; degree may be a fraction."""
    if value <= 0:
        return Fraction(0)
    with decimal.localcontext() as context:
        context.prec = 80
        base = decimal.Decimal(value.numerator) / decimal.Decimal(value.denominator)
        power = decimal.Decimal(degree.denominator) / decimal.Decimal(degree.numerator)
        result = (base.ln() * power).exp()
        context.prec = 50
        return Fraction(+result)


# Parsing.

def split_arguments(text):
    """The arguments between a form's parentheses, split at the commas that separate them."""
    depth, start, found = 0, 0, []
    for index, character in enumerate(text):
        if character == "(":
            depth += 1
        elif character == ")":
            depth -= 1
        elif character == "," and depth == 0:
            rest = re.match(r"[^,()]*", text[index + 1:])[0]
            equals, at = rest.find("="), rest.find("@")
            current = text[start:index]
            if "@" in current and equals >= 0 and not 0 <= at < equals:
                continue
            found.append(current)
            start = index + 1
    found.append(text[start:])
    if depth != 0 or any(not part or part != part.strip() for part in found):
        raise Malformed(text)
    return found


def parse(text):
    """A form as (name, arguments) or a Fraction."""
    if re.fullmatch(r"-?[0-9]+(\.[0-9]+)?", text):
        return Fraction(text)
    match = re.fullmatch(r"([a-z]+)\((.*)\)", text)
    if not match or match[1] not in FORMS:
        raise Malformed("no form: " + text)
    return match[1], split_arguments(match[2])


def is_form(text):
    return re.match(r"(%s)\(" % "|".join(FORMS), text) or re.fullmatch(r"-?[0-9]+(\.[0-9]+)?", text)


# Evaluation.

def gather(thunks):
    """Each result; what is missing in any of them is missing together."""
    results, missing = [], []
    for thunk in thunks:
        try:
            results.append(thunk())
        except Missing as error:
            missing += error.what
    if missing:
        raise Missing(*dict.fromkeys(missing))
    return results


def evaluate(state, text):
    parsed = parse(text)
    if isinstance(parsed, Fraction):
        return Number(parsed)
    name, arguments = parsed
    return globals()["form_" + name](state, arguments)


def forms(state, arguments):
    return gather([lambda a=a: evaluate(state, a) for a in arguments])


def arity(arguments, *allowed):
    if len(arguments) not in allowed:
        raise Malformed("%d arguments" % len(arguments))


def form_figure(state, arguments):
    arity(arguments, 1)
    selection = Selection(arguments[0])
    if selection.wild() or len(selection.periods) != 1:
        raise Malformed("more than one figure: " + arguments[0])
    return number_of(chosen(state, selection)[0])


def form_sum(state, arguments):
    def part(argument):
        if is_form(argument):
            return [evaluate(state, argument)]
        found, unsure = members_of_set(state, Selection(argument))
        numbers = [number_of(f) for f in found]
        if unsure:
            # What is not loaded can only add, as long as nothing here is negative.
            bound = "at_least" if all(n.value >= 0 for n in numbers) else "unknown"
            numbers.append(Number(Fraction(0), bound, unsure=[unsure]))
        return numbers
    return total(state, [n for part in gather([lambda a=a: part(a) for a in arguments]) for n in part])


def form_difference(state, arguments):
    arity(arguments, 2)
    a, b = forms(state, arguments)
    unit = in_unit(state, [a, b])
    return combined(a.value - b.value, a.low - b.high, a.high - b.low, [(a, 1), (b, -1)], unit)


def form_ratio(state, arguments):
    arity(arguments, 2, 3)
    numbers = forms(state, arguments)
    if numbers[0].unit and numbers[1].unit:
        in_unit(state, [numbers[1], numbers[0]])
    found = quotient(numbers[0], numbers[1], numbers[2].value if len(numbers) == 3 else Fraction(1))
    # Divided by a plain number, a number keeps its unit.
    found.unit = None if numbers[1].unit else numbers[0].unit
    return found


def two_periods(state, selection, one, two):
    def value(period):
        at = selection.at(period)
        if at.wild():
            raise Malformed("more than one figure: " + selection.text)
        return number_of(chosen(state, at)[0])
    return gather([lambda: value(one), lambda: value(two)])


def form_growth(state, arguments):
    arity(arguments, 4)
    selection, one, two, mode = Selection(arguments[0]), arguments[1], arguments[2], arguments[3]
    base, last = two_periods(state, selection, one, two)
    in_unit(state, [base, last])
    if base.value <= 0 or base.low <= 0 or last.value < 0:
        raise Missing("no number: base <= 0")
    if mode == "total":
        grown = lambda b, v: (v / b - 1) * 100
    elif mode == "per-year":
        years = years_between(one, two)
        if years <= 0:
            raise Malformed("no time between %s and %s" % (one, two))
        grown = lambda b, v: (root(v / b, years) - 1) * 100
    else:
        raise Malformed("no mode of growth: " + mode)
    found = combined(grown(base.value, last.value), grown(base.high, last.low), grown(base.low, last.high),
                     [(last, 1)] + ([(base, -1)] if last.value else []), None)
    found.inputs, found.approximate = base.inputs + last.inputs, base.approximate or last.approximate
    return found


def form_project(state, arguments):
    arity(arguments, 4)
    selection, one, two, at = Selection(arguments[0]), *arguments[1:]
    a, b = two_periods(state, selection, one, two)
    unit = in_unit(state, [a, b])
    span = years_between(one, two)
    if span == 0:
        raise Malformed("no time between %s and %s" % (one, two))
    share = years_between(one, at) / span
    line = lambda x, y: x + (y - x) * share
    corners = [line(x, y) for x in (a.low, a.high) for y in (b.low, b.high)]
    return combined(line(a.value, b.value), min(corners), max(corners),
                    [(a, sign(1 - share)), (b, sign(share))], unit)


def form_extreme(state, arguments):
    arity(arguments, 2)
    found, unsure = members_of_set(state, Selection(arguments[0]))
    numbers = [number_of(f) for f in found]
    unit = in_unit(state, numbers)
    return Extreme(numbers, {"max": True, "min": False}[arguments[1]], [unsure] if unsure else [], unit)


def form_period(state, arguments):
    arity(arguments, 2)
    found = [f for f in chosen(state, Selection(arguments[0])) if f.breakdown.get("total") != "reported"]
    if not found:
        raise Missing(arguments[0])
    selection = Selection(arguments[0])
    figure = {"first": found[0], "last": found[-1]}[arguments[1]]
    unsure = []
    if selection.open:
        unsure = [selection.text]
    elif selection.wild() and state.coverage.get("figures/" + selection.indicator) != "complete":
        unsure = ["coverage of figures/" + selection.indicator]
    if figure.period.precision != "year":
        raise NotAYear(figure.period, [figure], unsure)
    bound = "exact" if not unsure else "at_most" if arguments[1] == "first" else "at_least"
    return Number(Fraction(int(figure.period.text)), bound, inputs=[figure], unsure=unsure)


def find_target(state, text):
    name = text.split("/")
    keys = [k for k in state.targets if k[1] == code(name[-1]) and (len(name) == 1 or k[0] == code(name[0]))]
    if len(keys) != 1:
        raise Missing("target " + text)
    return keys[0], state.targets[keys[0]]


def form_target(state, arguments):
    arity(arguments, 2)
    key, target = find_target(state, arguments[0])
    field = arguments[1]
    if field == "value":
        if target.get("denominator") and target.get("rule") == "count_all":
            return evaluate(state, target["denominator"])
        if "value" not in target:
            raise Missing("target(%s,value)" % arguments[0])
        return Number(Fraction(target["value"]), unit=target.get("unit"))
    if field == "due":
        if "due" not in target:
            raise Missing("target(%s,due)" % arguments[0])
        if not re.fullmatch("[0-9]{4}", target["due"]):
            raise NotAYear(Period(target["due"]))
        return Number(Fraction(target["due"]))
    if field == "baseline":
        baseline = target.get("baseline") or {}
        if "value" in baseline:
            return Number(Fraction(baseline["value"]), unit=target.get("unit"))
        primary = [m for m in target.get("measures", []) if m["role"] == "primary"]
        if not baseline or not primary:
            raise Missing("target(%s,baseline)" % arguments[0])
        return form_figure(state, [measure_selection(primary[0], baseline["period"])])
    raise Malformed("no field of a target: " + field)


def measure_selection(measure, period):
    return "%s@%s@%s" % (golden.encode(measure["indicator"]), golden.encode(measure["area"]), period) + (
        "@" + measure["breakdown"] if measure.get("breakdown") else "")


def form_count(state, arguments):
    text = ",".join(arguments)
    what, _, rest = text.partition(" ")
    if what == "figures":
        found, unsure = members_of_set(state, Selection(rest))
        return Number(Fraction(len(found)), "at_least" if unsure else "exact", inputs=found,
                      unsure=[unsure] if unsure else [])
    keys = {}
    for pair in rest.split():
        key, equals, value = pair.partition("=")
        if not equals or key in keys:
            raise Malformed(text)
        keys[key] = code(value)
    counts = {"nodes": count_nodes, "targets": count_targets, "members": count_members}
    if what not in counts:
        raise Malformed(text)
    number, sets = counts[what](state, dict(keys))
    unsure = ["coverage of " + s for s in sets if state.coverage.get(s) != "complete"]
    return Number(Fraction(number), "at_least" if unsure else "exact", unsure=unsure)


def only(keys, *allowed):
    extra = set(keys) - set(allowed)
    if extra:
        raise Malformed("cannot count by " + ", ".join(sorted(extra)))


def count_nodes(state, keys):
    only(keys, "kind", "sector", "plan")
    found = [n for n in state.nodes if all(n.get(k) == v for k, v in keys.items())]
    plans = {keys["plan"]} if "plan" in keys else {n["plan"] for n in state.nodes}
    kinds = {keys["kind"]} if "kind" in keys else {n["kind"] for n in state.nodes}
    return len(found), sorted("nodes/%s/%s" % (p, k) for p in plans for k in kinds)


def count_targets(state, keys):
    only(keys, "status", "basis", "plan")
    plans = {keys["plan"]} if "plan" in keys else {p for p, _ in state.targets}
    sets = ["targets/" + p for p in sorted(plans)]
    inside = [k for k in state.targets if k[0] in plans]
    if "status" not in keys:
        return len(inside), sets
    if keys.get("basis", "judged") == "judged":
        statuses = [state.judgements.get(k, {}).get("status") for k in inside]
        sets += ["judgements/" + p for p in sorted(plans)]
    else:
        statuses = [state.method_status(k) for k in inside]
    return statuses.count(keys["status"]), sets


def count_members(state, keys):
    only(keys, "group", "category", "on", "joined", "distinct")
    found = []
    for (group, member), timeline in state.memberships.items():
        if keys.get("group", group) != group:
            continue
        for span in timeline:
            if keys.get("category", span.get("category")) != span.get("category"):
                continue
            start = Period(span["from"])
            if "joined" in keys:
                within = Period(keys["joined"])
                hit = within.first <= start.first and start.last <= within.last
            else:
                on = Period(keys["on"]) if "on" in keys else state.on
                if on is None:
                    raise Missing("a date")
                hit = start.last <= on.first and ("to" not in span or Period(span["to"]).first > on.last)
            if hit:
                found.append(member)
                break
    groups = {keys["group"]} if "group" in keys else {g for g, _ in state.memberships}
    return len(set(found)) if keys.get("distinct") else len(found), sorted("members/" + g for g in groups)


# Claims.

def rounded(value, decimals):
    """Half away from zero."""
    scaled = abs(value) * 10 ** decimals
    whole = (scaled.numerator * 2 + scaled.denominator) // (scaled.denominator * 2)
    return Fraction(whole if value >= 0 else -whole, 10 ** decimals)


def decimals_of(printed):
    return len(printed.partition(".")[2])


def written(value, decimals):
    value = rounded(value, decimals)
    digits = "%0*d" % (decimals + 1, abs(value.numerator * 10 ** decimals // value.denominator))
    sign_text = "-" if value < 0 else ""
    return sign_text + (digits[:-decimals] + "." + digits[-decimals:] if decimals else digits)


def compare(printed, relation, number):
    """True, False, or None where the bounds leave it open. Reads: printed RELATION number.

    It holds if it does when approximate figures are taken for exact ones; it fails only if it fails for every true
    number that the bounds and the rounding of approximate figures allow.
    """
    if isinstance(number, NotAYear):
        return None if number.unsure else number.period.text == golden.period(printed)
    p, (least, greatest), (lowest, highest) = Fraction(printed), number.ends(False), number.ends(True)
    if relation == "=":
        places = decimals_of(printed)
        if least is not None and least == greatest and rounded(least[0], places) == p:
            return True
        half = Fraction(1, 2 * 10 ** places)
        # Half away from zero: 3.5 is printed as 4, so it does not belong to what is printed as 3.
        below = beyond(highest, p - half, lambda a, b: a > b, p > 0)
        above = beyond(lowest, p + half, lambda a, b: a < b, p < 0)
        return None if below and above else False
    test = {"<": lambda d, p: d > p, "<=": lambda d, p: d >= p, ">": lambda d, p: d < p, ">=": lambda d, p: d <= p}[
        relation]
    upward = relation.startswith("<")
    hardest, easiest = (least, highest) if upward else (greatest, lowest)
    if hardest is not None and (test(hardest[0], p) or (hardest[0] == p and not hardest[1])):
        return True
    return None if easiest is None or test(easiest[0], p) and (easiest[1] or easiest[0] != p) else False


def beyond(end, limit, test, touching):
    """Whether some number up to an end of an interval lies beyond a limit, or on it where that counts."""
    return end is None or test(end[0], limit) or (touching and end == (limit, True))


def split_and(relation, derivation):
    """The parts of a claim: [(relation, form)]."""
    depth = 0
    for index, character in enumerate(derivation):
        depth += (character == "(") - (character == ")")
        match = re.match(r" and (<=|>=|=|<|>) ", derivation[index:]) if depth == 0 else None
        if match:
            return [(relation or "=", derivation[:index]), (match[1], derivation[index + match.end():])]
    return [(relation or "=", derivation)]


def audit(state, claim):
    """The answer to a claim {publication, printed, relation, derivation, locator}."""
    derivation = claim.get("derivation") or ""
    answer = {"answer": "cannot be checked", "missing": [], "recomputed": None, "approximate": False, "value": None}
    if not derivation:
        answer["missing"] = ["a derivation"]
        return answer
    parts = split_and(claim.get("relation"), derivation)
    printed_in = Number(Fraction(0), unit=claim.get("unit") or None)

    def number(text):
        found = evaluate(state, text)
        if printed_in.unit and found.unit:
            in_unit(state, [printed_in, found])
        return found

    numbers = []
    for relation, text in parts:
        try:
            numbers.append(number(text))
        except NotAYear as found:
            if text == parts[0][1]:
                answer["recomputed"] = found.period.text
            comparable = relation == "=" and golden.period(claim["printed"]) is not None
            numbers.append(found if comparable else None)
            answer["missing"] += [] if comparable else found.what
        except Missing as error:
            numbers.append(None)
            answer["missing"] += [what for what in error.what if what not in answer["missing"]]
    known = [n for n in numbers if n is not None]
    if isinstance(numbers[0], Number):
        answer["value"] = numbers[0].value
        answer["recomputed"] = written(numbers[0].value, decimals_of(claim["printed"]))
    answer["approximate"] = any(n.approximate for n in known)
    if len(known) < len(parts):
        return answer
    verdicts = [compare(claim["printed"], relation, number) for (relation, _), number in zip(parts, numbers)]
    inputs = [f for n in numbers for f in n.inputs]
    own = {claim["publication"]} | ({claim["source"]} if claim.get("source") else set())
    same = [f.source in own and bool(f.locator) and f.locator == claim.get("locator") for f in inputs]
    if False in verdicts:
        answer["answer"] = "differs"
    elif None in verdicts:
        undecided = [n for n, verdict in zip(numbers, verdicts) if verdict is None]
        answer["missing"] = [what for n in undecided for what in n.unsure or [
            f.subject()[len("figure/"):] + " is only " + f.qualifier for f in n.inputs if f.qualifier != "exact"]]
    elif len(parts) == 1 and parts[0][1].startswith("figure(") and all(same):
        answer["missing"] = ["evidence other than the sentence itself"]
    else:
        answer["answer"] = "reproduced"
    if inputs:
        answer["evidence"] = (
            "same sentence" if all(same) else "same document" if any(f.source in own for f in inputs)
            else "independent" if all(f.source for f in inputs) else "source not stated")
    return answer
