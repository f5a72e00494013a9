/// Reads the members of an object one by one, and in the end tells which one nobody asked for.
struct FieldReader {
  let object: JSONObject
  let path: String
  private var read: [String] = []

  init(_ object: JSONObject, at path: String = "") {
    self.object = object
    self.path = path
  }

  init(_ json: JSON, at path: String) throws(Refusal) {
    guard case .object(let object) = json else { throw FieldReader.wrongType("an object", path) }
    self.init(object, at: path)
  }

  static func wrongType(_ due: String, _ path: String) -> Refusal {
    Refusal(.wrongType, "\(due) is due", at: .pointer(path))
  }

  func pointer(_ key: String) -> String { "\(path)/\(key)" }

  mutating func json(_ key: String) -> JSON? {
    read.append(key)
    return object[key]
  }

  /// A text, if the key is there.
  mutating func text(_ key: String) throws(Refusal) -> String? {
    guard let json = json(key) else { return nil }
    guard case .string(let text) = json else { throw FieldReader.wrongType("a text", pointer(key)) }
    return text
  }

  /// A text that is not empty, if the key is there.
  mutating func words(_ key: String) throws(Refusal) -> String? {
    guard let text = try text(key) else { return nil }
    guard !text.isEmpty else {
      throw Refusal(.empty, "the text is empty", advice: "leave the key out", at: .pointer(pointer(key)))
    }
    return text
  }

  /// What a text stands for, if the key is there.
  mutating func value<T>(_ key: String, _ parse: (String) throws(Refusal) -> T) throws(Refusal) -> T? {
    guard let text = try text(key) else { return nil }
    return try FieldReader.parsed(text, pointer(key), parse)
  }

  /// What a text stands for; a refusal names its place.
  static func parsed<T>(_ text: String, _ pointer: String, _ parse: (String) throws(Refusal) -> T) throws(Refusal) -> T
  {
    do {
      return try parse(text)
    } catch {
      throw error.at(.pointer(pointer))
    }
  }

  /// One of some words, if the key is there.
  mutating func word<T: RawRepresentable<String> & CaseIterable>(_ key: String, _: T.Type) throws(Refusal) -> T? {
    try value(key) { text throws(Refusal) in try T(word: text) }
  }

  /// A whole number, if the key is there.
  mutating func number(_ key: String, in range: ClosedRange<Int>) throws(Refusal) -> Int? {
    try value(key) { text throws(Refusal) in
      guard let number = wholeNumber(text) else {
        throw Refusal(.numberForm, "'\(shown(text))' is not a whole number")
      }
      guard range ~= number else {
        throw Refusal(.outOfRange, "\(number) does not lie in \(range.lowerBound)…\(range.upperBound)")
      }
      return number
    }
  }

  /// Whether the key is there, with `true`.
  mutating func flag(_ key: String) throws(Refusal) -> Bool {
    guard let json = json(key) else { return false }
    guard case .bool(true) = json else {
      throw Refusal(.wrongType, "true is due", advice: "leave the key out for no", at: .pointer(pointer(key)))
    }
    return true
  }

  /// The elements of a list that is not empty; none if the key is absent.
  mutating func list<T>(_ key: String, _ parse: (JSON, String) throws(Refusal) -> T) throws(Refusal) -> [T] {
    guard let json = json(key) else { return [] }
    guard case .array(let elements) = json else { throw FieldReader.wrongType("a list", pointer(key)) }
    guard !elements.isEmpty else {
      throw Refusal(.empty, "the list is empty", advice: "leave the key out", at: .pointer(pointer(key)))
    }
    var values: [T] = []
    for (index, element) in elements.enumerated() { values.append(try parse(element, "\(pointer(key))/\(index)")) }
    return values
  }

  /// The texts of a list that is not empty; none if the key is absent.
  mutating func texts<T>(_ key: String, _ parse: (String) throws(Refusal) -> T) throws(Refusal) -> [T] {
    try list(key) { json, pointer throws(Refusal) in
      guard case .string(let text) = json else { throw FieldReader.wrongType("a text", pointer) }
      return try FieldReader.parsed(text, pointer, parse)
    }
  }

  /// A reader of an object within this one, if the key is there.
  mutating func fields(_ key: String) throws(Refusal) -> FieldReader? {
    guard let json = json(key) else { return nil }
    return try FieldReader(json, at: pointer(key))
  }

  /// The texts of an object within this one by their keys; none if the key is absent.
  mutating func map(_ key: String) throws(Refusal) -> [String: String] {
    guard var fields = try fields(key) else { return [:] }
    guard !fields.object.isEmpty else {
      throw Refusal(.empty, "the object is empty", advice: "leave the key out", at: .pointer(pointer(key)))
    }
    var texts: [String: String] = [:]
    for name in fields.object.keys { texts[name] = try fields.text(name) }
    return texts
  }

  /// The value of a key that must be there.
  func required<T>(_ key: String, _ value: T?) throws(Refusal) -> T {
    guard let value else { throw Refusal(.missingKey, "the key is missing", at: .pointer(pointer(key))) }
    return value
  }

  /// Refuses a key that nobody asked for.
  func finish() throws(Refusal) {
    for member in object.members where !read.contains(where: { sameBytes($0, member.key) }) {
      throw Refusal(.unknownKey, "there is no such key", at: .pointer(pointer(shown(member.key))))
    }
  }

  func contradiction(_ key: String, _ reason: String) -> Refusal {
    Refusal(.contradiction, reason, at: .pointer(pointer(key)))
  }
}

extension RawRepresentable<String> where Self: CaseIterable {
  /// Reads one of the words.
  ///
  /// - Throws: `Refusal` that lists the words.
  public init(word: String) throws(Refusal) {
    guard let value = Self.allCases.first(where: { sameBytes($0.rawValue, word) }) else {
      let words = Self.allCases.map(\.rawValue).joined(separator: ", ")
      throw Refusal(.unknownWord, "'\(shown(word))' is not one of the words here", advice: "write \(words)")
    }
    self = value
  }
}

extension JSON {
  /// A value as text.
  static func text(_ value: some CustomStringConvertible) -> JSON { .string(value.description) }

  /// A word as text.
  static func word(_ value: some RawRepresentable<String>) -> JSON { .string(value.rawValue) }

  /// A list, or nil for an empty one.
  static func list(_ values: [JSON]) -> JSON? { values.isEmpty ? nil : .array(values) }

  /// An object of texts, or nil for an empty one.
  static func map(_ texts: [String: String]) -> JSON? {
    texts.isEmpty ? nil : .object(JSONObject(present: texts.map { ($0.key, .string($0.value)) }))
  }
}

extension JSONObject {
  /// An object of the members that have a value.
  init(present members: [(String, JSON?)]) {
    self.init()
    for (key, value) in members { self[key] = value }
  }
}
