/// The manual page of a program, in the mdoc language of BSD and GNU.
///
/// It says what the helps of all commands say; what several commands share it says once.
public struct Manual {
  /// Words with what they mean, under a title of their own: environment variables, exit codes, files.
  public struct Section: Sendable {
    let title: String
    let introduction: String
    let entries: [(term: String, meaning: String)]

    /// Makes a section.
    public init(_ title: String, _ introduction: String = "", _ entries: [(term: String, meaning: String)]) {
      self.title = title
      self.introduction = introduction
      self.entries = entries
    }
  }

  private let root: Command
  private let version: String
  private let date: String
  private let sections: [Section]
  /// The titles of parameters that several commands share, in the order in which they come.
  private var sharedTitles: [String] = []
  private var shared: [String: [Definition]] = [:]

  /// A manual of a command and all below it.
  ///
  /// - Parameters:
  ///   - version: The program's name and version.
  ///   - date: The day of the version, as people write it: `January 2, 2006`.
  ///   - sections: What stands between the options and the examples.
  public init(_ root: Command, version: String, date: String, sections: [Section]) {
    self.root = root
    self.version = version
    self.date = date
    self.sections = sections
    var found: [String: [[Definition]]] = [:]
    for (_, command) in Manual.commands(root) {
      for (title, definitions) in command.titledOptions {
        if found[title] == nil { sharedTitles.append(title) }
        found[title, default: []].append(definitions)
      }
    }
    for (title, all) in found where all.count > 1 && title != Command.plainTitle {
      if all.allSatisfy({ $0.map(\.heading) == all[0].map(\.heading) }) { shared[title] = all[0] }
    }
    sharedTitles.removeAll { shared[$0] == nil }
  }

  /// The page.
  public var text: String {
    var page = Page()
    page.raw(".Dd \(date)\n.Dt \(root.name.uppercased()) 1\n.Os \(version)\n")
    page.macro("Sh", "NAME")
    page.macro("Nm", root.name)
    page.macro("Nd", (root.abstract.prefix(1).lowercased() + root.abstract.dropFirst()).withoutFullStop)
    page.macro("Sh", "SYNOPSIS")
    page.raw(".Nm\n.Ar command\n.Op Ar operands\n.Op Ar options\n")
    page.macro("Sh", "DESCRIPTION")
    page.paragraphs(root.discussion)
    page.macro("Sh", "COMMANDS")
    page.paragraphs("Each command explains itself: \(root.name) COMMAND --help.")
    for (path, command) in Manual.commands(root) { add(command, path, to: &page) }
    page.macro("Sh", "OPTIONS")
    page.paragraphs("These options belong to several commands, which name them by their titles.")
    for title in sharedTitles {
      page.macro("Ss", title)
      page.list(shared[title] ?? [])
    }
    for section in sections {
      page.macro("Sh", section.title)
      page.paragraphs(section.introduction)
      page.list(section.entries)
    }
    addExamples(to: &page)
    return page.text
  }

  private func add(_ command: Command, _ path: [String], to page: inout Page) {
    page.macro("Ss", (path + [command.usage]).joined(separator: " "))
    page.paragraphs(command.abstract)
    if !command.discussion.isEmpty { page.paragraphs("\n" + command.discussion) }
    let operands = command.definitions.filter(\.isOperand)
    let own = command.titledOptions.filter { shared[$0.title] == nil }.flatMap(\.definitions)
    page.list(operands + own)
    let titles = command.titledOptions.map(\.title).filter { shared[$0] != nil }
    if !titles.isEmpty { page.paragraphs("\nIt also takes the options of \(titles.joined(separator: ", ")).") }
  }

  /// The examples of all commands; of several that mean the same, the first.
  private func addExamples(to page: inout Page) {
    page.macro("Sh", "EXAMPLES")
    var seen: Set<String> = []
    for (_, command) in [([], root)] + Manual.groups(root) {
      for example in command.examples where seen.insert(example.meaning).inserted {
        page.paragraphs(seen.count == 1 ? example.meaning : "\n" + example.meaning)
        page.literal([example.line])
      }
    }
  }

  /// The commands that do something and are for people, with the words that call them after the program's name.
  private static func commands(_ command: Command, _ path: [String] = []) -> [(path: [String], command: Command)] {
    groups(command, path).filter { $0.command.sections.isEmpty }
  }

  /// Every command below this one that is for people, groups too.
  private static func groups(_ command: Command, _ path: [String] = []) -> [(path: [String], command: Command)] {
    command.sections.filter { !$0.isHidden }.flatMap(\.commands).flatMap { next in
      [(path: path + [next.name], command: next)] + groups(next, path + [next.name])
    }
  }
}

extension Command {
  /// The title of options that belong to no group.
  fileprivate static let plainTitle = ""

  /// The options by their titles, in the order in which they are declared.
  fileprivate var titledOptions: [(title: String, definitions: [Definition])] {
    let options = definitions.filter { !$0.isOperand }
    let titles = options.map { $0.title ?? Command.plainTitle }
    return titles.enumerated().filter { titles.firstIndex(of: $0.element) == $0.offset }.map { _, title in
      (title: title, definitions: options.filter { ($0.title ?? Command.plainTitle) == title })
    }
  }

  /// What follows the command's words on a line.
  fileprivate var usage: String {
    let operands = definitions.filter(\.isOperand).map(\.usage)
    let required = definitions.filter { !$0.isOperand && $0.isRequired }.map(\.usage)
    let others = definitions.contains { !$0.isOperand && !$0.isRequired } ? ["[options]"] : []
    return (operands + required + others).joined(separator: " ")
  }
}

extension String {
  fileprivate var withoutFullStop: String { hasSuffix(".") ? String(dropLast()) : self }
}
