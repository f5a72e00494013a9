// swift-tools-version: 6.3
import PackageDescription

let settings: [SwiftSetting] = [
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("MemberImportVisibility"),
  .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
  .enableUpcomingFeature("InferIsolatedConformances"),
  .enableUpcomingFeature("ImmutableWeakCaptures"),
  .strictMemorySafety(),
  .treatAllWarnings(as: .error),
]

func module(
  _ name: String, _ dependencies: [Target.Dependency], path: String? = nil, resources: [Resource]? = nil
) -> Target {
  .target(name: name, dependencies: dependencies, path: path, resources: resources, swiftSettings: settings)
}

func tests(of name: String, _ dependencies: [Target.Dependency] = [], exclude: [String] = []) -> Target {
  .testTarget(
    name: "\(name)Tests", dependencies: [.target(name: name), "LedgerTestSupport"] + dependencies, exclude: exclude,
    swiftSettings: settings)
}

let package = Package(
  name: "tally",
  products: [.executable(name: "tally", targets: ["tally"])],
  targets: [
    .systemLibrary(name: "CLibPQ", pkgConfig: "libpq", providers: [.apt(["libpq-dev"])]),
    .systemLibrary(name: "CLibCrypto", pkgConfig: "libcrypto", providers: [.apt(["libssl-dev"])]),
    .systemLibrary(name: "CGMP", pkgConfig: "gmp", providers: [.apt(["libgmp-dev"])]),
    .systemLibrary(name: "CGNU"),
    module("PostgreSQL", ["CLibPQ"]),
    module("Cryptography", ["CLibCrypto"]),
    module("Arithmetic", ["CGMP"]),
    module("CommandLineParsing", []),
    module("OperatingSystem", ["CGNU"]),
    module("Ledger", ["Cryptography", "Arithmetic"]),
    module(
      "LedgerSchema", ["PostgreSQL", "Cryptography"], path: "Schema",
      resources: [
        .embedInCode("0001-log.sql"), .embedInCode("0002-append.sql"), .embedInCode("0003-stage.sql"),
        .embedInCode("0004-read.sql"), .embedInCode("0005-proposals.sql"), .embedInCode("0006-projections.sql"),
        .embedInCode("roles.sql"), .embedInCode("privileges.sql"), .embedInCode("adopt.sql"),
      ]),
    module("LedgerStore", ["Cryptography", "Ledger", "LedgerSchema", "PostgreSQL"]),
    module("Interchange", ["Ledger"]),
    module("CouncilReport", ["Ledger", "Interchange"]),
    module(
      "LedgerCommands",
      [
        "Arithmetic", "CommandLineParsing", "CouncilReport", "Cryptography", "Interchange", "Ledger", "LedgerSchema",
        "LedgerStore", "OperatingSystem", "PostgreSQL",
      ]),
    .executableTarget(name: "tally", dependencies: ["LedgerCommands", "OperatingSystem"], swiftSettings: settings),
    .target(
      name: "LedgerTestSupport",
      dependencies: ["Cryptography", "Ledger", "LedgerSchema", "LedgerStore", "OperatingSystem", "PostgreSQL"],
      path: "Tests/LedgerTestSupport", swiftSettings: settings),
    tests(of: "PostgreSQL"),
    tests(of: "Cryptography"),
    tests(of: "Arithmetic"),
    tests(of: "CommandLineParsing"),
    tests(of: "OperatingSystem"),
    tests(of: "Ledger", ["Arithmetic"]),
    tests(of: "LedgerSchema", ["Cryptography", "Ledger", "LedgerStore", "PostgreSQL"]),
    tests(of: "LedgerStore", ["Cryptography", "Ledger", "LedgerSchema", "OperatingSystem", "PostgreSQL"]),
    tests(of: "Interchange", ["Ledger", "OperatingSystem"]),
    tests(of: "CouncilReport", ["Ledger"]),
    tests(
      of: "LedgerCommands",
      [
        "Arithmetic", "CommandLineParsing", "Cryptography", "Ledger", "LedgerSchema", "LedgerStore", "Interchange",
        "OperatingSystem", "PostgreSQL",
      ],
      exclude: ["Shells", "Snapshots"]),
    .testTarget(name: "RepositoryTests", dependencies: ["OperatingSystem"], swiftSettings: settings),
  ],
  swiftLanguageModes: [.v6]
)
