/// A second file, whole in memory, whose columns are added to the rows of the first by key.
struct JoinTable {
  /// The most bytes of content that are kept.
  static let byteLimit = 128 * 1_048_576

  let file: String
  /// The names of the key columns, as both files have them.
  let keys: [String]
  /// The names of the other columns.
  let columns: [String]

  private var rows: [(line: Int, fields: [[UInt8]])] = []
  private var positions: [[UInt8]: Int] = [:]
  private var wasFound: [Bool] = []
  private var missCount = 0

  /// Reads the file; nil if anything is wrong with it, which `problems` then says.
  init?(_ join: ImportOptions.Join, format: CSVFormat, source: @escaping ByteSource, problems: inout Problems) throws {
    var reader = CSVReader(file: join.file, format: format, source: source)
    guard try reader.readHeader(&problems) else { return nil }
    let header = reader.header
    var keyPositions: [Int] = []
    for key in join.keys {
      guard let position = header.firstIndex(where: { $0.utf8.elementsEqual(key.utf8) }) else {
        let text = "there is no column \(SafeText.quote(key)) (--on-key)\(NearestName.hint(key, among: header))"
        problems.add(Problem(file: join.file, line: reader.line, code: .missingColumn, message: text))
        continue
      }
      keyPositions.append(position)
    }
    guard keyPositions.count == join.keys.count else { return nil }
    let others = header.indices.filter { !keyPositions.contains($0) }
    file = join.file
    keys = join.keys
    columns = others.map { header[$0] }
    var byteCount = 0
    let before = problems.count
    while try reader.next(&problems) {
      let key = Self.key(keyPositions.map { reader.bytes(of: $0) })
      let fields = others.map { Array(reader.bytes(of: $0)) }
      byteCount += key.count + fields.reduce(0) { $0 + $1.count }
      guard byteCount <= Self.byteLimit else {
        let text = "a file for --with may hold \(Self.byteLimit / 1_048_576) MiB"
        problems.add(Problem(at: reader.place, code: .joinFailed, message: text))
        return nil
      }
      if let earlier = positions.updateValue(rows.count, forKey: key) {
        let text = "the same key as on line \(rows[earlier].line)"
        problems.add(Problem(at: reader.place, code: .conflict, message: text))
        continue
      }
      rows.append((reader.line, fields))
    }
    if reader.isBroken || problems.count > before { return nil }
    wasFound = Array(repeating: false, count: rows.count)
  }

  /// The row of a key, or nil.
  mutating func find(_ key: [UInt8]) -> Int? {
    guard let position = positions[key] else {
      missCount += 1
      return nil
    }
    wasFound[position] = true
    return position
  }

  /// A field of a row.
  func bytes(row: Int, column: Int) -> ArraySlice<UInt8> { rows[row].fields[column][...] }

  /// The line of a row.
  func line(ofRow row: Int) -> Int { rows[row].line }

  /// Notes the rows of the first file that nothing was joined to.
  func noteMisses(in first: String, _ problems: inout Problems) {
    guard missCount > 0 else { return }
    let rows = SafeText.counted(missCount, "row has", "rows have")
    problems.note(Place(file: first), "\(rows) no match in \(SafeText.show(file))")
  }

  /// Reports the rows that no row of the first file asked for: they would be lost without a word.
  func reportUnused(_ problems: inout Problems) {
    for (row, wasFound) in zip(rows, wasFound) where !wasFound {
      let text = "no row of the first file has this key (\(keys.joined(separator: ", ")))"
      problems.add(Problem(file: file, line: row.line, code: .joinFailed, message: text))
    }
  }

  /// Joins the parts of a key; NUL stands in no sound field.
  static func key(_ parts: [ArraySlice<UInt8>]) -> [UInt8] { Array(parts.joined(separator: [0])) }
}
