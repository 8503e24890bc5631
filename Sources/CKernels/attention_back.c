#include "lanes.h"

// Rows of a tile as they are, with zeros up to `padded` elements.
CK_INLINE void pad_rows(const float *restrict from, ptrdiff_t stride,
                        ptrdiff_t rows, ptrdiff_t size, float factor,
                        ptrdiff_t padded, float *restrict to) {
  for (ptrdiff_t row = 0; row < rows; ++row) {
    for (ptrdiff_t i = 0; i < size; ++i)
      to[row * padded + i] = factor * from[row * stride + i];
    for (ptrdiff_t i = size; i < padded; ++i)
      to[row * padded + i] = 0;
  }
}

// sums[t] += sum over rows of p[t][row] x[row], for 8 or fewer keys t and as
// many elements as the vector has.
#define SUM_KEYS(name, vector)                                                 \
  CK_INLINE void name(const float *p, ptrdiff_t tile, const float *x,          \
                      ptrdiff_t padded, ptrdiff_t from, ptrdiff_t rows,        \
                      float *sums, int keys) {                                 \
    CK_FREE_ORDER                                                              \
    vector sum[8], line;                                                       \
    for (int t = 0; t < keys; ++t)                                             \
      memcpy(&sum[t], sums + t * padded, sizeof line);                         \
    for (ptrdiff_t row = from; row < rows; ++row) {                            \
      memcpy(&line, x + row * padded, sizeof line);                            \
      for (int t = 0; t < keys; ++t)                                           \
        sum[t] += p[t * tile + row] * line;                                    \
    }                                                                          \
    for (int t = 0; t < keys; ++t)                                             \
      memcpy(sums + t * padded, &sum[t], sizeof line);                         \
  }

SUM_KEYS(sum_sixteen, ck_lanes)
SUM_KEYS(sum_eight, ck_eight)

// sums[t] += sum over rows of p[t][row] x[row]; rows that do not see the
// first of some keys are left out.
CK_INLINE void sum_rows(const float *p, ptrdiff_t tile, const float *x,
                        ptrdiff_t padded, ptrdiff_t rows, ptrdiff_t all,
                        ptrdiff_t keys, float *sums) {
  ptrdiff_t t = 0;
  for (; t + 8 <= keys; t += 8) {
    const ptrdiff_t from = t < all ? 0 : t - all + 1;
    ptrdiff_t i = 0;
    for (; i + 16 <= padded; i += 16)
      sum_sixteen(p + t * tile, tile, x + i, padded, from, rows,
                  sums + t * padded + i, 8);
    if (i < padded)
      sum_eight(p + t * tile, tile, x + i, padded, from, rows,
                sums + t * padded + i, 8);
  }
  for (; t < keys; ++t) {
    const ptrdiff_t from = t < all ? 0 : t - all + 1;
    for (ptrdiff_t i = 0; i < padded; i += 8)
      sum_eight(p + t * tile, tile, x + i, padded, from, rows,
                sums + t * padded + i, 1);
  }
}

// In place: p = p factor are the weights, d = p (d - sum of p d) what the
// scores get.
CK_INLINE void score_gradients(float *restrict p, float *restrict d,
                               const float *restrict factor, ptrdiff_t keys,
                               int vectors) {
  const ptrdiff_t tile = vectors * ck_width;
  CK_LINE float sum[ck_tile];
  for (ptrdiff_t lane = 0; lane < tile; ++lane)
    sum[lane] = 0;
  for (ptrdiff_t t = 0; t < keys; ++t)
    for (ptrdiff_t lane = 0; lane < tile; ++lane) {
      p[t * tile + lane] *= factor[lane];
      sum[lane] += p[t * tile + lane] * d[t * tile + lane];
    }
  for (ptrdiff_t t = 0; t < keys; ++t)
    for (ptrdiff_t lane = 0; lane < tile; ++lane)
      d[t * tile + lane] = p[t * tile + lane] * (d[t * tile + lane] - sum[lane]);
}

