// Escapes. Properties: Unescape inverts Escape; Unescape takes nothing that Escape does not write;
// the escaped text holds no control character; a vector split elsewhere never looks the same.
#include <cstdint>
#include <cstdlib>
#include <string>

#include "common/base/escape.h"

namespace {

void Require(bool condition) {
  if (!condition) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string bytes(reinterpret_cast<const char*>(data), size);
  const std::string shown = assent::Escape(bytes);
  for (const char c : shown) Require(static_cast<unsigned char>(c) >= 0x20 && c != 0x7f);
  const auto back = assent::Unescape(shown);
  Require(back.ok() && back.value() == bytes);
  Require(assent::IsPlain(bytes) == (shown == bytes));
  const auto direct = assent::Unescape(bytes);
  if (direct.ok()) Require(assent::Escape(direct.value()) == bytes);
  if (size >= 2) {
    const std::size_t cut = 1 + data[0] % (size - 1);
    const std::string head = bytes.substr(0, cut);
    const std::string tail = bytes.substr(cut);
    Require(assent::ShowArguments({head, tail}) != assent::ShowArguments({bytes}));
    if (head != tail)
      Require(assent::ShowArguments({head, tail}) != assent::ShowArguments({tail, head}));
  }
  return 0;
}
