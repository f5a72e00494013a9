import Ledger
import Testing

@testable import LedgerCommands

/// Alters and takes back every state that the derivations read, in the log as it was loaded.
///
/// No answer is stored with a claim, and none can be: whatever changes below an answer changes it.
@Suite("An input of a derivation of C21")
struct InputTests {
  private let code: Code

  init() throws { code = try Code("C21") }

  /// What the publication froze, what comes after it, and the claims.
  private struct Document {
    let frozen: Publication.Frozen
    /// The state that the document shows, which may see one event more.
    let then: State
    let now: State
    let head: Int
    let audit: PublicationAudit
  }

  private func document() async throws -> Document {
    let events = try await CommandLedger.councilDocument.events()
    let head = events.count
    let known = State(asOf: AsOf(position: head, on: .year(2021)), events)
    let frozen = try #require(known.publications.publication(code).value?.frozen)
    var asOf = frozen.asOf()
    asOf.position = frozen.position + 1
    let then = State(asOf: asOf, events.filter { $0.position <= frozen.position })
    let now = State(asOf: AsOf(position: head + 1, on: frozen.on), events)
    let audit = PublicationAudit(of: code, asked: known, then: then, now: now)
    return Document(frozen: frozen, then: then, now: now, head: head, audit: audit)
  }

  /// An event after another about the same subject, as the log would hold it at a position.
  private func event(_ data: JSONObject, after input: Event, at position: Int) throws -> Event {
    let isFigure = input.kind == .measurementRecorded && data == Draft.withdrawn
    let draft = try Draft(
      kind: isFigure ? .measurementWithdrawn : input.kind, subject: input.subject, data: data, basis: input.basis)
    let envelope = Entry.Envelope(
      append: input.append, recordedAt: input.recordedAt, recordedBy: input.recordedBy, origin: input.origin,
      position: position, version: input.version + 1)
    return try Event(envelope, draft)
  }

  /// Another state of the subject: another value, kind, promise or status.
  ///
  /// Nil for a target that is counted: a count asks only whether it is in force, and no other promise changes it.
  private func altered(_ event: Event, in form: String) throws -> JSONObject? {
    var data = event.data
    switch event.kind {
    case .measurementRecorded where form.hasPrefix("count(") || form.hasPrefix("period("):
      // These ask only whether there is a value.
      return ["missing_reason": "altered"]
    case .measurementRecorded: data["value"] = "987654321"
    case .nodeDefined: data["kind"] = "thematic_priority"
    case .targetRevised where form.hasPrefix("target("): data["denominator"] = "7"
    case .targetRevised: return nil
    case .statusJudged:
      data["status"] = "missed"
      data["also"] = nil
    default: Issue.record("\(event.kind) is no input that is known here")
    }
    return data
  }

  /// Whether a derivation gives the same without an input: the greatest of several, while another is greater.
  private func isSpare(_ input: Derived.Input, in answer: ClaimAnswer, _ form: String) -> Bool {
    form.hasPrefix("extreme(") && input.shown != answer.recomputedText
  }

