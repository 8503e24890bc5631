#include "ckernels.h"

#include "exponential.h"

CK_INLINE float sigmoid(float x) { return 1 / (1 + ck_exp1(-x)); }

// The normal distribution function at x, where density = exp(-x x / 2).
//
// For z = |x|, 1 - F(z) = density t p(t) with t = 1 / (1 + 0.4 z), in the form
// of Abramowitz and Stegun 7.1.26. The coefficients were fitted so that x F(x)
// is off by less than 7e-8.
CK_INLINE float normal(float x, float density) {
  float z = x < 0 ? -x : x;
  float t = 1 / (1 + 0.4f * z);
  float p = 0.0563427135f;
  p = p * t - 0.2544689178f;
  p = p * t + 0.3392779827f;
  p = p * t + 0.0135786673f;
  p = p * t + 0.1885349900f;
  p = p * t + 0.1567346007f;
  float tail = p * t * density;
  return x < 0 ? tail : 1 - tail;
}

CK_INLINE float gelu(float x) {
  return x * normal(x, ck_exp1(-0.5f * x * x));
}

CK_INLINE float gelu_slope(float x) {
  float density = ck_exp1(-0.5f * x * x);
  return normal(x, density) + x * density * 0.3989422804f;
}

// 0.5 (1 + tanh(u)) is sigmoid(2 u), with 2 u = x (a + b x x).
static const float tanh_a = 1.5957691216f;
static const float tanh_b = 0.0713548163f;

CK_INLINE float gelu_tanh(float x) {
  return x * sigmoid(x * (tanh_a + tanh_b * x * x));
}

CK_INLINE float gelu_tanh_slope(float x) {
  float s = sigmoid(x * (tanh_a + tanh_b * x * x));
  return s + x * s * (1 - s) * (tanh_a + 3 * tanh_b * x * x);
}

CK_INLINE float silu_slope(float x) {
  float s = sigmoid(x);
  return s + x * s * (1 - s);
}

CK_CLONES void ck_exp(const float *restrict x, float *restrict y,
                      ptrdiff_t count) {
  for (ptrdiff_t i = 0; i < count; ++i)
    y[i] = ck_exp1(x[i]);
}

CK_CLONES void ck_relu(const float *restrict x, float *restrict y,
                       ptrdiff_t count) {
  for (ptrdiff_t i = 0; i < count; ++i)
    y[i] = x[i] > 0 ? x[i] : 0;
}

CK_CLONES void ck_relu_back(const float *restrict x, const float *restrict dy,
                            float *restrict dx, ptrdiff_t count) {
  for (ptrdiff_t i = 0; i < count; ++i)
    dx[i] += x[i] > 0 ? dy[i] : 0;
}

CK_CLONES void ck_silu(const float *restrict x, float *restrict y,
                       ptrdiff_t count) {
  for (ptrdiff_t i = 0; i < count; ++i)
    y[i] = x[i] / (1 + ck_exp1(-x[i]));
}

CK_CLONES void ck_silu_back(const float *restrict x, const float *restrict dy,
                            float *restrict dx, ptrdiff_t count) {
  for (ptrdiff_t i = 0; i < count; ++i)
    dx[i] += dy[i] * silu_slope(x[i]);
}

CK_CLONES void ck_gelu(const float *restrict x, float *restrict y,
                       ptrdiff_t count) {
  for (ptrdiff_t i = 0; i < count; ++i)
    y[i] = gelu(x[i]);
}

CK_CLONES void ck_gelu_back(const float *restrict x, const float *restrict dy,
                            float *restrict dx, ptrdiff_t count) {
  for (ptrdiff_t i = 0; i < count; ++i)
    dx[i] += dy[i] * gelu_slope(x[i]);
}

CK_CLONES void ck_gelu_tanh(const float *restrict x, float *restrict y,
                            ptrdiff_t count) {
  for (ptrdiff_t i = 0; i < count; ++i)
    y[i] = gelu_tanh(x[i]);
}

CK_CLONES void ck_gelu_tanh_back(const float *restrict x,
                                 const float *restrict dy, float *restrict dx,
                                 ptrdiff_t count) {
  for (ptrdiff_t i = 0; i < count; ++i)
    dx[i] += dy[i] * gelu_tanh_slope(x[i]);
}

CK_CLONES void ck_silu_gate(const float *gate, const float *up,
                            float *restrict y, ptrdiff_t count) {
  for (ptrdiff_t i = 0; i < count; ++i)
    y[i] = gate[i] / (1 + ck_exp1(-gate[i])) * up[i];
}

CK_CLONES void ck_silu_gate_back(const float *gate, const float *up,
                                 const float *dy, float *da, float *db,
                                 ptrdiff_t count) {
  // One after the other: da and db may be the same.
  if (da)
    for (ptrdiff_t i = 0; i < count; ++i)
      da[i] += dy[i] * up[i] * silu_slope(gate[i]);
  if (db)
    for (ptrdiff_t i = 0; i < count; ++i)
      db[i] += dy[i] * gate[i] * sigmoid(gate[i]);
}
