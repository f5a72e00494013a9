/// A table with a number, a caption, scoped headers and a frame in which it scrolls on a narrow screen.
struct HTMLTable {
  /// A column.
  struct Column {
    var title: String
    var style = ""
  }

  /// The anchor of the table.
  var id: String
  /// What is in it.
  var caption: String
  /// What holds for the whole table.
  var headnote: Markup = .none
  /// The columns, the first one the header of each row.
  var columns: [Column]
  /// The bodies, each with its rows.
  var bodies: [Markup]
  /// What stands below it.
  var notes: [Markup] = []
  /// How it is laid out.
  var style = ""

  /// The table as a figure of the page.
  ///
  /// - Parameter number: Its number in the document.
  func html(number: Int) -> Markup {
    let heads = columns.map { column -> Markup in
      column.style.isEmpty
        ? "<th scope=\"col\">\(column.title)</th>"
        : "<th scope=\"col\" class=\"\(column.style)\">\(column.title)</th>"
    }
    var html: Markup = """
      <div class="scroll" role="region" aria-labelledby="caption-\(id)" tabindex="0">
      <table id="\(id)" class="\(style)">
      <caption id="caption-\(id)"><span class="number">Table \(number).</span> \(caption)\(
        headnote.isEmpty ? .none : "<span class=\"headnote\">\(headnote)</span>")</caption>
      <thead><tr>\(heads)</tr></thead>

      """
    for body in bodies { html += "<tbody>\n\(body)</tbody>\n" }
    html += "</table>\n</div>\n"
    if !notes.isEmpty { html += "<ul class=\"notes\">\(notes.map { "<li>\($0)</li>" })</ul>\n" }
    return html
  }
}
