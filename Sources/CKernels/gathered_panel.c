#include "clones.h"
#include "gathered.h"

enum { width = 16 };

CK_CLONES
void ck_gathered_panel(const float *weight, ptrdiff_t stride, ptrdiff_t lanes,
                       const float *gain, ptrdiff_t columns, float *panel,
                       ptrdiff_t panel_stride) {
  for (ptrdiff_t lane = 0; lane < width; ++lane) {
    const float *row = weight + lane * stride;
    for (ptrdiff_t c = 0; c < columns; ++c)
      panel[c * panel_stride + lane] =
          lane < lanes ? row[c] * (gain ? gain[c] : 1) : 0;
  }
}

CK_CLONES
void ck_gathered_panel_back(const float *weight, ptrdiff_t stride,
                            ptrdiff_t lanes, const float *gain,
                            const float *sent, ptrdiff_t outputs, float *panel,
                            ptrdiff_t panel_stride) {
  CK_LINE float factor[width];
  for (ptrdiff_t lane = 0; lane < width; ++lane)
    factor[lane] = lane >= lanes ? 0
                                 : (gain ? gain[lane] : 1) *
                                       (sent ? sent[lane] : 1);
  for (ptrdiff_t o = 0; o < outputs; ++o) {
    const float *row = weight + o * stride;
    float *to = panel + o * panel_stride;
    if (lanes == width) {
      for (ptrdiff_t lane = 0; lane < width; ++lane)
        to[lane] = row[lane] * factor[lane];
    } else {
      for (ptrdiff_t lane = 0; lane < width; ++lane)
        to[lane] = lane < lanes ? row[lane] * factor[lane] : 0;
    }
  }
}

CK_CLONES
void ck_gathered_fold(const float *weight, const float *gain,
                      const float *shift, int shifts_first, ptrdiff_t columns,
                      float *column, float *constant) {
  CK_FREE_ORDER
  float a = 0, k = 0;
  for (ptrdiff_t c = 0; c < columns; ++c) {
    const float w = weight[c] * gain[c];
    a += w;
    k += (shifts_first ? w : weight[c]) * shift[c];
  }
  *column += a;
  *constant += k;
}

CK_CLONES
void ck_gathered_sum_rows(const float *x, ptrdiff_t rows, ptrdiff_t columns,
                          float *to) {
  for (ptrdiff_t row = 0; row < rows; ++row)
    for (ptrdiff_t c = 0; c < columns; ++c)
      to[c] += x[row * columns + c];
}

CK_CLONES
void ck_gathered_unfold(const ck_gathered_row *row, ptrdiff_t columns) {
  CK_FREE_ORDER
  const float base = row->whole_constant, k = row->constant;
  for (ptrdiff_t c = 0; c < columns; ++c) {
    const float whole = row->whole[c] + base;
    const float w = row->weight[c];
    const float g = row->gain ? row->gain[c] : 1;
    const float s = row->shift ? row->shift[c] : 0;
    const float first = row->shifts_first ? 1 : 0;
    // The shift reaches the product through the gain, or beside it.
    if (row->weight_back)
      row->weight_back[c] += g * whole + (first * g + 1 - first) * s * k;
    if (row->gain_back)
      row->gain_back[c] += w * (whole + first * s * k);
    if (row->shift_back)
      row->shift_back[c] += (first * g + 1 - first) * w * k;
  }
}
