import CReference

/// Runs `body` in the frame by which profilers know what to count.
///
/// - Throws: what `body` throws.
package func inCountedRegion(_ body: () throws -> Void) throws {
  var failure: (any Error)?
  try withoutActuallyEscaping(body) { body in
    let work = Work {
      do { try body() } catch { failure = error }
    }
    creference_counted_region(
      { context in
        guard let context else { return }
        Unmanaged<Work>.fromOpaque(context).takeUnretainedValue().run()
      },
      Unmanaged.passUnretained(work).toOpaque())
    withExtendedLifetime(work) {}
    if let failure { throw failure }
  }
}

/// A closure that C can hand on.
private final class Work {
  let run: () -> Void

  init(_ run: @escaping () -> Void) { self.run = run }
}
