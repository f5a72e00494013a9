import CouncilReport
import Ledger
import Testing

@Suite("A page")
struct StructureTests {
  @Test("is the same bytes each time")
  func repeats() throws {
    #expect(try bytes(sampleReport()) == bytes(sampleReport()))
  }

  @Test("gives every table a caption, a header of columns and a header in each row")
  func headsTables() throws {
    let page = try PageScanner(html(sampleReport()))
    let tables = try page.elements("table")
    #expect(tables.count == 10)
    for table in tables {
      #expect(table.count { $0.name == "caption" && !$0.isClosing } == 1)
      #expect(table.contains { $0.name == "th" && $0.attributes["scope"] == "col" })
      #expect(table.contains { $0.name == "th" && $0.attributes["scope"] == "row" })
    }
    for header in page.tags where header.name == "th" && !header.isClosing {
      #expect(["col", "row", "rowgroup"].contains(header.attributes["scope"]))
    }
  }

  @Test("gives every row as many cells as there are columns")
  func fillsRows() throws {
    for table in try PageScanner(html(sampleReport())).elements("table") {
      let columns = table.count { $0.attributes["scope"] == "col" }
      var spanning = 0
      for row in table.split(whereSeparator: { $0.name == "tr" && !$0.isClosing }).dropFirst() {
        let cells = row.filter { ($0.name == "td" || $0.name == "th") && !$0.isClosing }
        let group = cells.first { $0.attributes["scope"] == "rowgroup" }
        #expect(cells.count == columns - (group == nil && spanning > 0 ? 1 : 0))
        spanning = (group.flatMap { $0.attributes["rowspan"] }.flatMap(Int.init) ?? spanning) - 1
      }
    }
  }

  @Test("numbers its tables in order")
  func numbersTables() throws {
    let captions = try PageScanner(html(sampleReport())).elements("caption").map(PageScanner.text)
    for (index, caption) in captions.enumerated() { #expect(caption.hasPrefix("Table \(index + 1).")) }
  }

  @Test("has each anchor once, and every link within it leads somewhere")
  func anchors() throws {
    let tags = try PageScanner(html(sampleReport())).tags
    let ids = tags.compactMap { $0.attributes["id"] }
    #expect(ids.count == Set(ids).count)
    for tag in tags {
      if let address = tag.attributes["href"] {
        #expect(address.hasPrefix("#"))
        #expect(ids.contains(String(address.dropFirst())))
      }
      if let label = tag.attributes["aria-labelledby"] { #expect(ids.contains(label)) }
    }
    #expect(ids.contains("target-2.4"))
    #expect(ids.contains("claim-giga"))
    #expect(ids.contains("claim-survey~2fresponse"))
  }

  @Test("tells targets of two plans apart")
  func anchorsPlans() throws {
    var report = try sampleReport()
    var copy = report.goals[0]
    copy.plan = "SP2024"
    for index in copy.targets.indices { copy.targets[index].plan = "SP2024" }
    report.goals.append(copy)
    let ids = try PageScanner(html(report)).tags.compactMap { $0.attributes["id"] }
    #expect(ids.count == Set(ids).count)
    #expect(ids.contains("target-SP2024:2.4"))
  }

  @Test("asks nothing of the network and runs nothing")
  func standsAlone() throws {
    let page = try PageScanner(html(sampleReport()))
    #expect(!page.tags.contains { ["script", "link", "img", "iframe", "object"].contains($0.name) })
    #expect(!page.tags.contains { $0.attributes.keys.contains { $0 == "src" || $0.hasPrefix("on") } })
    #expect(!page.style.contains("url(") && !page.style.contains("@import"))
  }

  @Test("names its language and lets a reader skip to the content")
  func isAccessible() throws {
    let tags = try PageScanner(html(sampleReport())).tags
    #expect(tags.first { $0.name == "html" }?.attributes["lang"] == "en")
    let first = try #require(tags.first { $0.name == "a" })
    #expect(first.attributes["href"] == "#content")
    #expect(tags.contains { $0.name == "main" && $0.attributes["id"] == "content" })
  }

  @Test("says each status in words beside its shape")
  func namesStatuses() throws {
    let spans = try PageScanner(html(sampleReport())).elements("span")
    let tags = spans.filter { $0.first?.attributes["class"]?.hasPrefix("tag ") == true }
    #expect(!tags.isEmpty)
    for tag in tags {
      #expect(tag.contains { $0.name == "use" })
      #expect(!PageScanner.text(tag).isEmpty)
    }
  }

  @Test("says what differs, what is stale and what was printed")
  func marksDifferences() throws {
    let rows = try PageScanner(html(sampleReport())).elements("tr")
    let row = try #require(rows.first { $0.first?.attributes["id"] == "target-2.4" })
    let text = PageScanner.text(row)
    #expect(text.contains("differs from the judgement"))
    #expect(text.contains("judged before an input changed"))
    let other = try #require(rows.first { $0.first?.attributes["id"] == "target-2.10" })
    #expect(PageScanner.text(other).contains("printed “Not yet measured, benchmarked”"))
    #expect(PageScanner.text(other).contains("also Benchmarked"))
  }

  @Test("has a contrast of at least 4.5 to 1 wherever a rule sets both colours")
  func contrasts() throws {
    let rules = try PageScanner(html(sampleReport())).style.split(separator: "}")
    var checked = 0
    for rule in rules {
      guard let text = color(after: " color: #", in: rule) else { continue }
      let ground = color(after: "background: #", in: rule) ?? (1, 1, 1)
      let (one, other) = (luminance(text), luminance(ground))
      #expect((max(one, other) + 0.05) / (min(one, other) + 0.05) >= 4.5, "\(rule)")
      checked += 1
    }
    #expect(checked >= 7)
  }

  private typealias Color = (red: Double, green: Double, blue: Double)

  private func color(after prefix: String, in rule: Substring) -> Color? {
    guard let range = rule.firstRange(of: prefix),
      let value = Int(rule[range.upperBound...].prefix { $0.isHexDigit }, radix: 16)
    else { return nil }
    return (Double(value >> 16 & 255) / 255, Double(value >> 8 & 255) / 255, Double(value & 255) / 255)
  }

  /// The relative luminance of WCAG 2.2.
  private func luminance(_ color: Color) -> Double {
    func linear(_ part: Double) -> Double {
      guard part > 0.04045 else { return part / 12.92 }
      let base = (part + 0.055) / 1.055
      // The power of 2.4 is the square, times the fifth root of the square, here by Newton's steps.
      let square = base * base
      var root = 1.0
      for _ in 0..<60 { root = (4 * root + square / (root * root * root * root)) / 5 }
      return square * root
    }
    return 0.2126 * linear(color.red) + 0.7152 * linear(color.green) + 0.0722 * linear(color.blue)
  }
}
