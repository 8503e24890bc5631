// int8 arithmetic on floats that hold whole numbers, which fp32 has exactly
// up to 2^24 (int8.c, int8_attention.c). Counts may be zero.
#pragma once

#include "ckernels.h"
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

// The largest size |x|; NaN if one is infinite or no number; 0 for none.
float ck_largest_size(const float *x, ptrdiff_t count);

// y = the whole number next to scale x, halves to the even one, clipped to
// -128...127; NaN stays. y may be x.
void ck_int8_steps(const float *x, float scale, float *y, ptrdiff_t count);
// The same times `step`.
void ck_int8_round(const float *x, float scale, float step, float *y,
                   ptrdiff_t count);

// to += sums, which are whole numbers of at most 2^24.
void ck_int8_add(const float *sums, int32_t *to, ptrdiff_t count);
// Whole numbers y become (y + earlier + bias) factor, added as int32. Earlier
// sums lie as y does; they and the bias, one a column, may be NULL.
void ck_int8_scale(float *y, const int32_t *earlier, const int32_t *bias,
                   float factor, ptrdiff_t rows, ptrdiff_t columns);

// y = chosen where mask is not 0, else other, or 0 if that is NULL.
void ck_choose(const float *mask, const float *chosen, const float *other,
               float *y, ptrdiff_t count);

// Scores beyond this size count as this size, so that neither an exponential
// nor a sum of up to 6,000 of them leaves the range of fp32.
enum { ck_score_limit = 80 };

// y = w v with w = exp(s) over its sum and s = scale q kT, of one head; the
// largest score is not subtracted. Scratch as ck_attention_scratch(plan, 0).
void ck_plain_attention_head(const ck_attention *plan, const float *q,
                             const float *k, const float *v, float *y,
                             float *scratch);

#ifdef __cplusplus
}
#endif
