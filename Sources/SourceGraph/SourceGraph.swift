/// Which files of a package the code in a file may run.
///
/// A file leads to those that declare or extend a name that it mentions, in
/// its own module and in those that this imports; one that imports a module of
/// C leads to all files of that. What is added to types of other packages is
/// found by the names of its members, and leads from every file if it has
/// none (initialisers, subscripts, operators). This finds more than is used,
/// and misses only code that is reached through a protocol by a type that no
/// file on the way names.
///
/// Some protocols are special. Types that conform to a *door* are parts: only
/// files that declare one lead to others, and who uses a part names its type.
/// To extensions that conform to the *aside* nothing leads: they say nothing
/// that a result could depend on. Nor to the file that lists all parts.
public struct SourceGraph {
  /// The files, in the order of their paths.
  public let files: [SourceFile]
  /// For each file, those that it leads to, by position, ascending.
  public private(set) var edges: [[Int]] = []

  /// The graph of `files`.
  ///
  /// - Parameters:
  ///   - doors: the protocols of parts.
  ///   - aside: the protocol of asides.
  ///   - list: the name of the list of all parts.
  ///
  /// Complexity: O(names in all files).
  public init(
    _ files: [SourceFile], doors: Set<String>, aside: String, list: String
  ) {
    self.files = files.sorted { $0.path < $1.path }
    let visible = Self.visibleModules(files)
    let known = Set(files.flatMap(\.declared))
    let parts = Set(
      files.flatMap { file in
        file.conformances.filter {
          !$0.value.isDisjoint(with: doors)
            && file.declared.contains($0.key)
        }.keys
      })
    let (providers, everywhere) = index(known: known, aside: aside)
    let lists = Set(
      self.files.indices.filter { self.files[$0].declared.contains(list) })
    let modules = Dictionary(
      grouping: self.files.indices, by: { self.files[$0].module })
    edges = self.files.indices.map { position in
      let file = self.files[position]
      let isPart = !file.declared.isDisjoint(with: parts)
      var targets = Set(everywhere)
      for name in file.mentioned where isPart || !parts.contains(name) {
        targets.formUnion(providers[name] ?? [])
      }
      let sees = visible[file.module] ?? []
      targets = targets.filter { sees.contains(self.files[$0].module) }
      for module in file.imports {
        targets.formUnion(
          (modules[module] ?? []).filter { !self.files[$0].isSwift })
      }
      if !file.isSwift { targets.formUnion(modules[file.module] ?? []) }
      targets.subtract(lists)
      targets.remove(position)
      return targets.sorted()
    }
  }

  /// Who declares or extends a name; and who adds something without a name.
  private func index(
    known: Set<String>, aside: String
  ) -> ([String: [Int]], [Int]) {
    var providers: [String: [Int]] = [:]
    var everywhere: [Int] = []
    for (position, file) in files.enumerated() {
      var names = file.declared.union(
        file.extended.filter {
          file.declared.contains($0)
            || file.conformances[$0]?.contains(aside) != true
        })
      let foreign = file.extended.subtracting(known)
      for type in foreign {
        names.formUnion(file.members[type] ?? [])
        if let protocols = file.conformances[type] {
          names.formUnion(protocols)
        } else {
          names.remove(type)
        }
      }
      for name in names { providers[name, default: []].append(position) }
      if file.declaresOperators || !foreign.isDisjoint(with: file.unnamed) {
        everywhere.append(position)
      }
    }
    return (providers, everywhere)
  }

  /// For each module itself and all that it imports, directly or not.
  private static func visibleModules(
    _ files: [SourceFile]
  ) -> [String: Set<String>] {
    var visible: [String: Set<String>] = [:]
    for file in files {
      visible[file.module, default: [file.module]].formUnion(file.imports)
    }
    var grows = true
    while grows {
      grows = false
      for (module, imports) in visible {
        let more = imports.reduce(into: imports) {
          $0.formUnion(visible[$1] ?? [])
        }
        if more != imports {
          visible[module] = more
          grows = true
        }
      }
    }
    return visible
  }

  /// The graph as text: a line a file, with its digest, its path, the types
  /// that it declares and, after a bar, the lines that it leads to.
  public var table: String {
    zip(files, edges).map { file, edges in
      ([file.digest, file.path] + file.declared.sorted() + ["|"]
        + edges.map(String.init)).joined(separator: " ")
    }.joined(separator: "\n")
  }
}
