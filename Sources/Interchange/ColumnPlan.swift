internal import Ledger

/// Which column of which file each field is read from, decided once from the header.
struct ColumnPlan {
  /// Where a field comes from.
  enum Source: Equatable {
    case absent
    case constant(ArraySlice<UInt8>)
    case column(Int)
    /// A column of the second file with this number.
    case joined(Int, column: Int)
    /// The name of the wide column in turn, and its content.
    case widePeriod, wideValue
  }

  /// A column that is a dimension of the breakdown.
  struct Dimension {
    var name: [UInt8]
    var source: Source
  }

  /// What is done with the words of a field.
  struct Words {
    var dropped: [[UInt8]] = []
    var recodes: [(from: [UInt8], to: [UInt8])] = []
  }

  private(set) var sources: [Source]
  private(set) var words: [Words]
  private(set) var dimensions: [Dimension] = []
  private(set) var dimensionWords: [Words] = []
  private(set) var wideColumns: [(name: [UInt8], column: Int)] = []
  /// Columns that hold nothing but words named by `--drop`.
  private(set) var checkedColumns: [(source: Source, words: [[UInt8]])] = []
  /// The positions of the key columns of each second file.
  private(set) var joinKeys: [[Int]] = []

  private struct Name {
    var text: String
    var source: Source
    var place: Place
    var isUsed = false
  }

  /// Decides for a header.
  ///
  /// - Parameter wideNames: The names of the wide columns, in order.
  init(
    layout: ImportLayout, options: ImportOptions, header: [String], places: [Place], joins: [JoinTable],
    wideNames: [String], problems: inout Problems
  ) {
    sources = Array(repeating: .absent, count: layout.columns.count)
    words = Array(repeating: Words(), count: layout.columns.count)
    let file = places.first ?? Place(file: "")
    var names = zip(header, places).enumerated().map { position, pair in
      Name(text: pair.0, source: .column(position), place: pair.1)
    }
    for (number, join) in joins.enumerated() {
      for (column, name) in join.columns.enumerated() {
        let place = Place(file: join.file, line: 1)
        if Self.find(name, in: names) != nil {
          if !options.ignored.contains(where: { Self.same($0, name) }) {
            let text = "the column \(SafeText.quote(name)) is in both files; give --ignore or rename one"
            problems.add(Problem(at: place, code: .repeatedColumn, message: text))
          }
          continue
        }
        names.append(Name(text: name, source: .joined(number, column: column), place: place))
      }
      joinKeys.append(
        join.keys.compactMap { key in
          guard let position = Self.find(key, in: Array(names.prefix(header.count))) else {
            let text = "there is no column \(SafeText.quote(key)) (--on-key)\(NearestName.hint(key, among: header))"
            problems.add(Problem(file: file.file, line: file.line, code: .missingColumn, message: text))
            return nil
          }
          names[position].isUsed = true
          return position
        })
    }
    func mistake(_ text: String) { problems.add(Problem(file: file.file, code: .badOption, message: text)) }
    func column(_ name: String, _ option: String) -> Int? {
      guard let position = Self.find(name, in: names) else {
        let text =
          "\(option): there is no column \(SafeText.quote(name))\(NearestName.hint(name, among: names.map(\.text)))"
        problems.add(Problem(file: file.file, line: file.line, code: .missingColumn, message: text))
        return nil
      }
      names[position].isUsed = true
      return position
    }
    func field(_ name: String, _ option: String) -> Int? {
      if let position = layout.position(of: name) { return position }
      mistake(
        "\(option): \(layout.kind.rawValue) have no field \(SafeText.quote(name))"
          + NearestName.hint(name, among: layout.names))
      return nil
    }
    for name in options.ignored where name != "*" { _ = column(name, "--ignore") }
    for map in options.maps {
      guard let position = field(map.field, "--map"), let found = column(map.column, "--map \(map.field)") else {
        continue
      }
      sources[position] = names[found].source
    }
    for (dimension, name) in options.breakdownColumns {
      guard layout.position(of: "breakdown") != nil else {
        mistake("--breakdown-from: \(layout.kind.rawValue) have no breakdown")
        continue
      }
      guard let found = column(name, "--breakdown-from") else { continue }
      dimensions.append(Dimension(name: Array(dimension.utf8), source: names[found].source))
      dimensionWords.append(Words())
    }
    for name in wideNames {
      guard let found = column(name, "--wide"), case .column(let position) = names[found].source else { continue }
      wideColumns.append((Array(name.utf8), position))
    }
    if !wideNames.isEmpty {
      if let position = field("period", "--wide") { sources[position] = .widePeriod }
      if let position = field("value", "--wide") { sources[position] = .wideValue }
    }
    for (position, column) in layout.columns.enumerated() where sources[position] == .absent {
      guard let found = Self.find(column.name, in: names),
        !options.ignored.contains(where: { Self.same($0, column.name) })
      else { continue }
      names[found].isUsed = true
      sources[position] = names[found].source
    }
    for (name, value) in options.constants {
      guard let position = field(name, name == "published_at" ? "--published-at" : "--set") else { continue }
      if sources[position] == .absent {
        sources[position] = .constant(Array(value.utf8)[...])
      } else {
        mistake("--set \(name): the file has a column for it; give --ignore, or leave --set out")
      }
    }
    for recode in options.recodes {
      guard let position = field(recode.name, "--recode") else { continue }
      if sources[position] == .absent { mistake("--recode \(recode.name): no column is read for the field") }
      words[position].recodes.append((Array(recode.from.utf8), Array(recode.to.utf8)))
    }
    for (name, value) in options.dropped {
      guard let found = column(name, "--drop") else { continue }
      let word = Array(value.utf8)
      var isRead = false
      for position in sources.indices where sources[position] == names[found].source {
        words[position].dropped.append(word)
        isRead = true
      }
      for position in dimensions.indices where dimensions[position].source == names[found].source {
        dimensionWords[position].dropped.append(word)
        isRead = true
      }
      if isRead { continue }
      if let position = checkedColumns.firstIndex(where: { $0.source == names[found].source }) {
        checkedColumns[position].words.append(word)
      } else {
        checkedColumns.append((names[found].source, [word]))
      }
    }
    if !options.ignoresOthers { Self.reportUnknown(names, layout: layout, sources: sources, problems: &problems) }
    Self.reportMissing(names, layout: layout, sources: sources, header: file, problems: &problems)
  }

