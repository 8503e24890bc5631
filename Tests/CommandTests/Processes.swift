import Foundation

#if os(Linux)
  /// What runs on this machine, by `/proc`.
  enum Processes {
    private static var all: [pid_t] {
      let names = try? FileManager.default.contentsOfDirectory(atPath: "/proc")
      return (names ?? []).compactMap { pid_t($0) }
    }

    /// What a process has started; those that have ended do not count.
    static func children(of parent: pid_t) -> [pid_t] {
      all.filter { process in
        // number (name) state parent
        let fields = text(process, "stat")?.split(separator: ")").last?
          .split(separator: " ")
        return fields?.first != "Z" && fields?.dropFirst().first == "\(parent)"
      }
    }

    /// The workers in a workspace, whoever is their parent by now.
    static func workers(in root: URL) -> [pid_t] {
      all.filter { process in
        text(process, "cmdline")?.hasSuffix("\0worker\0") == true
          && text(process, "environ")?.split(separator: "\0")
            .contains("SHARDBENCH_HOME=\(root.path)") == true
      }
    }

    /// Whether all workers in a workspace end before anybody would stop
    /// waiting.
    static func workersEnd(in root: URL) -> Bool {
      let deadline = ContinuousClock.now + .seconds(20)
      while !workers(in: root).isEmpty {
        if ContinuousClock.now > deadline { return false }
        sched_yield()
      }
      return true
    }

    private static func text(_ process: pid_t, _ file: String) -> String? {
      // Files of /proc have no size, and what they tell of may be gone.
      FileManager.default.contents(atPath: "/proc/\(process)/\(file)").map {
        String(decoding: $0, as: UTF8.self)
      }
    }
  }
#endif
