import Testing

@testable import CommandLineParsing

@Suite("A suggestion") struct SuggestionTests {
  @Test(
    "counts slips: one letter too many, too few, another, or two swapped",
    arguments: [
      ("", "", 0), ("figure", "figure", 0), ("figre", "figure", 1), ("figgure", "figure", 1), ("figura", "figure", 1),
      ("fgiure", "figure", 1), ("ca", "abc", 3), ("kitten", "sitting", 3), ("saturday", "sunday", 3),
    ])
  func distance(first: String, second: String, distance: Int) {
    #expect(Suggestion.distance(Array(first.utf8), Array(second.utf8), atMost: 9) == distance)
    #expect(Suggestion.distance(Array(second.utf8), Array(first.utf8), atMost: 9) == distance)
    if distance > 0 {
      #expect(Suggestion.distance(Array(first.utf8), Array(second.utf8), atMost: distance - 1) == nil)
    }
  }

  @Test(
    "is near or not there",
    arguments: [
      ("figrue", "figure"), ("FIGURE", "figure"), ("memb", "members"), ("stats", "status"), ("xyzzy", nil), ("", nil),
      ("a", nil), ("measurement-of-something-else", nil),
    ] as [(String, String?)])
  func nearest(word: String, suggestion: String?) {
    #expect(Suggestion.nearest(to: word, in: ["figure", "members", "status", "measurement"]) == suggestion)
  }

  @Test("does not take long over a long word") func longWord() {
    let word = String(repeating: "a", count: 1_000_000)
    #expect(Suggestion.nearest(to: word, in: [word]) == nil)
  }
}
