"""Folds the output of `tally replay` a second time, with nothing but Python's standard library.

    fold_oracle.py [BOUND] [--on DATE|PERIOD] ASK… < replay.jsonl
    fold_oracle.py --replay FILE --questions FILE|-

BOUND is --at-position N or --as-of INSTANT (a bare date is the end of that day, UTC); without one it is the
whole input. ASK is any of

    figure FIGURE        its value at the bound
    target [PLAN/]CODE   the revision in force on the date
    status [PLAN/]CODE   the headline: the judgement if there is one, else the method linear-path
    audit PUB[#CLAIM]    the answer to each claim of the newest state, in the state that the publication froze; a
                         bound takes the place of the frozen position, --now that of the whole freeze but its date

--published INSTANT leaves events out that were not known by then, and lets the one known last count.

One JSON object a line comes out, keys sorted. A question in a file is one JSON object a line with the keys
ask, name and, where wanted, at_position, as_of, published, on, now; each is answered by a list, in the same order.

What the fold decides where the rules leave room:

- The revision in force on a date is, of those at the bound that are effective by then, the last version. A
  restatement therefore takes back a revision that was recorded by mistake. A withdrawal ends every revision before it.
- A period given with --on counts as its last day. Without --on it is the day of --as-of, else the day on which the
  last event at the bound was recorded.
- Known since: published_at; else the end of the effective date of a target revision, a membership change or a
  judgement, or of a publication's day of issue; else the recording, for measurements, for withdrawn targets and for
  memberships and judgements without a date; else always.
- A judgement is chosen by the bound alone; --on selects the target, the node and the membership.
- Latest figure: of the primary measure, with a number, greatest period end, then start; never status F.
- A floating baseline without its figure is no_answer (no base), not another year.
- A figure whose period ends with the due period is the latest: what comes after it changes nothing.
- The questions come in this order: rule, indicator, judged, figure, number (for a share of the base: base,
  base <= 0), units, achieved, base, missed (a figure for the due period), benchmarked (one figure, or none after
  the base), bound undecided, due date, line. A bound that leaves "achieved" open does not keep one figure from
  being benchmarked.
- A base of zero or less has no answer only where the target is a share of it.
- Of several primary measures the worst result counts; with combine=worst, of those that have a definite one.
- A measure that only gives context makes no judgement stale.
- Years are counted from period end to period end, in whole months where both end with a month.
- A base at the target or beyond it, with a latest figure short of it, is off_track: the line leads away.
"""

import argparse
import collections
import datetime
import json
import pathlib
import re
import sys
from fractions import Fraction

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
from derivations import (  # noqa: E402
    Figure, Missing, Number, Period, Selection, State, audit, combined, evaluate, golden, in_unit, number_of, sign)

KNOWN = {
    "ledger.opened/1", "ledger.restored/1", "schema.changed/1", "measurement.recorded/1", "measurement.withdrawn/1",
    "indicator.defined/1", "area.defined/1", "unit.defined/1", "codelist.defined/1", "node.defined/1",
    "target.revised/1", "status.judged/1", "membership.changed/1", "coverage.stated/1", "method.adopted/1",
    "publication.issued/1", "publication.decided/1", "claim.printed/1", "import.completed/1"}


def unescape(component):
    return re.sub("%([0-9A-F]{2})", lambda match: chr(int(match[1], 16)), component)


def parts_of(subject):
    """The form and the raw components of a subject; a figure's are indicator, area, period, breakdown."""
    form, _, rest = subject.partition("/")
    if form != "figure":
        return form, [unescape(part) for part in rest.split("/")]
    fields = rest.split("@")
    pairs = dict(pair.split("=") for pair in fields[3].split(",")) if len(fields) == 4 else {}
    return form, [unescape(fields[0]), unescape(fields[1]), fields[2],
                  {unescape(key): unescape(value) for key, value in pairs.items()}]


def instant(text):
    """An instant in UTC; a bare date is the end of its day."""
    if re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text):
        text += "T23:59:59.999999Z"
    match = re.fullmatch(
        r"([0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2})(:[0-9]{2})?(\.[0-9]{1,6})?(Z|[+-][0-9]{2}:[0-9]{2})", text)
    if not match:
        raise SystemExit("no instant: " + text)
    fraction = (match[3] or ".0")[1:].ljust(6, "0")
    zone = "+00:00" if match[4] == "Z" else match[4]
    return datetime.datetime.fromisoformat(match[1] + (match[2] or ":00") + "." + fraction + zone)


