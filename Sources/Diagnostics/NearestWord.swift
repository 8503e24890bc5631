/// The word of `candidates` that `word` was probably meant to be.
///
/// Distance counts insertions, deletions, substitutions and swaps of
/// neighbours, ignoring case; ties go to the earlier candidate. `nil` if
/// nothing is closer than about a third of the word.
/// Complexity: O(candidates x word length x candidate length).
public func nearestWord(
  to word: String, among candidates: [String]
) -> String? {
  let limit = max(1, (word.count + 2) / 3)
  var best: (word: String, distance: Int)?
  for candidate in candidates {
    let distance = editDistance(word.lowercased(), candidate.lowercased())
    if distance <= limit, distance < (best?.distance ?? .max) {
      best = (candidate, distance)
    }
  }
  return best?.word
}

/// A remedy for an unknown word: the nearest right one, or all of them.
public func didYouMean(_ word: String, among candidates: [String]) -> String {
  if let near = nearestWord(to: word, among: candidates) {
    return "did you mean '\(near)'?"
  }
  return candidates.isEmpty
    ? "nothing is known here"
    : "use one of: \(candidates.joined(separator: ", "))"
}

/// Optimal string alignment distance (Damerau-Levenshtein, no double edits).
func editDistance(_ a: String, _ b: String) -> Int {
  let a = Array(a)
  let b = Array(b)
  guard !a.isEmpty, !b.isEmpty else { return max(a.count, b.count) }
  var previous = [Int](repeating: 0, count: b.count + 1)
  var current = Array(0...b.count)
  for i in 1...a.count {
    let before = previous
    previous = current
    current[0] = i
    for j in 1...b.count {
      let cost = a[i - 1] == b[j - 1] ? 0 : 1
      var distance = min(
        previous[j] + 1, current[j - 1] + 1, previous[j - 1] + cost)
      if i > 1, j > 1, a[i - 1] == b[j - 2], a[i - 2] == b[j - 1] {
        distance = min(distance, before[j - 2] + 1)
      }
      current[j] = distance
    }
  }
  return current[b.count]
}