  private static func same(_ a: String, _ b: String) -> Bool { a.utf8.elementsEqual(b.utf8) }

  private static func find(_ name: String, in names: [Name]) -> Int? { names.firstIndex { same($0.text, name) } }

  /// The field that a column name was meant for: the same but for letter case and blanks, or the nearest.
  private static func meant(_ name: String, _ layout: ImportLayout, _ sources: [Source]) -> (
    field: String, how: String
  )? {
    let free = zip(layout.columns, sources).filter { $0.1 == .absent }.map(\.0.name)
    let trimmed = String(name.drop { $0 == " " || $0 == "\t" }.reversed().drop { $0 == " " || $0 == "\t" }.reversed())
    if trimmed != name, let field = free.first(where: { same($0, trimmed) }) {
      return (field, "has blanks around its name")
    }
    let plain = trimmed.lowercased().map { $0 == " " || $0 == "-" ? "_" : $0 }
    if let field = free.first(where: { same($0, String(plain)) }) { return (field, "is not written as here") }
    return NearestName.find(name, among: free, limit: 1).first.map { ($0, "is not known") }
  }

  private static func reportUnknown(
    _ names: [Name], layout: ImportLayout, sources: [Source], problems: inout Problems
  ) {
    for name in names where !name.isUsed {
      let shown = SafeText.quote(name.text)
      let text: String
      if let (field, how) = meant(name.text, layout, sources) {
        text = "the column \(shown) \(how); if it is \(field), give --map \(field)=\(word(name.text)), else --ignore it"
      } else if layout.position(of: name.text) != nil {
        text = "the column \(shown) is not read, because --map reads another; give --ignore \(word(name.text))"
      } else {
        text =
          "\(layout.kind.rawValue) have no column \(shown); give --ignore \(word(name.text)), or --map FIELD=\(word(name.text))"
      }
      problems.add(Problem(at: name.place, code: .unknownColumn, message: text))
    }
  }

  private static func reportMissing(
    _ names: [Name], layout: ImportLayout, sources: [Source], header: Place, problems: inout Problems
  ) {
    let meant = Set(names.filter { !$0.isUsed }.compactMap { Self.meant($0.text, layout, sources)?.field })
    for (column, source) in zip(layout.columns, sources)
    where column.isRequired && source == .absent && !meant.contains(column.name) {
      let name = column.name
      let text =
        "there is no column \(name) (\(column.about)); give --map \(name)=COLUMN, or --set \(name)=VALUE for all rows"
      problems.add(Problem(file: header.file, line: header.line, code: .missingColumn, message: text))
    }
  }

  /// A name as a word of a command line.
  private static func word(_ name: String) -> String {
    let isPlain = name.utf8.allSatisfy {
      Character(Unicode.Scalar($0)).isLetter || Character(Unicode.Scalar($0)).isNumber || $0 == 0x5F || $0 == 0x2D
    }
    return isPlain && !name.isEmpty ? name : "'" + SafeText.show(name, limit: SafeText.limit) + "'"
  }
}
