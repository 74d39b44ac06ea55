#include "sudo_plugin/reserve.h"

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <new>

namespace assent {
namespace {

constexpr std::size_t kBytes = std::size_t{4} << 20;
constexpr std::size_t kSmallestBlock = 32;
constexpr std::size_t kClasses = 18;  // blocks of 32 bytes, 64, ... 4 MiB

// Before each block that is in use; while it is not, the same place links it.
struct alignas(std::max_align_t) Header {
  std::size_t size_class;
  Header* next;
};

// Zeros: no page of it exists before it is needed. For one thread, as everything here.
struct Reserve {
  alignas(64) std::array<std::byte, kBytes> bytes;
  std::array<Header*, kClasses> given_back;
  std::size_t used;
};
constinit Reserve g_reserve{};

Header* NewBlock(std::size_t size_class) noexcept {
  const std::size_t size = kSmallestBlock << size_class;
  if (size > kBytes - g_reserve.used) return nullptr;
  auto* const header = reinterpret_cast<Header*>(g_reserve.bytes.data() + g_reserve.used);
  g_reserve.used += size;
  return header;
}

void* Take(std::size_t size) noexcept {
  if (size > kBytes - sizeof(Header)) return nullptr;
  const auto size_class =
      static_cast<std::size_t>(std::bit_width((size + sizeof(Header) - 1) / kSmallestBlock));
  Header* header = g_reserve.given_back[size_class];
  if (header != nullptr) {
    g_reserve.given_back[size_class] = header->next;
  } else if (header = NewBlock(size_class); header == nullptr) {
    return nullptr;
  }
  header->size_class = size_class;
  return header + 1;
}

bool IsOfReserve(const void* block) noexcept {
  const auto offset = reinterpret_cast<std::uintptr_t>(block) -
                      reinterpret_cast<std::uintptr_t>(g_reserve.bytes.data());
  return offset < kBytes;
}

void GiveBack(void* block) noexcept {
  Header* const header = static_cast<Header*>(block) - 1;
  header->next = g_reserve.given_back[header->size_class];
  g_reserve.given_back[header->size_class] = header;
}

void* Allocate(std::size_t size) noexcept {
  void* const block = std::malloc(size == 0 ? 1 : size);
  return block == nullptr ? Take(size) : block;
}

void Release(void* block) noexcept {
  if (IsOfReserve(block)) {
    GiveBack(block);
  } else {
    std::free(block);
  }
}

void* AllocateOrThrow(std::size_t size) {
  void* const block = Allocate(size);
  if (block == nullptr) throw std::bad_alloc();
  return block;
}

}  // namespace

ReserveState StateOfReserve() noexcept {
  return g_reserve.used > kBytes / 2 ? ReserveState::kLow : ReserveState::kEnough;
}

}  // namespace assent

// The plugin's own: the version script keeps them from the rest of sudo.
void* operator new(std::size_t size) { return assent::AllocateOrThrow(size); }
void* operator new[](std::size_t size) { return assent::AllocateOrThrow(size); }
void* operator new(std::size_t size, const std::nothrow_t& /*tag*/) noexcept {
  return assent::Allocate(size);
}
void* operator new[](std::size_t size, const std::nothrow_t& /*tag*/) noexcept {
  return assent::Allocate(size);
}
void operator delete(void* block) noexcept { assent::Release(block); }
void operator delete[](void* block) noexcept { assent::Release(block); }
void operator delete(void* block, std::size_t /*size*/) noexcept { assent::Release(block); }
void operator delete[](void* block, std::size_t /*size*/) noexcept { assent::Release(block); }
void operator delete(void* block, const std::nothrow_t& /*tag*/) noexcept {
  assent::Release(block);
}
void operator delete[](void* block, const std::nothrow_t& /*tag*/) noexcept {
  assent::Release(block);
}
