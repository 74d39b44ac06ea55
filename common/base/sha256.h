// SHA-256 and HMAC-SHA-256 (nettle), and random bytes from the kernel.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <span>
#include <string_view>

#include "common/base/result.h"

namespace assent {

using Sha256Digest = std::array<std::uint8_t, 32>;

Sha256Digest Sha256(std::string_view bytes);
Sha256Digest HmacSha256(std::string_view key, std::string_view bytes);

// For input that does not fit into memory at once.
class Sha256Stream {
 public:
  Sha256Stream();
  ~Sha256Stream();
  Sha256Stream(const Sha256Stream&) = delete;
  Sha256Stream& operator=(const Sha256Stream&) = delete;
  void Update(std::string_view bytes);
  Sha256Digest Finish();  // once

 private:
  struct State;
  std::unique_ptr<State> state_;
};

// Fills `out` from getrandom(2). Error: kSystem.
Result<Ok> RandomBytes(std::span<std::uint8_t> out);

inline std::string_view AsText(std::span<const std::uint8_t> bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

}  // namespace assent
