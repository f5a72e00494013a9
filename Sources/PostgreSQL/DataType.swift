/// A PostgreSQL data type, named by its object identifier.
///
/// The built-in types have fixed identifiers, so a value can be checked without asking the catalogue.
public struct DataType: RawRepresentable, Hashable, Sendable, CustomStringConvertible {
  /// The object identifier, as `pg_type.oid`.
  public let rawValue: UInt32

  /// The type with an object identifier.
  public init(rawValue: UInt32) { self.rawValue = rawValue }

  /// `boolean`.
  public static let bool = DataType(rawValue: 16)
  /// `bytea`.
  public static let bytea = DataType(rawValue: 17)
  /// `name`, the type of identifiers in the catalogue.
  public static let name = DataType(rawValue: 19)
  /// `bigint`.
  public static let int8 = DataType(rawValue: 20)
  /// `smallint`.
  public static let int2 = DataType(rawValue: 21)
  /// `integer`.
  public static let int4 = DataType(rawValue: 23)
  /// `text`.
  public static let text = DataType(rawValue: 25)
  /// `oid`.
  public static let oid = DataType(rawValue: 26)
  /// `json`.
  public static let json = DataType(rawValue: 114)
  /// The type of a literal that nobody gave a type.
  public static let unknown = DataType(rawValue: 705)
  /// `char(n)`.
  public static let bpchar = DataType(rawValue: 1042)
  /// `varchar`.
  public static let varchar = DataType(rawValue: 1043)
  /// `date`.
  public static let date = DataType(rawValue: 1082)
  /// `timestamp with time zone`.
  public static let timestamptz = DataType(rawValue: 1184)
  /// `numeric`.
  public static let numeric = DataType(rawValue: 1700)
  /// `uuid`.
  public static let uuid = DataType(rawValue: 2950)

  /// `boolean[]`.
  public static let boolArray = DataType(rawValue: 1000)
  /// `bytea[]`.
  public static let byteaArray = DataType(rawValue: 1001)
  /// `smallint[]`.
  public static let int2Array = DataType(rawValue: 1005)
  /// `integer[]`.
  public static let int4Array = DataType(rawValue: 1007)
  /// `text[]`.
  public static let textArray = DataType(rawValue: 1009)
  /// `bigint[]`.
  public static let int8Array = DataType(rawValue: 1016)
  /// `date[]`.
  public static let dateArray = DataType(rawValue: 1182)
  /// `timestamp with time zone[]`.
  public static let timestamptzArray = DataType(rawValue: 1185)
  /// `numeric[]`.
  public static let numericArray = DataType(rawValue: 1231)
  /// `uuid[]`.
  public static let uuidArray = DataType(rawValue: 2951)

  private static let names: [DataType: String] = [
    .bool: "boolean", .bytea: "bytea", .name: "name", .int8: "bigint", .int2: "smallint", .int4: "integer",
    .text: "text", .oid: "oid", .json: "json", .unknown: "unknown", .bpchar: "character", .varchar: "varchar",
    .date: "date", .timestamptz: "timestamptz", .numeric: "numeric", .uuid: "uuid", .boolArray: "boolean[]",
    .byteaArray: "bytea[]", .int2Array: "smallint[]", .int4Array: "integer[]", .textArray: "text[]",
    .int8Array: "bigint[]", .dateArray: "date[]", .timestamptzArray: "timestamptz[]", .numericArray: "numeric[]",
    .uuidArray: "uuid[]",
  ]

  /// The SQL name, or `type 12345` where the type is not one of those above.
  public var description: String { Self.names[self] ?? "type \(rawValue)" }
}
