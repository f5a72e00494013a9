import LedgerTestSupport
import OperatingSystem
import Testing

/// A question that both folds answer.
struct Question: Sendable, CustomStringConvertible {
  enum Ask: String, Sendable {
    case figure, target, status, audit
  }

  var ask: Ask
  var name: String
  var bound: Bound
  var published: String?
  var on: String?
  /// For an audit: the answers now, and not those of the state that was frozen.
  var isNow = false
  /// Whether the second fold gets the log up to the bound only, and is asked of all that it gets.
  var isPrefix = false

  /// What is seen of the log.
  enum Bound: Sendable {
    case newest
    case position(Int)
    case instant(String)
  }

  /// The question for the second fold.
  var json: String {
    var members = [("ask", ask.rawValue), ("name", name)]
    switch bound {
    case _ where isPrefix: break
    case .newest: break
    case .position(let position): members.append(("at_position", String(position)))
    case .instant(let instant): members.append(("as_of", instant))
    }
    if let published { members.append(("published", published)) }
    if let on { members.append(("on", on)) }
    if isNow { members.append(("now", "yes")) }
    return "{" + members.map { "\"\($0)\":\"\($1)\"" }.joined(separator: ",") + "}"
  }

  /// The options of a command for the same question.
  var options: [String] {
    var words: [String] = []
    switch bound {
    case .newest: break
    case .position(let position): words += ["--at-position", String(position)]
    case .instant(let instant): words += ["--as-of", instant]
    }
    if let published { words += ["--as-published", published] }
    if let on { words += ["--on", on] }
    return words
  }

  var description: String { json }
}

/// The second fold: `Tests/Data/oracle/fold_oracle.py`, which knows nothing but the output of `tally replay`.
enum Oracle {
  /// One list of answers a question.
  static func answers(_ replay: String, _ questions: [Question], in ledger: CommandLedger) throws -> [[Reply]] {
    let entries = try ledger.file(replay, "replay.jsonl")
    let asked = try ledger.file(questions.map { $0.json + "\n" }.joined(), "questions.jsonl")
    let outcome = try Program.run(
      "python3",
      [
        "-B", CommandLedger.root + "/Tests/Data/oracle/fold_oracle.py", "--replay", entries, "--questions", asked,
      ], timeout: .seconds(300))
    try #require(outcome.status.isSuccess, "\(outcome.errorText)")
    let answers = try outcome.outputText.split(separator: "\n").map { try Reply(String($0)).list }
    try #require(answers.count == questions.count)
    return answers
  }
}
