internal import CommandLineParsing
internal import Interchange
internal import Ledger
internal import LedgerStore
internal import OperatingSystem
internal import PostgreSQL

/// What a question may see, as its options say: recorded time, publication time, valid time, and who asks.
struct QuestionOptions: Sendable {
  var recorded = RecordedTimeOptions()
  var published: GivenInstant?
  var reported: Code?
  var on: GivenDate?
  var isPublic = false
  var release: GivenInstant?

  static let group = Group("AS OF") {
    AsOfOptions.recordedTime
    Option("--as-published", of: GivenInstant.self, placeholder: "DATE", "What had been published by this date.")
    Option(
      "--as-reported", of: GivenCode.self, placeholder: "PUBLICATION", completing: LedgerWord.publication.completion,
      "What this publication shows.")
    Option(
      "--on", of: GivenDate.self, "Targets, nodes and memberships in force then. Without it: the day of the as-of.")
    Flag("--public", "Leave out figures that are under embargo, and what is built on them.")
    Option("--release", of: GivenInstant.self, "With --public: the instant of release. Without it: the as-of, or now.")
  } value: { recorded, published, reported, on, isPublic, release in
    if reported != nil, recorded.asOf != nil || recorded.position != nil {
      throw UsageError.conflict("--as-reported", recorded.asOf != nil ? "--as-of" : "--at-position")
    }
    if reported != nil, published != nil { throw UsageError.conflict("--as-reported", "--as-published") }
    if release != nil, !isPublic { throw UsageError.refused("--release goes with --public") }
    return QuestionOptions(
      recorded: recorded, published: published, reported: reported?.code, on: on, isPublic: isPublic, release: release)
  }

  /// Whether the question is what anybody would ask today: of all that is recorded, with what is in force today.
  var asksNow: Bool { recorded.asOf == nil && recorded.position == nil && reported == nil && on == nil }

  /// Finds what the options come to in this ledger, now.
  func resolve(_ ledger: inout OpenLedger, _ host: Host) throws -> Question {
    let now = try host.now()
    var question: Question
    if let reported {
      question = try frozen(reported, &ledger)
      if let on { question.asOf.on = on.period }
    } else {
      let chosen = try recorded.position(&ledger)
      let head = try ledger.head()
      let position = chosen ?? head.position
      if let published { try Self.check(published, now: now, upTo: position, &ledger) }
      let recordedAt = try ledger.recordedAt(position)
      let day = (recorded.asOf?.instant ?? published?.instant ?? (chosen == nil ? now : recordedAt)).date
      question = Question(
        asOf: AsOf(
          position: Int(position), published: published?.instant, release: nil, on: on?.period ?? .day(day)),
        recordedAt: recordedAt)
      question.givenInstant = recorded.asOf
    }
    if isPublic { question.asOf.release = release?.instant ?? recorded.asOf?.instant ?? now }
    return question
  }

  /// Refuses a time of publication that has not come, and one before anything was published.
  private static func check(
    _ published: GivenInstant, now: Instant, upTo position: Int64, _ ledger: inout OpenLedger
  ) throws {
    let instant = published.instant
    let what = published.isBareDate ? "\(instant.date) ends at \(instant), which" : "\(instant)"
    guard instant <= now else {
      throw InputRefused(
        "\(what) lies in the future, and nobody knows what will have been published by then: leave --as-published out, "
          + "or use --as-published \(now)")
    }
    if let first = try ledger.firstPublication(after: instant, upTo: position) {
      throw InputRefused(
        "nothing had been published by \(instant): the first figure was at \(first). "
          + "Use --as-published \(first) or later")
    }
  }

  private func frozen(_ code: Code, _ ledger: inout OpenLedger) throws -> Question {
    let publication = try ledger.publication(code)
    guard let frozen = publication.frozen else {
      throw InputRefused("publication \(code) has not been issued")
    }
    var question = Question(
      asOf: frozen.asOf(), recordedAt: try ledger.recordedAt(Int64(frozen.position)))
    question.reported = code
    return question
  }
}

/// A question's bounds, found: what every answer prints so that it can be asked again.
struct Question: Sendable {
  var asOf: AsOf
  /// When the last event that is seen was recorded.
  var recordedAt: Instant
  var reported: Code?
  var givenInstant: GivenInstant?

  /// One line that says what was asked, for the end of a table.
  var words: String {
    var text = "As of position \(asOf.position ?? 0), recorded \(recordedAt)"
    if let given = givenInstant, given.isBareDate { text += " (\(given.instant.date) means its end, UTC)" }
    if let reported { text += ", as \(reported) shows it" }
    if let published = asOf.published { text += ", as published by \(published)" }
    text += "; on \(asOf.on)"
    if let release = asOf.release { text += "; public at \(release)" }
    return text + "."
  }
}

/// A code on the command line.
struct GivenCode: CommandLineValue {
  static let placeholder = "CODE"

  let code: Code

  init(commandLine text: String) throws {
    do throws(Refusal) {
      code = try Code(text)
    } catch {
      throw InvalidValue(error, of: text, as: "code")
    }
  }

  var commandLineText: String { code.text }
}

extension OpenLedger {
  /// When the append that holds a position was recorded.
  mutating func recordedAt(_ position: Int64) throws -> Instant {
    let stamp = try appendHolding(position).recordedAt
    guard let instant = Instant(microseconds: stamp.microsecondsSinceUnixEpoch) else {
      throw InputRefused("position \(position) was recorded outside the years 0001 to 9999")
    }
    return instant
  }

  /// The newest state of a publication.
  mutating func publication(_ code: Code) throws -> Publication {
    var state = State(asOf: AsOf(on: .year(2000)))
    try fold(.subjects([Subject.publication(code).text]), upTo: nil, into: &state)
    switch state.publications.publication(code) {
    case .value(let publication, _): return publication
    case .unreadable(let unreadable): throw InputRefused("publication \(code) cannot be read: \(unreadable)")
    case .withdrawn: throw InputRefused("publication \(code) was withdrawn")
    case .none:
      try fold(.type("publication"), upTo: nil, into: &state)
      let known = state.publications.codes.map(\.text)
      throw InputRefused("there is no publication \"\(code)\"\(NearestName.hint(code.text, among: known))")
    }
  }
}
