#include "int8.h"

#include "lanes.h"

// In place: scores p[t] become exp(scale p[t]), zero where row `first` + lane
// does not see key t; `factor` gets 1 over their sum by lane.
CK_INLINE void plain_weights(const ck_attention *plan, ptrdiff_t first,
                             float *p, ptrdiff_t keys, float *restrict factor,
                             int vectors) {
  const ptrdiff_t tile = vectors * ck_width;
  const ptrdiff_t all = ck_least(keys, ck_reach(plan, first));
  const float limit = ck_score_limit, scale = plan->scale;
  for (ptrdiff_t lane = 0; lane < tile; ++lane)
    factor[lane] = 0;
  for (ptrdiff_t t = 0; t < keys; ++t) {
    const int unseen = (int)(t - all) + 1;
    for (int lane = 0; lane < (int)tile; ++lane) {
      float score = scale * p[t * tile + lane];
      score = score < -limit ? -limit : score;
      score = score > limit ? limit : score;
      int n;
      float weight = ck_reduced(score, &n);
      weight = lane < unseen ? 0 : weight * ck_power(n);
      p[t * tile + lane] = weight;
      factor[lane] += weight;
    }
  }
  for (ptrdiff_t lane = 0; lane < tile; ++lane)
    factor[lane] = 1 / factor[lane];
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
  // Products of whole numbers stay whole; the scale comes after.
  ck_turn(q + first * plan->stride, plan->stride, rows, size, 1, queries,
          tile);
  ck_products(queries, k, plan->key_stride, size, weights, keys, vectors);
  plain_weights(plan, first, weights, keys, factor, vectors);
  ck_mix(weights, v, plan->key_stride, keys, mixed, size, vectors);
  ck_turn_back(mixed, tile, factor, rows, size, y + first * plan->stride,
               plan->stride, 0);
}

CK_CLONES void ck_plain_attention_head(const ck_attention *plan,
                                       const float *q, const float *k,
                                       const float *v, float *y,
                                       float *scratch) {
  ptrdiff_t first = 0;
  for (; plan->rows - first > ck_width; first += ck_tile)
    forward_tile(plan, first, q, k, v, y, scratch, 2);
  if (first < plan->rows)
    forward_tile(plan, first, q, k, v, y, scratch, 1);
}
