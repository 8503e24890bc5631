import Cluster

/// Who hears whom: nodes, and for each pair the probability that a packet
/// gets across when its sender is the only one in range that sends.
///
///     let graph = try HopGraph.corridor(nodes: 16, hops: 2, quality: 0.9)
///     graph.diameter  // 2
///     graph[0, 15]    // 0: out of range
///
/// A probability of 0 means out of range: nothing gets across and nothing
/// disturbs either.
public struct HopGraph: Equatable, Sendable {
  /// How many nodes there are.
  public let nodes: Int
  /// `senders x receivers`.
  private let quality: [Double]

  /// A graph from its table, `senders x receivers`; the diagonal is ignored.
  ///
  /// - Throws: ``MixerPacketError`` if the table is not square, or holds
  ///   something other than probabilities.
  public init(quality table: [[Double]]) throws {
    guard 1...Cluster.deviceLimit ~= table.count else {
      throw MixerPacketError.nodes(table.count)
    }
    for row in table {
      guard row.count == table.count else {
        throw MixerPacketError.table(rows: table.count, columns: row.count)
      }
      for value in row where !(0...1 ~= value) {
        throw MixerPacketError.quality(value)
      }
    }
    nodes = table.count
    var flat = table.flatMap { $0 }
    for node in 0..<nodes { flat[node * nodes + node] = 0 }
    quality = flat
  }

  /// Every node hears every other: one hop.
  ///
  /// - Throws: ``MixerPacketError/nodes(_:)``,
  ///   ``MixerPacketError/quality(_:)``.
  public static func fullMesh(nodes: Int, quality: Double) throws -> HopGraph {
    guard 1...Cluster.deviceLimit ~= nodes else {
      throw MixerPacketError.nodes(nodes)
    }
    return try HopGraph(
      quality: Array(
        repeating: Array(repeating: quality, count: nodes), count: nodes))
  }

  /// A corridor with the initiator at its end: `hops` + 1 groups in a row,
  /// whose nodes hear their own and the neighbouring groups.
  ///
  /// Nodes are numbered along the corridor. Groups are as equal as can be;
  /// the first ones have one node more where the division leaves some over.
  /// One hop is the full mesh.
  ///
  /// - Throws: ``MixerPacketError/nodes(_:)``,
  ///   ``MixerPacketError/hops(_:nodes:)``, ``MixerPacketError/quality(_:)``.
  public static func corridor(nodes: Int, hops: Int, quality: Double) throws
    -> HopGraph
  {
    guard 1...Cluster.deviceLimit ~= nodes else {
      throw MixerPacketError.nodes(nodes)
    }
    guard hops >= 1, hops < nodes else {
      throw MixerPacketError.hops(hops, nodes: nodes)
    }
    let groups = hops + 1
    let group = (0..<groups).flatMap { number in
      Array(
        repeating: number,
        count: nodes / groups + (number < nodes % groups ? 1 : 0))
    }
    return try HopGraph(
      quality: group.map { a in
        group.map { b in abs(a - b) <= 1 ? quality : 0 }
      })
  }

  /// The probability that a packet of `sender` alone reaches `receiver`.
  public subscript(sender: Int, receiver: Int) -> Double {
    quality[sender * nodes + receiver]
  }

  /// The fewest hops from one node to each; `nil` where no way leads.
  ///
  /// - Complexity: O(nodes x nodes), breadth first.
  public func hops(from start: Int) -> [Int?] {
    var distance = [Int?](repeating: nil, count: nodes)
    guard distance.indices.contains(start) else { return distance }
    distance[start] = 0
    var reached = [start]
    var hops = 0
    while !reached.isEmpty {
      hops += 1
      var next: [Int] = []
      for a in reached {
        for b in 0..<nodes where distance[b] == nil && self[a, b] > 0 {
          distance[b] = hops
          next.append(b)
        }
      }
      reached = next
    }
    return distance
  }

  /// The most hops that lie between two nodes; `nil` if some node cannot
  /// reach another.
  ///
  /// - Complexity: O(nodes x nodes x nodes).
  public var diameter: Int? {
    var longest = 0
    for start in 0..<nodes {
      for distance in hops(from: start) {
        guard let distance else { return nil }
        longest = max(longest, distance)
      }
    }
    return longest
  }
}
