"""Audits the claims of C21 over the CSV files beside this folder, and compares each answer with the source's own.

    python3 audit_oracle.py [--json]

The column `agrees` of reported_figures.csv says what a reader found by hand: yes (reproduced), no (differs),
cannot (cannot be checked). Every claim with a derivation must get that answer, and the recomputed value where
the file prints one. Exit 1 where one does not.
"""

import collections
import csv
import json
import pathlib
import sys
from fractions import Fraction

DATA = pathlib.Path(__file__).resolve().parent.parent
sys.path.insert(0, str(DATA.parent / "oracle"))
from derivations import Figure, Period, State, audit, decimals_of, rounded  # noqa: E402

ANSWERS = {"yes": "reproduced", "no": "differs", "cannot": "cannot be checked"}
# Recomputed by another way than the derivation: "118 of 194 does", where the number of countries is not printed.
OTHER_WAY = {"cirt-share-2020"}


def rows(name):
    with open(DATA / name, encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def breakdown(text, separator):
    return dict(pair.split("=", 1) for pair in text.split(separator)) if text else {}


def load():
    state = State()
    state.on = Period("2021-04-30")
    for row in rows("import/units.csv"):
        if row["base"]:
            state.units[row["code"]] = (Fraction(row["factor"]), row["base"])
        else:
            state.units[row["code"]] = (Fraction(1), row["code"])
    indicators = {row["code"]: row for row in rows("import/indicators.csv")}
    areas = {row["code"] for row in rows("import/areas.csv")}

    def add(row, indicator, separator, **more):
        keys = breakdown(row["breakdown"], separator)
        known = indicators[indicator]
        declared = {part.partition("=")[0] for part in known["dimensions"].split(";") if part}
        assert keys.keys() <= declared and row["area"] in areas, (indicator, row)
        assert row.get("unit", known["unit"]) == known["unit"], (indicator, row)
        figure = Figure(indicator, row["area"], row["period"], keys, row["value"], unit=known["unit"],
                        source="C21", **more)
        assert figure.subject() not in state.figures, figure.subject()
        state.add(figure)

    key = ("series", "area", "period", "breakdown")
    qualifiers = {tuple(row[k] for k in key): row["qualifier"] for row in rows("measurement_qualifiers.csv")}
    names = {"exact": "", "approx": "approximately"}
    for row in rows("measurements.csv"):
        qualifier = qualifiers[tuple(row[k] for k in key)]
        add(row, row["series"], ";", qualifier=names.get(qualifier, qualifier), locator=row["source_line"],
            status={"P": "F", "E": "A"}.get(row["obs_status"], row["obs_status"]))
    for row in rows("import/membership_facts.csv"):
        add(row, row["indicator"], ",", locator=row["locator"], missing=row["missing_reason"])
    for row in rows("import/resolution_states.csv"):
        add(row, row["indicator"], ",", locator=row["locator"])

    state.nodes = [row | {"plan": "SP2020"} for row in rows("framework.csv")]
    measures = collections.defaultdict(list)
    for row in rows("import/measures.csv"):
        assert row["indicator"] in indicators and row["area"] in areas, row
        measures[row["plan"], row["target"]].append(row)
    for row in rows("import/targets.csv"):
        target = {k: v for k, v in row.items() if v}
        if row["baseline_period"]:
            target["baseline"] = {"period": row["baseline_period"]} | (
                {"value": row["baseline_value"]} if row["baseline_value"] else {"floating": True})
        target["measures"] = measures.pop((row["plan"], row["code"]), [])
        state.targets[row["plan"], row["code"]] = target
    assert not measures, measures
    for row in rows("import/judgements.csv"):
        assert (row["plan"], row["target"]) in state.targets, row
        state.judgements[row["plan"], row["target"]] = row
    state.coverage = {row["set"]: row["state"] for row in rows("import/coverage.csv")}
    return state


def main(arguments):
    state = load()
    by_hand = {row["id"]: row for row in rows("reported_figures.csv")}
    claims = rows("import/claims.csv")
    underivable = {row["id"]: row["reason"] for row in rows("import/not_derivable.csv")}
    assert [c["id"] for c in claims] == list(by_hand), "claims.csv and reported_figures.csv list other claims"
    wrong, counts = [], collections.Counter()
    for claim in claims:
        found, expected = audit(state, claim), by_hand[claim["id"]]
        if not claim["derivation"]:
            assert claim["id"] in underivable, claim["id"]
            counts["no derivation"] += 1
            continue
        assert claim["id"] not in underivable, claim["id"]
        for column, value in (("printed", "value"), ("text", "claim"), ("unit", "unit"), ("locator", "source_line")):
            assert claim[column] == expected[value], claim
        counts[found["answer"]] += 1
        good = found["answer"] == ANSWERS[expected["agrees"]]
        other = expected["recomputed_value"]
        if other and claim["id"] not in OTHER_WAY:
            good = good and found["value"] is not None and (
                rounded(found["value"], decimals_of(other)) == Fraction(other))
        if not good:
            wrong.append(claim["id"])
        if "--json" in arguments:
            print(json.dumps({"id": claim["id"], "printed": claim["printed"], "answer": found["answer"],
                              "recomputed": found["recomputed"], "missing": found["missing"],
                              "approximate": found["approximate"], "evidence": found.get("evidence"),
                              "agrees": expected["agrees"]}))
        else:
            note = "; ".join(found["missing"]) or found.get("evidence", "")
            print("%-3s %-45s %10s %2s %-10s %-17s %s" % (
                "" if good else "XXX", claim["id"], claim["printed"], claim["relation"],
                found["recomputed"] or "-", found["answer"], note))
    print("%d claims: %s" % (len(claims), ", ".join("%d %s" % (n, k) for k, n in sorted(counts.items()))),
          file=sys.stderr)
    if wrong:
        print("not as found by hand: " + ", ".join(wrong), file=sys.stderr)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
