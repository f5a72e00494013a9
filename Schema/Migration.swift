public import Cryptography

/// One forward step of the schema: a file of SQL that is run once in each ledger and never edited after its release.
public struct Migration: Sendable {
  /// The number of the step, from 1 and without gaps.
  public let version: Int32
  /// The file's name, for example `0001-log.sql`.
  public let name: String
  /// The file's bytes, with placeholders.
  public let sql: [UInt8]
  /// SHA-256 of the file's bytes.
  public let sha256: Digest

  /// Describes a migration file.
  public init(version: Int32, name: String, sql: [UInt8]) {
    self.version = version
    self.name = name
    self.sql = sql
    sha256 = SHA256.hash(sql)
  }

  /// The migrations this program carries, in order.
  public static let released: [Migration] = [
    Migration(version: 1, name: "0001-log.sql", sql: PackageResources._001_log_sql),
    Migration(version: 2, name: "0002-append.sql", sql: PackageResources._002_append_sql),
    Migration(version: 3, name: "0003-stage.sql", sql: PackageResources._003_stage_sql),
    Migration(version: 4, name: "0004-read.sql", sql: PackageResources._004_read_sql),
    Migration(version: 5, name: "0005-proposals.sql", sql: PackageResources._005_proposals_sql),
    Migration(version: 6, name: "0006-projections.sql", sql: PackageResources._006_projections_sql),
  ]
}
