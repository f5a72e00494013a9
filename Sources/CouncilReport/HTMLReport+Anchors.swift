extension HTMLReport {
  /// The anchor of a goal.
  func id(of goal: Report.Goal) -> String { "goal-" + planned(goal.plan, goal.code) }

  /// The anchor of a target: its code, behind its plan where the report has several.
  func id(of target: Report.Target) -> String { "target-" + planned(target.plan, target.code) }

  private func planned(_ plan: String, _ code: String) -> String {
    hasSeveralPlans ? "\(Self.encoded(plan)):\(Self.encoded(code))" : Self.encoded(code)
  }

  /// The anchor of a figure in the list of figures.
  static func id(of figure: String) -> String { "figure-" + encoded(figure) }

  /// The anchor of a claim.
  static func id(of claim: Report.Claim) -> String { "claim-" + encoded(claim.id) }

  /// A code as part of an anchor: everything but letters, digits and `._-` as `~XX`.
  ///
  /// A per cent sign would be decoded once more in the address of a link.
  private static func encoded(_ code: String) -> String {
    var bytes: [UInt8] = []
    for byte in code.utf8 {
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: "-"):
        bytes.append(byte)
      default: bytes += "~\(String(byte / 16, radix: 16))\(String(byte % 16, radix: 16))".utf8
      }
    }
    return String(decoding: bytes, as: UTF8.self)
  }
}
