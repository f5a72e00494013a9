internal import CommandLineParsing
internal import Cryptography
internal import Ledger
internal import LedgerStore
internal import OperatingSystem
internal import PostgreSQL

/// The options of every command that appends.
struct AppendOptions: Sendable {
  var id: AppendID?
  var trustsServerClock = false
  var json = false

  static let group = Group("APPENDING") {
    Option(
      "--id", of: GivenAppendID.self,
      "The append's id, to repeat a command whose outcome is not known: it is recorded once.")
    Flag("--trust-server-clock", "Append even if the server's clock is far from this machine's.")
    Flag("--json", "One JSON object with the receipt and the counts.")
  } value: { id, trusts, json in
    AppendOptions(id: id?.id, trustsServerClock: trusts, json: json)
  }

  /// The request of one command.
  ///
  /// - Parameter saying: What the client says, in the order of its keys: never positions, versions or times.
  func request(_ host: Host, saying: JSONObject) throws -> AppendRequest {
    let id = try self.id.flatMap { UUIDValue($0.description) } ?? newAppendID()
    return AppendRequest(
      id: id, hash: SHA256.hash(saying.canonical),
      clientTime: trustsServerClock ? nil : TimestampTZ(microsecondsSinceUnixEpoch: host.clock()))
  }
}

/// An append's id on the command line.
struct GivenAppendID: CommandLineValue {
  static let placeholder = "UUID"
  let id: AppendID

  init(commandLine text: String) throws {
    do throws(Refusal) {
      id = try AppendID(text)
    } catch {
      throw InvalidValue("is no append's id: give it as it was printed")
    }
  }

  var commandLineText: String { id.description }
}
