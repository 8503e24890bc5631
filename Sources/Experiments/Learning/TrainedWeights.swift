import Digests
import Foundation
import Models
import Tensors

/// Weights that points need: from a file, or trained once and kept under the
/// identity of what trained them.
struct TrainedWeights {
  let learning: Learning

  /// The weights; trains them if they are to be trained and are not there.
  ///
  /// Another process that trains the same waits for this one.
  ///
  /// - Throws: ``LearningError/noWeights(model:)``, and what reading and
  ///   training throw.
  func load() throws -> Transformer {
    let shape = learning.model.shape
    if let file = learning.settings["weights"]?.word {
      return try Transformer(
        shape, weightsIn: URL(fileURLWithPath: file),
        additions: learning.judgedAdditions())
    }
    if learning.settings["train.epochs"] == nil {
      guard let path = learning.model.checkpoint else {
        throw LearningError.noWeights(model: shape.name)
      }
      let file = learning.workspace.dataFolder().appendingPathComponent(path)
      guard FileManager.default.fileExists(atPath: file.path) else {
        throw WorkspaceError.noData(file: file.relativePath)
      }
      return path.hasSuffix(".safetensors")
        ? try Transformer(shape, weightsIn: file)
        : try LlamaCheckpoint.read(file, name: shape.name)
    }
    return try trained(shape)
  }

  /// Where the weights of an identity are kept.
  func file() throws -> URL {
    let folder = learning.workspace.url(".shardbench/weights")
    try FileManager.default.createDirectory(
      at: folder, withIntermediateDirectories: true)
    let code = UsedCode().version(
      .training, schemes: [type(of: learning.trainingScheme)])
    let name = sha256((code + learning.identity).utf8).prefix(24)
    return folder.appendingPathComponent("\(name).safetensors")
  }

  private func trained(_ shape: ModelShape) throws -> Transformer {
    let file = try file()
    let lock = try FileLock(file.appendingPathExtension("lock"))
    defer { lock.release() }
    if FileManager.default.fileExists(atPath: file.path),
      let kept = try? Transformer(
        shape, weightsIn: file, additions: learning.trainedAdditions())
    {
      return kept
    }
    let trainer = try learning.trainer()
    _ = try trainer.train()
    let model = try learning.weights(of: trainer)
    try model.write(to: file)
    return model
  }
}

/// A lock that processes share; a dead one holds none.
private final class FileLock {
  private let descriptor: Int32

  init(_ file: URL) throws {
    descriptor = open(file.path, O_CREAT | O_RDWR, 0o644)
    guard descriptor >= 0 else {
      throw RunError.journal(
        file.relativePath, reason: String(cString: strerror(errno)))
    }
    while flock(descriptor, LOCK_EX) != 0 && errno == EINTR {}
  }

  func release() {
    _ = flock(descriptor, LOCK_UN)
    close(descriptor)
  }
}
