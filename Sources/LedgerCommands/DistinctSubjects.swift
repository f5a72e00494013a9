/// Whether no subject came twice, as far as can be told in bounded memory.
///
/// It keeps a hash of each subject, of a long file those of the last indicators. Two subjects with one hash count as a
/// repetition, which only costs time: the database then looks for itself.
struct DistinctSubjects {
  /// So many subjects are remembered.
  private let limit: Int

  private var slots: [UInt64] = Array(repeating: 0, count: 1024)
  private var count = 0

  // Most files have one indicator after the other. When the memory is half full and an indicator begins, what came before
  // is forgotten: nothing of it may come again.
  private var current: [UInt8] = []
  private var remembered: Set<[UInt8]> = []
  private var forgotten: Set<[UInt8]> = []

  /// Whether every subject so far was new.
  private(set) var areDistinct = true

  /// Nothing yet; 4,194,304 hashes take 64 MiB.
  init(limit: Int = 4_194_304) { self.limit = limit }

  /// Takes in a subject.
  mutating func insert(_ subject: [UInt8]) {
    guard areDistinct else { return }
    let end = subject.firstIndex(of: UInt8(ascii: "@")) ?? subject.count
    if !subject[..<end].elementsEqual(current) { begin(Array(subject[..<end])) }
    var hasher = Hasher()
    var word: UInt64 = 0
    for index in subject.indices {
      word = word << 8 | UInt64(subject[index])
      if index & 7 == 7 { hasher.combine(word) }
    }
    hasher.combine(word)
    hasher.combine(subject.count)
    // A free slot is 0.
    let hash = UInt64(bitPattern: Int64(hasher.finalize())) | 1
    if areDistinct, count < limit, place(hash) {
      count += 1
      if count * 2 > slots.count { grow() }
    } else {
      areDistinct = false
      slots = []
    }
  }

  /// Goes on to another indicator.
  private mutating func begin(_ indicator: [UInt8]) {
    current = indicator
    guard !remembered.contains(indicator) else { return }
    if count > limit / 2 {
      forgotten.formUnion(remembered)
      remembered = []
      count = 0
      for slot in slots.indices { slots[slot] = 0 }
    }
    remembered.insert(indicator)
    areDistinct = !forgotten.contains(indicator) && remembered.count + forgotten.count < 100_000
  }

  /// Puts a hash into a free slot; false if it is there already.
  private mutating func place(_ hash: UInt64) -> Bool {
    let mask = slots.count - 1
    var slot = Int(truncatingIfNeeded: hash >> 1) & mask
    while slots[slot] != 0 {
      if slots[slot] == hash { return false }
      slot = (slot + 1) & mask
    }
    slots[slot] = hash
    return true
  }

  private mutating func grow() {
    let old = slots
    slots = Array(repeating: 0, count: old.count * 2)
    for hash in old where hash != 0 { _ = place(hash) }
  }
}
