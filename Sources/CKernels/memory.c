#include "ckernels.h"

#include <pthread.h>
#include <stdlib.h>

// Smaller blocks are quick with malloc, larger ones rare.
enum { least_log = 15, most_log = 26, classes = 4 * (most_log - least_log) };
static const size_t most_kept = (size_t)256 << 20;

typedef struct block {
  struct block *next;
} block;

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static block *kept[classes];
static size_t kept_bytes;

// Four sizes an octave. Gives the class of a block of `bytes`, which become
// its whole size; -1 if such blocks are not kept.
static int class_of(size_t *bytes) {
  if (*bytes <= (size_t)1 << least_log || *bytes > (size_t)1 << most_log)
    return -1;
  int octave = least_log;
  while (*bytes > (size_t)2 << octave)
    ++octave;
  const size_t quarter = ((size_t)1 << octave) / 4;
  const size_t quarters = (*bytes + quarter - 1) / quarter;
  *bytes = quarters * quarter;
  return 4 * (octave - least_log) + (int)quarters - 5;
}

static size_t bytes_for(ptrdiff_t count) {
  const size_t bytes = (size_t)(count > 0 ? count : 1) * sizeof(float);
  return (bytes + 63) / 64 * 64;
}

float *ck_take(ptrdiff_t count) {
  size_t bytes = bytes_for(count);
  const int class = class_of(&bytes);
  block *found = NULL;
  if (class >= 0) {
    pthread_mutex_lock(&lock);
    found = kept[class];
    if (found) {
      kept[class] = found->next;
      kept_bytes -= bytes;
    }
    pthread_mutex_unlock(&lock);
  }
  if (found)
    return (float *)found;
  void *made = aligned_alloc(64, bytes);
  if (!made)
    abort(); // As Swift's own allocations do.
  return made;
}

void ck_give(float *memory, ptrdiff_t count) {
  size_t bytes = bytes_for(count);
  const int class = class_of(&bytes);
  if (class >= 0) {
    pthread_mutex_lock(&lock);
    const int keeps = kept_bytes + bytes <= most_kept;
    if (keeps) {
      block *given = (block *)memory;
      given->next = kept[class];
      kept[class] = given;
      kept_bytes += bytes;
    }
    pthread_mutex_unlock(&lock);
    if (keeps)
      return;
  }
  free(memory);
}

size_t ck_kept_bytes(void) {
  pthread_mutex_lock(&lock);
  const size_t bytes = kept_bytes;
  pthread_mutex_unlock(&lock);
  return bytes;
}
