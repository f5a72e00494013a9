internal import Interchange
internal import Ledger
internal import LedgerStore

extension OpenLedger {
  /// Reads what an import is checked against: the current codes, framework, targets, publications and memberships.
  mutating func catalogue() throws -> Catalogue {
    var catalogue = Catalogue()
    for type in ["indicator", "area", "unit", "codelist", "node", "target", "publication", "membership"] {
      for state in try currentStates(ofType: type) {
        // A state that is not canonical is quarantined: nothing can be checked against it.
        guard let data = try? JSON(canonical: Array(state.data.utf8)) else { continue }
        catalogue.apply(subject: state.subject, kind: state.kind, data: data)
      }
    }
    return catalogue
  }
}
