internal import Interchange
internal import Ledger

extension DataExport {
  /// The state, in the last columns of every row of a CSV file and at the head of a JSON document.
  static let stateColumns: [CSVWriter.Column] = [
    .init("ledger"), .init("as_of_position", .number), .init("as_of_recorded_at"), .init("on"), .init("as_published"),
    .init("release"),
  ]

  static func state(_ origin: String, _ asOf: ResolvedAsOf) -> [String?] {
    [
      origin, String(asOf.position), "\(asOf.recordedAt)", "\(asOf.on)", asOf.published.map { "\($0)" },
      asOf.release.map { "\($0)" },
    ]
  }

  static let figureColumns: [CSVWriter.Column] = [
    .init("figure"), .init("indicator"), .init("area"), .init("period"), .init("breakdown"), .init("value", .number),
    .init("mult", .number), .init("qualifier"), .init("missing_reason"), .init("unit"), .init("obs_status"),
    .init("document"), .init("locator"), .init("published_at"), .init("embargo"), .init("position", .number),
    .init("recorded_at"),
  ]

  static func fields(of row: Report.FigureRow) -> [String?] {
    let figure = row.figure
    let value = ValueFields(row.value)
    return [
      "\(figure)", figure.indicator.text, figure.area.text, "\(figure.period)",
      figure.breakdown.isEmpty ? nil : "\(figure.breakdown)", value.value, value.mult, value.qualifier,
      value.missingReason, row.value.unit?.code, row.value.observationStatus.rawValue, row.document, row.locator,
      row.publishedAt.map { "\($0)" }, row.embargo.map { "\($0)" }, String(row.position),
      row.recordedAt.map { "\($0)" },
    ]
  }

  static let statusColumns: [CSVWriter.Column] = [
    .init("plan"), .init("goal"), .init("target"), .init("statement"), .init("rule"), .init("value", .number),
    .init("unit"), .init("due"), .init("baseline_period"), .init("baseline_value", .number),
    .init("baseline_kind"), .init("latest_figure"), .init("latest_period"), .init("latest_value", .number),
    .init("latest_qualifier"), .init("status"), .init("judged"), .init("also"), .init("flags"), .init("printed"),
    .init("judged_on"), .init("stale"), .init("method"), .init("method_result"), .init("method_class"),
    .init("method_reason"), .init("disputed"), .init("last_time"), .init("embargoed", .number),
  ]

  static func fields(of target: Report.Target) -> [String?] {
    let latest = target.measures.first { $0.role == "primary" }?.latest
    let judgement = target.judgement
    let method = target.method
    return [
      target.plan, target.goal, target.code, target.statement, target.rule, target.value?.plain,
      target.value?.unit?.code, target.due, target.baseline?.period, target.baseline?.value.plain,
      target.baseline?.kind.rawValue, latest?.figure, latest?.period, latest?.value.plain,
      latest.flatMap { ValueFields($0.value).qualifier }, target.status.rawValue, judgement?.status.rawValue,
      list(judgement?.also.map(\.rawValue)), list(judgement?.flags), judgement?.printed, judgement?.on,
      judgement.map { yes($0.isStale) }, method?.method, method?.status.rawValue, method?.fineClass, method?.reason,
      yes(target.isDisputed), target.lastTime?.status.rawValue, String(target.embargoed),
    ]
  }

  private static func yes(_ value: Bool) -> String { value ? "true" : "false" }

  private static func list(_ values: [String]?) -> String? {
    guard let values, !values.isEmpty else { return nil }
    return values.joined(separator: ";")
  }

  /// A value as it stands in columns: the digits as recorded, with the multiplier beside them.
  private struct ValueFields {
    var value: String?
    var mult: String?
    var qualifier: String?
    var missingReason: String?

    init(_ printed: PrintedValue) {
      switch printed.content {
      case .number(let number, let power):
        value = number.text
        if power != 0 { mult = String(power) }
        qualifier = printed.qualifier.rawValue
      case .code, .boolean: value = printed.plain
      case .missing(let reason): missingReason = reason
      case .embargoed: missingReason = "embargoed"
      }
    }
  }
}