class Log:
    """The entries of a replay, in order of position."""

    def __init__(self, lines):
        self.entries = sorted((json.loads(line) for line in lines if line.strip()), key=lambda e: int(e["position"]))

    def up_to(self, at_position=None, as_of=None):
        if at_position is not None:
            return [e for e in self.entries if int(e["position"]) <= int(at_position)]
        if as_of is not None:
            limit = instant(as_of)
            return [e for e in self.entries if instant(e["at"]) <= limit]
        return self.entries


ALWAYS = datetime.datetime.min.replace(tzinfo=datetime.timezone.utc)


def known_since(entry):
    """From when an event was known to those who read what was published."""
    form, data, recorded = entry["subject"].partition("/")[0], entry["data"], instant(entry["at"])
    if "published_at" in entry["basis"]:
        return instant(entry["basis"]["published_at"])
    if form == "figure" or entry["kind"] not in KNOWN:
        return recorded
    key, otherwise = {
        "target": ("effective_from", recorded if data.get("withdrawn") is True else ALWAYS),
        "membership": ("effective", recorded), "judgement": ("on", recorded),
        "publication": ("issued_on", ALWAYS)}.get(form, ("", ALWAYS))
    return instant(Period(data[key]).last.isoformat()) if key in data else otherwise


class Fold:
    """The state that a prefix of the log leaves, on a date."""

    def __init__(self, entries, on=None, published=None):
        self.on = Period(on).last if on else instant(entries[-1]["at"]).date() if entries else None
        rank = lambda entry: int(entry["version"])
        if published:
            entries = [e for e in entries if known_since(e) <= instant(published)]
            rank = lambda entry: (known_since(entry), int(entry["position"]))
        self.versions = collections.defaultdict(list)
        for entry in entries:
            self.versions[entry["subject"]].append(entry)
        for versions in self.versions.values():
            versions.sort(key=rank)
        self.last = {subject: versions[-1] for subject, versions in self.versions.items()}
        self.unknown = {s for s, versions in self.versions.items() if any(e["kind"] not in KNOWN for e in versions)}
        self.state = self.fold()

    def current(self, form):
        """Each subject of a form that is not withdrawn: its components, its data, its entry."""
        for subject, entry in self.last.items():
            if subject.startswith(form + "/") and entry["data"].get("withdrawn") is not True:
                yield parts_of(subject)[1], entry["data"], entry

    def fold(self):
        state = State()
        state.on = Period(self.on.isoformat()) if self.on else None
        for (unit,), data, _ in self.current("unit"):
            state.units[unit] = (Fraction(data.get("factor", "1")), data.get("base", unit))
        self.indicators = {code: data for (code,), data, _ in self.current("indicator")}
        for (indicator, area, period, breakdown), data, entry in self.current("figure"):
            if entry["subject"] in self.unknown:
                continue
            usual = self.indicators.get(indicator, {}).get("unit", "")
            figure = Figure(
                indicator, area, period, breakdown, data.get("value", ""), data.get("qualifier", ""),
                data.get("status", ""), data.get("unit", usual), data.get("mult", ""), data.get("precision", ""),
                data.get("missing_reason", ""), entry["basis"].get("source", ""), entry["basis"].get("locator", ""),
                data.get("embargo", ""), int(entry["position"]))
            state.figures[entry["subject"]] = figure
        for (plan, code), data, _ in self.current("node"):
            starts = "valid_from" not in data or Period(data["valid_from"]).first <= self.on
            ends = "valid_to" in data and Period(data["valid_to"]).last < self.on
            if starts and not ends:
                state.nodes.append(data | {"plan": plan, "code": code})
        for subject in self.versions:
            if subject.startswith("target/"):
                entry = self.revision(subject)
                if entry:
                    state.targets[tuple(parts_of(subject)[1])] = entry["data"]
        for (plan, code), data, _ in self.current("judgement"):
            state.judgements[plan, code] = data
        for (name,), data, _ in self.current("coverage"):
            state.coverage[name] = data["state"]
        for (group, member), data, _ in self.current("membership"):
            state.memberships[group, member] = data["timeline"]
        self.methods = {code: data for (code,), data, _ in self.current("method")}
        state.method_status = lambda key: self.by_method(key, state)["status"]
        return state

    def revision(self, subject):
        """The entry of the target revision in force on the date."""
        found = None
        for entry in self.versions[subject]:
            if entry["data"].get("withdrawn") is True:
                found = None
            elif "effective_from" not in entry["data"] or Period(entry["data"]["effective_from"]).first <= self.on:
                found = entry
        return found

    # Figures.

    def figure(self, name):
        subject = golden.figure(name)
        if subject is None:
            raise SystemExit("no figure: " + name)
        indicator = parts_of(subject)[1][0]
        defaults = self.indicators.get(indicator, {}).get("dimensions", {})
        subject = golden.figure(name, ",".join(k + "=" + v for k, v in defaults.items() if v))
        if subject in self.unknown:
            return {"figure": subject, "answer": "cannot be checked"}
        entry = self.last.get(subject)
        if entry is None:
            return {"figure": subject, "answer": "none"}
        withdrawn = entry["data"].get("withdrawn") is True
        answer = {"figure": subject, "answer": "withdrawn" if withdrawn else "value", "position": entry["position"],
                  "version": entry["version"]}
        usual = {"unit": self.indicators.get(indicator, {}).get("unit")}
        return answer | ({} if withdrawn else {"data": usual | entry["data"]})

    # Targets and statuses.

    def key(self, name):
        keys = {tuple(parts_of(s)[1]) for s in self.versions if s.startswith("target/")}
        found = [k for k in keys if name in (k[1], k[0] + "/" + k[1])]
        if len(found) > 1:
            raise SystemExit("more than one target: " + name)
        return found[0] if found else None

    def target(self, name):
        key = self.key(name)
        subject = golden.subject("target", *key) if key else None
        entry = self.revision(subject) if key else None
        if entry is None:
            return {"target": name, "answer": "none"}
        return {"target": subject, "answer": "in force", "position": entry["position"], "version": entry["version"],
                "data": entry["data"]}

    def status(self, name):
        key = self.key(name)
        if key is None or key not in self.state.targets:
            return {"target": name, "answer": "none"}
        method = self.by_method(key, self.state)
        judgement = self.last.get(golden.subject("judgement", *key))
        if judgement is not None and judgement["data"].get("withdrawn") is True:
            judgement = None
        answer = {"target": golden.subject("target", *key), "answer": "status", "method": method}
        if judgement is None:
            return answer | {"status": method["status"], "basis": "method"}
        data = judgement["data"]
        return answer | {"status": data["status"], "basis": "judged", "also": data.get("also", []),
                         "flags": data.get("flags", []), "stale": self.stale(key, judgement)}

    def stale(self, key, judgement):
        """Whether the target or a figure of one of its measures changed after the judgement."""
        judged = int(judgement["position"])
        target = self.state.targets[key]
        if int(self.revision(golden.subject("target", *key))["position"]) > judged:
            return True
        if target["rule"] == "count_all" and "denominator" in target:
            try:
                if any(f.position > judged for f in evaluate(self.state, target["denominator"]).inputs):
                    return True
            except Missing:
                pass
        for measure in target.get("measures", []):
            if measure["role"] == "context":
                continue
            chosen = Selection(measure_text(measure))
            for subject, entry in self.last.items():
                if subject.startswith("figure/") and int(entry["position"]) > judged:
                    indicator, area, period, breakdown = parts_of(subject)[1]
                    if chosen.fits(Figure(indicator, area, period, breakdown)):
                        return True
        return False

    def by_method(self, key, state):
        """The status by the straight line from the base to the target."""
        try:
            return self.linear_path(state.targets[key], state)
        except Missing as error:
            return {"status": "no_answer", "reason": error.what[0]}

    def linear_path(self, target, state):
        def no(reason):
            return {"status": "no_answer", "reason": reason}

        rule = target["rule"]
        if rule == "qualitative" or rule == "parity" and "value" not in target:
            return no("rule")
        primary = [m for m in target.get("measures", []) if m["role"] == "primary"]
        if not primary:
            return no("no primary measure")
        if target.get("combine") == "judged":
            return no("judged")
        results = [self.one_measure(target, measure, state) for measure in primary]
        order = ["no_answer", "not_measured", "benchmarked", "missed", "off_track", "on_track", "achieved"]
        definite = [r for r in results if order.index(r["status"]) > 2]
        if target.get("combine") == "worst" and definite:
            results = definite
        return min(results, key=lambda r: order.index(r["status"]))

    def one_measure(self, target, measure, state):
        def no(reason, **more):
            return {"status": "no_answer", "reason": reason} | more

        chosen = Selection(measure_text(measure))
        figures = [f for f in state.figures.values() if chosen.fits(f) and f.value is not None and f.status != "F"]
        figures.sort(key=lambda f: (f.period.last, f.period.first))
        if not figures:
            return {"status": "not_measured"}
        due = Period(target["due"]) if "due" in target else None
        latest = ([f for f in figures if due and f.period.last == due.last] or figures)[-1]
        facts = {"latest": latest.period.text}
        value = number_of(latest)
        base_period, base_number = self.base(target, figures, value.unit) or (None, None)
        if base_period is not None:
            facts["base"] = base_period.text
        share = target["rule"] in ("relative_change", "gap_reduction")
        if share and base_number is None:
            return no("no base", **facts)
        if share and "value" in target and base_number.value <= 0:
            return no("base <= 0", **facts)
        try:
            goal = self.goal(target, base_number, state)
        except Missing as error:
            reason = "no number" if error.what == ["no number"] else "input missing"
            return no(reason, **facts)
        try:
            for other in (goal, base_number):
                if other is not None and other.unit is not None and value.unit is not None:
                    in_unit(state, [value, other])
        except Missing as error:
            return no("units differ", **facts)
        if target["rule"] == "gap_reduction" or target.get("direction") == "decrease":
            falls = True
        elif target["rule"] == "count_all" or target.get("direction") == "increase":
            falls = False
        else:
            falls = None if base_number is None else base_number.value > goal.value
        reached = None
        if falls is not None:
            ahead = combined(value.value - goal.value, 0, 0, [(value, 1), (goal, -1)], value.unit)
            reached = at_or_beyond(ahead, Fraction(0), falls)
        if reached:
            return {"status": "achieved"} | facts
        if base_number is None:
            return no("no base", **facts)
        if reached is False and due and latest.period.last == due.last:
            return {"status": "missed"} | facts
        if latest.period.last <= base_period.last:
            return {"status": "benchmarked"} | facts
        if reached is None:
            return no("bound undecided", **facts)
        if due is None:
            return no("no due date", **facts)
        elapsed, whole = years(base_period, latest.period), years(base_period, due)
        if whole <= 0:
            return no("no time", **facts)
        way = goal.value - base_number.value
        if way == 0 or (way > 0) == falls:
            return {"status": "off_track"} | facts
        ratio = (value.value - base_number.value) / elapsed / (way / whole)
        terms = [(value, sign(way)), (goal, -sign(ratio)), (base_number, base_direction(value, goal, base_number))]
        bounded = combined(ratio, ratio, ratio, terms, None)
        cut = Fraction(self.methods.get("linear-path", {}).get("parameters", {}).get("cut", "1"))
        on_track = at_or_beyond(bounded, cut, False)
        if on_track is None:
            return no("bound undecided", **facts)
        facts["ratio"] = "%d/%d" % (ratio.numerator, ratio.denominator)
        return {"status": "on_track" if on_track else "off_track"} | facts

    def base(self, target, figures, unit):
        """The period and the number that the line starts from, or None."""
        baseline = target.get("baseline")
        if baseline:
            period = Period(baseline["period"])
            if "value" in baseline:
                share = target["rule"] in ("relative_change", "gap_reduction")
                own = unit if share else target.get("unit", unit)
                return period, Number(Fraction(baseline["value"]), unit=own)
            found = [f for f in figures if f.period.text == period.text]
            return (period, number_of(found[0])) if found else None
        year = int(self.methods.get("linear-path", {}).get("parameters", {}).get("base_year", "2015"))
        later = [f for f in figures if f.period.first.year >= year]
        first = ([f for f in later if f.period.precision == "year"] or later)[:1]
        return (first[0].period, number_of(first[0])) if first else None

    def goal(self, target, base, state):
        rule = target["rule"]
        if rule == "count_all" and "denominator" in target:
            return evaluate(state, target["denominator"])
        if "value" not in target:
            raise Missing("no number")
        value = Fraction(target["value"])
        if rule == "relative_change":
            factor = 1 + (-value if target.get("direction") == "decrease" else value) / 100
        elif rule == "gap_reduction":
            factor = 1 - value / 100
        else:
            return Number(value, unit=target.get("unit"))
        return combined(base.value * factor, 0, 0, [(base, sign(factor))], base.unit)

    # Claims.

    def audit(self, name, state):
        """The answers of a state to the claims of this one."""
        publication, _, only = name.partition("#")
        answers = []
        for (of, number), data, entry in sorted(self.current("claim"), key=lambda c: c[0][1].encode()):
            if of != publication or only not in ("", number):
                continue
            derivation = data.get("derivation", "")
            if "and" in data:
                derivation += " and %s %s" % (data["and"].get("relation", "="), data["and"]["derivation"])
            found = audit(state, {
                "publication": publication, "printed": data["printed"], "unit": data.get("unit"),
                "relation": data.get("relation", "="),
                "derivation": derivation, "locator": entry["basis"].get("locator", ""),
                "source": entry["basis"].get("source", "")})
            answers.append({"claim": number, "printed": data["printed"], "answer": found["answer"],
                            "recomputed": found["recomputed"], "missing": found["missing"],
                            "approximate": found["approximate"], "evidence": found.get("evidence")})
        return answers


