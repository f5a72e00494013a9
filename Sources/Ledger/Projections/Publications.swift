/// The publications with their decisions, and the numbers printed in them.
public struct Publications: Sendable {
  private var fold: Fold
  private var claimIDs: [Code: Set<Code>] = [:]
  private var issued: Set<Code> = []

  /// No publications yet.
  public init(asOf: AsOf) { fold = Fold(asOf: asOf) }

  /// Takes in an event about a publication or a claim; any other is left aside.
  public mutating func apply(_ event: Event) {
    if fold.apply(event) == .new { add(event.subject) }
  }

  /// Takes in an event about a publication or a claim that cannot be read.
  public mutating func apply(_ unreadable: Unreadable, recordedAt: Instant) {
    if fold.apply(unreadable, recordedAt: recordedAt) == .new { add(unreadable.subject) }
  }

  private mutating func add(_ subject: Subject) {
    switch subject.form {
    case .publication(let code): issued.insert(code)
    case .claim(let publication, let id): claimIDs[publication, default: []].insert(id)
    default: break
    }
  }

  /// The codes of the publications, in order.
  public var codes: [Code] { issued.sorted() }

  /// A publication.
  public func publication(_ code: Code) -> Current<Publication> { fold.current(.publication(code)) }

  /// Every event about a publication.
  public func history(of code: Code) -> History? { fold[.publication(code)] }

  /// The ids of the numbers printed in a publication, in order.
  public func claims(of publication: Code) -> [Code] { Targets.ordered(claimIDs[publication] ?? []) }

  /// A number printed in a publication.
  public func claim(_ id: Code, of publication: Code) -> Current<Claim> {
    fold.current(.claim(publication: publication, id: id))
  }

  /// Every event about a number printed in a publication.
  public func history(of id: Code, in publication: Code) -> History? {
    fold[.claim(publication: publication, id: id)]
  }

  /// The order-free digest of all publications and claims.
  public var digest: StateDigest { fold.digest() }
}
