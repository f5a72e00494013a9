import OperatingSystem
import Testing

/// Compares an answer with the one that is kept in `Snapshots`, where a reviewer reads what changed.
///
/// With `TALLY_WRITE_SNAPSHOTS=1` in the environment it keeps the answer instead.
func expectSnapshot(
  _ text: String, _ name: String, sourceLocation: SourceLocation = #_sourceLocation
) throws {
  let path = CommandLedger.root + "/Tests/LedgerCommandsTests/Snapshots/\(name).txt"
  if Environment.current()["TALLY_WRITE_SNAPSHOTS"] != nil {
    return try File.writeWhole(path, Array(text.utf8), replacing: true)
  }
  let kept = String(decoding: try File.readWhole(path, byteLimit: 1 << 20), as: UTF8.self)
  guard kept != text else { return }
  let (old, new) = (
    kept.split(separator: "\n", omittingEmptySubsequences: false),
    text.split(separator: "\n", omittingEmptySubsequences: false)
  )
  let line = zip(old, new).enumerated().first { $0.element.0 != $0.element.1 }?.offset ?? min(old.count, new.count)
  Issue.record(
    """
    \(name).txt, line \(line + 1):
      kept \(line < old.count ? old[line] : "nothing")
      now  \(line < new.count ? new[line] : "nothing")
    To keep what is now: TALLY_WRITE_SNAPSHOTS=1 scripts/test
    """, sourceLocation: sourceLocation)
}
