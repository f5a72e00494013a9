internal import CommandLineParsing
internal import Interchange
internal import Ledger
internal import LedgerSchema
internal import LedgerStore
internal import OperatingSystem
internal import PostgreSQL

/// How the program ends, as `sysexits.h` has it, and 2 where the ledger itself disagrees.
enum ExitCode {
  static let done: Int32 = 0
  /// An audit or a check found a difference.
  static let disagrees: Int32 = 2
  static let usage: Int32 = 64
  static let inputRefused: Int32 = 65
  static let unavailable: Int32 = 69
  static let internalError: Int32 = 70
  /// The outcome is unknown, or another holds what is needed: try again.
  static let tryAgain: Int32 = 75
}

/// A command that has said what there is to say and ends with a code.
struct Ending: Error {
  let code: Int32

  static let disagrees = Ending(code: ExitCode.disagrees)
}

/// What was given cannot be taken; the message says what to do.
struct InputRefused: Error, CustomStringConvertible {
  let description: String

  init(_ description: String) { self.description = description }
}

extension ExitCode {
  /// The code and the message for an error; no message where everything has been said.
  static func of(_ error: any Error) -> (code: Int32, message: String?) {
    switch error {
    case let ending as Ending: (ending.code, nil)
    case let failure as UsageFailure: (usage, "\(failure)")
    case let refused as InputRefused: (inputRefused, "Error: \(refused)")
    case let refusal as Refusal: (inputRefused, "Error: \(refusal)")
    case let mistake as ImportOptions.Mistake: (usage, "Error: \(mistake)")
    case let error as StoreError: (code(of: error), "Error: \(error)")
    case let error as SchemaError: (code(of: error), "Error: \(error)")
    case let error as ClusterError: (unavailable, "Error: \(error)")
    case let error as OperatingSystemError: code(of: error)
    case let error as PostgreSQLError: code(of: error)
    default: (internalError, "Error: \(error)")
    }
  }

  private static func code(of error: StoreError) -> Int32 {
    switch error {
    case .outcomeUnknown, .busy, .notSettled, .wrongExpectedVersion, .notRecorded, .scopeChanged: tryAgain
    case .idReused, .refused, .futureInstant, .insideAppend, .beyondHead, .beforeFirst, .ownProposal: inputRefused
    case .interrupted: Signal.interrupt.exitCode
    case .clock, .notOpened, .unsuitableServer, .notPermitted, .readOnly: unavailable
    }
  }

  private static func code(of error: SchemaError) -> Int32 {
    switch error {
    case .invalidLedgerName, .roleNameTooLong: usage
    default: unavailable
    }
  }

  private static func code(of error: OperatingSystemError) -> (Int32, String?) {
    switch error {
    // The reader of our output has seen enough.
    case .brokenPipe: (done, nil)
    case .refused, .tooLarge: (inputRefused, "Error: \(error)")
    default: (unavailable, "Error: \(error)")
    }
  }

  private static func code(of error: PostgreSQLError) -> (Int32, String) {
    switch error {
    case .connection, .setting: return (unavailable, "Error: cannot use the server: \(error)")
    case .outcomeUnknown: return (tryAgain, "Error: \(error)")
    case .server(let server):
      // Classes 08, 28, 53, 57, 58 and XX: the server or the way to it, not what was asked.
      let isServer = ["08", "28", "53", "57", "58", "XX", "3D"].contains(String(server.sqlState.prefix(2)))
      return (isServer ? unavailable : internalError, "Error: \(error)")
    default: return (internalError, "Error: \(error)")
    }
  }
}
