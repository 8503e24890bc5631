// exp for vectorised loops: no branch, no table.
#pragma once

#include "clones.h"
#include <string.h>

// 2^n, for n from -126 to 127.
CK_INLINE float ck_power(int n) {
  unsigned bits = (unsigned)(n + 127) << 23;
  float power;
  memcpy(&power, &bits, sizeof power);
  return power;
}

// exp(x) = 2^n exp(r) with |r| <= log(2)/2; the polynomial is that of Cephes
// (S. Moshier). Gives exp(r) and n; x from -104 to 89, or NaN.
CK_INLINE float ck_reduced(float x, int *n) {
  const float shift = 12582912; // 1.5 * 2^23: adding it rounds
  float rounded = x * 1.44269504f + shift;
  memcpy(n, &rounded, sizeof *n);
  *n -= 0x4B400000; // the bits of shift
  rounded -= shift;
  float r = x - rounded * 0.693359375f;
  r = r + rounded * 2.12194440e-4f;
  float p = 1.9875691500e-4f;
  p = p * r + 1.3981999507e-3f;
  p = p * r + 8.3334519073e-3f;
  p = p * r + 4.1665795894e-2f;
  p = p * r + 1.6666665459e-1f;
  p = p * r + 5.0000001201e-1f;
  return p * r * r + r + 1;
}

// exp(x). Comparisons are so that NaN goes through.
CK_INLINE float ck_exp1(float x) {
  int n;
  float c = x < -104 ? -104 : x;
  float p = ck_reduced(c > 89 ? 89 : c, &n);
  // Two factors reach infinity and the subnormals.
  int half = n >> 1;
  return p * ck_power(half) * ck_power(n - half);
}

// exp(x) for x <= 0, as weights need it: less than 2^-125 is zero, which
// spares slow arithmetic with subnormal numbers.
CK_INLINE float ck_weight1(float x) {
  int n;
  float p = ck_reduced(x < -87 ? -87 : x, &n);
  p = p * ck_power(n);
  return x < -86.5f ? 0 : p;
}
