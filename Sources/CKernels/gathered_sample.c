// One sample of a gathered product: who multiplies what with what.
#include "gathered_inner.h"

enum { width = 16 };

ptrdiff_t ck_runs_at(const ck_layout *layout, const float *heard,
                     ptrdiff_t receiver, ptrdiff_t *runs) {
  ptrdiff_t count = 0;
  for (ptrdiff_t sender = 0; sender < layout->devices; ++sender) {
    if (!ck_hears(layout, heard, receiver, sender))
      continue;
    const ptrdiff_t *run = layout->runs + 2 * layout->sender_runs[sender];
    const ptrdiff_t *end = layout->runs + 2 * layout->sender_runs[sender + 1];
    if (sender == receiver) {
      run = layout->cuts + sender;
      end = run + 2;
    }
    for (; run < end; run += 2) {
      if (run[0] == run[1])
        continue;
      if (count > 0 && runs[2 * count - 1] == run[0]) {
        runs[2 * count - 1] = run[1];
      } else {
        runs[2 * count] = run[0];
        runs[2 * count + 1] = run[1];
        ++count;
      }
    }
  }
  return count;
}

// Runs or ranges that there can be at most.
static ptrdiff_t most_runs(const ck_layout *layout) {
  return layout->sender_runs[layout->devices] +
         layout->devices * (layout->layers + 1);
}

size_t ck_gathered_room(const ck_layout *layout) {
  const ptrdiff_t devices = layout->devices;
  ptrdiff_t widest = 0;
  for (ptrdiff_t layer = 0; layer < layout->layers; ++layer)
    widest = layout->widths[layer] > widest ? layout->widths[layer] : widest;
  const size_t runs = (size_t)most_runs(layout) *
                      (sizeof(ck_range) + 2 * sizeof(ptrdiff_t));
  const size_t numbers =
      (size_t)(devices * devices + 3 * devices + 2 * widest) * sizeof(float);
  return runs + numbers + 64;
}

void ck_gathered_terms(const ck_layout *layout, const float *heard,
                       const ck_terms *terms) {
  const ptrdiff_t devices = layout->devices;
  for (ptrdiff_t layer = 0; layer < layout->layers; ++layer) {
    const ck_terms *term = terms + layer;
    const ptrdiff_t outputs = layout->widths[layer];
    const ptrdiff_t *cuts = layout->outputs + layer * (devices + 1);
    for (ptrdiff_t o = 0; o < outputs + width; ++o) {
      term->constant[o] = term->bias && o < outputs ? term->bias[o] : 0;
      term->column[o] = 0;
    }
    if (!term->column_of)
      continue;
    for (ptrdiff_t device = 0; device < devices; ++device)
      for (ptrdiff_t sender = 0; sender < devices; ++sender) {
        const int hears = ck_hears(layout, heard, device, sender);
        const float *a = term->column_of + sender * outputs;
        const float *k = term->constant_of + sender * outputs;
        if (hears)
          for (ptrdiff_t o = cuts[device]; o < cuts[device + 1]; ++o)
            term->column[o] += a[o];
        if (hears || layout->lost_keep_shift)
          for (ptrdiff_t o = cuts[device]; o < cuts[device + 1]; ++o)
            term->constant[o] += k[o];
      }
  }
}

void ck_gathered_forward(const ck_layout *layout, const ck_panels *panels,
                         const float *heard, const float *values,
                         ck_found found, const ck_terms *terms,
                         float *const *results, ck_room room) {
  const ptrdiff_t devices = layout->devices;
  ck_range *ranges = room;
  ptrdiff_t *runs = (ptrdiff_t *)(ranges + most_runs(layout));
  for (ptrdiff_t device = 0; device < devices; ++device) {
    const ptrdiff_t count = ck_runs_at(layout, heard, device, runs);
    for (ptrdiff_t g = panels->device_groups[device];
         g < panels->device_groups[device + 1]; ++g) {
      const ck_group *group = panels->groups + g;
      for (ptrdiff_t r = 0; r < count; ++r) {
        ranges[r].values = values + runs[2 * r];
        ranges[r].panel = group->panel + runs[2 * r] * width * group->count;
        ranges[r].count = runs[2 * r + 1] - runs[2 * r];
      }
      ck_target targets[3];
      for (ptrdiff_t v = 0; v < group->count; ++v) {
        const ck_vector *vector = panels->vectors + group->first + v;
        const ck_terms *term = terms + vector->layer;
        targets[v].to = results[vector->layer] + vector->first;
        targets[v].stride = layout->widths[vector->layer];
        targets[v].lanes = vector->lanes;
        targets[v].constant = term->constant + vector->first;
        targets[v].column = found.factor ? term->column + vector->first : 0;
      }
      const ck_product plan = {
          .ranges = ranges,
          .range_count = count,
          .targets = targets,
          .target_count = group->count,
          .rows = layout->rows,
          .stride = layout->cuts[devices],
          .scale = found.factor ? found.factor + device : 0,
          .offset = found.factor ? found.offset + device : 0,
          .row_step = devices,
          .adds = 0};
      ck_product_rows(&plan);
    }
  }
}

