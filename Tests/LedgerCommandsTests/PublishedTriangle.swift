import Ledger
import Testing

@testable import LedgerCommands

/// One period in one vintage.
struct PublishedCell: Hashable {
  let period: String, vintage: String, value: String?, revision: String?
}

extension PublishedFiles {
  /// The triangle of an area by the text of the files: of the vintages those in which something of it changed.
  ///
  /// A number that only changed its precision stands as it was printed before.
  func triangle(of area: String) -> Set<PublishedCell> {
    var cells: Set<PublishedCell> = []
    var current: [String: String?] = [:]
    for file in files {
      let values = file.values.filter { $0.key.hasPrefix(area + "@") }.map { key, value in
        (String(key.dropFirst(area.count + 1)), value)
      }
      let now = Dictionary(uniqueKeysWithValues: values)
      var revisions: [String: String] = [:]
      for (period, value) in now {
        switch current[period] {
        case nil: revisions[period] = "new_data"
        case .some(nil): revisions[period] = "return"
        case .some(let old?) where Self.number(old) != Self.number(value): revisions[period] = "correction"
        default: break
        }
      }
      for (period, value) in current where value != nil && now[period] == nil { revisions[period] = "withdrawal" }
      guard !revisions.isEmpty else { continue }
      for (period, revision) in revisions { current[period] = .some(revision == "withdrawal" ? nil : now[period]) }
      for (period, value) in current {
        cells.insert(
          PublishedCell(period: period, vintage: file.published, value: value, revision: revisions[period]))
      }
    }
    return cells
  }
}

extension CommandLedger {
  /// The triangle that the program gives to a program.
  func triangle(_ selection: String) async throws -> Set<PublishedCell> {
    let run = await ask(["figure", selection, "--json"], clock: try Instant("2026-06-01T00:00Z"))
    try #require(run.code == 0, "\(run.errors)")
    let cells = run.lines.map { line in
      PublishedCell(
        period: line.field("period") ?? "", vintage: line.field("vintage") ?? "", value: line.field("value"),
        revision: line.field("revision"))
    }
    #expect(Set(cells).count == cells.count)
    return Set(cells)
  }
}

extension String {
  /// A text of a JSON object in one line, where it is written without escapes.
  fileprivate func field(_ name: String) -> String? {
    guard let start = firstRange(of: "\"\(name)\":\"") else { return nil }
    return String(self[start.upperBound...].prefix { $0 != "\"" })
  }
}
