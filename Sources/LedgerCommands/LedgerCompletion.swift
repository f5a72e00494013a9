internal import CommandLineParsing
internal import Ledger
internal import LedgerSchema
internal import LedgerStore
internal import OperatingSystem
internal import PostgreSQL

/// Looks up in the ledger how a word may go on: codes and what they are called, never the value of a figure.
struct LedgerCompletion: ~Copyable {
  /// So many are offered, and the last there is.
  private static let limit = 500
  private static let appendLimit = 20

  private var connection: Connection
  private let search: SubjectSearch
  private let given: [String: String]

  /// Connects, if the server runs; never starts one.
  ///
  /// - Throws: `ServerIsDown`; whatever else is in the way.
  init(_ given: [String: String], _ host: Host) throws {
    let (settings, name) = try Self.ledger(given, host)
    self.init(given, SubjectSearch(name), try Connection(settings))
  }

  private init(_ given: [String: String], _ search: SubjectSearch, _ connection: consuming Connection) {
    self.given = given
    self.search = search
    self.connection = connection
  }

  /// Where the ledger is that the line names.
  private static func ledger(
    _ given: [String: String], _ host: Host
  ) throws -> (settings: ConnectionSettings, name: LedgerName) {
    let options = DatabaseOptions(database: given["--database"], ledger: given["--ledger"])
    if try options.givenConnection(host) == nil {
      guard PrivateCluster(environment: host.environment, user: host.user).serverIsAlive else { throw ServerIsDown() }
    }
    return (settings: try options.settings(host), name: try options.ledgerName(host))
  }

  /// The words that begin with what was typed.
  mutating func candidates(_ word: LedgerWord, _ typed: String) throws -> [Continuation.Candidate] {
    let found: [Continuation.Candidate] =
      switch word {
      case .figure: try figures(typed, ofAnyArea: false)
      case .newFigure: try figures(typed, ofAnyArea: true)
      case .indicator, .area, .unit, .codelist, .method, .publication: try codes(word.rawValue, typed)
      case .plan: try plans(typed)
      case .target: try targets(typed)
      case .group: try groups(typed)
      case .claim: try claims(typed)
      case .condition: try conditions(typed)
      case .append: try search.newestAppends(limit: Self.appendLimit, &connection).map { .init($0.id, $0.meaning) }
      case .subject: try subjects(typed)
      case .ledger: try SubjectSearch.ledgers(&connection).map { .init($0) }
      }
    return found.filter { $0.word.utf8.starts(with: typed.utf8) }
  }

  /// The codes that are subjects of a type, with their titles; those withdrawn are left out.
  private mutating func codes(
    _ type: String, _ typed: String, before: String = ""
  ) throws -> [Continuation.Candidate] {
    try components(type, encoded(typed)).map { .init(before + decoded($0.word), $0.meaning) }
  }

  /// The same, encoded as in a figure, where the next part follows.
  private mutating func parts(
    ofFigure type: String, _ typed: Substring, before: String = ""
  ) throws -> [Continuation.Candidate] {
    try components(type, String(typed)).map { .init("\(before)\($0.word)@", $0.meaning) }
  }

  private mutating func components(_ type: String, _ typed: String) throws -> [Continuation.Candidate] {
    let lead = "\(type)/"
    let subjects = try search.beginnings(of: lead + typed, upTo: "/", limit: Self.limit, &connection)
    let titles = try search.titles(of: subjects, &connection)
    return subjects.compactMap { subject in
      titles[subject].map { .init(String(subject.dropFirst(lead.utf8.count)), $0) }
    }
  }

  /// The components of subjects up to the next slash.
  private mutating func parts(_ lead: String, _ typed: String) throws -> [Continuation.Candidate] {
    let beginnings = try search.beginnings(of: lead + encoded(typed), upTo: "/", limit: Self.limit, &connection)
    return beginnings.filter { $0.hasSuffix("/") }.map {
      .init(decoded(String($0.dropFirst(lead.utf8.count).dropLast())))
    }
  }

  /// Groups whose members are listed; where there are none, any area, of which members may be counted.
  private mutating func groups(_ typed: String) throws -> [Continuation.Candidate] {
    let groups = try parts("membership/", typed)
    return groups.isEmpty ? try codes("area", typed) : groups
  }

  private mutating func plans(_ typed: String) throws -> [Continuation.Candidate] {
    let nodes = try parts("node/", typed)
    return try nodes + parts("target/", typed).filter { plan in !nodes.contains(plan) }
  }

  /// `CODE`, or `PLAN/CODE` once there is a slash.
  private mutating func targets(_ typed: String) throws -> [Continuation.Candidate] {
    if let slash = typed.firstIndex(of: "/") {
      let plan = String(typed[..<slash])
      return try codes("target/\(encoded(plan))", String(typed[slash...].dropFirst()), before: "\(plan)/")
    }
    let plans = try given["--plan"].map { [$0] } ?? parts("target/", "").map(\.word)
    var found: [Continuation.Candidate] = []
    for plan in plans { found += try codes("target/\(encoded(plan))", typed) }
    return found
  }

  /// Publications; after the sign, the claims of one.
  ///
  /// Where one publication is left, both it and the way to its claims.
  private mutating func claims(_ typed: String) throws -> [Continuation.Candidate] {
    if let sign = typed.firstIndex(of: "#") {
      let publication = String(typed[..<sign])
      return try codes("claim/\(encoded(publication))", String(typed[sign...].dropFirst()), before: "\(publication)#")
    }
    let publications = try codes("publication", typed)
    return publications.flatMap { one in
      one.word == typed || publications.count == 1 ? [one, .init("\(one.word)#", "its numbers")] : [one]
    }
  }

  private mutating func figures(_ typed: String, ofAnyArea: Bool) throws -> [Continuation.Candidate] {
    guard let sign = typed.firstIndex(of: "@") else { return try parts(ofFigure: "indicator", typed[...]) }
    let rest = typed[sign...].dropFirst()
    if ofAnyArea, !rest.contains("@") {
      return try parts(ofFigure: "area", rest, before: String(typed[...sign]))
    }
    // A comma separates in a breakdown alone.
    let separators = rest.contains("@") ? "@," : "@"
    return try search.beginnings(of: "figure/\(typed)", upTo: separators, limit: Self.limit, &connection)
      .map { .init(String($0.dropFirst("figure/".count))) }
  }

  private mutating func conditions(_ typed: String) throws -> [Continuation.Candidate] {
    guard let sign = typed.firstIndex(of: "=") else {
      return ["indicator=", "area=", "period="].map { .init($0) }
    }
    let lead = String(typed[...sign])
    let value = String(typed[sign...].dropFirst())
    let field = String(typed[..<sign])
    return ["indicator", "area"].contains(field) ? try codes(field, value, before: lead) : []
  }

  private mutating func subjects(_ typed: String) throws -> [Continuation.Candidate] {
    guard typed.contains("/") else {
      return Set(Kind.known.compactMap(\.subjectForm)).sorted().map { .init("\($0)/") }
    }
    return try search.beginnings(of: typed, upTo: "/@", limit: Self.limit, &connection).map { .init($0) }
  }
}

/// The private server does not run, and nobody asked for it to be started.
struct ServerIsDown: Error {}

/// What was typed of a code as it stands in a subject; what cannot begin one is left as it is and finds nothing.
private func encoded(_ typed: String) -> String {
  var bytes: [UInt8] = []
  Code.encode(typed.utf8.span, into: &bytes)
  return String(decoding: bytes, as: UTF8.self)
}

private func decoded(_ component: String) -> String {
  (try? Code(encoded: component.utf8.span))?.text ?? component
}
