/// A value of the ledger's JSON: text, yes or no, lists and objects, and nothing else.
///
/// There are no numbers and no null. A number is a string, so that `1.10` stays `1.10`; what is absent is an absent key.
public enum JSON: Sendable {
  /// A text.
  case string(String)

  /// Yes or no.
  case bool(Bool)

  /// Values in order.
  case array([JSON])

  /// Values by key.
  case object(JSONObject)
}

/// The members of a JSON object, sorted by the bytes of their keys.
public struct JSONObject: Sendable {
  /// A key and its value.
  public struct Member: Sendable, Hashable {
    /// The key.
    public let key: String

    /// The value.
    public var value: JSON

    /// A key with its value.
    public init(key: String, value: JSON) {
      self.key = key
      self.value = value
    }
  }

  /// The members, in the order of their keys' bytes.
  public private(set) var members: [Member]

  /// An object without members.
  public init() { members = [] }

  /// The members that follow each other in the order of their keys' bytes.
  init(sorted members: [Member]) { self.members = members }

  /// The value of a key; setting nil removes the key.
  public subscript(key: String) -> JSON? {
    get {
      let index = position(of: key)
      return index < members.count && sameBytes(members[index].key, key) ? members[index].value : nil
    }
    set {
      let index = position(of: key)
      let exists = index < members.count && sameBytes(members[index].key, key)
      switch (newValue, exists) {
      case (let value?, true): members[index].value = value
      case (let value?, false): members.insert(Member(key: key, value: value), at: index)
      case (nil, true): members.remove(at: index)
      case (nil, false): break
      }
    }
  }

  /// The keys, in the order of their bytes.
  public var keys: [String] { members.map(\.key) }

  /// Whether there are no members.
  public var isEmpty: Bool { members.isEmpty }

  private func position(of key: String) -> Int {
    var low = 0
    var high = members.count
    while low < high {
      let middle = (low + high) / 2
      if precedes(members[middle].key, key) { low = middle + 1 } else { high = middle }
    }
    return low
  }
}

extension JSON {
  /// The text, if this is one.
  public var string: String? { if case .string(let value) = self { value } else { nil } }

  /// Yes or no, if this is one.
  public var bool: Bool? { if case .bool(let value) = self { value } else { nil } }

  /// The list, if this is one.
  public var array: [JSON]? { if case .array(let value) = self { value } else { nil } }

  /// The object, if this is one.
  public var object: JSONObject? { if case .object(let value) = self { value } else { nil } }

  /// The value of a key, if this is an object that has it.
  public subscript(key: String) -> JSON? { object?[key] }
}

extension JSON: Hashable {
  /// Whether both are the same, byte for byte.
  public static func == (one: JSON, other: JSON) -> Bool {
    switch (one, other) {
    case (.string(let a), .string(let b)): sameBytes(a, b)
    case (.bool(let a), .bool(let b)): a == b
    case (.array(let a), .array(let b)): a == b
    case (.object(let a), .object(let b)): a == b
    default: false
    }
  }

  /// Feeds the bytes that make the value what it is.
  public func hash(into hasher: inout Hasher) {
    switch self {
    case .string(let value):
      hasher.combine(0)
      for byte in value.utf8 { hasher.combine(byte) }
    case .bool(let value): hasher.combine(value)
    case .array(let value): hasher.combine(value)
    case .object(let value): hasher.combine(value)
    }
  }
}

extension JSONObject: Hashable {}

extension JSONObject.Member {
  /// Whether keys and values are the same bytes.
  public static func == (one: Self, other: Self) -> Bool {
    sameBytes(one.key, other.key) && one.value == other.value
  }

  /// Feeds the bytes of key and value.
  public func hash(into hasher: inout Hasher) {
    for byte in key.utf8 { hasher.combine(byte) }
    hasher.combine(value)
  }
}

extension JSON: ExpressibleByStringLiteral, ExpressibleByBooleanLiteral, ExpressibleByArrayLiteral,
  ExpressibleByDictionaryLiteral
{
  /// Takes a literal.
  public init(stringLiteral value: String) { self = .string(value) }

  /// Takes a literal.
  public init(booleanLiteral value: Bool) { self = .bool(value) }

  /// Takes a literal.
  public init(arrayLiteral elements: JSON...) { self = .array(elements) }

  /// Takes a literal.
  public init(dictionaryLiteral elements: (String, JSON)...) {
    var object = JSONObject()
    for (key, value) in elements {
      precondition(object[key] == nil, "A key stands twice in a literal.")
      object[key] = value
    }
    self = .object(object)
  }
}

extension JSONObject: ExpressibleByDictionaryLiteral {
  /// Takes a literal.
  public init(dictionaryLiteral elements: (String, JSON)...) {
    self.init()
    for (key, value) in elements {
      precondition(self[key] == nil, "A key stands twice in a literal.")
      self[key] = value
    }
  }
}
