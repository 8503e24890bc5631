import Platforms

extension Platform {
  /// Slow devices on slow links, so that messages queue.
  static var ofTests: Platform {
    get throws {
      let constant = { (value: String) in
        "{ value: \(value), evidence: assumed, source: \"made up\" }"
      }
      return try Platform(
        yaml: """
          platform: made-up
          summary: "devices that no one sells"
          device:
            name: made up
            rates:
              default: \(constant("1 GMAC/s"))
            overheads:
              default: \(constant("3 us"))
            memory:
              - name: DRAM
                size: \(constant("1 GB"))
                bandwidth: \(constant("1 GB/s"))
                energy: \(constant("1 pJ/B"))
            power:
              active: \(constant("1 W"))
              wait: \(constant("0.2 W"))
              transmit: \(constant("0.5 W"))
              receive: \(constant("0.3 W"))
          network:
            kind: switch
            bandwidth: \(constant("1 Mbit/s"))
            latency: \(constant("1 us"))
            header: \(constant("9 B"))
            packet: \(constant("20 B"))
            energy: \(constant("1 pJ/B"))
            retries: 0
          formats: { weights: fp32, activations: fp32, messages: fp32 }
          collective: ring
          accounting:
            physical: { control: true, waiting: true }
          """, file: "made-up.yaml")
    }
  }
}
