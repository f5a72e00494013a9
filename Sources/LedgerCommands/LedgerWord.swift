internal import CommandLineParsing
internal import Interchange

/// What of the ledger may stand in an option or an operand, so that a shell can complete it.
enum LedgerWord: String {
  /// A figure of which something is recorded.
  case figure
  /// A figure of any indicator and any area.
  case newFigure
  case indicator, area, unit, codelist, method, publication
  case plan, target, group
  /// `PUBLICATION` or `PUBLICATION#CLAIM`.
  case claim
  /// `indicator=CODE`, `area=CODE` or `period=PERIOD`.
  case condition
  /// The id of an append.
  case append
  /// A subject as it stands in an entry.
  case subject
  /// The name of a ledger.
  case ledger

  /// For a declaration.
  var completion: Completion { .known(rawValue) }

  /// What stands in a column of an import file; nil where nothing can be listed.
  init?(column: String, of kind: ImportKind) {
    switch (column, kind) {
    case ("indicator", _), ("replaces", _), ("code", .indicators): self = .indicator
    case ("area", _), ("member", _), ("code", .areas): self = .area
    case ("unit", _), ("base", _), ("code", .units): self = .unit
    case ("codelist", _), ("list", _): self = .codelist
    case ("plan", _): self = .plan
    case ("target", _), ("code", .targets): self = .target
    case ("group", _): self = .group
    case ("publication", _), ("supersedes", _), ("document", _), ("code", .publications): self = .publication
    case ("code", .methods): self = .method
    default: return nil
    }
  }
}

extension Completion {
  /// What stands in a column of an import file.
  static func column(_ name: String, of kind: ImportKind) -> Completion {
    LedgerWord(column: name, of: kind)?.completion ?? .nothing
  }
}
