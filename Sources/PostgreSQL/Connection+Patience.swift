internal import Glibc

extension Connection {
  /// Connects, trying again for a while where there is no server: it may be starting again.
  ///
  /// - Parameter patience: How long to try; zero means once.
  /// - Throws: As ``init(_:onNotice:)``.
  public init(
    _ settings: ConnectionSettings, patience: Duration, onNotice: @escaping @Sendable (Notice) -> Void = { _ in }
  ) throws(PostgreSQLError) {
    let end = ContinuousClock.now + patience
    while true {
      do throws(PostgreSQLError) {
        try self.init(settings, onNotice: onNotice)
        return
      } catch {
        guard case .connection = error, ContinuousClock.now < end else { throw error }
        _ = poll(nil, 0, 50)
      }
    }
  }
}
