internal import Interchange
internal import Ledger

extension MemberGroup {
  // MARK: - Tables

  /// The group as people read it.
  func tables(by: MembersBy?, width: Int) -> [String] {
    var lines = TextTable.wrap(heading.onOneLine, width: width) + [""]
    switch by {
    case nil: lines += listed(width: width)
    case .year?: lines += yearly(width: width)
    case .categoryYear?: lines += yearlyByCategory(width: width)
    case .category?, .country?: lines += counted(by: by ?? .category, width: width)
    }
    if by != .year, by != .categoryYear { lines += reportedLines(width: width) }
    for one in unreadable { lines += TextTable.wrap("Cannot be read: \(one)", width: width) }
    return lines
  }

  private var heading: String { title.map { $0 == code.text ? $0 : "\(code), \($0)" } ?? code.text }

  private func listed(width: Int) -> [String] {
    guard !members.isEmpty else { return noList(width: width) }
    var table = TextTable([
      .init(title: "Listed"), .init(title: "Title", isFlexible: true), .init(title: "Category", isFlexible: true),
      .init(title: "Since", isFlexible: true),
    ])
    for member in members {
      let since = member.membership.timeline.last { $0.from.first <= state.asOf.on.last }
      table.add([
        member.code.text + (member.isCertain ? "" : " ?"), state.codes.area(member.code).value?.title ?? "..",
        member.category?.text ?? "..", since.map { "\($0.from)" } ?? "..",
      ])
    }
    return table.lines(width: width) + [""] + summary(width: width)
  }

  private func counted(by: MembersBy, width: Int) -> [String] {
    guard !members.isEmpty else { return noList(width: width) }
    var table = TextTable([
      .init(title: by == .category ? "Category" : "Country", isFlexible: true),
      .init(title: "Listed", alignsRight: true), .init(title: "Uncertain", alignsRight: true),
    ])
    for (name, counts) in counts(by: by) { table.add([name, "\(counts.certain)", "\(counts.uncertain)"]) }
    return table.lines(width: width) + [""] + summary(width: width)
  }

  private func yearly(width: Int) -> [String] {
    let years = years
    guard !years.isEmpty else { return noList(width: width) }
    var table = TextTable([
      .init(title: "Year"), .init(title: "Listed", alignsRight: true), .init(title: "Joined", alignsRight: true),
      .init(title: "Left", alignsRight: true), .init(title: "Reported", isFlexible: true),
    ])
    let hasList = !state.memberships.entries(of: code).isEmpty
    for (index, year) in years.enumerated() {
      // Years in which nothing happened say nothing; the first and the last give the frame.
      let isQuiet = year.joined == 0 && year.left == 0 && year.reported.isEmpty
      if isQuiet, index > 0, index < years.count - 1, year.atEnd == years[index - 1].atEnd { continue }
      let reported = year.reported.map { "\($0.measurement.shown) \($0.figure.indicator)" }
      table.add([
        "\(year.year)", hasList ? year.atEnd.words : "..", hasList ? "\(year.joined)" : "..",
        hasList ? "\(year.left)" : "..", reported.isEmpty ? ".." : reported.joined(separator: "; "),
      ])
    }
    return table.lines(width: width) + [""] + (hasList ? summary(width: width) : noList(width: width))
  }

  func noList(width: Int) -> [String] {
    let text = "No members are listed on \(state.asOf.on); the list is \(coverageWords)"
    return TextTable.wrap(text.onOneLine.asSentence, width: width) + [""]
  }

  func summary(width: Int) -> [String] {
    let counts = counts
    let uncertain = counts.uncertain == 0 ? "" : ", and \(counts.uncertain) uncertain (?)"
    let noun = counts.certain == 1 ? "member" : "members"
    let text = "\(counts.certain) \(noun) listed on \(state.asOf.on)\(uncertain). The list is \(coverageWords)"
    return TextTable.wrap(text.onOneLine.asSentence, width: width) + [""]
  }

