internal import CommandLineParsing
internal import Ledger

/// `indicator=CODE`, `area=CODE`, `period=PERIOD` or `period=A..B` on the command line.
enum GivenCondition: CommandLineValue {
  static let placeholder = "FIELD=VALUE"
  static let completion = LedgerWord.condition.completion

  case indicator(Code)
  case area(Code)
  case period(Selection.Periods)

  init(commandLine text: String) throws {
    let parts = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
    guard parts.count == 2, !parts[1].isEmpty, !parts[1].utf8.contains(UInt8(ascii: "@")) else {
      throw Self.wrongForm
    }
    do throws(Refusal) {
      switch parts[0] {
      case "indicator": self = .indicator(try Code(parts[1]))
      case "area": self = .area(try Code(parts[1]))
      case "period": self = .period(try Selection("*@*@" + parts[1]).periods)
      default: throw Refusal(.unknownWord, "'\(parts[0])' is no field")
      }
    } catch {
      throw error.rule == .unknownWord ? Self.wrongForm : InvalidValue(error, of: parts[1], as: parts[0])
    }
  }

  private static let wrongForm = InvalidValue(
    "is no condition: write indicator=CODE, area=CODE, period=PERIOD or period=FIRST..LAST")

  var commandLineText: String {
    switch self {
    case .indicator(let code): "indicator=\(code)"
    case .area(let code): "area=\(code)"
    case .period(let periods): "period=" + Self.text(of: periods)
    }
  }

  private static func text(of periods: Selection.Periods) -> String {
    switch periods {
    case .one(let period): "\(period)"
    case .each(let first, let last): "\(first)..\(last.map { "\($0)" } ?? "")"
    case .any: "*"
    }
  }

  /// The indicator, if the condition names one.
  var indicator: Code? { if case .indicator(let code) = self { code } else { nil } }
}

/// The conditions of one command: a figure meets one of those on each field.
struct FigureConditions {
  private var indicators: Set<Code> = []
  private var areas: Set<Code> = []
  private var periods: [Selection] = []

  /// Areas may be given by an alias.
  init(_ conditions: [GivenCondition], _ codes: Codes) {
    for condition in conditions {
      switch condition {
      case .indicator(let code): indicators.insert(code)
      case .area(let code): areas.insert(codes.area(for: code))
      case .period(let some):
        periods.append(Selection(indicator: nil, area: nil, periods: some, breakdowns: .any))
      }
    }
  }

  /// Whether a figure meets the conditions.
  func hold(for figure: Figure) -> Bool {
    (indicators.isEmpty || indicators.contains(figure.indicator)) && (areas.isEmpty || areas.contains(figure.area))
      && (periods.isEmpty || periods.contains { $0.matches(figure) })
  }
}
