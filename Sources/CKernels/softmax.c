#include "ckernels.h"

#include "exponential.h"
#include <math.h>

CK_INLINE float largest(const float *x, ptrdiff_t count) {
  float top[16];
  for (int lane = 0; lane < 16; ++lane)
    top[lane] = -INFINITY;
  ptrdiff_t i = 0;
  for (; i + 16 <= count; i += 16)
    for (int lane = 0; lane < 16; ++lane)
      top[lane] = x[i + lane] > top[lane] ? x[i + lane] : top[lane];
  for (; i < count; ++i)
    top[0] = x[i] > top[0] ? x[i] : top[0];
  for (int lane = 1; lane < 16; ++lane)
    top[0] = top[lane] > top[0] ? top[lane] : top[0];
  return top[0];
}

// Divides by the sum.
CK_INLINE void normalise(float *x, ptrdiff_t count) {
  float sum = 0;
  {
    CK_FREE_ORDER
    for (ptrdiff_t i = 0; i < count; ++i)
      sum += x[i];
  }
  // No sum: nothing was seen. A NaN goes on.
  float factor = sum == 0 ? 0 : 1 / sum;
  for (ptrdiff_t i = 0; i < count; ++i)
    x[i] *= factor;
}

CK_CLONES void ck_softmax(float *x, float scale, ptrdiff_t seen,
                          ptrdiff_t count) {
  for (ptrdiff_t i = 0; i < seen; ++i)
    x[i] *= scale;
  float top = largest(x, seen);
  top = top == -INFINITY ? 0 : top;
  for (ptrdiff_t i = 0; i < seen; ++i)
    x[i] = ck_weight1(x[i] - top);
  normalise(x, seen);
  for (ptrdiff_t i = seen; i < count; ++i)
    x[i] = 0;
}

CK_CLONES void ck_softmax_masked(float *restrict x, const float *restrict mask,
                                 ptrdiff_t count) {
  for (ptrdiff_t i = 0; i < count; ++i)
    x[i] = mask[i] == 0 ? -INFINITY : x[i];
  float top = largest(x, count);
  top = top == -INFINITY ? 0 : top;
  for (ptrdiff_t i = 0; i < count; ++i)
    x[i] = ck_weight1(x[i] - top);
  normalise(x, count);
}

CK_CLONES void ck_softmax_back(const float *y, const float *dy, float *dx,
                               ptrdiff_t count) {
  float sum = 0;
  {
    CK_FREE_ORDER
    for (ptrdiff_t i = 0; i < count; ++i)
      sum += y[i] * dy[i];
  }
  for (ptrdiff_t i = 0; i < count; ++i)
    dx[i] += y[i] * (dy[i] - sum);
}
