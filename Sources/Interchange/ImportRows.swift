/// The rows of a file, mapped, joined and repaired as the options say, one at a time.
public struct ImportRows: ~Copyable {
  /// Which columns the rows have.
  public let layout: ImportLayout
  /// How the file becomes fields.
  public let options: ImportOptions
  /// The current row.
  public private(set) var row: ImportRow
  /// Whether the current row was refused.
  public private(set) var isRefused = false
  /// How many rows were delivered or refused.
  public private(set) var rowCount = 0
  /// How many fields were changed by a `--normalise`.
  public private(set) var repairCount = 0

  private var reader: CSVReader
  private var joins: [JoinTable]
  private let plan: ColumnPlan
  private var active: [Int] = []
  private var joinRows: [Int?] = []
  private var wide = 0
  private let repairs: [FieldRepairs]

  /// Opens a file.
  ///
  /// - Parameters:
  ///   - file: The file's name in messages.
  ///   - open: Opens a second file (`--with`) by its name.
  ///   - deliversRefused: Whether `next` also stops at a row that was refused, so that each can be set aside.
  /// - Returns: Nil if the header does not fit; `problems` says why.
  public init?(
    file: String, layout: ImportLayout, options: ImportOptions, source: @escaping ByteSource,
    open: (String) throws -> ByteSource, deliversRefused: Bool = false, problems: inout Problems
  ) throws {
    var reader = CSVReader(file: file, format: options.format, source: source)
    reader.deliversRefused = deliversRefused
    guard try reader.readHeader(&problems) else { return nil }
    let before = problems.count
    var joins: [JoinTable] = []
    for join in options.joins {
      var format = options.format
      format.requiresFinalLineEnd = false
      let table = try JoinTable(join, format: format, source: try open(join.file), problems: &problems)
      if let table { joins.append(table) }
    }
    guard problems.count == before else { return nil }
    let header = reader.header
    var places: [Place] = []
    for column in header.indices { places.append(reader.place(of: column)) }
    var wideNames: [String] = []
    if let wide = options.wide {
      do throws(WideColumns.Mistake) {
        wideNames = try WideColumns.names(wide, in: header)
      } catch {
        problems.add(Problem(file: file, code: .badOption, message: "--wide \(wide): \(error.message)"))
        return nil
      }
    }
    let plan = ColumnPlan(
      layout: layout, options: options, header: header, places: places, joins: joins, wideNames: wideNames,
      problems: &problems)
    guard problems.count == before else { return nil }
    self.plan = plan
    // No record is read yet, so none of its columns is left.
    wide = plan.wideColumns.count
    self.layout = layout
    self.options = options
    self.reader = reader
    self.joins = joins
    row = ImportRow(layout)
    active = plan.sources.indices.filter { plan.sources[$0] != .absent }
    for field in active { row.isGiven[field] = true }
    repairs = layout.columns.map { FieldRepairs($0.name, options.normalisations) }
  }

  /// Goes on to the next row.
  ///
  /// - Returns: False at the end, or where nothing further can be read (`isBroken`).
  public mutating func next(_ problems: inout Problems) throws -> Bool {
    isRefused = false
    while true {
      while wide + 1 < plan.wideColumns.count {
        wide += 1
        if stops(at: fill(&problems)) { return true }
      }
      wide = plan.wideColumns.count
      guard try reader.next(&problems) else {
        finish(&problems)
        return false
      }
      rowCount += 1
      join()
      guard !reader.isRefused, check(&problems) else {
        if stops(at: .refused) { return true }
        continue
      }
      wide = 0
      if stops(at: fill(&problems)) { return true }
    }
  }

  /// What became of a record.
  private enum Filling { case row, noRow, refused }

  private mutating func stops(at filling: Filling) -> Bool {
    isRefused = filling == .refused
    return filling == .row || isRefused && reader.deliversRefused
  }

  /// Whether reading stopped at something after which nothing can be read.
  public var isBroken: Bool { reader.isBroken }

  /// How many lines were skipped as comments.
  public var commentCount: Int { reader.commentCount }

  /// The row as it stands in the file, for the file of rejected rows.
  public var recordBytes: [UInt8] { Array(reader.recordBytes) }

  /// The columns of the file.
  public var header: [String] { reader.header }

