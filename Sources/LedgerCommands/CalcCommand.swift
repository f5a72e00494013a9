internal import Arithmetic
internal import CommandLineParsing
internal import Interchange
internal import Ledger
internal import LedgerStore
internal import OperatingSystem

/// `tally calc`: what a derivation comes to, down to the events.
enum CalcCommand {
  static func command(_ host: Host) -> Command {
    Command(
      "calc", "Works out a number from the ledger, and shows the way down to the events.",
      discussion: """
        The forms nest: figure(SEL), sum(SEL,…), difference(a,b), ratio(a,b,scale),
        growth(SEL,from,to,total|per-year), project(SEL,from,to,at), extreme(SEL,max|min),
        period(SEL,first|last), target(CODE,value|baseline|due),
        count(figures SEL | nodes kind= sector= plan= | targets status= basis= plan= |
        members group= category= on= joined= distinct=yes), and a number. SEL is a figure in which * stands for any \
        area, period or code, and A..B for each period from A to B.

        Numbers are exact; the value is rounded for the eye, and the exact one stands beside it. A number is at least \
        what it says where it counts or adds up a set that is not stated complete.

        Exit code 65 where the form cannot be read, and where something is missing: it is named, and nothing is guessed.
        """,
      examples: [
        Example("tally calc 'figure(itu-member-states@ITU@2021)'", "Look one figure up."),
        Example("tally calc 'sum(wireless-broadband-beneficiaries@Djibouti@2019-12@type=*)'", "Add figures up."),
        Example("tally calc 'ratio(count(targets status=achieved),count(targets),100)'", "Work out a share."),
      ]
    ) {
      Operand("form", of: GivenDerivation.self, "The derivation, in quotation marks for the shell.")
      Flag("--json", "One JSON object with the tree.")
      QuestionOptions.group
      DatabaseOptions.group
    } run: { form, json, question, database in
      try run(host, form.derivation, json, question, database)
    }
  }

  private static func run(
    _ host: Host, _ form: Result<Derivation, Refusal>, _ json: Bool, _ options: QuestionOptions,
    _ database: DatabaseOptions
  ) throws {
    let derivation: Derivation
    switch form {
    case .success(let form): derivation = form
    case .failure(let refusal): throw InputRefused("\(refusal)")
    }
    var ledger = try database.open(host)
    let question = try options.resolve(&ledger, host)
    let state = try ledger.state(question.asOf) { state in state.figures(neededBy: derivation) }
    let derived = state.evaluate(derivation)
    if json {
      var line = derived.line
      question.add(to: &line)
      try host.say(line)
    } else {
      for line in derived.lines(width: host.width) { try host.say(line) }
      try host.say()
      if let embargoed = question.embargoWords(state) { try host.say(embargoed) }
      try host.sayWrapped(question.words)
    }
    guard derived.value == nil else { return }
    let missing = derived.missing.map { "\($0)" }.joined(separator: "; ")
    throw InputRefused("cannot be worked out; missing: \(missing)")
  }
}

/// A derivation on the command line.
struct GivenDerivation: CommandLineValue {
  static let placeholder = "FORM"

  // What cannot be read is refused input, not wrong usage: the refusal is kept until the command runs.
  let derivation: Result<Derivation, Refusal>

  init(commandLine text: String) {
    do throws(Refusal) {
      derivation = .success(try Derivation(text))
    } catch {
      derivation = .failure(error)
    }
  }

  var commandLineText: String { (try? derivation.get().description) ?? "" }
}