void ck_gathered_weights_back(const ck_layout *layout, const float *heard,
                              const float *const *dy, const float *values,
                              float *const *whole, ck_room room) {
  const ptrdiff_t devices = layout->devices, columns = layout->cuts[devices];
  ptrdiff_t *runs = room;
  for (ptrdiff_t device = 0; device < devices; ++device) {
    const ptrdiff_t count = ck_runs_at(layout, heard, device, runs);
    for (ptrdiff_t layer = 0; layer < layout->layers; ++layer) {
      const ptrdiff_t *cuts = layout->outputs + layer * (devices + 1);
      const ptrdiff_t first = cuts[device], outputs = cuts[device + 1] - first;
      for (ptrdiff_t r = 0; r < count && outputs > 0; ++r)
        ck_outer_rows(dy[layer] + first, layout->widths[layer], outputs,
                      values + runs[2 * r], columns,
                      runs[2 * r + 1] - runs[2 * r], layout->rows,
                      whole[layer] + first * columns + runs[2 * r], columns);
    }
  }
}

// The outputs of those who hear a sender, joined where they touch.
static ptrdiff_t readers(const ck_layout *layout, const float *heard,
                         ptrdiff_t sender, ptrdiff_t layer, ptrdiff_t *runs) {
  const ptrdiff_t *cuts = layout->outputs + layer * (layout->devices + 1);
  ptrdiff_t count = 0;
  for (ptrdiff_t device = 0; device < layout->devices; ++device) {
    if (cuts[device] == cuts[device + 1] ||
        !ck_hears(layout, heard, device, sender))
      continue;
    if (count > 0 && runs[2 * count - 1] == cuts[device]) {
      runs[2 * count - 1] = cuts[device + 1];
    } else {
      runs[2 * count] = cuts[device];
      runs[2 * count + 1] = cuts[device + 1];
      ++count;
    }
  }
  return count;
}

void ck_gathered_input_back(const ck_layout *layout, const ck_panels *panels,
                            const float *heard, const float *const *dy,
                            float *dx, ck_room room) {
  const ptrdiff_t devices = layout->devices, columns = layout->cuts[devices];
  ck_range *ranges = room;
  ptrdiff_t *runs = (ptrdiff_t *)(ranges + most_runs(layout));
  for (ptrdiff_t sender = 0; sender < devices; ++sender) {
    ptrdiff_t first = 0;
    for (ptrdiff_t layer = 0; layer < layout->layers; ++layer) {
      const ptrdiff_t count = readers(layout, heard, sender, layer, runs);
      for (ptrdiff_t g = panels->device_groups[sender];
           g < panels->device_groups[sender + 1]; ++g) {
        const ck_group *group = panels->groups + g;
        for (ptrdiff_t r = 0; r < count; ++r) {
          ranges[r].values = dy[layer] + runs[2 * r];
          ranges[r].panel =
              group->panel + (first + runs[2 * r]) * width * group->count;
          ranges[r].count = runs[2 * r + 1] - runs[2 * r];
        }
        ck_target targets[3];
        for (ptrdiff_t v = 0; v < group->count; ++v) {
          const ck_vector *vector = panels->vectors + group->first + v;
          const ck_target target = {.to = dx + vector->first,
                                    .stride = columns,
                                    .lanes = vector->lanes,
                                    .constant = 0,
                                    .column = 0};
          targets[v] = target;
        }
        const ck_product plan = {.ranges = ranges,
                                 .range_count = count,
                                 .targets = targets,
                                 .target_count = group->count,
                                 .rows = layout->rows,
                                 .stride = layout->widths[layer],
                                 .scale = 0,
                                 .offset = 0,
                                 .row_step = 0,
                                 .adds = 1};
        if (count > 0)
          ck_product_rows(&plan);
      }
      first += layout->widths[layer];
    }
  }
}
