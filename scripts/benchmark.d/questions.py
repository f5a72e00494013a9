"""One answer at a time, the start of the program included."""

from lines import Line
from logs import CLAIM

MEMORY = ("most", 150)


def measure_questions(programs, ledger, figure, repetitions, memory, say):
    asked = [
        (Line("Questions", "Start of the program", "ms", budgets=[("most", 10)]), ["--version"]),
        (Line("Questions", "One figure with its history", "ms", budgets=[("most", 50)]), ["figure", figure]),
        (Line("Questions", "Audit of one printed number", "ms", budgets=[("most", 50)]), ["audit", CLAIM]),
        (Line("Questions", "Status of all targets", "ms", budgets=[("most", 100)]), ["status"]),
        (Line("Questions", "Statuses rebuilt from the log", "ms"), ["rebuild"]),
    ]
    peaks = {words[0]: 0.0 for _, words in asked}
    for turn in range(repetitions):
        if turn == 0:
            say(f"questions, {repetitions} times")
        for line, words in asked:
            # An audit of a number that differs ends with 2.
            if words == ["--version"]:
                run = programs.run(programs.tally_path, *words)
            else:
                run = programs.tally(*words, ledger=ledger, accept=(0, 2))
            line.values.append(run.seconds * 1000)
            peaks[words[0]] = max(peaks[words[0]], run.megabytes)
    for name, word in (("One figure", "figure"), ("Audit", "audit"), ("Status", "status")):
        memory.append(Line("Memory", name, "MB", [peaks[word]], budgets=[MEMORY]))
    return [line for line, _ in asked]


def measure_lists(programs, ledger, memory, say):
    """What answers with every figure there is."""
    say("lists of all figures")
    lines = []
    for name, words in (("List of all figures", ["list", "figures", "--json"]),
                        ("Export of all figures", ["export", "data", "--output", "-"])):
        run = programs.tally(*words, ledger=ledger)
        lines.append(Line("Questions", name, "s", [run.seconds]))
        memory.append(Line("Memory", name, "MB", [run.megabytes], budgets=[MEMORY]))
    return lines
