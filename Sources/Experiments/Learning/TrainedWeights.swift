import Digests
import Files
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
  func file() -> URL {
    let folder = learning.workspace.url(".shardbench/weights")
    // If it cannot be made, the lock tells why.
    try? FileManager.default.createDirectory(
      at: folder, withIntermediateDirectories: true)
    var collectives: [Any.Type] = []
    if case .added(let added)? = learning.trainingSum {
      collectives = [type(of: added.collective)]
    }
    let code = UsedCode().version(
      .training, with: [type(of: learning.trainingScheme)] + collectives)
    let name = sha256((code + learning.identity).utf8).prefix(24)
    return folder.appendingPathComponent("\(name).safetensors")
  }

  private func trained(_ shape: ModelShape) throws -> Transformer {
    let file = file()
    let lock = try locked(file)
    defer { lock.release() }
    if KeptFile(file).isWhole,
      let kept = try? Transformer(
        shape, weightsIn: file, additions: learning.trainedAdditions())
    {
      return kept
    }
    let trainer = try learning.trainer()
    _ = try trainer.train()
    let model = try learning.weights(of: trainer)
    removeStalePartials(in: file.deletingLastPathComponent())
    try model.write(to: file)
    try KeptFile(file).seal()
    return model
  }

  private func locked(_ file: URL) throws -> FileLock {
    do {
      return try FileLock(waitingFor: file.appendingPathExtension("lock"))
    } catch {
      throw RunError.cache(file.relativePath, reason: error.reason)
    }
  }
}
