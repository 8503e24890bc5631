#include "clones.h"
#include "gathered_inner.h"

// Sums over a device's columns, all of them and those that are sent.
typedef struct {
  float all, all_squares, sent, sent_squares;
} sums;

CK_INLINE void sum_columns(sums *s, const float *x, const float *sent,
                           ptrdiff_t count) {
  CK_FREE_ORDER
  float all = 0, squares = 0, some = 0, some_squares = 0;
  for (ptrdiff_t c = 0; c < count; ++c) {
    all += x[c];
    squares += x[c] * x[c];
  }
  if (sent)
    for (ptrdiff_t c = 0; c < count; ++c) {
      some += sent[c] * x[c];
      some_squares += sent[c] * x[c] * x[c];
    }
  s->all = all;
  s->all_squares = squares;
  s->sent = sent ? some : all;
  s->sent_squares = sent ? some_squares : squares;
}

// Who hears whom by sender, and how many columns each receiver has.
typedef struct {
  float *heard; // [sender][receiver]
  float *count;
  float *divisor;
} hearing;

static hearing turned(const ck_layout *layout, const float *heard,
                      ck_room room) {
  const ptrdiff_t devices = layout->devices;
  hearing made = {room, (float *)room + devices * devices,
                  (float *)room + devices * devices + devices};
  for (ptrdiff_t d = 0; d < devices; ++d)
    made.count[d] = 0;
  for (ptrdiff_t s = 0; s < devices; ++s) {
    const float own = (float)(layout->cuts[s + 1] - layout->cuts[s]);
    float sent = 0;
    for (ptrdiff_t r = layout->sender_runs[s]; r < layout->sender_runs[s + 1];
         ++r)
      sent += (float)(layout->runs[2 * r + 1] - layout->runs[2 * r]);
    for (ptrdiff_t d = 0; d < devices; ++d) {
      const float h = ck_hears(layout, heard, d, s) ? 1 : 0;
      made.heard[s * devices + d] = h;
      made.count[d] += d == s ? own : h * sent;
    }
  }
  for (ptrdiff_t d = 0; d < devices; ++d) {
    const float count = made.count[d] < 1 ? 1 : made.count[d];
    made.count[d] = count;
    made.divisor[d] = layout->unbiased && count > 1 ? count - 1 : count;
  }
  return made;
}

CK_CLONES
void ck_gathered_statistics(const ck_layout *layout, const float *heard,
                            const float *x, float *centred, ck_found found,
                            ck_room room) {
  CK_FREE_ORDER
  const ptrdiff_t devices = layout->devices, columns = layout->cuts[devices];
  const hearing who = turned(layout, heard, room);
  for (ptrdiff_t row = 0; row < layout->rows; ++row) {
    const float *from = x + row * columns;
    float *to = centred + row * columns;
    float *first = found.mean + row * devices;
    float *second = found.factor + row * devices;
    // Less a common mean, so that sums of squares of small numbers remain.
    float middle = 0;
    for (ptrdiff_t c = 0; c < columns; ++c)
      middle += from[c];
    middle /= (float)columns;
    for (ptrdiff_t c = 0; c < columns; ++c)
      to[c] = from[c] - middle;
    for (ptrdiff_t d = 0; d < devices; ++d)
      first[d] = second[d] = 0;
    for (ptrdiff_t s = 0; s < devices; ++s) {
      const ptrdiff_t cut = layout->cuts[s];
      sums sum;
      sum_columns(&sum, to + cut, layout->sent ? layout->sent + cut : 0,
                  layout->cuts[s + 1] - cut);
      const float *h = who.heard + s * devices;
      for (ptrdiff_t d = 0; d < devices; ++d) {
        first[d] += h[d] * sum.sent;
        second[d] += h[d] * sum.sent_squares;
      }
      first[s] += sum.all - sum.sent;
      second[s] += sum.all_squares - sum.sent_squares;
    }
    for (ptrdiff_t d = 0; d < devices; ++d) {
      const float m = first[d] / who.count[d];
      float variance = (second[d] - m * first[d]) / who.divisor[d];
      variance = variance < 0 ? 0 : variance;
      const float f =
          1 / (CK_ROOT(variance + layout->epsilon) + layout->root_epsilon);
      first[d] = m;
      second[d] = f;
      found.offset[row * devices + d] = -f * m;
    }
  }
}

