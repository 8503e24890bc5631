#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Two connected sockets, neither inherited by other processes.
///
/// Unlike a pipe, a socket can be written to without SIGPIPE if the reader has
/// gone, without touching how the whole process treats that signal; and it can
/// be made and kept from other children in one step.
func makeSockets() throws -> (own: Int32, other: Int32) {
  var ends: [Int32] = [-1, -1]
  #if canImport(Glibc)
    let kind = Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue)
    let status = socketpair(AF_UNIX, kind, 0, &ends)
  #else
    let status = socketpair(AF_UNIX, SOCK_STREAM, 0, &ends)
    for end in ends {
      _ = fcntl(end, F_SETFD, FD_CLOEXEC)
      var on: Int32 = 1
      setsockopt(
        end, SOL_SOCKET, SO_NOSIGPIPE, &on, socklen_t(MemoryLayout<Int32>.size))
    }
  #endif
  guard status == 0 else { throw RunError.noResources(reason: systemError()) }
  return (ends[0], ends[1])
}

/// Makes reads and writes return at once.
func setNonBlocking(_ descriptor: Int32) {
  _ = fcntl(descriptor, F_SETFL, fcntl(descriptor, F_GETFL) | O_NONBLOCK)
}

/// What a read or a write that does not wait came to.
enum Transfer {
  case bytes(Int)
  case wouldWait
  case ended
}

/// Reads what is there into `buffer`.
func readSome(_ descriptor: Int32, into buffer: inout [UInt8]) -> Transfer {
  while true {
    let count = read(descriptor, &buffer, buffer.count)
    if count > 0 { return .bytes(count) }
    if count == 0 { return .ended }
    if errno == EINTR { continue }
    return errno == EAGAIN ? .wouldWait : .ended
  }
}

/// Sends as many of `bytes` as fit; `.ended` if nobody will read them.
func sendSome(_ socket: Int32, _ bytes: ArraySlice<UInt8>) -> Transfer {
  #if canImport(Glibc)
    let flags = Int32(MSG_NOSIGNAL)
  #else
    let flags: Int32 = 0
  #endif
  while true {
    let count = bytes.withUnsafeBytes { buffer in
      send(socket, buffer.baseAddress, buffer.count, flags)
    }
    if count >= 0 { return .bytes(count) }
    if errno == EINTR { continue }
    return errno == EAGAIN ? .wouldWait : .ended
  }
}

/// Writes all of `bytes`, waiting if need be; false if that fails.
func writeAll(_ descriptor: Int32, _ bytes: [UInt8]) -> Bool {
  var rest = bytes[...]
  while !rest.isEmpty {
    let count = rest.withUnsafeBytes { buffer in
      write(descriptor, buffer.baseAddress, buffer.count)
    }
    if count < 0 {
      if errno == EINTR { continue }
      return false
    }
    rest = rest.dropFirst(count)
  }
  return true
}

/// What the last system call complained about.
func systemError(_ code: Int32 = errno) -> String {
  String(cString: strerror(code))
}
