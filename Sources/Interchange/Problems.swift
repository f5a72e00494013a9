/// The problems and notes of one input, at most 100 of each kept, all counted.
///
/// The bound is what keeps a file of ten million bad lines from filling the memory.
public struct Problems: Sendable {
  /// How many problems are kept word for word.
  public static let limit = 100

  /// The problems that were kept, in the order they were found.
  public private(set) var kept: [Problem] = []
  /// How many problems were found.
  public private(set) var count = 0
  /// Things that were accepted and should be known.
  public private(set) var notes: [Problem] = []
  /// How many notes were made.
  public private(set) var noteCount = 0

  /// Creates an empty collection.
  public init() {}

  /// Whether nothing was refused.
  public var isEmpty: Bool { count == 0 }

  /// Adds a problem.
  public mutating func add(_ problem: Problem) {
    count += 1
    if kept.count < Self.limit { kept.append(problem) }
  }

  /// Counts problems that nobody kept.
  mutating func add(uncounted: Int) { count += uncounted }

  /// Adds a note: something that was accepted and should be known.
  public mutating func note(_ place: Place, _ message: String) {
    noteCount += 1
    if notes.count < Self.limit { notes.append(Problem(at: place, code: .note, message: message)) }
  }

  /// Adds what another collection holds.
  public mutating func add(contentsOf other: Problems) {
    add(problemsOf: other)
    add(notesOf: other)
  }

  /// Adds the problems that another collection holds, without its notes.
  mutating func add(problemsOf other: Problems) {
    kept += other.kept.prefix(Self.limit - kept.count)
    count += other.count
  }

  /// Adds the notes that another collection holds.
  mutating func add(notesOf other: Problems) {
    notes += other.notes.prefix(Self.limit - notes.count)
    noteCount += other.noteCount
  }

  /// The kept problems, the most specific first, then by line and column.
  ///
  /// - Complexity: O(*n* log *n*) in the number kept.
  public var sorted: [Problem] {
    kept.enumerated().sorted { a, b in
      if a.element.specificity != b.element.specificity { return a.element.specificity > b.element.specificity }
      let (left, right) = ((a.element.line ?? 0, a.element.column ?? 0), (b.element.line ?? 0, b.element.column ?? 0))
      return left != right ? left < right : a.offset < b.offset
    }.map(\.element)
  }

  /// The lines to print: the problems, then how many more there are.
  public var lines: [String] {
    var lines = sorted.map(\.description)
    if count > kept.count {
      lines.append("and \(SafeText.counted(count - kept.count, "more problem", "more problems"))")
    }
    return lines
  }
}