// Where a head's parts lie in the scratch.
typedef struct {
  float *turned, *mixed, *weights, *scores, *queries, *out, *dk, *dv;
  ptrdiff_t padded;
} parts;

// dV = Pt dO; dP = dO Vt; dS = P (dP - sum of P dP); dQ = dS K; dK = dSt Q.
CK_INLINE void back_tile(const ck_attention *plan, ptrdiff_t first,
                         const float *restrict q, const float *restrict k,
                         const float *restrict v, const float *restrict dy,
                         float *dq, int keys_too, int values_too,
                         const parts *at, int vectors) {
  const ptrdiff_t size = plan->size, tile = vectors * ck_width;
  const ptrdiff_t stride = plan->stride, padded = at->padded;
  const ptrdiff_t rows = ck_least(tile, plan->rows - first);
  const ptrdiff_t keys = ck_reach(plan, first + rows - 1);
  const ptrdiff_t all = ck_least(keys, ck_reach(plan, first));
  CK_LINE float factor[ck_tile];
  const float *query = q + first * stride, *out = dy + first * stride;
  ck_turn(query, stride, rows, size, plan->scale, at->turned, tile);
  ck_products(at->turned, k, plan->key_stride, size, at->weights, keys,
              vectors);
  ck_weights(plan, first, at->weights, keys, factor, vectors);
  ck_turn(out, stride, rows, size, 1, at->turned, tile);
  ck_products(at->turned, v, plan->key_stride, size, at->scores, keys,
              vectors);
  score_gradients(at->weights, at->scores, factor, keys, vectors);
  if (values_too) {
    pad_rows(out, stride, rows, size, 1, padded, at->out);
    sum_rows(at->weights, tile, at->out, padded, rows, all, keys, at->dv);
  }
  if (keys_too) {
    pad_rows(query, stride, rows, size, plan->scale, padded, at->queries);
    sum_rows(at->scores, tile, at->queries, padded, rows, all, keys, at->dk);
  }
  if (!dq)
    return;
  ck_mix(at->scores, k, plan->key_stride, keys, at->mixed, size, vectors);
  for (ptrdiff_t lane = 0; lane < tile; ++lane)
    factor[lane] = plan->scale;
  ck_turn_back(at->mixed, tile, factor, rows, size, dq + first * stride,
               stride, 1);
}

CK_INLINE void add_sums(const ck_attention *plan, const float *sums,
                        ptrdiff_t padded, float *to) {
  for (ptrdiff_t t = 0; t < plan->keys; ++t)
    for (ptrdiff_t i = 0; i < plan->size; ++i)
      to[t * plan->key_stride + i] += sums[t * padded + i];
}

CK_CLONES void ck_attention_head_back(const ck_attention *plan, const float *q,
                                      const float *k, const float *v,
                                      const float *dy, float *dq, float *dk,
                                      float *dv, float *scratch) {
  parts at;
  const ptrdiff_t padded = (plan->size + 7) / 8 * 8;
  at.padded = padded;
  at.turned = scratch;
  at.mixed = at.turned + ck_tile * plan->size;
  at.weights = at.mixed + ck_tile * plan->size;
  at.scores = at.weights + ck_tile * plan->keys;
  at.queries = at.scores + ck_tile * plan->keys;
  at.out = at.queries + ck_tile * padded;
  at.dk = at.out + ck_tile * padded;
  at.dv = at.dk + plan->keys * padded;
  memset(at.dk, 0, 2 * (size_t)(plan->keys * padded) * sizeof(float));
  ptrdiff_t first = 0;
  for (; plan->rows - first > ck_width; first += ck_tile)
    back_tile(plan, first, q, k, v, dy, dq, dk != NULL, dv != NULL, &at, 2);
  if (first < plan->rows)
    back_tile(plan, first, q, k, v, dy, dq, dk != NULL, dv != NULL, &at, 1);
  if (dk)
    add_sums(plan, at.dk, padded, dk);
  if (dv)
    add_sums(plan, at.dv, padded, dv);
}
