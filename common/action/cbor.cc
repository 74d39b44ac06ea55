#include "common/action/cbor.h"

namespace assent {
namespace {

enum Major : std::uint8_t { kUnsigned = 0, kBytes = 2, kText = 3, kArray = 4 };

constexpr char kNull = static_cast<char>(0xf6);

}  // namespace

// The shortest head, as RFC 8949 4.2.1 demands.
void CborWriter::Head(std::uint8_t major, std::uint64_t value) {
  const auto type = static_cast<std::uint8_t>(major << 5);
  if (value < 24) {
    out_ += static_cast<char>(type | value);
    return;
  }
  const int log2_bytes = value <= 0xff ? 0 : value <= 0xffff ? 1 : value <= 0xffffffff ? 2 : 3;
  out_ += static_cast<char>(type | (24 + log2_bytes));
  for (int shift = (8 << log2_bytes) - 8; shift >= 0; shift -= 8) {
    out_ += static_cast<char>((value >> shift) & 0xff);
  }
}

CborWriter& CborWriter::Unsigned(std::uint64_t value) {
  Head(kUnsigned, value);
  return *this;
}

CborWriter& CborWriter::Bytes(std::string_view bytes) {
  Head(kBytes, bytes.size());
  out_ += bytes;
  return *this;
}

CborWriter& CborWriter::Text(std::string_view utf8) {
  Head(kText, utf8.size());
  out_ += utf8;
  return *this;
}

CborWriter& CborWriter::Array(std::uint64_t elements) {
  Head(kArray, elements);
  return *this;
}

CborWriter& CborWriter::Null() {
  out_ += kNull;
  return *this;
}

}  // namespace assent
