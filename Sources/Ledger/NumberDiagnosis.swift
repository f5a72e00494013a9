/// Says why a text is not a number, and what to write instead.
enum NumberDiagnosis {
  private static let spreadsheetErrors = [
    "#REF!", "#DIV/0!", "#N/A", "#VALUE!", "#NAME?", "#NUM!", "#NULL!", "#SPILL!", "#CALC!", "#GETTING_DATA",
  ]

  private static let wordsForNothing = [
    "nan", "inf", "-inf", "+inf", "infinity", "-infinity", "+infinity", "-", "--", "–", "—", ".", "..", "...", "…", ":",
    "n/a", "na", "n.a.", "nv", "n", "null", "none", "nil", "missing", "unknown", "?", "x", "*",
  ]

  private static let separators: [(character: Unicode.Scalar, name: String)] = [
    (" ", "a blank"), ("\u{A0}", "a no-break space (U+00A0)"), ("\u{202F}", "a narrow no-break space (U+202F)"),
    ("\u{2009}", "a thin space (U+2009)"), ("'", "an apostrophe"), ("\u{2019}", "an apostrophe (U+2019)"),
    ("_", "an underscore"),
  ]

  static func refusal(of bytes: borrowing Span<UInt8>) -> Refusal {
    guard !bytes.isEmpty else {
      return Refusal(.empty, "a number is missing", advice: "give missing_reason where there is no value")
    }
    do {
      _ = try FreeText.checkCharacters(bytes)
    } catch {
      return error
    }
    let text = Ledger.text(bytes, 0..<bytes.count)
    let scalars = Array(text.unicodeScalars)
    return nothing(text) ?? edges(text, scalars) ?? exponent(text) ?? signs(text, scalars) ?? separator(text, scalars)
      ?? digits(text, scalars)
      ?? Refusal(.numberForm, "'\(shown(text))' is not a number", advice: "write digits such as 1500 or -3.25")
  }

  private static func nothing(_ text: String) -> Refusal? {
    if text.first == "#" {
      let error = spreadsheetErrors.first { sameBytes($0, text.uppercased()) }
      return Refusal(
        .spreadsheetError, "\(error ?? "'\(shown(text))'") is a spreadsheet's error value, not a number",
        advice: "mend the cell, or give missing_reason")
    }
    let lower = text.lowercased()
    guard wordsForNothing.contains(where: { sameBytes($0, lower) }) else { return nil }
    return Refusal(
      .notANumber, "'\(shown(text))' is not a number",
      advice: "leave the value empty and give missing_reason, or map this word to one")
  }

  private static func edges(_ text: String, _ scalars: [Unicode.Scalar]) -> Refusal? {
    if let first = scalars.first, let last = scalars.last, isBlank(first) || isBlank(last) {
      return Refusal(
        .numberForm, "a blank stands before or after the number '\(shown(text))'", advice: "remove it")
    }
    if let sign = scalars.first, "<>=~≤≥≈".unicodeScalars.contains(sign) {
      return Refusal(
        .numberForm, "'\(shown(text))' has a sign of comparison",
        advice: "write it in front of a plain number, or as qualifier")
    }
    return nil
  }

  private static func isBlank(_ scalar: Unicode.Scalar) -> Bool {
    [0x20, 0x09, 0x0A, 0xA0, 0x202F, 0x2009].contains(scalar.value)
  }

  private static func exponent(_ text: String) -> Refusal? {
    let lower = text.utf8.map { $0 | 0x20 }
    if lower.starts(with: "0x".utf8) || lower.starts(with: "0b".utf8) || lower.starts(with: "0o".utf8) {
      return Refusal(.numberExponent, "'\(shown(text))' is not in base ten", advice: "write decimal digits")
    }
    guard let letter = lower.firstIndex(of: UInt8(ascii: "e")), letter > 0, letter + 1 < lower.count else { return nil }
    // `| 0x20` leaves digits, the signs and the point as they are.
    let mantissa = lower[..<letter].allSatisfy { isDigit($0) || "+-.,".utf8.contains($0) }
    let power = lower[(letter + 1)...].allSatisfy { isDigit($0) || "+-".utf8.contains($0) }
    guard mantissa, power else { return nil }
    return Refusal(
      .numberExponent, "'\(shown(text))' has an exponent", advice: "write all digits, or give the power of ten as mult")
  }