def measure_text(measure):
    return "%s@%s@*" % (golden.encode(measure["indicator"]), golden.encode(measure["area"])) + (
        "@" + measure["breakdown"] if measure.get("breakdown") else "")


def years(one, two):
    """Years between the ends of two periods: whole months where both end with a month, else days of a mean year."""
    def ends_month(day):
        return (day + golden.DAY).day == 1
    if ends_month(one.last) and ends_month(two.last):
        return Fraction((two.last.year - one.last.year) * 12 + two.last.month - one.last.month, 12)
    return Fraction((two.last - one.last).days) / Fraction("365.2425")


def at_or_beyond(number, limit, falls):
    """Whether the true value has reached the limit: True, False, or None where its bound leaves it open."""
    holds = number.value <= limit if falls else number.value >= limit
    if number.bound == "exact":
        return holds
    if number.bound == "unknown":
        return None
    onward = number.bound == ("at_most" if falls else "at_least")
    if onward:
        return True if holds else None
    if not holds or (number.strict and number.value == limit):
        return False
    return None


def base_direction(value, goal, base):
    """How the ratio moves with the base: (v - b) / (g - b) has the derivative (v - g) / (g - b)²."""
    return sign(value.value - goal.value)


class Oracle:
    """Answers questions about one log; folds are kept."""

    def __init__(self, log):
        self.log = log
        self.folds = {}

    def fold(self, at_position=None, as_of=None, published=None, on=None):
        if as_of and not on:
            on = instant(as_of).date().isoformat()
        key = (at_position, as_of, published, on)
        if key not in self.folds:
            self.folds[key] = Fold(self.log.up_to(at_position, as_of), on, published)
        return self.folds[key]

    def answers(self, question):
        ask, name = question["ask"], question["name"]
        bound = {"at_position": question.get("at_position"), "as_of": question.get("as_of")}
        if ask == "audit":
            return self.audit(name, bound, question.get("now"))
        fold = self.fold(**bound, published=question.get("published"), on=question.get("on"))
        return [{"figure": fold.figure, "target": fold.target, "status": fold.status}[ask](name)]

    def audit(self, name, bound, now):
        newest = self.fold()
        publication = newest.last.get(golden.subject("publication", name.partition("#")[0]))
        frozen = publication["data"].get("frozen") if publication else None
        if frozen is None:
            return []
        if now:
            return newest.audit(name, self.fold(on=frozen["on"]).state)
        if not any(bound.values()):
            bound = {"at_position": frozen["position"]}
        # The claims come after the freeze: they are asked of it, they are not part of it.
        return newest.audit(name, self.fold(**bound, published=frozen.get("published"), on=frozen["on"]).state)


