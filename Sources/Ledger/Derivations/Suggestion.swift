/// The words that a mistyped one may stand for, as advice; all words if none is near.
func suggestion(for word: String, among words: [String]) -> String {
  let near = NearestName.find(word, among: words).map { "'\($0)'" }
  guard let last = near.last else { return "write one of \(words.joined(separator: ", "))" }
  let rest = near.dropLast().joined(separator: ", ")
  return "did you mean \(rest.isEmpty ? "" : rest + " or ")\(last)?"
}
