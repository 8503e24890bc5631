extension Template {
  /// Positions split, rows gathered after each block.
  var scheme: String {
    """
    import Cluster
    import Models
    import Schemes
    import Tensors

    /// Positions are split: each device holds all weights and computes the rows
    /// of its own positions, from keys and values of all of them.
    ///
    /// After each block one all-gather tells everyone all rows.
    struct \(novelty.type): Scheme {
      static let name = "\(novelty.name)"
      static let summary = "positions split, one all-gather a block"

      /// Any number of devices; those beyond the positions only listen.
      func check(_ model: ModelShape, devices: Int) throws {}

      /// Runs all blocks on all devices, each for its positions.
      func forward(
        _ pass: Pass, through model: Transformer, on cluster: Cluster
      ) throws -> Tensor {
        let count = cluster.devices.count
        let shares = PositionShares(
          model.positions(of: pass), devices: count, last: count - 1)
        let ready = cluster.share(pass, of: model.shape)
        var x = try cluster.map { try model.embedding(pass, ready: ready[$0]) }
        for block in model.blocks {
          let own = try cluster.map {
            try cluster.run(
              block, on: x[$0], rows: shares.rows[$0.index], in: pass, at: $0)
          }
          x = try cluster.allGather(own, order: shares.order)
        }
        return try cluster.observe([model.tell(x[cluster.root], of: pass)])
      }
    }

    """
  }

  /// A sum that goes from device to device, and then to all.
  var collective: String {
    """
    import Cluster
    import Tensors

    /// A sum that grows from device to device; the last one gives it to all.
    struct \(novelty.type): Collective {
      static let name = "\(novelty.name)"
      static let summary = "along a chain, then a broadcast from its end"

      func sum(_ parts: Sharded, on cluster: Cluster) throws -> Sharded {
        var sum = parts[cluster.root]
        var holder = cluster.root
        for device in cluster.devices.dropFirst() {
          sum = try cluster.send(sum, from: holder, to: [device])[0]
          sum = try sum + parts[device]
          holder = device
        }
        return try cluster.broadcast(sum, from: holder)
      }
    }

    """
  }

  /// The novelty beside what shardbench has.
  func experiment(_ isScheme: Bool) -> String {
    let axis =
      isScheme
      ? "scheme: [\(novelty.name), voltage, tensor-parallel]"
      : "collective: [\(novelty.name), ring, star]"
    let series = isScheme ? "scheme" : "collective"
    return """
      experiment: \(novelty.name)-latency
      note: "\(novelty.name) beside what shardbench has, a prompt of 64 tokens"
      model: stories260k
      platform: raspberry-pi-5-ethernet
      \(isScheme ? "" : "scheme: tensor-parallel\n")tokens: 64
      sweep:
        \(axis)
        devices: [1, 2, 4]
      metrics: [latency_s, energy_j, air_bytes, ram_peak_bytes]
      figures:
        - { name: \(novelty.name)-latency, x: devices, y: latency_s, series: \(series) }

      """
  }

  /// A platform whose constants are all assumed.
  var platform: Scaffold.File {
    func constant(_ value: String, _ source: String) -> String {
      "{ value: \(value), evidence: assumed, source: \"\(source)\" }"
    }
    return Scaffold.File(
      path: "experiments/platforms/\(novelty.name).yaml",
      text: """
        platform: \(novelty.name)
        summary: "boards on a switch; constants to be replaced"
        # Each constant says where it is from: published, second-hand, derived,
        # fitted, recalled or assumed.
        device:
          name: a board
          rates:
            default: \(constant("20 GMAC/s", "multiply-accumulates of all cores"))
          overheads:
            default: \(constant("50 us", "time of an operation besides its work"))
          memory:
            - name: DRAM
              size: \(constant("4 GB", "data sheet"))
              bandwidth: \(constant("5 GB/s", "a stream benchmark"))
              energy: \(constant("0 pJ/B", "part of the active power"))
          power:
            active: \(constant("5 W", "a meter at full load"))
            wait: \(constant("2 W", "a meter at rest"))
            transmit: \(constant("0 W", "part of the board's power"))
            receive: \(constant("0 W", "part of the board's power"))
        network:
          kind: switch
          bandwidth: \(constant("1 Gbit/s", "Ethernet"))
          latency: \(constant("300 us", "half a round trip"))
          header: \(constant("90 B", "Ethernet, IP and TCP"))
          packet: \(constant("1448 B", "TCP payload of an Ethernet frame"))
          energy: \(constant("0 pJ/B", "part of the board's power"))
          retries: 0
        formats: { weights: fp32, activations: fp32, messages: fp32 }
        collective: ring
        accounting:
          paper: { control: false, waiting: true }
          physical: { control: true, waiting: true }

        """)
  }
}
