import Diagnostics

/// The text of the error that `body` throws, or "" if it throws none.
package func complaint(_ body: () throws -> Void) -> String {
  do {
    try body()
    return ""
  } catch {
    return Diagnosis(of: error).text
  }
}
