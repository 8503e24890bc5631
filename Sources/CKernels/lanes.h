// Attention with one query row a lane: softmax needs no sum across lanes, and
// heads of any size fill the vectors.
//
// A tile is a block of 16 or 32 rows of one head; what belongs to a tile is
// stored with the rows innermost: queries [size][tile], weights [keys][tile].
#pragma once

#include "ckernels.h"
#include "exponential.h"
#include "turn.h"
#include <math.h>

typedef float ck_lanes __attribute__((ext_vector_type(16)));

// Lanes of a vector and rows of the largest tile.
enum { ck_width = 16, ck_tile = 32 };

CK_INLINE void ck_load(ck_lanes *to, const float *from) {
  memcpy(to, from, sizeof *to);
}

CK_INLINE void ck_store(float *to, const ck_lanes *from) {
  memcpy(to, from, sizeof *from);
}

CK_INLINE ptrdiff_t ck_least(ptrdiff_t a, ptrdiff_t b) { return a < b ? a : b; }

// Keys that a tile sees, where `last` is its last row.
CK_INLINE ptrdiff_t ck_reach(const ck_attention *plan, ptrdiff_t last) {
  return ck_least(plan->keys, plan->visible + plan->more * last);
}

// to[t] = sum over i of k[t][i] q[i], for 4 or fewer keys t.
CK_INLINE void ck_weigh_keys(const float *q, const float *k, ptrdiff_t stride,
                             ptrdiff_t size, float *to, int keys,
                             int vectors) {
  CK_FREE_ORDER
  ck_lanes sum[4][2], lane[2];
  for (int t = 0; t < keys; ++t)
    for (int v = 0; v < vectors; ++v)
      sum[t][v] = 0;
  for (ptrdiff_t i = 0; i < size; ++i) {
    for (int v = 0; v < vectors; ++v)
      ck_load(&lane[v], q + (i * vectors + v) * ck_width);
    for (int t = 0; t < keys; ++t)
      for (int v = 0; v < vectors; ++v)
        sum[t][v] += k[t * stride + i] * lane[v];
  }
  for (int t = 0; t < keys; ++t)
    for (int v = 0; v < vectors; ++v)
      ck_store(to + (t * vectors + v) * ck_width, &sum[t][v]);
}

// The products of all keys with a tile: to[t] = sum over i of k[t][i] q[i].
CK_INLINE void ck_products(const float *q, const float *k, ptrdiff_t stride,
                           ptrdiff_t size, float *to, ptrdiff_t keys,
                           int vectors) {
  const ptrdiff_t tile = vectors * ck_width;
  ptrdiff_t t = 0;
  for (; t + 4 <= keys; t += 4)
    ck_weigh_keys(q, k + t * stride, stride, size, to + t * tile, 4, vectors);
  for (; t < keys; ++t)
    ck_weigh_keys(q, k + t * stride, stride, size, to + t * tile, 1, vectors);
}

// to[i] = sum over t of v[t][i] p[t], for 4 or fewer elements i.
CK_INLINE void ck_mix_elements(const float *p, const float *v,
                               ptrdiff_t stride, ptrdiff_t keys, float *to,
                               int elements, int vectors) {
  CK_FREE_ORDER
  ck_lanes sum[4][2], lane[2];
  for (int i = 0; i < elements; ++i)
    for (int w = 0; w < vectors; ++w)
      sum[i][w] = 0;
  for (ptrdiff_t t = 0; t < keys; ++t) {
    for (int w = 0; w < vectors; ++w)
      ck_load(&lane[w], p + (t * vectors + w) * ck_width);
    for (int i = 0; i < elements; ++i)
      for (int w = 0; w < vectors; ++w)
        sum[i][w] += v[t * stride + i] * lane[w];
  }
  for (int i = 0; i < elements; ++i)
    for (int w = 0; w < vectors; ++w)
      ck_store(to + (i * vectors + w) * ck_width, &sum[i][w]);
}

// The rows of v weighed: to[i] = sum over t of v[t][i] p[t].
CK_INLINE void ck_mix(const float *p, const float *v, ptrdiff_t stride,
                      ptrdiff_t keys, float *to, ptrdiff_t size, int vectors) {
  const ptrdiff_t tile = vectors * ck_width;
  ptrdiff_t i = 0;
  for (; i + 4 <= size; i += 4)
    ck_mix_elements(p, v + i, stride, keys, to + i * tile, 4, vectors);
  for (; i < size; ++i)
    ck_mix_elements(p, v + i, stride, keys, to + i * tile, 1, vectors);
}

// In place: scores p[t] become exp(score - top), zero where row `first` +
// lane does not see key t; `factor` gets 1 over their sum by lane.
CK_INLINE void ck_weights(const ck_attention *plan, ptrdiff_t first, float *p,
                          ptrdiff_t keys, float *restrict factor, int vectors) {
  const ptrdiff_t tile = vectors * ck_width;
  const ptrdiff_t all = ck_least(keys, ck_reach(plan, first));
  float top[ck_tile];
  for (ptrdiff_t t = all; t < keys; ++t) {
    const int unseen = (int)(t - all) + 1;
    for (int lane = 0; lane < (int)tile; ++lane) {
      float score = p[t * tile + lane];
      p[t * tile + lane] = lane < unseen ? -INFINITY : score;
    }
  }
  for (ptrdiff_t lane = 0; lane < tile; ++lane)
    top[lane] = -INFINITY;
  for (ptrdiff_t t = 0; t < keys; ++t)
    for (ptrdiff_t lane = 0; lane < tile; ++lane) {
      float score = p[t * tile + lane];
      top[lane] = score > top[lane] ? score : top[lane];
    }
  for (ptrdiff_t lane = 0; lane < tile; ++lane)
    factor[lane] = 0;
  for (ptrdiff_t t = 0; t < keys; ++t)
    for (ptrdiff_t lane = 0; lane < tile; ++lane) {
      float weight = ck_weight1(p[t * tile + lane] - top[lane]);
      p[t * tile + lane] = weight;
      factor[lane] += weight;
    }
  for (ptrdiff_t lane = 0; lane < tile; ++lane)
    factor[lane] = 1 / factor[lane];
}
