import Testing

/// What each module may import.
///
/// The package manager does not enforce it: an undeclared import fails only a clean build.
private let allowedImports: [String: Set<String>] = [
  "CLibPQ": [], "CLibCrypto": [], "CGMP": [], "CGNU": [],
  "PostgreSQL": ["CLibPQ", "Dispatch", "Glibc", "Synchronization"],
  "Cryptography": ["CLibCrypto"],
  "Arithmetic": ["CGMP"],
  "CommandLineParsing": [],
  "OperatingSystem": ["CGNU", "Glibc", "Synchronization"],
  "Ledger": ["Arithmetic", "Cryptography", "Synchronization"],
  "LedgerSchema": ["Cryptography", "PostgreSQL"],
  "LedgerStore": ["Cryptography", "Ledger", "LedgerSchema", "PostgreSQL", "Synchronization"],
  "Interchange": ["Arithmetic", "Ledger"],
  "CouncilReport": ["Arithmetic", "Interchange", "Ledger"],
  "LedgerCommands": [
    "Arithmetic", "CommandLineParsing", "CouncilReport", "Cryptography", "Interchange", "Ledger", "LedgerSchema",
    "LedgerStore", "OperatingSystem", "PostgreSQL", "Synchronization",
  ],
  "tally": ["Glibc", "LedgerCommands", "OperatingSystem"],
]

/// The modules that touch memory by hand; everything else is checked by the compiler.
private let unsafeModules: Set<String> = ["Arithmetic", "Cryptography", "OperatingSystem", "PostgreSQL", "Workbook"]

@Suite("A module") struct ModuleTests {
  private let sources: [Repository.File]

  init() throws {
    sources = try Repository().files(below: ["Sources/", "Schema/"], endings: [".swift"])
  }

  @Test("imports only what its place allows") func imports() throws {
    #expect(sources.count > 50)
    for file in sources {
      let module = try #require(file.module, "\(file.path) belongs to no module")
      let allowed = try #require(allowedImports[module], "module \(module) is not in the table")
      for (number, line) in file.code {
        let words = line.identifiers
        guard let index = words.firstIndex(of: "import"), index + 1 < words.count,
          words[..<index].allSatisfy(["public", "internal", "package", "private", "fileprivate", "testable"].contains)
        else { continue }
        #expect(allowed.contains(words[index + 1]), "\(file.path):\(number) imports \(words[index + 1])")
      }
    }
  }

  @Test("touches memory by hand only where C is") func unsafeWord() {
    for file in sources where !unsafeModules.contains(file.module ?? "") {
      for (number, line) in file.code {
        #expect(!line.identifiers.contains("unsafe"), "\(file.path):\(number) is marked unsafe")
      }
    }
  }

  @Test("prints only through an output, and never gives up by crashing on input") func crashes() {
    for file in sources {
      for (number, line) in file.code {
        #expect(!line.calls("fatalError"), "\(file.path):\(number) gives up")
        #expect(!line.calls("print"), "\(file.path):\(number) prints")
        for forced in ["try!", "as!"] {
          #expect(!" \(line)".contains(" \(forced)"), "\(file.path):\(number) has \(forced)")
        }
      }
    }
  }

  @Test("has no file of more than 400 lines") func length() {
    for file in sources {
      #expect(file.lines.count <= 401, "\(file.path) has \(file.lines.count - 1) lines: does it hold two things?")
    }
  }
}
