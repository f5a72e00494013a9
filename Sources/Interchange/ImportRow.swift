/// One row of a kind: its fields by the position that the layout gives them.
///
/// An empty field is an absent one. The row may come from a file or from the words of a command line.
public struct ImportRow: Sendable {
  /// A dimension that has a column of its own.
  struct Dimension: Sendable {
    var name: [UInt8]
    var value: ArraySlice<UInt8>
  }

  /// Which columns there are.
  public let layout: ImportLayout
  /// The content of each field.
  var fields: [ArraySlice<UInt8>]
  /// Whether a field has a column or a word of its own, be it empty.
  var isGiven: [Bool]
  /// The dimensions with a column of their own and a value.
  var dimensions: [Dimension] = []
  /// The line of the file, or 0.
  public internal(set) var line = 0

  /// Creates an empty row.
  public init(_ layout: ImportLayout) {
    self.layout = layout
    fields = Array(repeating: [], count: layout.columns.count)
    isGiven = Array(repeating: false, count: layout.columns.count)
  }

  /// Creates a row from the words of a command line.
  ///
  /// - Returns: Nil if a column is not known or given twice, or a required one is missing; `problems` says which.
  public init?(_ layout: ImportLayout, words: [(column: String, value: String)], problems: inout Problems) {
    self.init(layout)
    let before = problems.count
    var given: Set<Int> = []
    for (column, value) in words {
      let place = Place(file: "--" + column)
      guard let position = layout.position(of: column) else {
        let text = "\(layout.kind.rawValue) have no column \(SafeText.quote(column))"
        let hint = NearestName.hint(column, among: layout.names)
        problems.add(Problem(at: place, code: .unknownColumn, message: text + hint))
        continue
      }
      guard given.insert(position).inserted else {
        problems.add(Problem(at: place, code: .repeatedColumn, message: "the column is given twice"))
        continue
      }
      fields[position] = Array(value.utf8)[...]
      isGiven[position] = true
    }
    for (position, column) in layout.columns.enumerated() where column.isRequired && fields[position].isEmpty {
      let place = Place(file: "--" + column.name)
      problems.add(Problem(at: place, code: .missingValue, message: "is required: \(column.about)"))
    }
    guard problems.count == before else { return nil }
  }
}

extension ImportRow {
  /// The row with bytes of its own, that keep no file's buffer alive.
  var detached: ImportRow {
    var copy = self
    copy.fields = fields.map { $0.isEmpty ? [] : Array($0)[...] }
    return copy
  }
}

/// What is wrong with a field of a row, before its place is known.
struct RowFault {
  /// The position of the field, or nil if the row as a whole is meant.
  var field: Int?
  var code: ProblemCode
  var message: String
  var value: String?
}
