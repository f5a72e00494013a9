internal import CommandLineParsing
internal import Ledger
internal import LedgerStore
internal import OperatingSystem
internal import PostgreSQL

/// An instant as given on the command line; a bare date is the end of that day, UTC.
struct GivenInstant: CommandLineValue {
  static let placeholder = "INSTANT"

  let instant: Instant
  let isBareDate: Bool

  init(commandLine text: String) throws {
    do throws(Refusal) {
      instant = try Instant(text, bareDate: .endOfDay)
    } catch {
      throw InvalidValue(error, of: text, as: "instant")
    }
    isBareDate = text.utf8.count == 10
  }

  var commandLineText: String { "\(instant)" }
}

/// The valid time as given on the command line: a day or a period.
struct GivenDate: CommandLineValue {
  static let placeholder = "DATE|PERIOD"

  let period: Period

  init(commandLine text: String) throws {
    do throws(Refusal) {
      period = try Period(text)
    } catch {
      throw InvalidValue(error, of: text, as: "date or period")
    }
  }

  var commandLineText: String { "\(period)" }
}

/// What a question may see of the log by the time the ledger learned it.
struct RecordedTimeOptions: Sendable {
  var asOf: GivenInstant?
  var position: Int?

  /// The last position to see; nil where neither option was given.
  ///
  /// - Parameter insideAppend: Whether a position inside an append is a fair question, as it is for a replay.
  func position(_ ledger: inout OpenLedger, insideAppend: Bool = false) throws -> Int64? {
    if let asOf {
      do {
        return try ledger.settle(TimestampTZ(microsecondsSinceUnixEpoch: asOf.instant.microseconds))
      } catch StoreError.futureInstant {
        let head = try ledger.head()
        let what = asOf.isBareDate ? "\(asOf.instant.date) ends at \(asOf.instant), which" : "\(asOf.instant)"
        throw InputRefused(
          "\(what) lies in the future, so the answer could still change: "
            + "use --at-position \(head.position), the newest there is (recorded \(head.recordedAt))")
      }
    }
    guard let position else { return nil }
    guard position >= 1 else { throw InputRefused("positions begin at 1; \(position) is none") }
    if insideAppend {
      _ = try ledger.appendHolding(Int64(position))
    } else {
      _ = try ledger.requireEndOfAppend(Int64(position))
    }
    return Int64(position)
  }
}

enum AsOfOptions {
  /// The options for recorded time.
  static let recordedTime = Group("RECORDED TIME") {
    Option("--as-of", of: GivenInstant.self, "What the ledger knew at this instant; a bare date is its end, UTC.")
    Option("--at-position", of: Int.self, placeholder: "POSITION", "What the ledger knew at this position.")
  } value: { asOf, position in
    if asOf != nil, position != nil { throw UsageError.conflict("--as-of", "--at-position") }
    return RecordedTimeOptions(asOf: asOf, position: position)
  }
}
