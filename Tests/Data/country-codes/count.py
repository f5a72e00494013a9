"""Counts from the files alone what the second says of countries that the first did not: `NEW CHANGED UNCHANGED NAMELESS`."""
import csv, os, unicodedata

folder = os.path.dirname(os.path.abspath(__file__))


def countries(name):
    found = {}
    with open(os.path.join(folder, name), newline="", encoding="utf-8") as file:
        for row in csv.DictReader(file):
            names = [unicodedata.normalize("NFC", row["official_name_" + code]) for code in "ar cn en es fr ru".split()]
            number = row["M49"].zfill(3) if row["M49"] else ""
            if row["ISO3166-1-Alpha-3"]:
                found[row["ISO3166-1-Alpha-3"]] = (names, number, row["ISO3166-1-Alpha-2"])
    return found


before, after = countries("2018-08-06.csv"), countries("2026-05-15.csv")
new = [code for code in after if code not in before]
changed = [code for code in after if code in before and before[code] != after[code]]
nameless = [code for code in after if not all(after[code][0])]
print(len(new), len(changed), len(after) - len(new) - len(changed), len(nameless))
