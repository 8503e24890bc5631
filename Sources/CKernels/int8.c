#include "int8.h"

#include "clones.h"
#include <math.h>

CK_CLONES float ck_largest_size(const float *x, ptrdiff_t count) {
  float top[16] = {0}, rest[16] = {0};
  ptrdiff_t i = 0;
  // What is infinite or no number leaves a rest that is not zero.
  for (; i + 16 <= count; i += 16)
    for (int lane = 0; lane < 16; ++lane) {
      float size = fabsf(x[i + lane]);
      top[lane] = size > top[lane] ? size : top[lane];
      rest[lane] += x[i + lane] * 0;
    }
  for (; i < count; ++i) {
    float size = fabsf(x[i]);
    top[0] = size > top[0] ? size : top[0];
    rest[0] += x[i] * 0;
  }
  for (int lane = 1; lane < 16; ++lane) {
    top[0] = top[lane] > top[0] ? top[lane] : top[0];
    rest[0] += rest[lane];
  }
  return rest[0] == 0 ? top[0] : rest[0];
}

CK_INLINE float steps(float x, float scale) {
  const float shift = 12582912; // 1.5 * 2^23: adding it rounds
  float s = x * scale;
  s = s < -128 ? -128 : s;
  s = s > 127 ? 127 : s;
  s += shift;
  return s - shift;
}

CK_CLONES void ck_int8_steps(const float *x, float scale, float *y,
                             ptrdiff_t count) {
  for (ptrdiff_t i = 0; i < count; ++i)
    y[i] = steps(x[i], scale);
}

CK_CLONES void ck_int8_round(const float *x, float scale, float step, float *y,
                             ptrdiff_t count) {
  for (ptrdiff_t i = 0; i < count; ++i)
    y[i] = steps(x[i], scale) * step;
}

CK_CLONES void ck_int8_add(const float *restrict sums, int32_t *restrict to,
                           ptrdiff_t count) {
  for (ptrdiff_t i = 0; i < count; ++i)
    to[i] += (int32_t)sums[i];
}

CK_INLINE void scale_rows(float *restrict y, const int32_t *restrict earlier,
                          const int32_t *restrict bias, float factor,
                          ptrdiff_t rows, ptrdiff_t columns) {
  for (ptrdiff_t row = 0; row < rows; ++row)
    for (ptrdiff_t i = 0; i < columns; ++i) {
      const ptrdiff_t at = row * columns + i;
      int32_t sum = (int32_t)y[at];
      if (earlier)
        sum += earlier[at];
      if (bias)
        sum += bias[i];
      y[at] = (float)sum * factor;
    }
}

CK_CLONES void ck_int8_scale(float *y, const int32_t *earlier,
                             const int32_t *bias, float factor, ptrdiff_t rows,
                             ptrdiff_t columns) {
  if (earlier)
    scale_rows(y, earlier, bias, factor, rows, columns);
  else if (bias)
    scale_rows(y, NULL, bias, factor, rows, columns);
  else
    scale_rows(y, NULL, NULL, factor, rows, columns);
}

CK_CLONES void ck_choose(const float *restrict mask,
                         const float *restrict chosen,
                         const float *restrict other, float *restrict y,
                         ptrdiff_t count) {
  if (other)
    for (ptrdiff_t i = 0; i < count; ++i)
      y[i] = mask[i] != 0 ? chosen[i] : other[i];
  else
    for (ptrdiff_t i = 0; i < count; ++i)
      y[i] = mask[i] != 0 ? chosen[i] : 0;
}