  private func reportedLines(width: Int) -> [String] {
    guard !reported.isEmpty else { return ["No number of members is reported.", ""] }
    var table = TextTable([
      .init(title: "Reported", alignsRight: true), .init(title: "Unit", isFlexible: true), .init(title: "Period"),
      .init(title: "Figure", isFlexible: true),
    ])
    for (figure, measurement, _) in reported {
      table.add([
        measurement.shown, unit(figure, measurement)?.text ?? "..", "\(figure.period)",
        "\(figure.indicator)" + (figure.breakdown.isEmpty ? "" : " (\(figure.breakdown))"),
      ])
    }
    return table.lines(width: width) + [""]
  }

  private func unit(_ figure: Figure, _ measurement: Measurement) -> Code? {
    measurement.unit ?? state.codes.indicator(figure.indicator).value?.unit
  }

  // MARK: - JSON

  /// The group for a program.
  func line(_ question: Question) -> JSONLine {
    var line = JSONLine(["row": "group", "group": .text(code.text)])
    line.add("title", title)
    add(counts, to: &line)
    line.add("reported_figures", .integer(reported.count))
    if let coverage = state.codes.coverage(of: .members(group: code)).value {
      line.add("list", coverage.state.rawValue)
      line.add("list_reason", coverage.reason)
    }
    question.add(to: &line)
    return line
  }

  /// The group with its members, or with counts of them, and its reported numbers.
  func lines(by: MembersBy?, _ question: Question) -> [JSONLine] {
    var lines: [JSONLine] = []
    switch by {
    case nil: lines += members.map { line(of: $0) }
    case .year?: lines += years.map { line(of: $0) }
    case .categoryYear?: lines += categoryYears.map { line(of: $0.year, in: $0.category) }
    case .category?, .country?:
      guard let by else { break }
      lines += counts(by: by).map { name, counts in
        var line = JSONLine(["row": "count", "group": .text(code.text)])
        line.add(by.rawValue, name)
        add(counts, to: &line)
        return line
      }
    }
    lines += reported.map { figure, measurement, event in
      var line = JSONLine(["row": "reported", "group": .text(code.text)])
      line.add("figure", "\(figure)")
      line.add("value", measurement.shown)
      line.add("unit", unit(figure, measurement)?.text)
      line.add("position", "\(event.position)")
      return line
    }
    return [line(question)]
      + lines.map { line in
        var line = line
        question.add(to: &line)
        return line
      }
  }

  private func line(of member: Member) -> JSONLine {
    var line = JSONLine(["row": "member", "group": .text(code.text)])
    line.add("member", member.code.text)
    line.add("title", state.codes.area(member.code).value?.title)
    line.add("certain", .boolean(member.isCertain))
    line.add("category", member.category?.text)
    line.add(
      "timeline",
      .list(
        member.membership.timeline.map { span in
          var one = JSONLine(["from": .text("\(span.from)")])
          one.add("to", span.to.map { "\($0)" })
          one.add("category", span.category?.text)
          return one.value
        }))
    if !member.membership.attributes.isEmpty {
      line.add(
        "attributes",
        .object(member.membership.attributes.sorted { $0.key < $1.key }.map { ($0.key, .text($0.value)) }))
    }
    line.add("position", "\(member.event.position)")
    return line
  }

  private func line(of year: Year, in category: String? = nil) -> JSONLine {
    var line = JSONLine(["row": "year", "group": .text(code.text), "year": .text("\(year.year)")])
    line.add("category", category)
    add(year.atEnd, to: &line)
    line.add("joined", .integer(year.joined))
    line.add("left", .integer(year.left))
    return line
  }

  private func add(_ counts: Counts, to line: inout JSONLine) {
    line.add("listed", .integer(counts.certain))
    line.add("uncertain", .integer(counts.uncertain))
  }
}
