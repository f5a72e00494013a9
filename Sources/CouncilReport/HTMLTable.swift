/// A table with a number, a caption, scoped headers and a frame in which it scrolls on a narrow screen.
struct HTMLTable {
  /// A column.
  struct Column {
    var title: String
    /// The style of its cells.
    var style = ""
  }

  /// A row: the header, and a cell for each of the last columns.
  struct Row {
    /// The anchor.
    var id: String?
    var style = ""
    /// The header of a group of rows, before the header of the first of them.
    var group: Markup = .none
    var header: Markup
    var cells: [Markup]
  }

  /// The anchor of the table.
  var id: String
  /// What is in it.
  var caption: String
  /// What holds for the whole table.
  var headnote: Markup = .none
  /// The columns, the headers of the rows among them.
  var columns: [Column]
  /// The bodies, each with its rows; none where they are written one by one.
  var bodies: [[Row]] = []
  /// What stands below it.
  var notes: [Markup] = []
  /// How it is laid out.
  var style = ""
  /// Whether on a narrow screen each row becomes a card, its cells one below the other with their headers beside them.
  var stacks = false

  /// The table as a figure of the page.
  ///
  /// - Parameter number: Its number in the document.
  func html(number: Int) -> Markup {
    var html = opening(number: number)
    for body in bodies { html += self.body(body) }
    return html + closing(notes: notes)
  }

  /// What stands before the bodies.
  func opening(number: Int) -> Markup {
    let headnote: Markup = headnote.isEmpty ? .none : "<span class=\"headnote\">\(headnote)</span>"
    return """
      <div class="scroll" role="region" aria-labelledby="caption-\(id)" tabindex="0">
      <table id="\(id)" class="\(style)\(stacks ? " stacks" : "")"\(role("table"))>
      <caption id="caption-\(id)"><span class="number">Table \(number).</span> \(caption)\(headnote)</caption>
      <thead\(role("rowgroup"))><tr\(role("row"))>\(columns.map(head))</tr></thead>

      """
  }

  /// Some rows as a body.
  func body(_ rows: [Row]) -> Markup { bodyOpening + Markup(rows.map(line)) + Self.bodyClosing }

  /// What stands before the rows of a body.
  var bodyOpening: Markup { "<tbody\(role("rowgroup"))>\n" }

  /// What stands after the rows of a body.
  static let bodyClosing: Markup = "</tbody>\n"

  /// What stands after the bodies, with the notes below them.
  func closing(notes: [Markup]) -> Markup {
    var html: Markup = "</table>\n</div>\n"
    if !notes.isEmpty { html += "<ul class=\"notes\">\(notes.map { "<li>\($0)</li>" })</ul>\n" }
    return html
  }

  private func head(_ column: Column) -> Markup {
    "<th scope=\"col\"\(role("columnheader"))\(Self.style(column.style))>\(column.title)</th>"
  }

  /// A row of a body.
  func line(_ row: Row) -> Markup {
    let id: Markup = row.id.map { " id=\"\($0)\"" } ?? .none
    let cells = zip(columns.suffix(row.cells.count), row.cells).map { column, cell -> Markup in
      let label: Markup = stacks ? " data-label=\"\(column.title)\"" : .none
      return "<td\(role("cell"))\(Self.style(column.style))\(label)>\(cell)</td>"
    }
    return """
      <tr\(id)\(role("row"))\(Self.style(row.style))>\(row.group)\
      <th scope="row"\(role("rowheader"))>\(row.header)</th>\(cells)</tr>

      """
  }

  /// A card is no row to a browser any more, so that a reader of the screen has to be told what it is.
  private func role(_ name: String) -> Markup { stacks ? " role=\"\(name)\"" : .none }

  private static func style(_ name: String) -> Markup { name.isEmpty ? .none : " class=\"\(name)\"" }
}
