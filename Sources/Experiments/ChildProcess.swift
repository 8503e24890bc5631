import Foundation

/// A process with its three streams, and a fourth descriptor for its end.
///
/// Started with `posix_spawn` and not with Foundation, so that no descriptor of
/// one child leaks into another and the end can be polled like all else.
final class ChildProcess {
  let pid: pid_t
  /// Own end of the child's stdin, a socket that does not wait; -1 if closed.
  private(set) var input: Int32
  /// Own end of the child's stdout; reads do not wait.
  let output: Int32
  /// Own end of the child's stderr; reads do not wait.
  let errors: Int32
  /// Readable once the child has ended.
  let end: Int32
  private var isReaped = false

  /// Starts `program`; `environment` comes on top of the own one.
  init(
    program: String, arguments: [String], environment: [String: String]
  ) throws {
    var pairs: [(own: Int32, other: Int32)] = []
    do {
      for _ in 0..<4 { pairs.append(try makeSockets()) }
      pid = try spawn(
        program, arguments, environment, streams: pairs.prefix(3).map(\.other))
    } catch {
      for pair in pairs {
        close(pair.own)
        close(pair.other)
      }
      throw error
    }
    for pair in pairs.prefix(3) {
      close(pair.other)
      setNonBlocking(pair.own)
    }
    (input, output, errors) = (pairs[0].own, pairs[1].own, pairs[2].own)
    end = pairs[3].own
    let (pid, signal) = (pid, pairs[3].other)
    // Waits without reaping, so that the number stays the child's until `reap`.
    Thread.detachNewThread {
      var info = siginfo_t()
      while waitid(P_PID, id_t(pid), &info, WEXITED | WNOWAIT) != 0,
        errno == EINTR
      {}
      close(signal)
    }
  }

  /// Tells the child that nothing more comes.
  func closeInput() {
    if input >= 0 { close(input) }
    input = -1
  }

  /// Whether the child ends within `milliseconds`.
  func ends(within milliseconds: Int32) -> Bool {
    var entry = pollfd(fd: end, events: Int16(POLLIN), revents: 0)
    return poll(&entry, 1, milliseconds) > 0
  }

  /// Waits for the end and returns how it came; call it once.
  func reap() -> WorkerEnding {
    var status: Int32 = 0
    while waitpid(pid, &status, 0) < 0, errno == EINTR {}
    isReaped = true
    let signal = status & 0x7F
    return signal == 0 ? .exited(status >> 8 & 0xFF) : .signalled(signal)
  }

  /// Ends the child at once unless it has ended.
  func kill() {
    guard !isReaped else { return }
    Foundation.kill(pid, SIGKILL)
    _ = reap()
  }

  deinit {
    kill()
    closeInput()
    for descriptor in [output, errors, end] { close(descriptor) }
  }
}

/// Starts a process whose descriptors 0, 1 and 2 are `streams`.
private func spawn(
  _ program: String, _ arguments: [String], _ environment: [String: String],
  streams: [Int32]
) throws -> pid_t {
  #if canImport(Glibc)
    var actions = posix_spawn_file_actions_t()
    var attributes = posix_spawnattr_t()
  #else
    var actions: posix_spawn_file_actions_t?
    var attributes: posix_spawnattr_t?
  #endif
  posix_spawn_file_actions_init(&actions)
  defer { posix_spawn_file_actions_destroy(&actions) }
  for (number, stream) in streams.enumerated() {
    posix_spawn_file_actions_adddup2(&actions, stream, Int32(number))
  }
  posix_spawnattr_init(&attributes)
  defer { posix_spawnattr_destroy(&attributes) }
  // Ctrl-C reaches all processes of a terminal: it is for the parent, which
  // ends its workers itself.
  var signals = sigset_t()
  sigemptyset(&signals)
  sigaddset(&signals, SIGINT)
  posix_spawnattr_setsigmask(&attributes, &signals)
  // A worker whose parent is gone shall die of SIGPIPE.
  sigemptyset(&signals)
  sigaddset(&signals, SIGPIPE)
  posix_spawnattr_setsigdefault(&attributes, &signals)
  posix_spawnattr_setflags(
    &attributes, Int16(POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK))

  let variables = ProcessInfo.processInfo.environment
    .merging(environment) { $1 }
  let names = variables.keys.sorted()
  var argv = ([program] + arguments).map { strdup($0) } + [nil]
  var envp = names.map { strdup("\($0)=\(variables[$0] ?? "")") } + [nil]
  defer { for text in argv + envp { free(text) } }
  var pid: pid_t = 0
  let code = posix_spawn(&pid, program, &actions, &attributes, &argv, &envp)
  guard code == 0 else {
    throw RunError.cannotStart(program, reason: systemError(code))
  }
  return pid
}
