// Dropout and noise by counter-based random numbers.
#include "ckernels.h"
#include "clones.h"
#include <stdint.h>

enum { lanes = 16 };

// The words of Philox 4x32-10 for 16 counters that differ in the last word
// alone: word[w][lane].
CK_INLINE void draw(const ck_dropout *plan, uint32_t first,
                    uint32_t word[4][lanes]) {
  uint32_t a[lanes], b[lanes], c[lanes], d[lanes];
  for (int i = 0; i < lanes; ++i) {
    a[i] = plan->key[0];
    b[i] = plan->key[1];
    c[i] = plan->key[2];
    d[i] = first + 8 * (uint32_t)i;
  }
  uint32_t k0 = (uint32_t)plan->seed, k1 = (uint32_t)(plan->seed >> 32);
  for (int round = 0; round < 10; ++round) {
    for (int i = 0; i < lanes; ++i) {
      const uint64_t p = (uint64_t)a[i] * 0xD2511F53u;
      const uint64_t q = (uint64_t)c[i] * 0xCD9E8D57u;
      const uint32_t na = (uint32_t)(q >> 32) ^ b[i] ^ k0;
      const uint32_t nc = (uint32_t)(p >> 32) ^ d[i] ^ k1;
      a[i] = na;
      b[i] = (uint32_t)q;
      c[i] = nc;
      d[i] = (uint32_t)p;
    }
    k0 += 0x9E3779B9u;
    k1 += 0xBB67AE85u;
  }
  for (int i = 0; i < lanes; ++i) {
    word[0][i] = a[i];
    word[1][i] = b[i];
    word[2][i] = c[i];
    word[3][i] = d[i];
  }
}

CK_CLONES
void ck_drop_out(const ck_dropout *plan, const float *x, float *y,
                 ptrdiff_t count) {
  for (ptrdiff_t first = 0; first < count; first += 8 * lanes) {
    uint32_t word[4][lanes];
    float factor[8 * lanes];
    draw(plan, (uint32_t)first, word);
    // Eight elements a counter, two a word, the lower half first.
    for (int i = 0; i < lanes; ++i)
      for (int w = 0; w < 4; ++w) {
        factor[8 * i + 2 * w] =
            (word[w][i] & 0xffff) < plan->threshold ? 0 : plan->factor;
        factor[8 * i + 2 * w + 1] =
            (word[w][i] >> 16) < plan->threshold ? 0 : plan->factor;
      }
    const ptrdiff_t rest = count - first < 8 * lanes ? count - first : 8 * lanes;
    const float *from = x + first;
    float *to = y + first;
    if (plan->adds)
      for (ptrdiff_t i = 0; i < rest; ++i)
        to[i] += from[i] * factor[i];
    else
      for (ptrdiff_t i = 0; i < rest; ++i)
        to[i] = from[i] * factor[i];
  }
}

// Nearly normal: the sum of 16 bytes, less its mean, over its deviation.
CK_INLINE float normal(uint32_t word[4][lanes], int lane) {
  uint32_t sum = 0;
  for (int w = 0; w < 4; ++w) {
    const uint32_t x = word[w][lane];
    sum += (x & 255) + (x >> 8 & 255) + (x >> 16 & 255) + (x >> 24);
  }
  // The mean is 16 * 127.5, the variance 16 * (256 * 256 - 1) / 12.
  return ((float)sum - 2040.0f) * 3.382938e-3f;
}

CK_CLONES
void ck_add_noise(const ck_dropout *plan, const float *mean,
                  const float *deviation, const float *x, float *y,
                  ptrdiff_t count, ptrdiff_t columns) {
  for (ptrdiff_t first = 0; first < count; first += lanes) {
    uint32_t word[4][lanes];
    draw(plan, 8 * (uint32_t)first, word);
    const int here = count - first < lanes ? (int)(count - first) : lanes;
    for (int i = 0; i < here; ++i) {
      const ptrdiff_t column = (first + i) % columns;
      y[first + i] =
          x[first + i] +
          plan->factor * (mean[column] + deviation[column] * normal(word, i));
    }
  }
}
