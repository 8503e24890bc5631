#include "ckernels.h"

#include "clones.h"

CK_CLONES void ck_adamw_step(const ck_adamw *step, const float *restrict g,
                             float *restrict m, float *restrict v,
                             float *restrict x, ptrdiff_t count) {
  const ck_adamw s = *step;
  for (ptrdiff_t i = 0; i < count; ++i) {
    m[i] += s.mean * (g[i] - m[i]);
    v[i] = v[i] * s.beta2 + s.square * g[i] * g[i];
    float length = CK_ROOT(v[i]) / s.root + s.epsilon;
    x[i] = x[i] * s.keep - s.step * (m[i] / length);
  }
}
