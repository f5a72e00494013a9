"""Writes golden_entries.jsonl and golden_subjects.tsv beside this file.

The log's formats, built a second time with nothing but Python's standard library, so that the Swift
encoder has something to agree with that it did not write itself. Run it without arguments; the output
is the same bytes each time. Both files are committed, and the tests read only them.

golden_entries.jsonl: one object a line, {"entry":…,"leaf":…,"name":…}. The bytes between `{"entry":` and
`,"leaf":"` are the canonical entry; leaf is SHA-256(0x00 || entry) in hexadecimal.

golden_subjects.tsv: form, input, defaults, subject. For a figure the input is the notation a user writes
and defaults is a list k=v,… of the indicator's default codes; for the other forms the input is a JSON
array of raw components. The subject is `!` where the input must be refused.
"""

import calendar
import datetime
import hashlib
import json
import pathlib
import re
import unicodedata

HERE = pathlib.Path(__file__).parent


# Canonical JSON: strings, objects, arrays, true and false; keys sorted by bytes at every depth.

def canonical(value):
    if value is True:
        return "true"
    if value is False:
        return "false"
    if isinstance(value, str):
        assert unicodedata.normalize("NFC", value) == value, value
        out = []
        for character in value:
            if character in '"\\':
                out.append("\\" + character)
            elif ord(character) < 0x20:
                out.append("\\u%04x" % ord(character))
            else:
                out.append(character)
        return '"' + "".join(out) + '"'
    if isinstance(value, list):
        return "[" + ",".join(canonical(item) for item in value) + "]"
    if isinstance(value, dict):
        keys = sorted(value, key=lambda key: key.encode("utf-8"))
        return "{" + ",".join(canonical(key) + ":" + canonical(value[key]) for key in keys) + "}"
    raise TypeError(value)


# Subjects: each component percent-encoded byte by byte.

