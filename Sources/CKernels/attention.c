#include "lanes.h"

// Queries and results of a tile, and a weight for each key.
ptrdiff_t ck_attention_scratch(const ck_attention *plan, int back) {
  const ptrdiff_t tile = ck_tile * (2 * plan->size + plan->keys);
  if (!back)
    return tile;
  // Rows as they are, padded; and the sums for all keys.
  const ptrdiff_t padded = (plan->size + 7) / 8 * 8;
  return tile + ck_tile * plan->keys + 2 * ck_tile * padded +
         2 * plan->keys * padded;
}

CK_INLINE void forward_tile(const ck_attention *plan, ptrdiff_t first,
                            const float *restrict q, const float *restrict k,
                            const float *restrict v, float *restrict y,
                            float *restrict scratch, int vectors) {
  const ptrdiff_t size = plan->size, tile = vectors * ck_width;
  const ptrdiff_t rows = ck_least(tile, plan->rows - first);
  const ptrdiff_t keys = ck_reach(plan, first + rows - 1);
  float *queries = scratch, *mixed = queries + size * tile;
  float *weights = mixed + size * tile;
  CK_LINE float factor[ck_tile];
  ck_turn(q + first * plan->stride, plan->stride, rows, size, plan->scale,
          queries, tile);
  ck_products(queries, k, plan->key_stride, size, weights, keys, vectors);
  ck_weights(plan, first, weights, keys, factor, vectors);
  ck_mix(weights, v, plan->key_stride, keys, mixed, size, vectors);
  ck_turn_back(mixed, tile, factor, rows, size, y + first * plan->stride,
               plan->stride, 0);
}

CK_CLONES void ck_attention_head(const ck_attention *plan, const float *q,
                                 const float *k, const float *v, float *y,
                                 float *scratch) {
  ptrdiff_t first = 0;
  for (; plan->rows - first > ck_width; first += ck_tile)
    forward_tile(plan, first, q, k, v, y, scratch, 2);
  if (first < plan->rows)
    forward_tile(plan, first, q, k, v, y, scratch, 1);
}
