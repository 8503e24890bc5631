#include "ckernels.h"

#include "clones.h"

CK_INLINE float dot(const float *a, const float *b, ptrdiff_t count) {
  CK_FREE_ORDER
  float sum = 0;
  for (ptrdiff_t i = 0; i < count; ++i)
    sum += a[i] * b[i];
  return sum;
}

CK_INLINE float total(const float *a, ptrdiff_t count) {
  CK_FREE_ORDER
  float sum = 0;
  for (ptrdiff_t i = 0; i < count; ++i)
    sum += a[i];
  return sum;
}

// What the present columns of a row give.
typedef struct {
  float mean;
  float factor;  // 1 / (root + root_epsilon)
  float root;    // of the variance and epsilon
  float divisor; // of the variance
  float count;   // present columns, at least 1
} statistics;

// Two passes: the squares of large values less their mean would cancel.
CK_INLINE statistics measure(const ck_layer_norm *norm, const float *x,
                             const float *mask) {
  CK_FREE_ORDER
  const ptrdiff_t columns = norm->columns;
  statistics s;
  s.count = mask ? total(mask, columns) : (float)columns;
  s.count = s.count > 1 ? s.count : 1;
  s.mean = (mask ? dot(mask, x, columns) : total(x, columns)) / s.count;
  float squares = 0;
  if (mask)
    for (ptrdiff_t i = 0; i < columns; ++i) {
      float d = (x[i] - s.mean) * mask[i];
      squares += d * d;
    }
  else
    for (ptrdiff_t i = 0; i < columns; ++i) {
      float d = x[i] - s.mean;
      squares += d * d;
    }
  s.divisor = s.count - norm->unbiased;
  s.divisor = s.divisor > 1 ? s.divisor : 1;
  s.root = CK_ROOT(squares / s.divisor + norm->epsilon);
  s.factor = 1 / (s.root + norm->root_epsilon);
  return s;
}

CK_INLINE void forward(const ck_layer_norm *norm, const float *x,
                       const float *mask, const float *restrict gain,
                       const float *restrict shift, float *restrict y) {
  const statistics s = measure(norm, x, mask);
  const ptrdiff_t columns = norm->columns;
  if (norm->shifts_first)
    for (ptrdiff_t i = 0; i < columns; ++i) {
      float value = ((x[i] - s.mean) * s.factor + shift[i]) * gain[i];
      y[i] = mask ? value * mask[i] : value;
    }
  else
    for (ptrdiff_t i = 0; i < columns; ++i) {
      float value = (x[i] - s.mean) * s.factor * gain[i] + shift[i];
      y[i] = mask ? value * mask[i] : value;
    }
}

CK_CLONES void ck_layer_norm_row(const ck_layer_norm *norm, const float *x,
                                 const float *mask, const float *gain,
                                 const float *shift, float *y) {
  // Two calls, so that the loops without a mask do not ask for it.
  if (mask)
    forward(norm, x, mask, gain, shift, y);
  else
    forward(norm, x, NULL, gain, shift, y);
}

// Through (x - mean) / root, with the mean and the root as functions of the
// present columns.
CK_INLINE void backward(const ck_layer_norm *norm, const float *x,
                        const float *mask, const float *restrict gain,
                        const float *restrict shift, const float *restrict dy,
                        float *dx, float *dgain, float *dshift,
                        float *restrict scratch) {
  const statistics s = measure(norm, x, mask);
  const ptrdiff_t columns = norm->columns;
  const int first = norm->shifts_first;
  float *restrict centred = scratch, *restrict back = scratch + columns;
  for (ptrdiff_t i = 0; i < columns; ++i) {
    float d = x[i] - s.mean, g = dy[i] * gain[i];
    centred[i] = mask ? d * mask[i] : d;
    back[i] = mask ? g * mask[i] : g;
  }
  if (dgain)
    for (ptrdiff_t i = 0; i < columns; ++i) {
      float value = centred[i] * s.factor + (first ? shift[i] : 0);
      dgain[i] += (mask ? dy[i] * mask[i] : dy[i]) * value;
    }
  if (dshift)
    for (ptrdiff_t i = 0; i < columns; ++i)
      dshift[i] += first ? back[i] : mask ? dy[i] * mask[i] : dy[i];
  if (!dx)
    return;
  float along = dot(back, centred, columns);
  float curve = s.root > 0 ? along * s.factor * s.factor / (s.divisor * s.root)
                           : 0;
  // The centred row sums to zero, so the mean is that of the first term.
  float mean = total(back, columns) * s.factor / s.count;
  for (ptrdiff_t i = 0; i < columns; ++i)
    dx[i] += back[i] * s.factor - curve * centred[i] -
             (mask ? mean * mask[i] : mean);
}

CK_CLONES void ck_layer_norm_row_back(const ck_layer_norm *norm,
                                      const float *x, const float *mask,
                                      const float *gain, const float *shift,
                                      const float *dy, float *dx, float *dgain,
                                      float *dshift, float *scratch) {
  if (mask)
    backward(norm, x, mask, gain, shift, dy, dx, dgain, dshift, scratch);
  else
    backward(norm, x, NULL, gain, shift, dy, dx, dgain, dshift, scratch);
}

CK_CLONES void ck_rms_norm(const float *restrict x, const float *restrict gain,
                           float epsilon, float *restrict y, ptrdiff_t rows,
                           ptrdiff_t columns) {
  for (ptrdiff_t row = 0; row < rows; ++row) {
    const float *from = x + row * columns;
    float *to = y + row * columns;
    float square = dot(from, from, columns) / (float)columns;
    float factor = 1 / CK_ROOT(square + epsilon);
    for (ptrdiff_t i = 0; i < columns; ++i)
      to[i] = gain[i] * (factor * from[i]);
  }
}

CK_CLONES void ck_rms_norm_back(const float *restrict x,
                                const float *restrict gain, float epsilon,
                                const float *restrict dy, float *dx,
                                float *dgain, ptrdiff_t rows,
                                ptrdiff_t columns) {
  for (ptrdiff_t row = 0; row < rows; ++row) {
    const float *from = x + row * columns, *line = dy + row * columns;
    float square = dot(from, from, columns) / (float)columns;
    float factor = 1 / CK_ROOT(square + epsilon);
    if (dgain)
      for (ptrdiff_t i = 0; i < columns; ++i)
        dgain[i] += line[i] * from[i] * factor;
    if (!dx)
      continue;
    float *to = dx + row * columns;
    float along = 0;
    {
      CK_FREE_ORDER
      for (ptrdiff_t i = 0; i < columns; ++i)
        along += line[i] * gain[i] * from[i];
    }
    // d/dx of the factor: -factor^3 x / columns.
    float back = along * factor * factor * factor / (float)columns;
    for (ptrdiff_t i = 0; i < columns; ++i)
      to[i] += factor * line[i] * gain[i] - back * from[i];
  }
}