PLAIN = frozenset(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._+-")


def encode(component):
    return "".join(chr(b) if b in PLAIN else "%%%02X" % b for b in component.encode("ascii"))


def is_code(text, limit=200):
    raw = text.encode("utf-8")
    return (1 <= len(raw) <= limit and all(0x20 <= b <= 0x7E for b in raw)
            and raw[0] != 0x20 and raw[-1] != 0x20 and b"  " not in raw)


def subject(form, *components):
    return form + "/" + "/".join(encode(component) for component in components)


def decode(component):
    """A code as a user writes it: raw, or with %XX; other percent signs are refused."""
    if re.search(r"%(?![0-9A-Fa-f]{2})", component) or "*" in component or "=" in component:
        return None
    text = re.sub(r"%([0-9A-Fa-f]{2})", lambda match: chr(int(match[1], 16)), component)
    return text if is_code(text) else None


# Periods.

DAY = datetime.timedelta(days=1)
NESTED_IN = {
    "year": ["year", "half", "trimester", "quarter", "month", "day"],
    "half": ["half", "quarter", "month", "day"],
    "trimester": ["trimester", "month", "day"],
    "quarter": ["quarter", "month", "day"],
    "month": ["month", "day"],
    "week": ["week", "day"],
    "day": ["day"],
}
MONTHS = {"year": 12, "half": 6, "trimester": 4, "quarter": 3, "month": 1}
LETTER = {"half": "S", "trimester": "T", "quarter": "Q"}


def month_end(year, month):
    return datetime.date(year, month, calendar.monthrange(year, month)[1])


def unit(text):
    """(precision, first day, last day) of a calendar unit, or None."""
    def months(precision, year, number):
        size = MONTHS[precision]
        if not 1 <= year <= 9999 or not 1 <= number <= 12 // size:
            return None
        first = (number - 1) * size + 1
        return precision, datetime.date(year, first, 1), month_end(year, first + size - 1)

    if not re.fullmatch(r"[0-9]{4}(-[0-9A-Z-]+)?", text):
        return None
    year, rest = int(text[:4]), text[5:]
    if not 1 <= year:
        return None
    if rest in ("", "A1") and len(text) in (4, 7):
        return months("year", year, 1)
    for precision, pattern in (
            ("half", "S([12])"), ("trimester", "T([123])"), ("quarter", "Q([1234])"), ("month", "M?([0-9]{2})")):
        match = re.fullmatch(pattern, rest)
        if match:
            return months(precision, year, int(match[1]))
    try:
        if re.fullmatch("W[0-9]{2}", rest):
            first = datetime.date.fromisocalendar(year, int(rest[1:]), 1)
            return "week", first, first + 6 * DAY
        if re.fullmatch("D[0-9]{3}", rest):
            day = datetime.date(year, 1, 1) + (int(rest[1:]) - 1) * DAY
            return ("day", day, day) if day.year == year else None
        if re.fullmatch("[0-9]{2}-[0-9]{2}", rest):
            day = datetime.date.fromisoformat(text)
            return "day", day, day
    except (ValueError, OverflowError):
        return None
    return None


def written(precision, first):
    if precision == "year":
        return "%04d" % first.year
    if precision == "month":
        return "%04d-%02d" % (first.year, first.month)
    if precision == "day":
        return "%04d-%02d-%02d" % (first.year, first.month, first.day)
    if precision == "week":
        return "%04d-W%02d" % first.isocalendar()[:2]
    return "%04d-%s%d" % (first.year, LETTER[precision], (first.month - 1) // MONTHS[precision] + 1)


def period(text):
    ends = [unit(part) for part in text.split("/")]
    if len(ends) > 2 or None in ends:
        return None
    if len(ends) == 1:
        return written(ends[0][0], ends[0][1])
    (one, first, _), (two, _, last) = ends
    if last < first:
        return None
    # A range that covers a calendar unit exactly is that unit.
    for precision in ("year", "half", "trimester", "quarter", "month", "week", "day"):
        whole = unit(written(precision, first))
        if whole and whole[1] == first and whole[2] == last:
            return written(precision, first)
    common = next(p for p in NESTED_IN[one] if p in NESTED_IN[two])
    if common == "day":
        return written("day", first) + "/" + written("day", last)
    return written(common, first) + "/" + written(common, unit_start(common, last))


def unit_start(precision, day):
    if precision == "week":
        return day - day.weekday() * DAY
    size = MONTHS[precision]
    return datetime.date(day.year, (day.month - 1) // size * size + 1, 1)


def figure(text, defaults=""):
    parts = text.split("@")
    if len(parts) not in (3, 4):
        return None
    indicator, area, when = decode(parts[0]), decode(parts[1]), period(parts[2])
    if None in (indicator, area, when):
        return None
    usual = dict(pair.split("=") for pair in defaults.split(",")) if defaults else {}
    breakdown = {}
    if len(parts) == 4:
        for pair in parts[3].split(","):
            pieces = pair.split("=")
            if len(pieces) != 2:
                return None
            key, value = decode(pieces[0]), decode(pieces[1])
            if key is None or value is None or key in breakdown:
                return None
            breakdown[key] = value
    kept = sorted((encode(k), encode(v)) for k, v in breakdown.items() if usual.get(k) != v)
    return ("figure/%s@%s@%s" % (encode(indicator), encode(area), when)
            + ("@" + ",".join(k + "=" + v for k, v in kept) if kept else ""))


FIGURES = [
    ("individuals-using-internet-share@LDC@2019", ""),
    ("A@004@2019", ""),
    ("A@B@2019-A1", ""),
    ("A@B@2019-M05", ""),
    ("A@B@2019-05", ""),
    ("A@B@2019-D032", ""),
    ("A@B@2020-D366", ""),
    ("A@B@2019-D366", ""),
    ("A@B@2019-S2", ""),
    ("A@B@2019-T3", ""),
    ("A@B@2019-Q4", ""),
    ("A@B@2019-Q5", ""),
    ("A@B@2020-W53", ""),
    ("A@B@2019-W53", ""),
    ("A@B@2020-02-29", ""),
    ("A@B@2019-02-29", ""),
    ("A@B@2011/2020-12", ""),
    ("A@B@2011/2020", ""),
    ("A@B@2019-04/2021-04", ""),
    ("A@B@2020-01/2020-12", ""),
    ("A@B@2020-01-01/2020-12-31", ""),
    ("A@B@2020-01-01/2020-03-31", ""),
    ("A@B@2020-01/2020-06", ""),
    ("A@B@2020-S1/2020-S2", ""),
    ("A@B@2020-05/2020-08", ""),
    ("A@B@2020-Q2/2020-Q3", ""),
    ("A@B@2020-Q1/2020-05", ""),
    ("A@B@2020-S1/2020-Q3", ""),
    ("A@B@2020-S1/2020-T3", ""),
    ("A@B@2020-T1/2020-Q4", ""),
    ("A@B@2019/2020-Q2", ""),
    ("A@B@2020-02-01/2020-02-29", ""),
    ("A@B@2020-01-06/2020-01-12", ""),
    ("A@B@2020-W02/2020-W02", ""),
    ("A@B@2020-W02/2020-W04", ""),
    ("A@B@2020-W02/2020-02", ""),
    ("A@B@2020/2020-W53", ""),
    ("A@B@2020-05-17/2020-05-17", ""),
    ("A@B@2020-05-17/2020-05-18", ""),
    ("A@B@2020-05-17/2020-06", ""),
    ("A@B@2019/2018", ""),
    ("A@B@0001", ""),
    ("A@B@9999", ""),
    ("A@B@9999-12", ""),
    ("A@B@9999-12-31", ""),
    ("A@B@9999-W52", ""),
    ("A@B@0000", ""),
    ("A@B@10000", ""),
    ("A@B@2019-A2", ""),
    ("A@B@2019-13", ""),
    ("A@B@2019-00", ""),
    ("A@B@2019-1", ""),
    ("A@B@2019-q1", ""),
    ("A@B@2019/2020/2021", ""),
    ("A@B@2019/", ""),
    ("A@B@2025/26", ""),
    ("A@B", ""),
    ("A@B@2019@", ""),
    ("A@B@2019@sex", ""),
    ("A@B@2019@sex=", ""),
    ("A@B@2019@sex=F@x=y", ""),
    ("A@B@2019@sex=F,sex=M", ""),
    ("A@B@2019@sex=F=M", ""),
    ("A@B@2019@sex=*", ""),
    ("*@B@2019", ""),
    ("A@B@2019@sex=F,age=15-24", ""),
    ("A@B@2019@b=1,a=2,B=3,a.b=4,a-b=5,a b=6", ""),
    ("A@B@2019@sex=_T,age=15-24", "sex=_T,age=_T"),
    ("A@B@2019@sex=_T,age=_T", "sex=_T,age=_T"),
    ("A@B@2019@sex=F,age=_T", "sex=_T,age=_T"),
    ("A@B@2019@total=reported", ""),
    ("A@Four other regions@2019", ""),
    ("A@Four%20other%20regions@2019", ""),
    ("A@B@2019@type=a/b", ""),
    ("C20/35@B@2019", ""),
    ("C20%2f35@B@2019", ""),
    ("x%40y@a%2Cb@2019@k%3D=v%25", ""),
    ("100%@B@2019", ""),
    ("100%25@B@2019", ""),
    ("A%2A@B@2019", ""),
    ("A*@B@2019", ""),
    ('"quoted"@back\\slash@2019@~tilde~=(paren)', ""),
    (" A@B@2019", ""),
    ("A  B@C@2019", ""),
    ("%20A@B@2019", ""),
    ("A%00@B@2019", ""),
    ("A%C3%A9@B@2019", ""),
    ("@B@2019", ""),
    ("a" * 200 + "@B@2019", ""),
    ("a" * 201 + "@B@2019", ""),
    ("membership-survey-likert@ITU@2020@answer=strongly-agree,statement=Satisfied with the ITU", ""),
    ("resolution-state@ITU@2021@resolution=21", ""),
]

OTHERS = [
    ("node", ["SP2020", "1.1"]),
    ("node", ["SP2020", "I I.4-a"]),
    ("target", ["SP2020", "3.4"]),
    ("judgement", ["SP2020", "3.4"]),
    ("membership", ["LDC", "GNQ"]),
    ("membership", ["ITU-T", "Acme & Sons, Ltd."]),
    ("indicator", ["individuals-using-internet-share"]),
    ("area", ["Four other regions"]),
    ("area", ["004"]),
    ("unit", ["%"]),
    ("codelist", ["resolution-state"]),
    ("method", ["linear-path"]),
    ("coverage", ["nodes/SP2020/enabler_indicator"]),
    ("coverage", ["figures/itu-member-states"]),
    ("coverage", ["members/ITU-T"]),
    ("publication", ["C20/35"]),
    ("publication", ["C21"]),
    ("claim", ["C21", "targets-total-2"]),
    ("claim", ["C20/35", "a+b_c.d-e"]),
    ("import", ["9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"]),
    ("ledger", ["self"]),
    ("area", [""]),
    ("area", ["a" * 200]),
    ("area", ["a" * 201]),
    ("area", [" a"]),
    ("area", ["a "]),
    ("area", ["a  b"]),
    ("area", ["caf\u00e9"]),
    ("area", ["a\u200bb"]),
    ("area", ["\u0430"]),
    ("area", ["a\tb"]),
]

# Entries.

ODD = ("He said \"50 %\" \\ not 'half'.\tTab,\nnew line. Größe, São Tomé, 日本, Ελλάδα, ქართული, العربية, "
       "\U0001F30D\U0001F469\u200D\U0001F680, \u00A0no-break, \u2212minus, \U0010FFFD, \uE000.")
INSTANT = "2020-07-01T00:00:00.000000Z"
SOURCE = {"source": "C21", "locator": "line 1104", "quote": "nearly half of the world\u2019s population"}
CASES = []


def case(name, kind, about, data, basis=None, withdrawable=True):
    CASES.append((name, kind, about, data, basis or {}))
    if withdrawable:
        CASES.append((name + ", withdrawn", kind, about, {"withdrawn": True},
                      {"reason": "error", "comment": "Recorded by mistake."}))


ledger = dict(name="tally", origin="ledger.example.org/itu", migrations=[
    {"name": "0001-log.sql", "sha256": "0" * 63 + "1"}, {"name": "0002-roles.sql", "sha256": "ab" * 32}])
case("ledger opened", "ledger.opened/1", "ledger/self", ledger, {"program": "tally 0.1.0"}, withdrawable=False)
case("ledger restored", "ledger.restored/1", "ledger/self",
     ledger | {"origin": "ledger.example.org/itu-test", "previous_origin": "ledger.example.org/itu"},
     {"comment": "Copied for testing."}, withdrawable=False)
case("schema changed", "schema.changed/1", "ledger/self", ledger, {"program": "tally 0.2.0"}, withdrawable=False)

plain = figure("individuals-using-internet-share@LDC@2019")
case("measurement", "measurement.recorded/1", plain, {"value": "19.1"}, SOURCE, withdrawable=False)
case("measurement, scale kept", "measurement.recorded/1", plain, {"value": "1.10"}, withdrawable=False)
case("measurement, everything", "measurement.recorded/1",
     figure("people-online@World@2019-04/2021-04@sex=F,age=15-24"),
     {"value": "4.1", "qualifier": "at_least", "status": "E", "unit": "persons", "mult": "9", "precision": "-1",
      "embargo": INSTANT},
     SOURCE | {"published_at": "2020-06-09T23:59:59.999999Z", "author": "p-17", "reason": "method",
               "comment": ODD, "import": "ab" * 32, "line": "843242", "salt": "00112233445566778899aabbccddeeff",
               "program": "tally 0.1.0"}, withdrawable=False)
for index, qualifier in enumerate(["at_most", "less_than", "more_than", "approximately"]):
    case("measurement, " + qualifier, "measurement.recorded/1", figure("A@B@2020-Q%d" % (index + 1)),
         {"value": ["2.5", "-3.5", "0", "0.00"][index], "qualifier": qualifier}, withdrawable=False)
case("measurement, missing", "measurement.recorded/1", figure("A@B@2020-W53"),
     {"missing_reason": "not yet measured", "status": "O"}, withdrawable=False)
case("measurement, sixty digits", "measurement.recorded/1", figure("A@B@2020-02-29"),
     {"value": "-" + "1234567890" * 5 + ".1234567890"}, withdrawable=False)
case("measurement, coded", "measurement.recorded/1", figure("resolution-state@ITU@2021@resolution=21"),
     {"value": "ongoing"}, withdrawable=False)
case("measurement, boolean", "measurement.recorded/1", figure("policy-exists@Four other regions@2021"),
     {"value": "true"}, withdrawable=False)
case("measurement withdrawn", "measurement.withdrawn/1", plain, {"withdrawn": True},
     {"reason": "error", "comment": "The source took it back."}, withdrawable=False)

case("indicator", "indicator.defined/1", subject("indicator", "individuals-using-internet-share"),
     {"title": "Individuals using the Internet", "unit": "percent", "value_type": "decimal",
      "direction": "increase", "decimals": "1", "codelist": "yes-no", "dimensions": {"sex": "_T", "age": ""},
      "replaces": "internet-share", "derivation": "ratio(figure(a@World@2019),figure(b@World@2019),100)"}, SOURCE)
case("area", "area.defined/1", subject("area", "COD"),
     {"kind": "country", "title": "République démocratique du Congo", "m49": "180",
      "aliases": ["DRC", "Congo, Democratic Republic of the"]})
case("unit", "unit.defined/1", subject("unit", "per 100 inhabitants"),
     {"kind": "ratio", "factor": "0.01", "base": "ratio", "title": "per 100 inhabitants"})
case("codelist", "codelist.defined/1", subject("codelist", "resolution-state"),
     {"codes": [{"code": "implemented", "title": "Implemented"}, {"code": "closed"}]})
case("node", "node.defined/1", subject("node", "SP2020", "I I.4-a"),
     {"kind": "outcome", "title": ODD, "parent": "I.4", "sector": "ITU", "valid_from": "2020",
      "valid_to": "2023-12-31", "measured_by": ["a", "b c"]})
case("target", "target.revised/1", subject("target", "SP2020", "4.1"),
     {"statement": "By 2023, all countries adopt a policy", "node": "G.4", "direction": "increase", "rule": "count_all",
      "value": "193", "unit": "countries", "due": "2023", "denominator": "figure(itu-member-states@ITU@2021)",
      "baseline": {"period": "2017", "floating": True}, "instrument": "Resolution 71 (Rev. Dubai, 2018)",
      "effective_from": "2018-11-16", "combine": "worst",
      "measures": [{"indicator": "a", "area": "World", "role": "primary"},
                   {"indicator": "b", "area": "LDC", "breakdown": "sex=F", "role": "proxy"}]}, SOURCE)
case("target, fixed baseline", "target.revised/1", subject("target", "SP2020", "1.3"),
     {"statement": "Internet access should be 25% more affordable", "rule": "relative_change", "direction": "increase",
      "value": "25", "unit": "percent", "due": "2023", "baseline": {"period": "2017", "value": "42.82"},
      "instrument": "Resolution 71", "effective_from": "2018-11"}, withdrawable=False)
case("judgement", "status.judged/1", subject("judgement", "SP2020", "3.4"),
     {"status": "not_measured", "also": ["benchmarked"], "flags": ["new"],
      "printed": "Not yet measured, benchmarked", "on": "2021-04-30", "publication": "C21"},
     SOURCE | {"author": "p-3"})
case("membership", "membership.changed/1", subject("membership", "LDC", "GNQ"),
     {"timeline": [{"from": "1982", "to": "2017-06-04"}], "change": "leaves", "effective": "2017-06-04"}, SOURCE)
case("membership, reclassified", "membership.changed/1", subject("membership", "ITU-T", "Acme & Sons, Ltd."),
     {"timeline": [{"from": "2015-03", "to": "2019", "category": "Associate"},
                   {"from": "2019", "category": "Sector Member"}],
      "attributes": {"country": "CHE", "note": "start-up"}, "change": "reclassified", "effective": "2019"},
     withdrawable=False)
case("coverage", "coverage.stated/1", subject("coverage", "nodes/SP2020/enabler_indicator"),
     {"state": "incomplete", "reason": "4 of 40 survive in the text"})
case("method", "method.adopted/1", subject("method", "linear-path"),
     {"title": "Linear path", "parameters": {"base_year": "2015", "cut": "0.95"}})
publication = {"title": "Report on the implementation of the strategic plan", "issued_on": "2021-04-30",
               "supersedes": "C20/35", "frozen": {"position": "812", "published": "2021-04-30T23:59:59.999999Z",
                                                  "on": "2021-04-30"}}
case("publication", "publication.issued/1", subject("publication", "C20/35"), publication,
     {"comment": "The day is ours; the source gives the month."})
case("publication decided", "publication.decided/1", subject("publication", "C21"),
     publication | {"decision": {"decision": "approved", "on": "2021-06-18", "by": "Council"}})
case("claim", "claim.printed/1", subject("claim", "C21", "innovation-policy-increase"),
     {"text": "the number of countries increased to 74", "printed": "74", "unit": "countries",
      "derivation": "figure(innovation-policy@World@2020)",
      "and": {"relation": ">", "derivation": "figure(innovation-policy@World@2019)"}}, SOURCE)
case("claim, relation", "claim.printed/1", subject("claim", "C20/35", "over-53"),
     {"text": "over 53 per cent", "printed": "53", "relation": "<", "derivation": "figure(a@World@2019)"},
     withdrawable=False)
case("import", "import.completed/1", subject("import", "ab" * 32),
     {"file": "données 2019.csv", "sha256": "ab" * 32, "kind": "measurements",
      "mapping": {"area": "geo_area:m49", "published_at": "2020-06-09"},
      "counts": {"rows": "843241", "new": "843000", "changed": "200", "unchanged": "30", "precision_only": "8",
                 "repeated": "3", "withdrawn": "0"}})
case("a kind of tomorrow", "index.sealed/2", "index/head", {"root": "ab" * 32, "list": [[], {}, [False]], "": "empty key"},
     withdrawable=False)


def fill(length):
    """An entry of exactly the largest size: the comment takes what is left."""
    def build(text):
        return line(10 ** 18 - 1, "measurement.recorded/1", plain, {"value": "1"}, {"comment": text})
    return "x" * (length - len(build("").encode("utf-8")))


def line(position, kind, about, data, basis, version=1):
    return canonical({
        "append": "0199%04x-%04x-7abc-8def-0123456789ab" % (position % 65536, position * 7 % 65536),
        "at": "2026-11-24T10:15:30.%06dZ" % (position % 10 ** 6),
        "basis": basis, "by": "data_officer", "data": data, "format": "1", "kind": kind,
        "ledger": "ledger.example.org/itu", "position": str(position), "subject": about, "version": str(version)})


def main():
    rows = []
    versions = {}
    for number, (name, kind, about, data, basis) in enumerate(CASES, 1):
        versions[about] = versions.get(about, 0) + 1
        rows.append((name, line(number, kind, about, data, basis, versions[about])))
    rows.append(("largest entry", line(10 ** 18 - 1, "measurement.recorded/1", plain, {"value": "1"},
                                       {"comment": fill(65535)})))
    assert len(rows[-1][1]) == 65535
    with open(HERE / "golden_entries.jsonl", "wb") as out:
        for name, entry in rows:
            raw = entry.encode("utf-8")
            assert b"\n" not in raw and json.loads(entry)
            leaf = hashlib.sha256(b"\0" + raw).hexdigest()
            out.write(b'{"entry":' + raw + b',"leaf":"' + leaf.encode() + b'","name":' + canonical(name).encode() + b"}\n")
    with open(HERE / "golden_subjects.tsv", "wb") as out:
        def row(*fields):
            assert not any("\t" in field or "\n" in field for field in fields), fields
            out.write("\t".join(fields).encode("utf-8") + b"\n")
        row("form", "input", "defaults", "subject")
        for text, defaults in FIGURES:
            row("figure", text, defaults, figure(text, defaults) or "!")
        for form, components in OTHERS:
            good = all(is_code(c, 420 if form == "coverage" else 200) for c in components)
            row(form, canonical(components), "", subject(form, *components) if good else "!")


if __name__ == "__main__":
    main()
