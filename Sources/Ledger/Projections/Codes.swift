internal import Arithmetic

/// What codes mean: indicators, areas, units, codelists and methods, and which sets are stated complete.
public struct Codes: Sendable {
  private var fold: Fold
  private var known: [Substring: Set<Subject>] = [:]
  private var aliases: [String: Code] = [:]

  // What every figure asks for is read once, and not each time that it is asked for. Aliases are needed of all areas.
  private var areaStates: [Code: Current<Area>] = [:]
  private var indicatorStates = ReadStates<Indicator>()
  private var unitStates = ReadStates<Unit>()
  private var codelistStates = ReadStates<Codelist>()

  /// No codes yet.
  public init(asOf: AsOf) { fold = Fold(asOf: asOf) }

  /// Takes in an event about a code; any other is left aside.
  public mutating func apply(_ event: Event) { settle(event.subject, fold.apply(event)) }

  /// Takes in an event about a code that cannot be read.
  public mutating func apply(_ unreadable: Unreadable, recordedAt: Instant) {
    settle(unreadable.subject, fold.apply(unreadable, recordedAt: recordedAt))
  }

  private mutating func settle(_ subject: Subject, _ effect: Fold.Effect) {
    guard effect == .new || effect == .another else { return }
    let form = subject.formName
    if effect == .new { known[form, default: []].insert(subject) }
    switch form {
    case "indicator": ReadStates.forget(&indicatorStates)
    case "unit": ReadStates.forget(&unitStates)
    case "codelist": ReadStates.forget(&codelistStates)
    case "area":
      guard case .area(let code) = subject.form else { return }
      for alias in area(code).value?.aliases ?? [] where aliases[alias] == code { aliases[alias] = nil }
      areaStates[code] = fold.current(subject)
      for alias in area(code).value?.aliases ?? [] { aliases[alias] = code }
    default: break
    }
  }

  /// An indicator.
  public func indicator(_ code: Code) -> Current<Indicator> {
    indicatorStates.state(code) { fold.current(.indicator(code)) }
  }

  /// The codes of all indicators, in order.
  public var indicators: [Code] {
    subjects("indicator") { if case .indicator(let code) = $0.form { code } else { nil } }
  }

  /// An area by its code.
  public func area(_ code: Code) -> Current<Area> { areaStates[code] ?? .none }

  /// The codes of all areas, in order.
  public var areas: [Code] { subjects("area") { if case .area(let code) = $0.form { code } else { nil } } }

  /// The code of an area that is named by its code or one of its aliases; an unknown name stands for itself.
  public func area(for name: Code) -> Code { areaStates[name] == nil ? aliases[name.text] ?? name : name }

  /// A unit.
  public func unit(_ code: Code) -> Current<Unit> { unitStates.state(code) { fold.current(.unit(code)) } }

  /// The codes of all units, in order.
  public var units: [Code] { subjects("unit") { if case .unit(let code) = $0.form { code } else { nil } } }

  /// A list of codes.
  public func codelist(_ code: Code) -> Current<Codelist> {
    codelistStates.state(code) { fold.current(.codelist(code)) }
  }

  /// The codes of all lists, in order.
  public var codelists: [Code] { subjects("codelist") { if case .codelist(let code) = $0.form { code } else { nil } } }

  /// A method with its parameters.
  public func method(_ code: Code) -> Current<Method> { fold.current(.method(code)) }

  /// The codes of the methods adopted, in order.
  public var methods: [Code] { subjects("method") { if case .method(let code) = $0.form { code } else { nil } } }

  /// What is stated of the coverage of a set.
  public func coverage(of set: CoverageSet) -> Current<Coverage> { fold.current(.coverage(set)) }

  /// The sets whose coverage is stated, by name.
  public var coverages: [CoverageSet] {
    (known["coverage"] ?? []).sorted().compactMap { if case .coverage(let set) = $0.form { set } else { nil } }
  }

  /// Every event about a code, by its subject.
  public func history(of subject: Subject) -> History? { fold[subject] }

  private func subjects(_ form: Substring, _ code: (Subject) -> Code?) -> [Code] {
    (known[form] ?? []).compactMap(code).sorted()
  }

  /// The order-free digest of all codes.
  public var digest: StateDigest { fold.digest() }
}

extension Codes {
  /// The longest chain of units, each with a factor to the next.
  private static let longestChain = 8

  /// What a number in one unit is multiplied with to be one in another.
  func factor(from one: Code, to other: Code) -> Result<Rational, MissingError> {
    if one == other { return .success(1) }
    do throws(MissingError) {
      let (from, to) = try (root(of: one), root(of: other))
      guard from.unit == to.unit, let factor = from.factor.divided(by: to.factor) else {
        throw MissingError(missing: .units(one, other))
      }
      return .success(factor)
    } catch {
      return .failure(error)
    }
  }

  /// The unit that a unit comes down to, and its factor to that.
  func root(of unit: Code) throws(MissingError) -> (unit: Code, factor: Rational) {
    var root = unit
    var factor = Rational.one
    for _ in 0..<Self.longestChain {
      switch self.unit(root) {
      case .unreadable(let unreadable): throw MissingError(missing: .unreadable(unreadable))
      case .value(let definition, _):
        guard let base = definition.base, base != root else { return (root, factor) }
        factor = factor * (definition.factor?.rational() ?? 1)
        root = base
      case .withdrawn, .none: return (root, factor)
      }
    }
    return (root, factor)
  }
}
