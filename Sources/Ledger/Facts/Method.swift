/// An assessment method with the parameters by which it is used.
public struct Method: Fact {
  /// The kinds of event whose data this is.
  public static let kinds: [Kind] = [.methodAdopted]

  /// What it is called.
  public var title: String?

  /// The parameters by name, such as `base_year`.
  public var parameters: [String: String]

  /// A method.
  public init(title: String? = nil, parameters: [String: String] = [:]) {
    self.title = title
    self.parameters = parameters
  }

  /// Reads the fact.
  ///
  /// - Throws: `Refusal` with a JSON pointer.
  public init(data: JSONObject) throws(Refusal) {
    var fields = FieldReader(data)
    title = try fields.words("title")
    parameters = try fields.map("parameters")
    try fields.finish()
  }

  /// The fact as data of an event.
  public var data: JSONObject {
    JSONObject(present: [("title", title.map { .string($0) }), ("parameters", .map(parameters))])
  }
}