  @Test(
    "changes the answer when it is altered or taken back: later in what is so now, before the issue in what was then")
  func changes() async throws {
    let document = try await document()
    var tried: [String: Int] = [:]
    for claim in document.audit.claims where CouncilAuditTests.derivable.contains(claim.id.text) {
      guard case .value(let fact, let printed) = claim.current else { continue }
      let (then, now) = (try #require(claim.then), try #require(claim.now))
      let form = try #require(fact.check?.derivation)
      #expect(then.summary == now.summary)
      for input in now.inputs {
        for data in [try altered(input.event, in: form), Draft.withdrawn].compactMap({ $0 }) {
          if data == Draft.withdrawn, isSpare(input, in: now, form) { continue }
          let what = "\(claim.id): \(input.event.subject) \(String(decoding: data.canonical, as: UTF8.self))"
          var later = document.now
          let next = try event(data, after: input.event, at: document.head + 1)
          later.apply(next)
          #expect(later.check(fact, printedBy: printed, in: code).summary != now.summary, "\(what)")
          // The same event in a ledger whose publication is issued after it.
          var earlier = document.then
          earlier.apply(try event(data, after: input.event, at: document.frozen.position + 1))
          #expect(earlier.check(fact, printedBy: printed, in: code).summary != then.summary, "\(what)")
          // And what the publication froze is closed to what comes after it.
          var closed = document.then
          closed.apply(next)
          #expect(closed.check(fact, printedBy: printed, in: code).summary == then.summary, "\(what)")
          tried[claim.id.text, default: 0] += 1
        }
      }
    }
    #expect(Set(CouncilAuditTests.derivable) == Set(tried.keys))
    #expect(tried.values.reduce(0, +) > 700)
  }

  @Test("may be a status that is not counted: judged otherwise, it is")
  func otherStatuses() async throws {
    let document = try await document()
    var tried = 0
    for claim in document.audit.claims {
      guard case .value(let fact, let printed) = claim.current, let now = claim.now,
        let form = fact.check?.derivation, let status = form.split(separator: "status=").dropFirst().first
      else { continue }
      let counted = Set(now.inputs.map(\.event.subject))
      for target in document.now.targets.inForce(on: document.frozen.on) {
        let judged = document.now.judgements.current(plan: target.plan, code: target.code)
        guard let event = judged.event, !counted.contains(event.subject) else { continue }
        var later = document.now
        let data: JSONObject = ["status": .string(String(status.prefix { $0 != " " && $0 != ")" }))]
        later.apply(try self.event(data, after: event, at: document.head + 1))
        #expect(later.check(fact, printedBy: printed, in: code).summary != now.summary, "\(claim.id): \(event.subject)")
        tried += 1
      }
    }
    // 24 targets, less those that each of the seven claims counts.
    #expect(tried == 7 * 24 - (12 + 3 + 9 + 8 + 8 + 2 + 2))
  }

  @Test("is no constant, but for the half in fee-developing-half; innovation-policy-pace is held to the printed 100")
  func constants() async throws {
    let document = try await document()
    var withConstants: [String: [String]] = [:]
    for claim in document.audit.claims {
      guard let fact = claim.current.value else { continue }
      for check in [fact.check, fact.secondCheck].compactMap({ $0 }) {
        let constants = try Derivation(check.derivation).constants
        if !constants.isEmpty { withConstants[claim.id.text, default: []] += constants }
      }
      if claim.id.text == "innovation-policy-pace" {
        #expect(fact.printed == "100" && fact.check?.relation == .more)
      }
    }
    #expect(withConstants == ["fee-developing-half": ["2"]])
  }

  @Test("may be the statement that a set is whole: without it, what counts or adds up cannot be checked")
  func coverage() async throws {
    let document = try await document()
    var open: Set<String> = []
    for set in document.now.codes.coverages {
      guard case .value(let stated, let event) = document.now.codes.coverage(of: set), stated.state == .complete
      else { continue }
      for data: JSONObject in [["state": "unknown"], Draft.withdrawn] {
        var later = document.now
        later.apply(try self.event(data, after: event, at: document.head + 1))
        for claim in document.audit.claims {
          guard case .value(let fact, let printed) = claim.current, let now = claim.now else { continue }
          let answer = later.check(fact, printedBy: printed, in: code)
          guard answer.summary != now.summary else { continue }
          // What already exceeds the printed number differs all the same.
          let lacksSet = answer.missing.map(\.description).contains("coverage of \(set)")
          #expect(answer.verdict == .differs ? now.verdict == .differs : lacksSet, "\(claim.id): \(set)")
          open.insert(claim.id.text)
        }
      }
    }
    let counted = CouncilAuditTests.derivable.filter { id in
      ["targets-", "goals-", "outcome", "objectives-", "status-"].contains { id.hasPrefix($0) }
    }
    #expect(open.isSuperset(of: counted))
    #expect(open.isSuperset(of: ["djibouti-institutions", "iraq-events", "survey-questions-added-sdg"]))
  }
}

extension Derivation {
  /// The numbers that stand for themselves, scales of ratios not among them.
  fileprivate var constants: [String] {
    switch self {
    case .constant(let number): ["\(number)"]
    case .sum(let terms):
      terms.flatMap { term -> [String] in if case .derived(let derivation) = term { derivation.constants } else { [] } }
    case .difference(let one, let other), .ratio(let one, let other, _): one.constants + other.constants
    case .figure, .growth, .project, .extreme, .period, .target, .count: []
    }
  }
}

extension ClaimAnswer {
  /// All that an answer says, but for the states that it read.
  fileprivate var summary: [String] {
    [verdict.rawValue, recomputedText ?? "-", missing.map(\.description).joined(separator: "; ")]
      + parts.flatMap(\.derived.tree)
  }
}

extension Derived {
  /// What each derivation inside came to.
  fileprivate var tree: [String] {
    let number = quantity.map { "\($0.certainty.rawValue) \($0.value)" } ?? value.map { "\($0)" } ?? "-"
    return ["\(form) = \(number) \(gaps.map(\.description))"] + parts.flatMap(\.tree)
  }
}
