import Interchange

/// What a reader made of some bytes.
struct Reading: Equatable {
  var header: [String] = []
  var records: [[String]] = []
  var places: [[String]] = []
  var problems: [String] = []
  var notes: [String] = []
  var count = 0

  init(_ text: String, format: CSVFormat = CSVFormat(), chunk: Int = .max) throws {
    try self.init(Array(text.utf8), format: format) { _ in chunk }
  }

  init(_ bytes: [UInt8], format: CSVFormat = CSVFormat(), chunk: @escaping (Int) -> Int = { _ in .max }) throws {
    var offset = 0
    var reader = CSVReader(file: "f.csv", format: format) {
      let end = offset + min(chunk(offset), bytes.count - offset)
      defer { offset = end }
      return Array(bytes[offset..<end])
    }
    var found = Problems()
    if try reader.readHeader(&found) {
      header = reader.header
      while try reader.next(&found) {
        records.append((0..<reader.fieldCount).map { reader.text(of: $0) })
        places.append(
          (0..<reader.fieldCount).map { field in
            let place = reader.place(of: field)
            return "\(place.line ?? 0):\(place.column ?? 0)"
          })
      }
    }
    problems = found.lines
    notes = found.notes.map(\.description)
    count = found.count
  }
}

/// Random numbers that are the same in each run.
struct SplitMix: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }
}
