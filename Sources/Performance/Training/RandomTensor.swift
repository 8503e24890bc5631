import Tensors

/// A tensor of values spread evenly over -limit to limit.
package func randomTensor(
  _ shape: Shape, limit: Float = 1, _ random: inout RandomStream
) -> Tensor {
  Tensor(shape) {
    for i in 0..<shape.count {
      $0[i] = (Float(random.next() >> 40) / 8_388_608 - 1) * limit
    }
  }
}
