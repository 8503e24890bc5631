import Tensors
import TestSupport
import Testing

@testable import Platforms

struct HopGraphTests {
  /// Distances by another algorithm: Floyd and Warshall's.
  private func diameter(_ graph: HopGraph) -> Int? {
    let nodes = 0..<graph.nodes
    var distance = nodes.map { a in
      nodes.map { b in a == b ? 0 : graph[a, b] > 0 ? 1 : 100_000 }
    }
    for via in nodes {
      for a in nodes {
        for b in nodes {
          distance[a][b] = min(
            distance[a][b], distance[a][via] + distance[via][b])
        }
      }
    }
    let longest = distance.joined().max() ?? 0
    return longest < 100_000 ? longest : nil
  }

  @Test func aCorridorHasItsHops() throws {
    for nodes in 2...20 {
      for hops in 1..<nodes {
        let graph = try HopGraph.corridor(
          nodes: nodes, hops: hops, quality: 0.8)
        #expect(graph.diameter == hops, "\(nodes) nodes")
        // Nodes are in order, so the last is the farthest.
        #expect(graph.hops(from: 0).last == hops)
        #expect(graph.hops(from: nodes - 1).first == hops)
      }
    }
  }

  /// Groups by node, worked out by hand.
  @Test(arguments: [
    (4, 3, [0, 1, 2, 3]), (4, 2, [0, 0, 1, 2]),
    (8, 2, [0, 0, 0, 1, 1, 1, 2, 2]),
    (6, 1, [0, 0, 0, 1, 1, 1]), (7, 3, [0, 0, 1, 1, 2, 2, 3]),
  ])
  func groupsHearTheirNeighbours(nodes: Int, hops: Int, groups: [Int]) throws {
    let graph = try HopGraph.corridor(nodes: nodes, hops: hops, quality: 0.7)
    for a in 0..<nodes {
      for b in 0..<nodes {
        let isNear = a != b && abs(groups[a] - groups[b]) <= 1
        #expect(graph[a, b] == (isNear ? 0.7 : 0), "\(a) to \(b)")
      }
    }
  }

  @Test func oneHopIsTheFullMesh() throws {
    for nodes in 2...9 {
      #expect(
        try HopGraph.corridor(nodes: nodes, hops: 1, quality: 0.6)
          == HopGraph.fullMesh(nodes: nodes, quality: 0.6))
    }
    #expect(try HopGraph.fullMesh(nodes: 1, quality: 0.5).diameter == 0)
    #expect(try HopGraph.fullMesh(nodes: 5, quality: 0.1).diameter == 1)
    #expect(try HopGraph.fullMesh(nodes: 5, quality: 0).diameter == nil)
  }

  @Test func theDiameterIsTheLongestShortestWay() throws {
    for seed in UInt64(0)..<300 {
      var random = RandomStream(seed: seed)
      let nodes = random.int(1...12)
      let density = random.int(5...60)
      let graph = try HopGraph(
        quality: (0..<nodes).map { _ in
          (0..<nodes).map { _ in random.int(0...99) < density ? 0.5 : 0 }
        })
      #expect(graph.diameter == diameter(graph), "seed \(seed)")
    }
  }

  /// Links may differ by direction; the diagonal does not count.
  @Test func aTableIsTakenAsItIs() throws {
    let graph = try HopGraph(quality: [[1, 0.2], [0.4, 0.9]])
    #expect(graph[0, 1] == 0.2)
    #expect(graph[1, 0] == 0.4)
    #expect(graph[0, 0] == 0)
    #expect(graph[1, 1] == 0)
    #expect(graph.hops(from: 7) == [nil, nil])
  }

  @Test func theImpossibleIsRefused() {
    typealias Wrong = MixerPacketError
    let cases: [(Wrong, () throws -> Void)] = [
      (.nodes(0), { _ = try HopGraph(quality: []) }),
      (.nodes(0), { _ = try HopGraph.fullMesh(nodes: 0, quality: 1) }),
      (
        .nodes(-3),
        { _ = try HopGraph.corridor(nodes: -3, hops: 1, quality: 1) }
      ),
      (.nodes(1025), { _ = try HopGraph.fullMesh(nodes: 1025, quality: 1) }),
      (
        .hops(0, nodes: 4),
        { _ = try HopGraph.corridor(nodes: 4, hops: 0, quality: 1) }
      ),
      (
        .hops(4, nodes: 4),
        { _ = try HopGraph.corridor(nodes: 4, hops: 4, quality: 1) }
      ),
      (
        .hops(1, nodes: 1),
        { _ = try HopGraph.corridor(nodes: 1, hops: 1, quality: 1) }
      ),
      (.quality(1.5), { _ = try HopGraph.fullMesh(nodes: 2, quality: 1.5) }),
      (
        .quality(-0.1),
        { _ = try HopGraph.corridor(nodes: 3, hops: 2, quality: -0.1) }
      ),
      (
        .table(rows: 2, columns: 3),
        { _ = try HopGraph(quality: [[0, 1], [1, 0, 1]]) }
      ),
    ]
    for (expected, body) in cases {
      #expect(throws: expected, performing: body)
    }
    // Not a number equals nothing, so its text is looked at.
    #expect(
      wording { _ = try HopGraph.fullMesh(nodes: 2, quality: .nan) }
        .contains("link quality of nan"))
  }
}
