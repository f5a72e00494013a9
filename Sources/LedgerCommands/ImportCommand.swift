internal import CommandLineParsing
internal import Interchange
internal import Ledger
internal import OperatingSystem

/// `tally import`: a file of any kind.
enum ImportCommand {
  static func command(_ host: Host) -> Command {
    Command(
      "import", "Imports a CSV file: all of it, or nothing.",
      discussion: """
        A file is UTF-8 with a header, comma and double quote. It is checked whole before anything is written, and \
        each problem is named with line, column and value. Facts that the ledger has already are not written again, \
        so importing a file twice is harmless.
        """,
      examples: [
        Example("tally import measurements FIGURES.csv --dry-run", "Check a file; write nothing."),
        Example(
          "tally import measurements F.csv --map indicator=series --set document=C21",
          "Read a column of another name, and set a field for every row."),
        Example("tally import measurements FIGURES.csv --propose", "Let somebody else look before it is written."),
        Example("tally import measurements users.csv --wide '*'", "Read what tally table --wide wrote."),
        Example("tally import measurements --help", "Show the columns of measurements and every option."),
      ],
      subcommands: ImportKind.allCases.map { kind in subcommand(kind, host) })
  }

  private static func subcommand(_ kind: ImportKind, _ host: Host) -> Command {
    let columns = ImportLayout(kind).columns
    let width = (columns.map(\.name.utf8.count).max() ?? 0) + 2
    let list = columns.flatMap { column in
      let name = column.name + (column.isRequired ? "*" : "")
      // Lines that begin with two blanks are kept as they are, so they are broken here.
      return TextTable.wrap(column.about, width: Terminal.defaultWidth - 2 - width).enumerated().map { index, line in
        let lead = index == 0 ? name : ""
        return "  " + lead + String(repeating: " ", count: width - lead.utf8.count) + line
      }
    }
    return Command(
      kind.rawValue, "Imports \(kind.rawValue).",
      discussion: "Columns (* needed in each row):\n\n" + list.joined(separator: "\n"),
      examples: [Example("tally import \(kind.rawValue) FILE.csv --dry-run", "Check a file; write nothing.")]
    ) {
      Operand(optional: "file", of: String.self, completing: .file, "The file; - is standard input.")
      ImportFlags.group
      AppendOptions.group
      DatabaseOptions.group
    } run: { file, flags, append, database in
      try run(host, kind, file, flags, append, database)
    }
  }
}

extension ImportCommand {
  private static func run(
    _ host: Host, _ kind: ImportKind, _ file: String?, _ flags: ImportFlags, _ append: AppendOptions,
    _ database: DatabaseOptions
  ) throws {
    if !flags.snapshot.isEmpty, kind != .measurements, kind != .memberships {
      throw UsageError.refused("--snapshot is for measurements and memberships")
    }
    guard let manifest = flags.manifest else {
      guard let file else { throw UsageError.missingOperand("FILE") }
      if flags.proposes, file == "-" { throw UsageError.refused("a proposal is of a file, which is read again") }
      let one = FileImport(host: host, kind: kind, file: file, flags: flags, options: append, database: database)
      return try one.run()
    }
    if file != nil { throw UsageError.refused("give a file or --manifest, not both") }
    if append.id != nil { throw UsageError.refused("--manifest makes one append a file, each with an id of its own") }
    for entry in try Manifest.entries(manifest) {
      var own = flags
      try own.options.add(.publishedAt, entry.publishedAt)
      host.note(entry.file)
      let one = FileImport(host: host, kind: kind, file: entry.file, flags: own, options: append, database: database)
      try one.run()
    }
  }
}

/// What the options of `tally import` say.
struct ImportFlags: Sendable {
  var options = ImportOptions()
  var joinedFiles: [String] = []
  var isDryRun = false
  var proposes = false
  var rejects: String?
  var manifest: String?
  private(set) var snapshot: [Code] = []
  private(set) var withdrawUpTo: Int?
  private(set) var isBackfill = false
  /// The options that decide what a file comes to, as they were given: a proposal keeps them.
  let words: [Word]

  /// An option with its value, empty for one that has none.
  struct Word: Sendable, Equatable {
    let name: String
    let value: String
  }

  init(_ words: [Word]) throws {
    self.words = words
    let keys = words.first { $0.name == "on-key" }?.value ?? ""
    for word in words {
      if let name = ImportOptions.Name(rawValue: word.name) {
        try options.add(name, word.value, keys: name == .with ? keys : "")
        if name == .with { joinedFiles.append(word.value) }
        continue
      }
      switch word.name {
      case "keep-precision": options.keepsPrecision = true
      case "snapshot": snapshot.append(try Code(word.value))
      case "withdraw-up-to": withdrawUpTo = Int(word.value)
      case "backfill": isBackfill = true
      default: continue
      }
    }
    if snapshot.isEmpty, withdrawUpTo != nil || isBackfill {
      throw UsageError.refused("--withdraw-up-to and --backfill go with --snapshot")
    }
  }

