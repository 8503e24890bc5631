#include "creference.h"

#include <stdlib.h>
#if defined(__GLIBC__)
#include <malloc.h>
#endif

enum { large_block = 128 * 1024 };

void creference_give_freed_memory_back(void) {
#if defined(__GLIBC__)
  mallopt(M_MMAP_THRESHOLD, large_block);
#endif
}
