// Rows to columns and back, eight by eight.
#pragma once

#include "clones.h"
#include <string.h>

typedef float ck_eight __attribute__((ext_vector_type(8)));

// The transpose of eight vectors, in place.
CK_INLINE void ck_transpose(ck_eight *r) {
  ck_eight a[8], b[8];
  for (int i = 0; i < 8; i += 2) {
    a[i] = __builtin_shufflevector(r[i], r[i + 1], 0, 8, 1, 9, 4, 12, 5, 13);
    a[i + 1] =
        __builtin_shufflevector(r[i], r[i + 1], 2, 10, 3, 11, 6, 14, 7, 15);
  }
  for (int i = 0; i < 8; i += 4)
    for (int j = 0; j < 2; ++j) {
      ck_eight low = a[i + j], high = a[i + j + 2];
      b[i + 2 * j] =
          __builtin_shufflevector(low, high, 0, 1, 8, 9, 4, 5, 12, 13);
      b[i + 2 * j + 1] =
          __builtin_shufflevector(low, high, 2, 3, 10, 11, 6, 7, 14, 15);
    }
  for (int i = 0; i < 4; ++i) {
    r[i] = __builtin_shufflevector(b[i], b[i + 4], 0, 1, 2, 3, 8, 9, 10, 11);
    r[i + 4] =
        __builtin_shufflevector(b[i], b[i + 4], 4, 5, 6, 7, 12, 13, 14, 15);
  }
}

// to[i][lane] = factor from[lane][i]; zero for lanes from `rows` up to `tile`,
// a multiple of eight.
CK_INLINE void ck_turn(const float *restrict from, ptrdiff_t stride,
                       ptrdiff_t rows, ptrdiff_t size, float factor,
                       float *restrict to, ptrdiff_t tile) {
  for (ptrdiff_t lane = 0; lane < tile; lane += 8) {
    const ptrdiff_t filled = rows - lane < 8 ? rows - lane : 8;
    ptrdiff_t i = 0;
    for (; i + 8 <= size; i += 8) {
      ck_eight r[8];
      for (int row = 0; row < 8; ++row) {
        r[row] = 0;
        if (row < filled)
          memcpy(&r[row], from + (lane + row) * stride + i, sizeof r[row]);
        r[row] *= factor;
      }
      ck_transpose(r);
      for (int j = 0; j < 8; ++j)
        memcpy(to + (i + j) * tile + lane, &r[j], sizeof r[j]);
    }
    // Scattered stores cost more than single ones.
#pragma clang loop vectorize(disable)
    for (; i < size; ++i)
#pragma clang loop vectorize(disable)
      for (int row = 0; row < 8; ++row)
        to[i * tile + lane + row] =
            row < filled ? factor * from[(lane + row) * stride + i] : 0;
  }
}

// to[lane][i] (+)= factor[lane] from[i][lane], for lanes up to `rows`.
CK_INLINE void ck_turn_back(const float *restrict from, ptrdiff_t tile,
                            const float *restrict factor, ptrdiff_t rows,
                            ptrdiff_t size, float *restrict to,
                            ptrdiff_t stride, int adds) {
  for (ptrdiff_t lane = 0; lane < rows; lane += 8) {
    const ptrdiff_t filled = rows - lane < 8 ? rows - lane : 8;
    ck_eight factors;
    memcpy(&factors, factor + lane, sizeof factors);
    ptrdiff_t i = 0;
    for (; i + 8 <= size; i += 8) {
      ck_eight r[8], old;
      for (int j = 0; j < 8; ++j) {
        memcpy(&r[j], from + (i + j) * tile + lane, sizeof r[j]);
        r[j] *= factors;
      }
      ck_transpose(r);
      for (int row = 0; row < 8; ++row)
        if (row < filled) {
          float *line = to + (lane + row) * stride + i;
          if (adds) {
            memcpy(&old, line, sizeof old);
            r[row] += old;
          }
          memcpy(line, &r[row], sizeof r[row]);
        }
    }
#pragma clang loop vectorize(disable)
    for (; i < size; ++i)
#pragma clang loop vectorize(disable)
      for (ptrdiff_t row = lane; row < lane + filled; ++row) {
        float value = factor[row] * from[i * tile + row];
        to[row * stride + i] = adds ? to[row * stride + i] + value : value;
      }
  }
}
