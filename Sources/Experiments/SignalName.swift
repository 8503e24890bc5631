/// The name of a signal, as `kill -l` knows it.
func signalName(_ number: Int32) -> String {
  // The numbers below are the same on Linux and macOS.
  let names: [Int32: String] = [
    1: "SIGHUP", 2: "SIGINT", 3: "SIGQUIT", 4: "SIGILL", 5: "SIGTRAP",
    6: "SIGABRT", 8: "SIGFPE", 9: "SIGKILL", 11: "SIGSEGV", 13: "SIGPIPE",
    14: "SIGALRM", 15: "SIGTERM", 24: "SIGXCPU", 25: "SIGXFSZ",
  ]
  #if os(Linux)
    if number == 7 { return "SIGBUS" }
  #elseif canImport(Darwin)
    if number == 10 { return "SIGBUS" }
  #endif
  return names[number] ?? "signal \(number)"
}
