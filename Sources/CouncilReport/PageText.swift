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
    period.first == period.last ? day(period.first) : NumberStyle.period("\(period)")
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
}
