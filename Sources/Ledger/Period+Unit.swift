extension Period {
  /// One calendar unit: the how-many-th of its precision.
  struct Unit: Equatable {
    let precision: Precision
    let ordinal: Int

    init(_ precision: Precision, _ ordinal: Int) {
      self.precision = precision
      self.ordinal = ordinal
    }

    /// The unit that a day lies in.
    init(_ precision: Precision, containing date: CalendarDate) {
      self.precision = precision
      switch precision {
      case .day: ordinal = date.dayNumber
      // Week 0 is the one of Thursday, 1970-01-01; it begins three days before.
      case .week: ordinal = Int(Int64(date.dayNumber + 3).flooredQuotient(by: 7))
      default: ordinal = (date.year * 12 + date.month - 1) / precision.months
      }
    }

    /// The largest unit that is exactly the days from one to another, if there is one.
    static func covering(_ first: CalendarDate, _ last: CalendarDate) -> Unit? {
      for precision in Precision.allCases {
        let unit = Unit(precision, containing: first)
        if unit.exists, unit.first == first, unit.last == last { return unit }
      }
      return nil
    }

    private var firstDayNumber: Int {
      switch precision {
      case .day: return ordinal
      case .week: return ordinal * 7 - 3
      default:
        let month = ordinal * precision.months
        return CalendarDate(checkedYear: month / 12, month: month % 12 + 1, day: 1).dayNumber
      }
    }

    /// Whether all days of the unit lie in the years 0001 to 9999.
    var exists: Bool {
      switch precision {
      case .day: CalendarDate.dayNumbers ~= ordinal
      case .week:
        CalendarDate.dayNumbers ~= firstDayNumber && CalendarDate.dayNumbers ~= firstDayNumber + 6
      default: 12..<120_000 ~= ordinal * precision.months
      }
    }

    var first: CalendarDate { date(firstDayNumber) }

    var last: CalendarDate {
      switch precision {
      case .day: return first
      case .week: return date(firstDayNumber + 6)
      default:
        let month = (ordinal + 1) * precision.months - 1
        let (year, number) = (month / 12, month % 12 + 1)
        return CalendarDate(
          checkedYear: year, month: number, day: CalendarDate.dayCount(year: year, month: number))
      }
    }

    private func date(_ number: Int) -> CalendarDate {
      guard let date = CalendarDate(dayNumber: number) else { preconditionFailure("A unit lies in the calendar.") }
      return date
    }

    func encode(into bytes: inout [UInt8]) {
      switch precision {
      case .day:
        first.encode(into: &bytes)
      case .week:
        // The week belongs to the year of its Thursday.
        let thursday = date(firstDayNumber + 3)
        let january = CalendarDate(checkedYear: thursday.year, month: 1, day: 1)
        appendDigits(thursday.year, 4, to: &bytes)
        bytes.append(contentsOf: "-W".utf8)
        appendDigits((thursday.dayNumber - january.dayNumber) / 7 + 1, 2, to: &bytes)
      default:
        let month = ordinal * precision.months
        appendDigits(month / 12, 4, to: &bytes)
        if precision == .year { return }
        bytes.append(UInt8(ascii: "-"))
        if precision == .month {
          appendDigits(month % 12 + 1, 2, to: &bytes)
        } else {
          bytes.append(precision == .half ? UInt8(ascii: "S") : UInt8(ascii: precision == .trimester ? "T" : "Q"))
          appendDigits(month % 12 / precision.months + 1, 1, to: &bytes)
        }
      }
    }
  }
}
