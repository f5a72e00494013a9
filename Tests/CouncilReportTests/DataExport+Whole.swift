import CouncilReport
import Ledger

extension DataExport {
  /// A whole file of figures, in the order of their keys.
  static func figures(
    _ rows: [Report.FigureRow], as format: Format, origin: String, asOf: ResolvedAsOf, embargoed: Int = 0
  ) -> [UInt8] {
    var export = DataExport(.figures, as: format, origin: origin, asOf: asOf)
    for row in rows.sorted(by: { $0.figure < $1.figure }) { export.write(row) }
    return export.finish(embargoed: embargoed)
  }

  /// Every figure of a state with its value, in the order of the keys.
  static func rows(of state: State) -> [Report.FigureRow] {
    state.figures.indicators.flatMap { indicator in
      state.figures.figures(of: indicator).compactMap { row($0, state.figures[$0], of: state) }
    }
  }
}
