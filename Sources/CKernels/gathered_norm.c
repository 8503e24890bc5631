#include "clones.h"
#include "gathered.h"

// Sums over a device's columns, all of them and those that are sent.
typedef struct {
  float all, all_squares, sent, sent_squares;
} sums;

CK_INLINE sums sum_columns(const float *x, const float *sent, ptrdiff_t count) {
  CK_FREE_ORDER
  sums s = {0, 0, 0, 0};
  for (ptrdiff_t c = 0; c < count; ++c) {
    s.all += x[c];
    s.all_squares += x[c] * x[c];
  }
  if (!sent) {
    s.sent = s.all;
    s.sent_squares = s.all_squares;
    return s;
  }
  for (ptrdiff_t c = 0; c < count; ++c) {
    s.sent += sent[c] * x[c];
    s.sent_squares += sent[c] * x[c] * x[c];
  }
  return s;
}

CK_CLONES
void ck_gathered_statistics(const ck_gathered_norm *plan, const float *x,
                            float *centred, float *mean, float *factor) {
  CK_FREE_ORDER
  const ptrdiff_t devices = plan->devices, columns = plan->cuts[devices];
  for (ptrdiff_t row = 0; row < plan->rows; ++row) {
    const float *from = x + row * columns;
    float *to = centred + row * columns;
    float *first = mean + row * devices, *second = factor + row * devices;
    // Sums of squares of small numbers lose nothing.
    float middle = 0;
    for (ptrdiff_t c = 0; c < columns; ++c)
      middle += from[c];
    middle /= (float)columns;
    for (ptrdiff_t c = 0; c < columns; ++c)
      to[c] = from[c] - middle;
    for (ptrdiff_t d = 0; d < devices; ++d)
      first[d] = second[d] = 0;
    for (ptrdiff_t s = 0; s < devices; ++s) {
      const ptrdiff_t cut = plan->cuts[s];
      sums sum = sum_columns(to + cut, plan->sent ? plan->sent + cut : 0,
                             plan->cuts[s + 1] - cut);
      const float *heard = plan->heard + s * devices;
      for (ptrdiff_t d = 0; d < devices; ++d) {
        first[d] += heard[d] * sum.sent;
        second[d] += heard[d] * sum.sent_squares;
      }
      first[s] += sum.all - sum.sent;
      second[s] += sum.all_squares - sum.sent_squares;
    }
    for (ptrdiff_t d = 0; d < devices; ++d) {
      const float count = plan->counts[d];
      const float divisor = plan->unbiased && count > 1 ? count - 1 : count;
      const float m = first[d] / count;
      float variance = (second[d] - m * first[d]) / divisor;
      variance = variance < 0 ? 0 : variance;
      first[d] = m;
      second[d] =
          1 / (CK_ROOT(variance + plan->epsilon) + plan->root_epsilon);
    }
  }
}

CK_CLONES
void ck_gathered_pull(ptrdiff_t rows, ptrdiff_t devices,
                      const ptrdiff_t *cuts, const float *y, const float *dy,
                      const float *constant, const float *column,
                      const float *mean, const float *factor, float *scaled,
                      float *along, float *across, float *constant_back,
                      float *column_back) {
  CK_FREE_ORDER
  const ptrdiff_t outputs = cuts[devices];
  for (ptrdiff_t row = 0; row < rows; ++row) {
    const float *out = y + row * outputs, *back = dy + row * outputs;
    float *to = scaled + row * outputs;
    for (ptrdiff_t d = 0; d < devices; ++d) {
      const float f = factor[row * devices + d];
      const float m = mean[row * devices + d];
      float first = 0, second = 0;
      for (ptrdiff_t o = cuts[d]; o < cuts[d + 1]; ++o) {
        first += back[o] * (out[o] - constant[o]);
        second += back[o] * column[o];
        to[o] = f * back[o];
        constant_back[o] += back[o];
        column_back[o] -= m * f * back[o];
      }
      along[row * devices + d] += first;
      across[row * devices + d] += second;
    }
  }
}

CK_CLONES
void ck_gathered_statistics_back(const ck_gathered_norm *plan,
                                 const float *centred, const float *mean,
                                 const float *factor, float *along,
                                 float *across, float *dx) {
  CK_FREE_ORDER
  const ptrdiff_t devices = plan->devices, columns = plan->cuts[devices];
  for (ptrdiff_t row = 0; row < plan->rows; ++row) {
    const float *x = centred + row * columns;
    const float *f = factor + row * devices, *m = mean + row * devices;
    // From here on: what a column's own size and the column itself mean.
    float *slope = along + row * devices, *term = across + row * devices;
    float *to = dx + row * columns;
    for (ptrdiff_t d = 0; d < devices; ++d) {
      const float count = plan->counts[d];
      const float divisor = plan->unbiased && count > 1 ? count - 1 : count;
      const float root = 1 / f[d] - plan->root_epsilon;
      const float curve = slope[d] * f[d] / (root * divisor);
      term[d] = curve * m[d] - f[d] * term[d] / count;
      slope[d] = -curve;
    }
    for (ptrdiff_t s = 0; s < devices; ++s) {
      const float *heard = plan->heard + s * devices;
      float all = 0, steep = 0;
      for (ptrdiff_t d = 0; d < devices; ++d) {
        all += heard[d] * term[d];
        steep += heard[d] * slope[d];
      }
      const ptrdiff_t end = plan->cuts[s + 1];
      if (!plan->sent) {
        for (ptrdiff_t c = plan->cuts[s]; c < end; ++c)
          to[c] += all + steep * x[c];
        continue;
      }
      for (ptrdiff_t c = plan->cuts[s]; c < end; ++c)
        to[c] += plan->sent[c] > 0 ? all + steep * x[c]
                                   : term[s] + slope[s] * x[c];
    }
  }
}
