/// Which statements a connection has prepared, by their text and the types of their parameters.
///
/// A statement is prepared when it is sent for the second time: preparing one costs a round trip, which a statement
/// that is sent once never earns back.
struct StatementCache {
  /// How to send a statement.
  enum Plan {
    /// As it is.
    case direct
    /// Prepare it under this name, after the server forgets another, then execute it.
    case prepare(name: String, evicting: String?)
    /// Execute what this name stands for.
    case prepared(name: String)
  }

  /// The text, byte for byte, and the types of the parameters.
  private struct Key: Hashable {
    let text: [UInt8]
    let types: [DataType]

    init(_ sql: SQL) {
      text = sql.utf8
      types = sql.parameters.types
    }
  }

  /// Longer texts are not worth remembering: they are scripts.
  private static let maximumTextLength = 16_384

  private let limit: Int
  /// At most ``limit`` statements that the server holds.
  private var prepared: [Key: (name: String, lastUse: Int)] = [:]
  /// At most ``limit`` statements that were sent once.
  private var seen: [Key: Int] = [:]
  private var clock = 0

  init(limit: Int) { self.limit = limit }

  /// Decides, and takes for done what it decides: whoever fails to do it must ``forget(_:)``.
  ///
  /// - Complexity: O(limit) when a statement is new.
  mutating func plan(for sql: SQL, mayEvict: Bool) -> Plan {
    guard limit > 0, sql.utf8.count <= Self.maximumTextLength else { return .direct }
    clock += 1
    let key = Key(sql)
    if let name = prepared[key]?.name {
      prepared[key]?.lastUse = clock
      return .prepared(name: name)
    }
    guard seen[key] != nil else {
      if seen.count >= limit, let oldest = seen.min(by: { $0.value < $1.value })?.key { seen[oldest] = nil }
      seen[key] = clock
      return .direct
    }
    var evicted: String?
    if prepared.count >= limit {
      guard mayEvict, let oldest = prepared.min(by: { $0.value.lastUse < $1.value.lastUse }) else { return .direct }
      evicted = oldest.value.name
      prepared[oldest.key] = nil
    }
    seen[key] = nil
    let name = "s\(clock)"
    prepared[key] = (name, clock)
    return .prepare(name: name, evicting: evicted)
  }

  /// Forgets a statement that turned out not to be prepared, or not to be valid any more.
  mutating func forget(_ sql: SQL) { prepared[Key(sql)] = nil }
}
