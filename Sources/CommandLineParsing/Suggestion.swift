/// Finds what a misspelt word was probably meant to be.
public enum Suggestion {
  /// Returns the candidate nearest to a word, or nil if none is near.
  ///
  /// Near is one slip in four letters (a letter too many, too few, another, or two swapped), or a candidate that the
  /// word begins. Capitals do not count. The first of several equally near wins.
  /// - Complexity: O(length of the word × length of all candidates).
  public static func nearest(to word: String, in candidates: some Sequence<String>) -> String? {
    let word = lowercased(word)
    // A word longer than any name is no slip, and measuring it could take long.
    guard !word.isEmpty, word.count <= 200 else { return nil }
    var best: (candidate: String, distance: Int)? = nil
    for candidate in candidates {
      let name = lowercased(candidate)
      let limit = max(1, min(word.count, name.count) / 4 + (name.count > 5 ? 1 : 0))
      var distance = distance(word, name, atMost: limit)
      if distance == nil, word.count >= 4, name.starts(with: word) { distance = limit }
      if let distance, distance < best?.distance ?? Int.max { best = (candidate, distance) }
    }
    return best?.candidate
  }

  /// The Damerau-Levenshtein distance in its restricted form (no part is edited twice), or nil past the limit.
  static func distance(_ first: [UInt8], _ second: [UInt8], atMost limit: Int) -> Int? {
    guard abs(first.count - second.count) <= limit else { return nil }
    var beforeLast: [Int] = []
    var last = Array(0...second.count)
    for i in 0..<first.count {
      var row = [i + 1]
      for j in 0..<second.count {
        let substitution = last[j] + (first[i] == second[j] ? 0 : 1)
        var least = min(row[j] + 1, last[j + 1] + 1, substitution)
        if i > 0, j > 0, first[i] == second[j - 1], first[i - 1] == second[j] {
          least = min(least, beforeLast[j - 1] + 1)
        }
        row.append(least)
      }
      (beforeLast, last) = (last, row)
    }
    return last[second.count] <= limit ? last[second.count] : nil
  }

  private static func lowercased(_ text: String) -> [UInt8] {
    text.utf8.map { (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains($0) ? $0 | 0x20 : $0 }
  }
}
