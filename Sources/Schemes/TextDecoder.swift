import Cluster
import Models
import Tensors

/// Decodes a text through a scheme, token by token, with KV caches.
public struct TextDecoder {
  private let scheme: any Scheme
  private let model: Transformer
  private let cluster: Cluster
  private let memory = DecodingMemory()

  /// A decoder of one text.
  ///
  /// - Parameters:
  ///   - scheme: splits the model.
  ///   - model: a decoder with values.
  ///   - cluster: runs every step; its trace holds all.
  ///   - sample: the number of the text; keys what is lost.
  public init(
    _ scheme: any Scheme, _ model: Transformer, on cluster: Cluster,
    sample: Int = 0
  ) {
    self.scheme = scheme
    self.model = model
    self.cluster = cluster
    cluster.begin(sample: sample)
  }

  /// Takes `token` in and returns the scores of what may follow, one row.
  ///
  /// - Throws: ``Models/ModelError/context(model:position:limit:)`` behind the
  ///   end of the context, and what the scheme throws.
  public func scores(after token: Int) throws -> Tensor {
    guard memory.length < model.shape.context else {
      throw ModelError.context(
        model: model.shape.name, position: memory.length,
        limit: model.shape.context)
    }
    let scores = try scheme.forward(
      Pass([token], memory: memory), through: model, on: cluster)
    memory.advance(by: 1)
    return scores
  }

  /// Decodes after `prompt`, which begins with ``Models/LlamaTokenizer/begin``.
  ///
  /// - Parameters:
  ///   - prompt: numbers of tokens.
  ///   - steps: tokens of the whole text at most, the prompt's included but
  ///     not the one that begins it.
  ///   - sampler: chooses what the prompt does not say.
  ///   - emit: called with each token and the one before it, as it comes.
  /// - Returns: the tokens, up to the one that would begin another text.
  /// - Throws: ``Models/ModelError/context(model:position:limit:)`` behind the
  ///   end of the model's context, what the scheme's pass throws, what `emit`
  ///   throws.
  /// - Complexity: O(steps) passes of one position.
  public func decode(
    prompt: [Int], steps: Int, sampler: inout Sampler,
    emit: (_ token: Int, _ previous: Int) throws -> Void = { _, _ in }
  ) throws -> [Int] {
    var text: [Int] = []
    var token = prompt.first ?? LlamaTokenizer.begin
    while text.count < steps {
      let scores = try scores(after: token)
      let next =
        text.count + 1 < prompt.count
        ? prompt[text.count + 1] : try sampler.next(scores)
      if next == LlamaTokenizer.begin { break }
      try emit(next, token)
      text.append(next)
      token = next
    }
    return text
  }
}
