import Testing

@testable import LedgerCommands

@Suite("Subjects that come one after the other") struct DistinctSubjectsTests {
  private func areDistinct(_ subjects: [String]) -> Bool {
    var seen = DistinctSubjects(limit: 8)
    for subject in subjects { seen.insert(Array(subject.utf8)) }
    return seen.areDistinct
  }

  private func figures(_ indicator: String, _ areas: ClosedRange<Int>) -> [String] {
    areas.map { "figure/\(indicator)@\($0)@2020" }
  }

  @Test("are distinct where none comes twice, also beyond the limit as long as each indicator comes once")
  func grouped() {
    #expect(areDistinct(figures("a", 1...8)))
    #expect(areDistinct(["a", "b", "c", "d", "e", "f", "g"].flatMap { figures($0, 1...5) }))
    #expect(areDistinct((1...4).flatMap { area in ["a", "b"].flatMap { figures($0, area...area) } }))
  }

  @Test("are not known to be distinct where one comes twice")
  func repeated() {
    #expect(!areDistinct(figures("a", 1...3) + figures("b", 1...3) + figures("b", 2...2)))
    #expect(!areDistinct(figures("a", 1...3) + figures("b", 1...2) + figures("a", 1...1)))
  }

  @Test("are not known to be distinct where too much would have to be remembered")
  func forgotten() {
    // The first of these is forgotten when the third begins; it may come again, and does.
    #expect(!areDistinct(figures("a", 1...3) + figures("b", 1...3) + figures("c", 1...3) + figures("a", 1...1)))
    #expect(!areDistinct(figures("a", 1...3) + figures("b", 1...3) + figures("c", 1...3) + figures("a", 4...4)))
    #expect(!areDistinct(figures("a", 1...9)))
  }
}
