import Foundation
import Testing
@testable import Figures
struct Scratch {
  @Test func pics() throws {
    let f = URL(fileURLWithPath: "/tmp/gx/out/plots")
    for s in [
      FigureSpecification(name: "ribbons", csv: "/tmp/gx/out/results/loss.csv", title: "CATS under message loss", x: "loss", y: ["mse"], series: ["train_loss","scheme"], panel: "collective", ribbon: .ci95),
      FigureSpecification(name: "single", csv: "/tmp/gx/out/results/loss.csv", x: "loss", y: ["mse"], series: ["train_loss"], filter: [.init("collective","all-gather"), .init("scheme", "cats")], ribbon: .bars),
      FigureSpecification(name: "bars", csv: "/tmp/gx/out/results/lat.csv", x: "devices", y: ["compute_s","communication_s","wait_s"], panel: "scheme", kind: .stackedBars),
      FigureSpecification(name: "log", csv: "/tmp/gx/out/results/lat.csv", x: "devices", y: ["air_bytes"], series: ["scheme"], ribbon: .minMax, logX: true, logY: true),
      FigureSpecification(name: "words", csv: "/tmp/gx/out/results/lat.csv", x: "platform", y: ["energy_j"], series: ["scheme"], panel: "devices", kind: .points, ribbon: .ci95),
    ] {
      print(try draw(s, into: f))
    }
  }
}
