import Cluster
import Tensors

/// All-reduce by recursive doubling (Thakur et al., 2005): in step k devices
/// 2^k apart exchange their sums, so that log2 D steps do.
///
/// Of a number that is no power of two, the devices beyond the largest one in
/// it first give their parts to others, and get the sum from them at the end.
struct RecursiveDoubling: Collective {
  static let name = "recursive-doubling"
  static let summary = "sums exchanged at distances 1, 2, 4, ... (Thakur)"

  func sum(_ parts: Sharded, on cluster: Cluster) throws -> Sharded {
    let devices = cluster.devices
    let power = 1 << (Int.bitWidth - 1 - devices.count.leadingZeroBitCount)
    let extra = Array(zip(devices[power...], devices))
    var sums = parts
    try cluster.asOneRound {
      for (outside, inside) in extra {
        let came = try cluster.send(
          parts[outside], from: outside, to: [inside])[0]
        sums[inside] = try sums[inside] + came
      }
    }
    var distance = 1
    while distance < power {
      let before = sums
      try cluster.asOneRound {
        for sender in devices[..<power] {
          let receiver = devices[sender.index ^ distance]
          let came = try cluster.send(
            before[sender], from: sender, to: [receiver])[0]
          sums[receiver] = try before[receiver] + came
        }
      }
      distance *= 2
    }
    try cluster.asOneRound {
      for (outside, inside) in extra {
        sums[outside] = try cluster.send(
          sums[inside], from: inside, to: [outside])[0]
      }
    }
    return sums
  }
}