  private static func signs(_ text: String, _ scalars: [Unicode.Scalar]) -> Refusal? {
    if scalars.contains("\u{2212}") || scalars.contains("\u{2013}") {
      return Refusal(
        .numberSign, "'\(shown(text))' has a minus that is not U+002D",
        advice:
          "write \(text.unicodeScalars.map { $0 == "\u{2212}" || $0 == "\u{2013}" ? "-" : shown($0.value) }.joined())")
    }
    if scalars.first == "+" {
      return Refusal(
        .numberSign, "'\(shown(text))' has a plus sign", advice: "write \(shown(String(text.dropFirst())))")
    }
    if scalars.starts(with: "--".unicodeScalars) {
      return Refusal(.numberSign, "'\(shown(text))' has two signs", advice: "write one")
    }
    for scalar in scalars {
      if scalar == "%" || scalar == "‰" {
        return Refusal(
          .numberUnit, "'\(shown(text))' has its unit in it", advice: "write the number alone and give the unit")
      }
      if scalar.properties.generalCategory == .currencySymbol {
        return Refusal(
          .numberUnit, "'\(shown(text))' has its currency in it", advice: "write the number alone and give the unit")
      }
    }
    return nil
  }

  private static func separator(_ text: String, _ scalars: [Unicode.Scalar]) -> Refusal? {
    guard scalars.contains(where: { $0.properties.numericType == .decimal }) else { return nil }
    if scalars.contains(",") {
      return Refusal(
        .numberSeparator, "'\(shown(text))' has a comma",
        advice: "write the decimal point as '.', and nothing between thousands")
    }
    if scalars.count(where: { $0 == "." }) > 1 {
      return Refusal(
        .numberSeparator, "'\(shown(text))' has more than one point", advice: "write nothing between thousands")
    }
    for (character, name) in separators where scalars.contains(character) {
      let without = String(String.UnicodeScalarView(scalars.filter { $0 != character }))
      return Refusal(.numberSeparator, "'\(shown(text))' has \(name) between digits", advice: "write \(shown(without))")
    }
    return nil
  }

  private static func digits(_ text: String, _ scalars: [Unicode.Scalar]) -> Refusal? {
    if let other = scalars.first(where: { $0.properties.numericType != nil && !$0.isASCII }) {
      return Refusal(
        .numberForm, "'\(shown(text))' has the digit \(shown(other.value)), which is not ASCII", advice: "write 0 to 9")
    }
    let unsigned = scalars.first == "-" ? scalars.dropFirst() : scalars[...]
    guard unsigned.allSatisfy({ ("0"..."9").contains($0) || $0 == "." }) else { return nil }
    if unsigned.first == "." {
      return Refusal(.numberForm, "'\(shown(text))' has no digit before the point", advice: "write 0 before it")
    }
    if unsigned.last == "." {
      return Refusal(.numberForm, "'\(shown(text))' has no digit after the point", advice: "remove the point")
    }
    if unsigned.first == "0", unsigned.count > 1, unsigned.dropFirst().first != "." {
      return Refusal(.numberSign, "'\(shown(text))' begins with zeros", advice: "remove them")
    }
    let count = unsigned.count { $0 != "." }
    if count > Decimal.maximumDigits {
      return Refusal(
        .tooManyDigits, "the number has \(count) digits",
        advice: "give at most \(Decimal.maximumDigits), rounded by its author")
    }
    if scalars.first == "-" {
      return Refusal(.negativeZero, "'\(shown(text))' is minus zero", advice: "write it without the minus")
    }
    return nil
  }
}
