import Ledger
import LedgerStore
import OperatingSystem
import Testing

@testable import LedgerCommands

/// The published files of a data set, read from their text alone, to hold the ledger's answers against.
///
/// Each line ends in area, period and value; what stands before, and may be quoted, is not looked at.
struct PublishedFiles {
  struct File {
    let path: String
    /// When it was published, as the ledger writes it.
    let published: String
    /// The numbers by `area@period`, as they are printed.
    let values: [String: String]
  }

  let files: [File]

  /// The 18 files of Internet users.
  static let internetUsers = Result { try PublishedFiles(CommandLedger.data("gapminder-internet-users/manifest.csv")) }

  /// Reads a manifest and the files that it names, which lie in the folder given or beside it.
  ///
  /// - Parameter area: Says which area a word of a file stands for.
  init(_ manifest: String, area: (String) -> String = { $0 }) throws {
    let folder = String(manifest[...(manifest.lastIndex(of: "/") ?? manifest.startIndex)])
    files = try Self.lines(manifest).map { $0.split(separator: ",").map(String.init) }.map { row in
      var values: [String: String] = [:]
      for line in try Self.lines(folder + row[0]) {
        let fields = line.split(separator: ",", omittingEmptySubsequences: false).suffix(3).map(String.init)
        try #require(
          values.updateValue(fields[2], forKey: "\(area(fields[0]))@\(fields[1])") == nil, "\(row[0]): \(line)")
      }
      return File(path: folder + row[0], published: "\(try Instant(row[1]))", values: values)
    }
  }

  /// The lines after the header, without their ends.
  private static func lines(_ path: String) throws -> ArraySlice<String> {
    let text = String(decoding: try OperatingSystem.File.readWhole(path, byteLimit: 1 << 24), as: UTF8.self)
    return text.unicodeScalars.split { $0 == "\n" || $0 == "\r" }.map { String($0) }.dropFirst()
  }

  /// What an import of the files one after the other has to find.
  struct Counts: Equatable {
    var rows = 0, new = 0, changed = 0, unchanged = 0, precisionOnly = 0, returned = 0, withdrawn = 0
  }

  /// What each file changes: a key that a file leaves out is withdrawn, a number is the same however it is written.
  var counts: [Counts] {
    var current: [String: String?] = [:]
    return files.map { file in
      var counts = Counts(rows: file.values.count)
      for (key, value) in file.values {
        switch current[key] {
        case nil:
          counts.new += 1
          current[key] = value
        case .some(nil):
          counts.returned += 1
          current[key] = value
        case .some(let old?) where old == value: counts.unchanged += 1
        case .some(let old?) where Self.number(old) == Self.number(value): counts.precisionOnly += 1
        default:
          counts.changed += 1
          current[key] = value
        }
      }
      for (key, value) in current where value != nil && file.values[key] == nil {
        counts.withdrawn += 1
        current[key] = .some(nil)
      }
      return counts
    }
  }

  /// A number without zeros that change nothing.
  static func number(_ text: String) -> String {
    guard text.utf8.contains(UInt8(ascii: ".")) else { return text }
    var digits = text[...]
    while digits.last == "0" { digits.removeLast() }
    if digits.last == "." { digits.removeLast() }
    return String(digits)
  }
}

extension CommandLedger {
  /// A file of the test data.
  static func data(_ path: String) -> String { root + "/Tests/Data/" + path }

  /// A ledger with the codes of a data set.
  convenience init(codesOf folder: String) async throws {
    try self.init()
    for kind in ["units", "areas", "indicators"] {
      try await tell("import", kind, Self.data("\(folder)/\(kind).csv"))
    }
  }

  /// A ledger with two indicators, `share` and `other`, of the countries A to D.
  static func small() async throws -> CommandLedger {
    let ledger = try CommandLedger()
    try await ledger.tell("append", "unit", "--code", "percent", "--kind", "percent")
    let areas = try ledger.file("code,kind\nA,country\nB,country\nC,country\nD,country\n", "areas.csv")
    try await ledger.tell("import", "areas", areas)
    let indicators = try ledger.file(
      "code,title,unit,value_type\nshare,Share,percent,decimal\nother,Other,percent,decimal\n", "indicators.csv")
    try await ledger.tell("import", "indicators", indicators)
    return ledger
  }

  /// The words that import figures of Internet users as snapshots.
  static let importInternetUsers = [
    "import", "measurements", "--map", "area=geo", "--map", "period=time", "--map", "value=internet_users", "--set",
    "indicator=internet_users", "--snapshot", "internet_users",
  ]

  /// A ledger with all 18 vintages of Internet users; tests only ask it.
  static var internetUsers: CommandLedger { get async throws { try await loadedInternetUsers.value } }

  private static let loadedInternetUsers = Task {
    let ledger = try await CommandLedger(codesOf: "gapminder-internet-users")
    try await ledger.tell(
      importInternetUsers + [
        "--manifest", data("gapminder-internet-users/manifest.csv"), "--withdraw-up-to", "816",
      ])
    return ledger
  }

  /// The receipts of imports, the oldest first, without those of the codes.
  func receipts() throws -> [ImportReceipt] {
    var receipts: [ImportReceipt] = []
    var ledger = try open()
    try ledger.read(.exceptFigures) { stored in
      let event = try stored.event()
      if event.kind == .importCompleted, let receipt = try event.fact(ImportReceipt.self),
        receipt.kind == "measurements"
      {
        receipts.append(receipt)
      }
    }
    return receipts
  }

  /// Every event about a figure.
  func figureEvents() throws -> [Event] {
    var events: [Event] = []
    var ledger = try open()
    try ledger.read(.allFigures) { events.append(try $0.event()) }
    return events
  }
}

/// The values of all figures by `area@period`, as published by an instant; withdrawn figures have none.
func answers(_ events: [Event], published: String?) throws -> [String: String] {
  var figures = Figures(
    asOf: AsOf(published: try published.map { try Instant($0) }, on: CommandLedger.today.date))
  for event in events { figures.apply(event) }
  var answers: [String: String] = [:]
  for indicator in figures.indicators {
    for figure in figures.figures(of: indicator) {
      guard let value = figures[figure].value?.value else { continue }
      answers["\(figure.area)@\(figure.period)"] = value.text
    }
  }
  return answers
}

extension ImportReceipt {
  /// The counts in the form of those that the files are held against.
  var found: PublishedFiles.Counts {
    func count(_ name: String) -> Int { counts[name] ?? 0 }
    return PublishedFiles.Counts(
      rows: count("rows"), new: count("new"), changed: count("changed"), unchanged: count("unchanged"),
      precisionOnly: count("precision_only"), returned: count("returned"), withdrawn: count("withdrawn"))
  }
}
