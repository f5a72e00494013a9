import Cryptography
import Ledger
import Testing

@Suite("The golden files")
struct GoldenTests {
  @Test("hold entries that are decoded, encoded again byte for byte, and hashed alike")
  func entries() throws {
    for golden in try GoldenFile.entries() {
      let entry = try Entry(decoding: golden.line)
      #expect(entry.line == golden.line, "\(golden.name)")
      #expect(entry.leafHash.hexadecimal == golden.leaf, "\(golden.name)")

      // From its parts, with data and basis built as values and encoded.
      let event = Event(entry)
      let envelope = Entry.Envelope(
        append: event.append, recordedAt: event.recordedAt, recordedBy: event.recordedBy, origin: event.origin,
        position: event.position, version: event.version)
      let again = try Entry(
        envelope, kind: event.kind.text.utf8.span, subject: event.subject.text.utf8.span,
        data: event.data.canonical.span, basis: event.basis.canonical.span)
      #expect(again == entry, "\(golden.name)")
      #expect(event.isWithdrawn == golden.name.contains("withdrawn"), "\(golden.name)")
    }
  }

  @Test("hold an entry of every kind, and the withdrawn form where there is one")
  func everyKind() throws {
    let events = try GoldenFile.entries().map { try Event(decoding: $0.line) }
    for kind in Kind.known {
      #expect(events.contains { $0.kind == kind && !$0.isWithdrawn } || kind == .measurementWithdrawn)
      if kind.isWithdrawable { #expect(events.contains { $0.kind == kind && $0.isWithdrawn }, "\(kind)") }
    }
  }

  @Test("hold the keys of figures as users write them")
  func figures() throws {
    for row in try GoldenFile.subjects() where row[0] == "figure" {
      guard row[3] != "!" else {
        #expect(throws: Refusal.self, "\(row[1])") { try Figure(row[1]) }
        continue
      }
      var defaults: [Code: Code] = [:]
      for pair in row[2].split(separator: ",") {
        let parts = pair.split(separator: "=")
        defaults[try Code(String(parts[0]))] = try Code(String(parts[1]))
      }
      let figure = try Figure(row[1]).without(defaults: defaults)
      let subject = Subject.figure(figure)
      #expect(subject.text == row[3], "\(row[1])")
      #expect(try Subject(row[3]).form == .figure(figure))
      #expect(try Figure(figure.description) == figure)
    }
  }

  @Test("hold the keys of all other subjects")
  func otherSubjects() throws {
    for row in try GoldenFile.subjects() where row[0] != "figure" {
      let components = try #require(try JSON(canonical: Array(row[1].utf8)).array).map { try #require($0.string) }
      guard row[3] != "!" else {
        #expect(throws: Refusal.self, "\(row[1])") { try subject(row[0], components) }
        continue
      }
      let made = try #require(try subject(row[0], components))
      #expect(made.text == row[3])
      #expect(try Subject(row[3]).form != .other)
    }
  }

  private func subject(_ form: String, _ components: [String]) throws -> Subject? {
    switch form {
    case "coverage": return .coverage(try CoverageSet(components[0]))
    case "import": return try .import(sha256: components[0])
    case "ledger": return .ledger
    default: break
    }
    let codes = try components.map { try Code($0) }
    return switch form {
    case "node": .node(plan: codes[0], code: codes[1])
    case "target": .target(plan: codes[0], code: codes[1])
    case "judgement": .judgement(plan: codes[0], code: codes[1])
    case "membership": .membership(group: codes[0], member: codes[1])
    case "claim": .claim(publication: codes[0], id: codes[1])
    case "indicator": .indicator(codes[0])
    case "area": .area(codes[0])
    case "unit": .unit(codes[0])
    case "codelist": .codelist(codes[0])
    case "method": .method(codes[0])
    case "publication": .publication(codes[0])
    default: nil
    }
  }
}
