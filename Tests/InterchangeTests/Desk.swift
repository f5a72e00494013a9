import Ledger
import OperatingSystem
import Testing

@testable import Interchange

/// A catalogue that grows by importing, and the imports that are checked against it.
struct Desk {
  var catalogue = Catalogue()
  var head: UInt64 = 812
  /// What makes the next file of memberships a list.
  var list: MembershipList?

  /// What an import came to, as text.
  struct Result {
    var report: ImportReport
    var events: [ImportedEvent]
    var rejected: [String] = []

    var problems: [String] { report.problems.lines }
    var notes: [String] { report.problems.notes.map(\.description) }
    var subjects: [String] { events.map { String(decoding: $0.subject, as: UTF8.self) } }
    var data: [String] { events.map { String(decoding: $0.data, as: UTF8.self) } }
    var bases: [String] { events.map { String(decoding: $0.basis, as: UTF8.self) } }
  }

  func context() throws -> ImportContext {
    let now = try Instant("2026-11-24T10:00:00Z")
    let old = try Instant("2026-01-01T00:00:00Z")
    var context = ImportContext(
      catalogue: catalogue, now: now, head: head, salt: { String(repeating: "0a", count: 16) },
      position: { $0 < old ? nil : 7 })
    context.list = list
    return context
  }

  func read(
    _ kind: ImportKind, _ text: String, _ options: [(ImportOptions.Name, String)] = [], keys: String = "",
    files: [String: String] = [:], rejects: Bool = false
  ) throws -> Result {
    var all = ImportOptions()
    for (name, word) in options { try all.add(name, word, keys: keys) }
    let importer = Importer(kind, options: all, context: try context())
    var events: [ImportedEvent] = []
    var rejected: [String] = []
    let reject: (RejectedRow) throws -> Void = { row in
      rejected.append(
        row.problems.map(\.description).joined(separator: " | ") + " <- " + String(decoding: row.bytes, as: UTF8.self))
    }
    let report = try importer.read(
      file: "f.csv", source: Self.source(text), open: { Self.source(try #require(files[$0])) },
      reject: rejects ? reject : nil
    ) { events.append($0) }
    for event in events {
      let draft = try event.draft()
      try checkData(draft.dataObject, of: draft.kind)
      #expect(try Basis(data: draft.basisObject).data.canonical == event.basis)
    }
    return Result(report: report, events: report.isGood ? events : [], rejected: rejected)
  }

  /// Imports and takes the events in.
  @discardableResult mutating func load(
    _ kind: ImportKind, _ text: String, _ options: [(ImportOptions.Name, String)] = [], keys: String = "",
    files: [String: String] = [:]
  ) throws -> Result {
    let result = try read(kind, text, options, keys: keys, files: files)
    try #require(result.problems == [])
    for event in result.events { catalogue.apply(event) }
    return result
  }

  func append(_ kind: ImportKind, _ words: [(String, String)]) throws -> Result {
    let (report, events) = try Importer(kind, context: try context()).read(words: words)
    return Result(report: report, events: events)
  }

  static func source(_ text: String) -> ByteSource {
    var chunks = [Array(text.utf8)]
    return { chunks.popLast() ?? [] }
  }

  /// A file of `Tests/Data`.
  static func file(_ path: String) throws -> String {
    let folder = #filePath.split(separator: "/").dropLast(2).joined(separator: "/")
    var reader = try FileReader(path: "/\(folder)/Data/\(path)")
    return String(decoding: try reader.rest(byteLimit: 10_000_000), as: UTF8.self)
  }

  /// Units, areas and indicators for the tests.
  static func furnished() throws -> Desk {
    var desk = Desk()
    try desk.load(
      .units,
      "code,kind,factor,base\nratio,ratio,,\npercent,percent,0.01,ratio\ncountries,count,,\nper 100,ratio,0.01,ratio\nstate,other,,\nUSD,currency,,\n"
    )
    try desk.load(
      .areas,
      """
      code,kind,title,m49,aliases
      AFG,country,Afghanistan,004,004;af
      COD,country,Democratic Republic of the Congo,180,DRC;Congo
      COG,country,Congo,178,Congo
      LDC,group,Least developed countries,199,
      ITU-T,group,,,
      World,world,World,001,
      """)
    try desk.load(.codelists, "list,code,title\nstates,open,Open\nstates,closed,\n")
    try desk.load(
      .indicators,
      """
      code,title,unit,value_type,dimensions,codelist
      share,Share,percent,decimal,sex=_T;age=,
      members,Members,countries,integer,,
      state,State,state,code,,states
      has-policy,Policy,state,boolean,,
      gdp,GDP,USD,decimal,,
      """)
    return desk
  }
}
