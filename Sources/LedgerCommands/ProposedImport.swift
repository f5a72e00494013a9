internal import Cryptography
internal import Interchange
internal import Ledger
internal import LedgerStore

/// An import as it is proposed: the command's words, the files' hashes, and what they came to.
struct ProposedImport {
  let kind: ImportKind
  /// The file's name without its folders.
  let file: String
  let sha256: String
  /// The hashes of the files that are joined, in the order of the options.
  let joined: [String]
  let words: [ImportFlags.Word]
  let counts: [String: Int]
  /// The hash of all events that the file gives, of which the new ones are appended.
  let digest: String
  /// The proposal in the ledger, of one that was read from there.
  private(set) var proposal: Proposal?

  init(
    _ kind: ImportKind, _ flags: ImportFlags, _ input: InputFile, _ counts: RecordingCounts, _ digest: EventsDigest
  ) {
    self.kind = kind
    file = input.receiptName
    sha256 = input.hash.description
    joined = input.joinedHashes
    words = flags.words
    self.counts = counts.present
    self.digest = digest.text
  }

  /// Reads a proposal of the ledger.
  ///
  /// - Throws: `InputRefused` for one that this program does not understand.
  init(_ proposal: Proposal) throws {
    guard let json = try? JSON(canonical: Array(proposal.text.utf8)), let kind = json["import"]?.string,
      let kind = ImportKind(rawValue: kind), let file = json["file"]?.string, let sha256 = json["sha256"]?.string,
      let digest = json["events"]?.string, let counts = json["counts"]?.object
    else {
      throw InputRefused("proposal \(proposal.id) is not of a kind that this program knows")
    }
    (self.kind, self.file, self.sha256, self.digest) = (kind, file, sha256, digest)
    joined = json["with"]?.array?.compactMap(\.string) ?? []
    words =
      json["options"]?.array?.compactMap { word in
        word["name"]?.string.map { ImportFlags.Word(name: $0, value: word["value"]?.string ?? "") }
      } ?? []
    self.counts = Dictionary(
      uniqueKeysWithValues: counts.members.compactMap { member in
        member.value.string.flatMap { Int($0) }.map { (member.key, $0) }
      })
    self.proposal = proposal
  }

  /// The proposal as the ledger keeps it: canonical JSON.
  var text: String {
    var options: [JSON] = []
    for word in words { options.append(.object(["name": .string(word.name), "value": .string(word.value)])) }
    var counted = JSONObject()
    for (name, count) in counts { counted[name] = .string("\(count)") }
    let object: JSONObject = [
      "import": .string(kind.rawValue), "file": .string(file), "sha256": .string(sha256),
      "with": .array(joined.map { .string($0) }), "options": .array(options), "counts": .object(counted),
      "events": .string(digest),
    ]
    return String(decoding: object.canonical, as: UTF8.self)
  }

  /// Refuses an import that is not the one that was proposed.
  ///
  /// - Parameter changed: A subject about which something was recorded since.
  func check(_ input: InputFile, _ counts: RecordingCounts, _ digest: EventsDigest?, changed: String?) throws {
    guard input.hash.description == sha256 else {
      throw InputRefused(
        "\(input.name) is not the file that was proposed: its SHA-256 is \(input.hash), not \(sha256). Nothing was written"
      )
    }
    guard input.joinedHashes == joined else {
      throw InputRefused("a file that is joined is not the one that was proposed: nothing was written")
    }
    if let changed {
      throw InputRefused(
        "\(changed) has changed since this was proposed: nothing was written. Look at it again and propose anew")
    }
    guard digest?.text == self.digest, counts.present == self.counts else {
      throw InputRefused(
        "the file comes to something else than when it was proposed, because the ledger's codes or lists have changed: "
          + "nothing was written. Look at it again and propose anew")
    }
  }
}

extension RecordingCounts {
  /// The counts that are not zero, by name.
  fileprivate var present: [String: Int] {
    Dictionary(uniqueKeysWithValues: named.filter { $0.count > 0 }.map { ($0.name, $0.count) })
  }
}

/// The hash of the events that a file gives, in the order in which they are read.
///
/// Where they come from is left out: it follows from the file but for the random bits beside an embargo.
///
/// A class, because the closure that takes the events in is called while others hold on to it.
final class EventsDigest {
  private var hasher = SHA256()
  private var finished: String?

  func add(_ event: ImportedEvent) {
    // A zero byte stands in no part of an event, so that parts cannot run into each other.
    hasher.update(Array(event.kind.utf8).span)
    hasher.update([0].span)
    hasher.update(event.subject.span)
    hasher.update([0].span)
    hasher.update(event.data.span)
    hasher.update([0].span)
  }

  /// The hash in hexadecimal, once all events are in.
  var text: String {
    if let finished { return finished }
    let text = hasher.finalizeAndRestart().description
    finished = text
    return text
  }
}