CK_CLONES
void ck_gathered_pull(const ck_layout *layout, ptrdiff_t layer,
                      const float *heard, const ck_terms *terms,
                      ck_found found, const float *y, const float *dy,
                      float *scaled, float *along, float *across,
                      float *bias_back, float *constant_back,
                      float *column_back, ck_room room) {
  CK_FREE_ORDER
  const ptrdiff_t devices = layout->devices, outputs = layout->widths[layer];
  const ptrdiff_t *cuts = layout->outputs + layer * (devices + 1);
  const float *constant = terms[layer].constant;
  const float *column = terms[layer].column;
  // Of this sample's K and A, before it is told apart who was heard.
  float *restrict k = room, *restrict a = k + outputs;
  for (ptrdiff_t o = 0; o < outputs; ++o)
    k[o] = a[o] = 0;
  for (ptrdiff_t row = 0; row < layout->rows; ++row) {
    const float *out = y + row * outputs, *back = dy + row * outputs;
    float *restrict to = scaled + row * outputs;
    for (ptrdiff_t d = 0; d < devices; ++d) {
      const float f = found.factor[row * devices + d];
      const float fm = found.offset[row * devices + d];
      float first = 0, second = 0;
      for (ptrdiff_t o = cuts[d]; o < cuts[d + 1]; ++o) {
        const float b = back[o];
        first += b * (out[o] - constant[o]);
        second += b * column[o];
        to[o] = f * b;
        k[o] += b;
        a[o] += fm * b;
      }
      along[row * devices + d] += first;
      across[row * devices + d] += second;
    }
  }
  for (ptrdiff_t o = 0; o < outputs; ++o)
    bias_back[o] += k[o];
  for (ptrdiff_t d = 0; d < devices; ++d)
    for (ptrdiff_t s = 0; s < devices; ++s) {
      const int hears = ck_hears(layout, heard, d, s);
      float *ks = constant_back + s * outputs, *as = column_back + s * outputs;
      if (hears)
        for (ptrdiff_t o = cuts[d]; o < cuts[d + 1]; ++o)
          as[o] += a[o];
      if (hears || layout->lost_keep_shift)
        for (ptrdiff_t o = cuts[d]; o < cuts[d + 1]; ++o)
          ks[o] += k[o];
    }
}

CK_CLONES
void ck_gathered_statistics_back(const ck_layout *layout, const float *heard,
                                 const float *centred, ck_found found,
                                 float *along, float *across, float *dx,
                                 ck_room room) {
  CK_FREE_ORDER
  const ptrdiff_t devices = layout->devices, columns = layout->cuts[devices];
  const hearing who = turned(layout, heard, room);
  for (ptrdiff_t row = 0; row < layout->rows; ++row) {
    const float *x = centred + row * columns;
    const float *f = found.factor + row * devices;
    const float *m = found.mean + row * devices;
    // From here on: what a column's own size and the column itself mean.
    float *slope = along + row * devices, *term = across + row * devices;
    float *to = dx + row * columns;
    for (ptrdiff_t d = 0; d < devices; ++d) {
      const float root = 1 / f[d] - layout->root_epsilon;
      const float curve = slope[d] * f[d] / (root * who.divisor[d]);
      term[d] = curve * m[d] - f[d] * term[d] / who.count[d];
      slope[d] = -curve;
    }
    for (ptrdiff_t s = 0; s < devices; ++s) {
      const float *h = who.heard + s * devices;
      float all = 0, steep = 0;
      for (ptrdiff_t d = 0; d < devices; ++d) {
        all += h[d] * term[d];
        steep += h[d] * slope[d];
      }
      const ptrdiff_t end = layout->cuts[s + 1];
      if (!layout->sent) {
        for (ptrdiff_t c = layout->cuts[s]; c < end; ++c)
          to[c] += all + steep * x[c];
        continue;
      }
      for (ptrdiff_t c = layout->cuts[s]; c < end; ++c)
        to[c] += layout->sent[c] > 0 ? all + steep * x[c]
                                     : term[s] + slope[s] * x[c];
    }
  }
}