  /// When the source published all of the file, where one option says so for every row.
  var publishedAt: Instant? {
    get throws {
      guard let word = options.constants.first(where: { $0.field == "published_at" })?.value else { return nil }
      return try Instant(word, bareDate: .endOfDay)
    }
  }

  static let group = Group("THE FILE") {
    Option(
      repeating: "--map", of: String.self, placeholder: "FIELD=COLUMN",
      "Read a field from a column of another name; area=COLUMN:m49 looks areas up by M49.")
    Option(repeating: "--set", of: String.self, placeholder: "FIELD=VALUE", "Set a field for every row.")
    Option(
      repeating: "--with", of: String.self, placeholder: "FILE", completing: .file,
      "Join a second file, on the columns of --on-key.")
    Option("--on-key", of: String.self, placeholder: "A,B,C", "The columns that both files of a join have.")
    Option(
      repeating: "--ignore", of: String.self, placeholder: "COLUMN",
      "Pass a column over; * stands for all that nothing is read from.")
    Option(repeating: "--recode", of: String.self, placeholder: "FIELD:FROM=TO", "Read one word of a field as another.")
    Option(repeating: "--drop", of: String.self, placeholder: "COLUMN=VALUE", "Take a word of a column for nothing.")
    Option(
      repeating: "--missing", of: String.self, placeholder: "WORD=REASON",
      "Take a word in place of a value for the reason why there is none.")
    Option(
      "--breakdown-from", of: String.self, placeholder: "COLUMN,…",
      "Columns that are dimensions; DIMENSION=COLUMN renames one.")
    Option(
      "--breakdown-separator", of: String.self, placeholder: "SIGN", "What stands between the pairs of a breakdown.")
    Option(
      "--wide", of: String.self, placeholder: "FIRST..LAST|*",
      "One column a period, as tally table --wide writes it; * takes every column whose name is a period. An empty cell "
        + "says nothing, and (words) say why there is no value.")
    Option("--published-at", of: String.self, placeholder: "DATE", "When the source published all of it.")
    Option("--delimiter", of: String.self, placeholder: "SIGN", "What stands between fields; tab for a tabulator.")
    Option(repeating: "--comment", of: String.self, placeholder: "SIGN", "Pass over lines that begin so.")
    Option(
      repeating: "--normalise", of: String.self, placeholder: "REPAIR",
      "Repair words: whole-numbers, comparisons, blanks, line-ends or byte-order-marks.")
    Flag("--keep-precision", "Write values that differ in precision alone.")
    Flag("--dry-run", "Check and compare; write nothing.")
    Flag("--propose", "Check and compare; another login writes it with tally confirm.")
    Option(
      "--rejects", of: String.self, placeholder: "FILE", completing: .file,
      "Set bad rows aside in a file, with line, column, value and reason, and import the rest.")
    Option(
      "--manifest", of: String.self, placeholder: "FILE", completing: .file,
      "Instead of one file: a CSV file with the columns file and published_at, one append a file, in order.")
    Option(
      repeating: "--snapshot", of: GivenCode.self, placeholder: "CODE", completing: LedgerWord.indicator.completion,
      "The file says all there is about this indicator, and figures that it leaves out are withdrawn; or it lists all "
        + "members of this group, and those that it leaves out have left since the list before.")
    Option(
      "--withdraw-up-to", of: Int.self, placeholder: "NUMBER",
      "With --snapshot: withdraw so many figures, or end so many memberships, if they are more than 5 per cent.")
    Flag("--backfill", "With --snapshot: the file is older than one that was imported; keep every later answer.")
  } value: {
    maps, sets, joins, key, ignored, recodes, drops, missing, breakdownFrom, separator, wide, publishedAt, delimiter,
    comments, repairs, keepsPrecision, isDryRun, proposes, rejects, manifest, snapshot, withdrawUpTo, isBackfill in
    let repeated = [
      ("map", maps), ("set", sets), ("ignore", ignored), ("recode", recodes), ("drop", drops), ("missing", missing),
      ("comment", comments), ("normalise", repairs),
    ]
    let single = [
      ("breakdown-from", breakdownFrom), ("breakdown-separator", separator), ("wide", wide),
      ("published-at", publishedAt), ("delimiter", delimiter), ("on-key", key),
      ("withdraw-up-to", withdrawUpTo.map { "\($0)" }), ("keep-precision", keepsPrecision ? "" : nil),
      ("backfill", isBackfill ? "" : nil),
    ]
    var words = repeated.flatMap { name, values in values.map { Word(name: name, value: $0) } }
    words += single.compactMap { name, value in value.map { Word(name: name, value: $0) } }
    words += joins.map { Word(name: "with", value: $0) } + snapshot.map { Word(name: "snapshot", value: $0.code.text) }
    if manifest != nil, publishedAt != nil { throw UsageError.conflict("--manifest", "--published-at") }
    if proposes, let other = isDryRun ? "--dry-run" : rejects != nil ? "--rejects" : manifest.map({ _ in "--manifest" })
    {
      throw UsageError.conflict("--propose", other)
    }
    var flags = try ImportFlags(words)
    (flags.isDryRun, flags.proposes, flags.rejects, flags.manifest) = (isDryRun, proposes, rejects, manifest)
    return flags
  }
}
