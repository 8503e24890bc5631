// The nearest entries of a codebook, 64 entries at a time.
#include "ckernels.h"
#include "clones.h"
#include <string.h>

enum { tile = 64, together = 4 };

// Squared distances of `count` rows, at most 4, to a tile of entries, whose
// elements lie column by column.
CK_INLINE void distances(const float *x, ptrdiff_t stride, ptrdiff_t count,
                         const float *columns, ptrdiff_t entries,
                         ptrdiff_t width, float sums[together][tile]) {
  memset(sums, 0, sizeof(float) * together * tile);
  for (ptrdiff_t i = 0; i < width; ++i) {
    const float *entry = columns + i * entries;
    for (ptrdiff_t row = 0; row < count; ++row) {
      const float value = x[row * stride + i];
      for (int lane = 0; lane < tile; ++lane) {
        const float difference = value - entry[lane];
        sums[row][lane] += difference * difference;
      }
    }
  }
}

CK_CLONES
void ck_nearest(const float *x, ptrdiff_t rows, ptrdiff_t stride,
                const float *book, ptrdiff_t entries, ptrdiff_t width,
                int *numbers, ptrdiff_t step, float *scratch) {
  const ptrdiff_t whole = (entries + tile - 1) / tile * tile;
  float *columns = scratch, *best = scratch + whole * width;
  for (ptrdiff_t entry = 0; entry < whole; ++entry)
    for (ptrdiff_t i = 0; i < width; ++i)
      // Beyond the last entry the last again: it is never nearer.
      columns[i * whole + entry] =
          book[(entry < entries ? entry : entries - 1) * width + i];
  for (ptrdiff_t row = 0; row < rows; ++row) {
    best[row] = __builtin_inff();
    numbers[row * step] = 0;
  }
  for (ptrdiff_t first = 0; first < whole; first += tile) {
    for (ptrdiff_t row = 0; row < rows; row += together) {
      const ptrdiff_t count = rows - row < together ? rows - row : together;
      CK_LINE float sums[together][tile];
      distances(x + row * stride, stride, count, columns + first, whole, width,
                sums);
      for (ptrdiff_t r = 0; r < count; ++r) {
        float least = sums[r][0];
        for (int lane = 1; lane < tile; ++lane)
          least = sums[r][lane] < least ? sums[r][lane] : least;
        if (!(least < best[row + r])) continue;
        best[row + r] = least;
        int lane = 0;
        while (sums[r][lane] != least) ++lane;
        numbers[(row + r) * step] = (int)(first + lane);
      }
    }
  }
}
