/// A dictionary from bytes that is asked with slices, without making a key first.
///
/// Open addressing with linear probing over FNV-1a; the keys are the ledger's own codes or a bounded memo, so that an
/// attacker who makes keys collide slows down only his own import, within the bound.
struct ByteTable<Value> {
  private var slots: [Int32]
  private var entries: [(hash: UInt64, key: [UInt8], value: Value)] = []

  init(capacity: Int = 16) {
    var size = 32
    while size < capacity * 2 { size *= 2 }
    slots = Array(repeating: -1, count: size)
  }

  var count: Int { entries.count }

  /// The value of a key, or nil.
  func find(_ key: ArraySlice<UInt8>) -> Value? {
    let hash = Self.hash(key)
    var slot = Int(truncatingIfNeeded: hash) & (slots.count - 1)
    while slots[slot] >= 0 {
      let position = Int(slots[slot])
      if entries[position].hash == hash, entries[position].key[...] == key { return entries[position].value }
      slot = (slot + 1) & (slots.count - 1)
    }
    return nil
  }

  /// Adds or replaces the value of a key.
  mutating func set(_ key: [UInt8], _ value: Value) {
    if entries.count * 2 >= slots.count { grow() }
    let hash = Self.hash(key[...])
    var slot = Int(truncatingIfNeeded: hash) & (slots.count - 1)
    while slots[slot] >= 0 {
      let position = Int(slots[slot])
      if entries[position].hash == hash, entries[position].key == key {
        entries[position].value = value
        return
      }
      slot = (slot + 1) & (slots.count - 1)
    }
    slots[slot] = Int32(entries.count)
    entries.append((hash, key, value))
  }

  /// Forgets everything.
  mutating func removeAll() { self = ByteTable() }

  private mutating func grow() {
    slots = Array(repeating: -1, count: slots.count * 2)
    for (position, entry) in entries.enumerated() {
      var slot = Int(truncatingIfNeeded: entry.hash) & (slots.count - 1)
      while slots[slot] >= 0 { slot = (slot + 1) & (slots.count - 1) }
      slots[slot] = Int32(position)
    }
  }

  private static func hash(_ key: ArraySlice<UInt8>) -> UInt64 {
    var hash: UInt64 = 0xCBF2_9CE4_8422_2325
    let bytes = key.span
    for index in bytes.indices { hash = (hash ^ UInt64(bytes[index])) &* 0x0000_0100_0000_01B3 }
    // FNV's low bits depend on the low bits of the bytes alone: mix the high ones in.
    return hash ^ (hash >> 29)
  }
}
