#include "clones.h"
#include "gathered_inner.h"
#include <string.h>

typedef float lanes __attribute__((ext_vector_type(16)));

enum { width = 16, most_vectors = 3, most_rows = 16 };

#define UNROLL _Pragma("clang loop unroll(full)")

CK_INLINE void load(lanes *to, const float *from) {
  memcpy(to, from, sizeof *to);
}

CK_INLINE void put(float *to, const lanes *from, ptrdiff_t count, int adds) {
  lanes x = *from, old = 0;
  if (count == width) {
    if (adds)
      load(&old, to);
    x += old;
    memcpy(to, &x, sizeof x);
  } else {
    for (ptrdiff_t i = 0; i < count; ++i)
      to[i] = (adds ? to[i] : 0) + x[i];
  }
}

// The product of `height` rows; both numbers are constants to the compiler.
CK_INLINE void tile(const ck_product *plan, ptrdiff_t row, const int height,
                    const int vectors) {
  CK_FREE_ORDER
  lanes sum[most_rows][most_vectors];
  UNROLL for (int i = 0; i < height; ++i)
    UNROLL for (int v = 0; v < vectors; ++v)
      sum[i][v] = 0;
  for (ptrdiff_t r = 0; r < plan->range_count; ++r) {
    const float *x = plan->ranges[r].values + row * plan->stride;
    const float *w = plan->ranges[r].panel;
    const ptrdiff_t count = plan->ranges[r].count;
    for (ptrdiff_t c = 0; c < count; ++c, w += width * vectors) {
      lanes weight[most_vectors];
      UNROLL for (int v = 0; v < vectors; ++v)
        load(&weight[v], w + v * width);
      UNROLL for (int i = 0; i < height; ++i)
        UNROLL for (int v = 0; v < vectors; ++v)
          sum[i][v] += x[i * plan->stride + c] * weight[v];
    }
  }
  UNROLL for (int i = 0; i < height; ++i) {
    const ptrdiff_t at = row + i;
    UNROLL for (int v = 0; v < vectors; ++v) {
      const ck_target *vector = plan->targets + v;
      lanes y = sum[i][v], term;
      if (plan->scale)
        y *= plan->scale[at * plan->row_step];
      if (vector->column) {
        load(&term, vector->column);
        y += plan->offset[at * plan->row_step] * term;
      }
      if (vector->constant) {
        load(&term, vector->constant);
        y += term;
      }
      put(vector->to + at * vector->stride, &y, vector->lanes, plan->adds);
    }
  }
}

// Tall tiles first; more rows at once where there are fewer vectors.
CK_INLINE void all_rows(const ck_product *plan, const int height,
                        const int vectors) {
  ptrdiff_t row = 0;
  for (; row + height <= plan->rows; row += height)
    tile(plan, row, height, vectors);
  for (; row + 4 <= plan->rows; row += 4)
    tile(plan, row, 4, vectors);
  for (; row < plan->rows; ++row)
    tile(plan, row, 1, vectors);
}

CK_CLONES
void ck_product_rows(const ck_product *plan) {
  switch (plan->target_count) {
  case 1: all_rows(plan, 16, 1); break;
  case 2: all_rows(plan, 8, 2); break;
  case 3: all_rows(plan, 8, 3); break;
  default: break;
  }
}

CK_INLINE void some(lanes *to, const float *from, ptrdiff_t count) {
  *to = 0;
  for (ptrdiff_t i = 0; i < count; ++i)
    (*to)[i] = from[i];
}

CK_INLINE void outer_tile(const float *left, ptrdiff_t left_stride,
                          const float *right, ptrdiff_t right_stride,
                          ptrdiff_t rows, float *to, ptrdiff_t to_stride,
                          const int outputs, const int vectors,
                          const ptrdiff_t rest) {
  CK_FREE_ORDER
  lanes sum[most_rows][2];
  UNROLL for (int o = 0; o < outputs; ++o)
    UNROLL for (int v = 0; v < vectors; ++v)
      sum[o][v] = 0;
  for (ptrdiff_t row = 0; row < rows; ++row) {
    lanes x[2];
    if (rest == width) {
      UNROLL for (int v = 0; v < vectors; ++v)
        load(&x[v], right + row * right_stride + v * width);
    } else {
      some(&x[0], right + row * right_stride, rest);
    }
    UNROLL for (int o = 0; o < outputs; ++o)
      UNROLL for (int v = 0; v < vectors; ++v)
        sum[o][v] += left[row * left_stride + o] * x[v];
  }
  UNROLL for (int o = 0; o < outputs; ++o)
    UNROLL for (int v = 0; v < vectors; ++v)
      put(to + o * to_stride + v * width, &sum[o][v], rest, 1);
}

CK_INLINE void outer_columns(const float *left, ptrdiff_t left_stride,
                             ptrdiff_t outputs, const float *right,
                             ptrdiff_t right_stride, ptrdiff_t rows, float *to,
                             ptrdiff_t to_stride, const int height,
                             const int vectors, const ptrdiff_t rest) {
  ptrdiff_t o = 0;
  for (; o + height <= outputs; o += height)
    outer_tile(left + o, left_stride, right, right_stride, rows,
               to + o * to_stride, to_stride, height, vectors, rest);
  for (; o + 4 <= outputs; o += 4)
    outer_tile(left + o, left_stride, right, right_stride, rows,
               to + o * to_stride, to_stride, 4, vectors, rest);
  for (; o < outputs; ++o)
    outer_tile(left + o, left_stride, right, right_stride, rows,
               to + o * to_stride, to_stride, 1, vectors, rest);
}

CK_CLONES
void ck_outer_rows(const float *left, ptrdiff_t left_stride,
                       ptrdiff_t outputs, const float *right,
                       ptrdiff_t right_stride, ptrdiff_t columns,
                       ptrdiff_t rows, float *to, ptrdiff_t to_stride) {
  ptrdiff_t c = 0;
  for (; c + 2 * width <= columns; c += 2 * width)
    outer_columns(left, left_stride, outputs, right + c, right_stride, rows,
                  to + c, to_stride, 8, 2, width);
  for (; c + width <= columns; c += width)
    outer_columns(left, left_stride, outputs, right + c, right_stride, rows,
                  to + c, to_stride, 16, 1, width);
  if (c < columns)
    outer_columns(left, left_stride, outputs, right + c, right_stride, rows,
                  to + c, to_stride, 16, 1, columns - c);
}