def main(arguments):
    parser = argparse.ArgumentParser(description="Fold the output of tally replay.")
    parser.add_argument("--replay", default="-")
    parser.add_argument("--questions")
    parser.add_argument("--at-position")
    parser.add_argument("--as-of")
    parser.add_argument("--published")
    parser.add_argument("--on")
    parser.add_argument("--now", action="store_true")
    parser.add_argument("ask", nargs="*", help="figure FIGURE, target CODE, status CODE, audit PUB[#CLAIM]")
    options = parser.parse_args(arguments)

    def lines(path):
        if path == "-":
            return sys.stdin.read().split("\n")
        return pathlib.Path(path).read_text(encoding="utf-8").split("\n")

    oracle = Oracle(Log(lines(options.replay)))
    if options.questions:
        for line in lines(options.questions):
            if line.strip():
                print(json.dumps(oracle.answers(json.loads(line)), ensure_ascii=False, sort_keys=True))
        return 0
    for ask, name in zip(options.ask[::2], options.ask[1::2]):
        question = {"ask": ask, "name": name, "at_position": options.at_position, "as_of": options.as_of,
                    "published": options.published, "on": options.on, "now": options.now}
        for answer in oracle.answers(question):
            print(json.dumps(answer, ensure_ascii=False, sort_keys=True))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