  /// Where a field of the current row stands.
  public func place(of field: Int?) -> Place {
    guard let field else { return reader.place }
    switch plan.sources[field] {
    case .column(let column): return reader.place(of: column)
    case .widePeriod, .wideValue: return reader.place(of: plan.wideColumns[wide].column)
    case .joined(let number, _):
      let line = joinRows[number].map { joins[number].line(ofRow: $0) }
      return line.map { Place(file: joins[number].file, line: $0) } ?? reader.place
    case .absent, .constant: return reader.place
    }
  }

  func report(_ fault: RowFault, _ problems: inout Problems) {
    problems.add(
      Problem(at: place(of: fault.field), code: fault.code, message: fault.message, value: fault.value))
  }
}

extension ImportRows {
  private mutating func join() {
    joinRows.removeAll(keepingCapacity: true)
    for number in joins.indices {
      let key = JoinTable.key(plan.joinKeys[number].map { reader.bytes(of: $0) })
      joinRows.append(joins[number].find(key))
    }
  }

  private func raw(_ source: ColumnPlan.Source) -> ArraySlice<UInt8> {
    switch source {
    case .absent: []
    case .constant(let bytes): bytes
    case .column(let column): reader.bytes(of: column)
    case .joined(let number, let column): joinRows[number].map { joins[number].bytes(row: $0, column: column) } ?? []
    case .widePeriod: plan.wideColumns[wide].name[...]
    case .wideValue: reader.bytes(of: plan.wideColumns[wide].column)
    }
  }

  /// Refuses a word that `--drop` does not name in a column that is not read.
  private func check(_ problems: inout Problems) -> Bool {
    for column in plan.checkedColumns {
      let bytes = raw(column.source)
      if bytes.isEmpty || column.words.contains(where: { $0.elementsEqual(bytes) }) { continue }
      var place = reader.place
      if case .column(let position) = column.source { place = reader.place(of: position) }
      let text = "\(SafeText.quote(bytes)) is not what --drop names, and the column is not read"
      problems.add(Problem(at: place, code: .badOption, message: text))
      return false
    }
    return true
  }

  /// Fills the row from the record; an empty wide column is no row.
  private mutating func fill(_ problems: inout Problems) -> Filling {
    row.line = reader.line
    for field in active {
      var bytes = raw(plan.sources[field])
      if plan.sources[field] == .wideValue, bytes.isEmpty { return .noRow }
      let words = plan.words[field]
      if !words.dropped.isEmpty || !words.recodes.isEmpty { Self.apply(words, to: &bytes) }
      if !repairs[field].isEmpty, !bytes.isEmpty, repairs[field].apply(to: &bytes) { repairCount += 1 }
      row.fields[field] = bytes
    }
    if !plan.dimensions.isEmpty {
      row.dimensions.removeAll(keepingCapacity: true)
      for (dimension, words) in zip(plan.dimensions, plan.dimensionWords) {
        var bytes = raw(dimension.source)
        Self.apply(words, to: &bytes)
        if !bytes.isEmpty { row.dimensions.append(ImportRow.Dimension(name: dimension.name, value: bytes)) }
      }
    }
    for (field, column) in layout.columns.enumerated() where column.isRequired && row.fields[field].isEmpty {
      let fault = RowFault(field: field, code: .missingValue, message: "\(column.name) is empty: \(column.about)")
      report(fault, &problems)
      return .refused
    }
    return .row
  }

  private static func apply(_ words: ColumnPlan.Words, to bytes: inout ArraySlice<UInt8>) {
    if words.dropped.contains(where: { $0.elementsEqual(bytes) }) { bytes = [] }
    if let recode = words.recodes.first(where: { $0.from.elementsEqual(bytes) }) { bytes = recode.to[...] }
  }

  private mutating func finish(_ problems: inout Problems) {
    guard !reader.isBroken else { return }
    for join in joins {
      join.reportUnused(&problems)
      join.noteMisses(in: reader.file, &problems)
    }
    if repairCount > 0 {
      let names = options.normalisations.map(\.rawValue).sorted().joined(separator: ", ")
      problems.note(
        Place(file: reader.file), "\(SafeText.counted(repairCount, "value was", "values were")) normalised (\(names))")
    }
  }
}
