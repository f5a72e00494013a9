internal import LedgerStore
internal import OperatingSystem
internal import PostgreSQL

extension Host {
  /// Answers the signals that ask the program to end: at once where nothing is at stake; during an append after what
  /// became of it is known and said.
  ///
  /// Call it once.
  public func watchSignals() throws {
    try Signals.watch { answer($0) }
  }

  private func answer(_ signal: Signal) {
    switch interruption.request(signal.exitCode) {
    case .end: signal.endProgram()
    case .wait: interruption.cancel()
    case .tell(let id, .unknown):
      note("Error: \(StoreError.outcomeUnknown(id: id, cause: "interrupted before the server had answered"))")
      Signals.endProgram(exitCode: ExitCode.tryAgain)
    case .tell(let id, .notRecorded):
      note("Error: \(StoreError.interrupted(id: id))")
      // A server that is busy would notice that the connection has gone only at the end, and keep others waiting.
      interruption.cancel()
      signal.endProgram(after: .milliseconds(200))
    case .tell(let id, .recorded):
      note("append \(id) was recorded")
      signal.endProgram()
    }
  }

  /// Says of an append that was recorded that the wish to end came too late for it.
  func tellLateInterruption() {
    guard let id = interruption.recordedAppend else { return }
    note("interrupted too late: append \(id) was recorded")
  }
}
