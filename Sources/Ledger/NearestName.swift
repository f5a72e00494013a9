/// Finds the known names that a mistyped one may stand for.
public enum NearestName {
  /// The known names nearest to `name`, the nearest first, at most `limit`; none if all are far from it.
  ///
  /// Near is an edit distance (insertions, deletions, substitutions, swapped neighbours; letter case is free) of at
  /// most a third of the name's length.
  ///
  /// - Complexity: O(*n* · *m*²) for *n* names of length *m*; names whose length differs too much cost nothing.
  public static func find(_ name: String, among names: some Sequence<String>, limit: Int = 3) -> [String] {
    let wanted = folded(name)
    guard !wanted.isEmpty, wanted.count <= 200 else { return [] }
    let bound = max(1, min(wanted.count / 3, 6))
    var found: [(distance: Int, name: String)] = []
    for candidate in names {
      let known = folded(candidate)
      if abs(known.count - wanted.count) > bound { continue }
      let distance = distance(wanted, known, bound: bound)
      if distance <= bound { found.append((distance, candidate)) }
    }
    found.sort { $0.distance != $1.distance ? $0.distance < $1.distance : $0.name < $1.name }
    return found.prefix(limit).map(\.name)
  }

  private static func folded(_ text: String) -> [UInt8] {
    text.utf8.map { $0 >= UInt8(ascii: "A") && $0 <= UInt8(ascii: "Z") ? $0 | 0x20 : $0 }
  }

  private static func distance(_ a: [UInt8], _ b: [UInt8], bound: Int) -> Int {
    var earlier = [Int](repeating: 0, count: b.count + 1)
    var previous = Array(0...b.count)
    for i in a.indices {
      var current = [i + 1]
      current.reserveCapacity(b.count + 1)
      for j in b.indices {
        var best = min(previous[j + 1] + 1, current[j] + 1, previous[j] + (a[i] == b[j] ? 0 : 1))
        if i > 0, j > 0, a[i] == b[j - 1], a[i - 1] == b[j] { best = min(best, earlier[j - 1] + 1) }
        current.append(best)
      }
      if current.allSatisfy({ $0 > bound }) { return bound + 1 }
      (earlier, previous) = (previous, current)
    }
    return previous[b.count]
  }
}
