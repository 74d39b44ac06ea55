// The allocator that the plugin finds: the real one, or none when a test wants it.
//
// The plugin has an operator new of its own, which calls malloc(3). valgrind puts its own in place
// of all of these: under it, memory does not fail.
#include <cstdlib>

#include "tests/driver/faults.h"

#ifdef ASSENT_SANITIZED
#define ASSENT_REAL(name) __interceptor_##name
#else
#define ASSENT_REAL(name) __libc_##name
#endif

// NOLINTBEGIN(bugprone-reserved-identifier): they belong to libasan and to glibc.
extern "C" {
void* ASSENT_REAL(malloc)(std::size_t size);
void* ASSENT_REAL(calloc)(std::size_t count, std::size_t size);
void* ASSENT_REAL(realloc)(void* block, std::size_t size);
void ASSENT_REAL(free)(void* block);

void* malloc(std::size_t size) noexcept {
  return assent::AllocationFails() ? nullptr : ASSENT_REAL(malloc)(size);
}

void* calloc(std::size_t count, std::size_t size) noexcept {
  return assent::AllocationFails() ? nullptr : ASSENT_REAL(calloc)(count, size);
}

void* realloc(void* block, std::size_t size) noexcept {
  if (assent::AllocationFails()) return nullptr;
  if (block != nullptr) assent::Released();
  return ASSENT_REAL(realloc)(block, size);
}

void free(void* block) noexcept {
  if (block != nullptr) assent::Released();
  ASSENT_REAL(free)(block);
}
}
// NOLINTEND(bugprone-reserved-identifier)
