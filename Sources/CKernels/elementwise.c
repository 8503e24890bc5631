#include "ckernels.h"

#include "clones.h"
#include <math.h>

CK_CLONES void ck_sum(const float *a, const float *b, float *y,
                      ptrdiff_t count) {
  for (ptrdiff_t i = 0; i < count; ++i)
    y[i] = a[i] + b[i];
}

CK_CLONES void ck_product(const float *a, const float *b, float *y,
                          ptrdiff_t count) {
  for (ptrdiff_t i = 0; i < count; ++i)
    y[i] = a[i] * b[i];
}

CK_CLONES void ck_scale(const float *x, float factor, float term, float *y,
                        ptrdiff_t count) {
  for (ptrdiff_t i = 0; i < count; ++i)
    y[i] = factor * x[i] + term;
}

CK_CLONES void ck_add(const float *restrict x, float *restrict y,
                      ptrdiff_t count) {
  for (ptrdiff_t i = 0; i < count; ++i)
    y[i] += x[i];
}

CK_CLONES void ck_add_scaled(const float *restrict x, float factor,
                             float *restrict y, ptrdiff_t count) {
  for (ptrdiff_t i = 0; i < count; ++i)
    y[i] += factor * x[i];
}

CK_CLONES void ck_add_product(const float *a, const float *b,
                              float *restrict y, ptrdiff_t count) {
  for (ptrdiff_t i = 0; i < count; ++i)
    y[i] += a[i] * b[i];
}

CK_CLONES void ck_add_constant(float term, float *y, ptrdiff_t count) {
  for (ptrdiff_t i = 0; i < count; ++i)
    y[i] += term;
}

CK_CLONES float ck_dot(const float *a, const float *b, ptrdiff_t count) {
  float sum = 0;
  {
    CK_FREE_ORDER
    for (ptrdiff_t i = 0; i < count; ++i)
      sum += a[i] * b[i];
  }
  return sum;
}

CK_CLONES double ck_squares(const float *x, ptrdiff_t count) {
  double sum = 0;
  {
    CK_FREE_ORDER
    for (ptrdiff_t i = 0; i < count; ++i)
      sum += (double)x[i] * (double)x[i];
  }
  return sum;
}

// The lanes are explicit: compilers keep the order of a maximum otherwise.
CK_CLONES float ck_max(const float *x, ptrdiff_t count) {
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

CK_CLONES void ck_add_rows(const float *x, const float *restrict bias,
                           float *y, ptrdiff_t rows, ptrdiff_t columns) {
  for (ptrdiff_t at = 0; at < rows * columns; at += columns)
    for (ptrdiff_t i = 0; i < columns; ++i)
      y[at + i] = x[at + i] + bias[i];
}

// Four rows at a time: the sums are read and written less often.
CK_CLONES void ck_column_sums(const float *restrict x, float *restrict sums,
                              ptrdiff_t rows, ptrdiff_t columns) {
  ptrdiff_t row = 0;
  for (; row + 4 <= rows; row += 4) {
    const float *a = x + row * columns, *b = a + columns;
    const float *c = b + columns, *d = c + columns;
    for (ptrdiff_t i = 0; i < columns; ++i)
      sums[i] += (a[i] + b[i]) + (c[i] + d[i]);
  }
  for (; row < rows; ++row)
    for (ptrdiff_t i = 0; i < columns; ++i)
      sums[i] += x[row * columns + i];
}
