internal import Ledger

/// Dates and instants as the page prints them.
enum PageText {
  private static let months = [
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
  ]

  /// A day: `30 April 2021`.
  static func day(_ date: CalendarDate) -> String { "\(date.day) \(months[date.month - 1]) \(date.year)" }

  /// A day given as text, or the text itself where it is less than a day.
  static func day(_ text: String) -> String { (try? CalendarDate(text)).map(day) ?? text }

  /// The valid time of an answer: a day in words, a longer period as its code.
  static func validTime(_ period: Period) -> String {
    period.first == period.last ? day(period.first) : "\(period.first) to \(period.last)"
  }

  /// An instant to the second, with all of it in the attribute.
  static func instant(_ instant: Instant) -> Markup {
    let text = "\(instant)"
    let clock = String(text.dropFirst(11).prefix(8))
    return "<time datetime=\"\(text)\">\(day(instant.date)), \(clock) UTC</time>"
  }

  /// An instant as a day, with all of it in the attribute.
  static func dayOf(_ instant: Instant) -> Markup {
    "<time datetime=\"\("\(instant)")\">\(day(instant.date))</time>"
  }

  /// A period as a person reads it, neither of its ends cut by the end of a line.
  static func period(_ text: String) -> Markup {
    let parts = text.split(separator: "/").map(String.init)
    let ends = parts.enumerated().map { index, part -> Markup in
      "<span class=\"date\">\(part)\(index + 1 < parts.count ? " to" : "")</span>"
    }
    return Markup(ends, separator: " ")
  }
}
