import Ledger
import LedgerTestSupport
import OperatingSystem
import Testing

@testable import LedgerCommands

/// What is asked at one as-of, with the answers of the program.
struct Inquiry {
  let bound: Question.Bound
  let published: String?
  let on: String?
  private(set) var questions: [Question] = []
  /// The program's answers, by what was asked.
  private(set) var answers: [String: Facts] = [:]

  private let ledger: CommandLedger

  private let isPrefix: Bool

  init(
    _ ledger: CommandLedger, _ bound: Question.Bound, published: String? = nil, on: String? = nil,
    isPrefix: Bool = false
  ) {
    self.ledger = ledger
    self.isPrefix = isPrefix
    self.bound = bound
    self.published = published
    self.on = on
  }

  var words: String { "\(bound), published \(published ?? "-"), on \(on ?? "-")" }

  private func question(_ ask: Question.Ask, _ name: String) -> Question {
    Question(ask: ask, name: name, bound: bound, published: published, on: on, isPrefix: isPrefix)
  }

  mutating func ask(figures: [String]) async throws {
    for name in figures {
      let question = question(.figure, name)
      questions.append(question)
      let run = await ledger.ask(["figure", name, "--json"] + question.options)
      #expect(run.code == 0 || run.code == 65, "\(question): \(run.errors)")
      answers["figure \(name)"] = try FactsOf.figure(run)
    }
  }

  mutating func ask(targets: [String], plan: String) async throws {
    for (ask, words) in [(Question.Ask.target, ["target"]), (.status, ["status"])] {
      let run = await ledger.ask(words + ["--json"] + question(ask, "").options)
      try #require(run.code == 0, "\(words): \(run.errors)")
      let replies = try run.replies
      for code in targets {
        questions.append(question(ask, "\(plan)/\(code)"))
        let reply = replies.first { $0["plan"].text == plan && $0["target"].text == code }
        answers["\(ask) \(plan)/\(code)"] = ask == .target ? FactsOf.target(reply) : FactsOf.status(reply)
      }
    }
  }

  /// Audits publications; an audit has no `--on` and no `--as-published`, because the publication fixes both.
  mutating func ask(publications: [String]) async throws {
    for code in publications {
      var then = Question(ask: .audit, name: code, bound: bound)
      let run = await ledger.ask(["audit", code, "--json"] + then.options)
      try #require(run.code == 0 || run.code == 2, "\(then): \(run.errors)")
      questions.append(then)
      then.isNow = true
      questions.append(then)
      for (id, facts) in FactsOf.claims(try run.replies) { answers["audit \(code)#\(id)"] = facts }
    }
  }

