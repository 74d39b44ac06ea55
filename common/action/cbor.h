// The few kinds of deterministic CBOR (RFC 8949 4.2.1) that an action needs: unsigned integers,
// byte strings, text strings, arrays of known length, null. Encoding only.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace assent {

class CborWriter {
 public:
  CborWriter& Unsigned(std::uint64_t value);
  CborWriter& Bytes(std::string_view bytes);
  CborWriter& Text(std::string_view utf8);
  CborWriter& Array(std::uint64_t elements);  // the elements follow
  CborWriter& Null();
  [[nodiscard]] std::string Take() && { return std::move(out_); }

 private:
  void Head(std::uint8_t major, std::uint64_t value);
  std::string out_;
};

}  // namespace assent