  /// The answers of the second fold, one list a question.
  func answers(ofOracle replies: ArraySlice<[Reply]>) throws -> [String: Facts] {
    var answers: [String: Facts] = [:]
    var then: [Reply] = []
    for (question, found) in zip(questions, replies) {
      switch question.ask {
      case .figure: answers["figure \(question.name)"] = FactsOf.figure(ofOracle: try #require(found.first))
      case .target: answers["target \(question.name)"] = FactsOf.target(ofOracle: try #require(found.first))
      case .status: answers["status \(question.name)"] = FactsOf.status(ofOracle: try #require(found.first))
      case .audit where !question.isNow: then = found
      case .audit:
        let claims = FactsOf.claims(ofOracle: then, now: found)
        for (id, facts) in claims { answers["audit \(question.name)#\(id)"] = facts }
      }
    }
    return answers
  }
}

@Suite("A second fold of what replay prints")
struct OracleTests {
  /// Compares the answers of the program with those of the second fold, and counts them.
  private func compare(_ inquiries: [Inquiry], _ replay: String, in ledger: CommandLedger) throws -> [Facts] {
    var replies = try Oracle.answers(replay, inquiries.flatMap(\.questions), in: ledger)[...]
    var all: [Facts] = []
    for inquiry in inquiries {
      let second = try inquiry.answers(ofOracle: replies.prefix(inquiry.questions.count))
      replies.removeFirst(inquiry.questions.count)
      #expect(Set(second.keys) == Set(inquiry.answers.keys), "\(inquiry.bound)")
      for (name, facts) in inquiry.answers.sorted(by: { $0.key < $1.key }) {
        let other = second[name] ?? [:]
        let ignored = facts["evidence"] == "-" || other["evidence"] == "-" ? ["evidence"] : []
        let keys = Set(facts.keys).union(other.keys).subtracting(ignored)
        let differing = keys.filter { facts[$0] != other[$0] }.sorted()
        let words = differing.map { "\($0): \(facts[$0] ?? "absent"), and \(other[$0] ?? "absent") in the second fold" }
        #expect(words == [], "\(name), \(inquiry.words)")
        all.append(facts)
      }
    }
    return all
  }

  @Test(
    "gives the answers of the commands, over random revisions, at random as-ofs and dates", arguments: [2])
  func random(_ number: Int) async throws {
    let ledger = try CommandLedger()
    var revisions = RandomRevisions(ledger, seed: UInt64(number))
    try await revisions.revise(220)
    let replay = await ledger.ask("replay").output
    let events = try replay.split(separator: "\n").map { try Event(decoding: Array($0.utf8)) }
    #expect(events.count > 220)
    let ends = zip(events, events.dropFirst()).filter { $0.append != $1.append }.map(\.0).dropFirst(10)
    var inquiries: [Inquiry] = []
    for number in 0..<20 as Range<Int> {
      let end = revisions.pick(Array(ends))
      let published: String? = revisions.pick([nil, nil, nil, "2019-12-31", "2021-04-30", "2021-12-01"])
      let dates = ["2015", "2018-11", "2018-11-16", "2019-06-30", "2020-06-15", "2021-04-30", "2022-Q2", "2030-01-01"]
      let on = revisions.pick(dates + (number.isMultiple(of: 4) && published == nil ? [nil, nil, nil, nil] : []))
      let bound: Question.Bound =
        number == 0 ? .newest : number.isMultiple(of: 2) ? .position(end.position) : .instant("\(end.recordedAt)")
      var inquiry = Inquiry(ledger, bound, published: published, on: number == 0 ? "2021-04-30" : on)
      let figures = RandomRevisions.figures.prefix(2) + revisions.recorded.sorted()
      try await inquiry.ask(figures: (0..<6).map { _ in revisions.pick(Array(figures)) })
      try await inquiry.ask(targets: RandomRevisions.targets, plan: "P")
      try await inquiry.ask(publications: ["C", "D"])
      inquiries.append(inquiry)
    }
    let facts = try compare(inquiries, replay, in: ledger)
    // The stories meet every sort of answer.
    for (key, values) in [
      ("answer", ["value", "withdrawn", "none", "in force", "status", "reproduced", "differs", "cannot be checked"]),
      ("method", ["on_track", "off_track", "achieved", "benchmarked", "no_answer"]), ("basis", ["judged", "method"]),
      ("stale", ["yes", "no"]),
    ] {
      for value in values { #expect(facts.contains { $0[key] == value }, "\(key) \(value)") }
    }
  }

  @Test("gives the answers of the commands at a position of the Council's document, from the replay up to there")
  func council() async throws {
    let ledger = try await CommandLedger.councilDocument
    let events = try await ledger.events()
    let receipts = events.filter { $0.kind == .importCompleted }
    func end(of file: String) throws -> Int { try #require(receipts.last { $0.data["file"]?.string == file }).position }
    let figures = [
      "individuals-using-internet-share@LDC@2019", "e-waste-recycled-share@World@2019", "itu-member-states@ITU@2021",
      "resolution-state@ITU@2021@resolution=21", "itu-membership-growth@ITU@2020", "internet-users@World@2030",
    ]
    for position in [
      try end(of: "targets.csv"), try end(of: "measurements.csv"), try end(of: "judgements.csv"), events.count,
    ] {
      let replay = await ledger.ask("replay", "--at-position", "\(position)").output
      #expect(replay.split(separator: "\n").count == position)
      var inquiry = Inquiry(ledger, .position(position), isPrefix: true)
      try await inquiry.ask(figures: figures)
      try await inquiry.ask(targets: events.compactMap(\.target), plan: "SP2020")
      let facts = try compare([inquiry], replay, in: ledger)
      #expect(facts.count { $0["answer"] == "status" } == 24)
    }
    // A replay may end inside an append, an answer may not.
    let inside = try end(of: "measurements.csv") - 1
    #expect(await ledger.ask("replay", "--at-position", "\(inside)").lines.count == inside)
    for words in [["status"], ["figure", figures[0]], ["target"]] {
      #expect(await ledger.ask(words + ["--at-position", "\(inside)"]).code == 65, "\(words)")
    }
  }
}

extension Event {
  /// The code of a target that is defined here for the first time.
  fileprivate var target: String? {
    guard kind == .targetRevised, version == 1, case .target(_, let code) = subject.form else { return nil }
    return code.text
  }
}
