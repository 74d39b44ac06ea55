#include "backend/service/codes.h"

#include <array>
#include <cctype>

namespace assent {
namespace {

constexpr std::string_view kLetters = "BCDFGHJKLMNPQRSTVWXZ";
constexpr std::uint8_t kFair = 240;  // the largest multiple of 20 in a byte: no letter is favoured

Result<std::string> Letters(const Random& random, std::size_t count) {
  std::string text;
  while (text.size() < count) {
    std::array<std::uint8_t, 16> bytes{};
    ASSENT_RETURN_IF_ERROR(random(bytes));
    for (const std::uint8_t byte : bytes) {
      if (byte < kFair && text.size() < count) text += kLetters[byte % kLetters.size()];
    }
  }
  return text;
}

}  // namespace

Result<std::string> MakeRequestCode(const Random& random) {
  ASSENT_ASSIGN_OR_RETURN(const std::string letters, Letters(random, 8));
  return letters.substr(0, 4) + "-" + letters.substr(4);
}

Result<std::string> MakeGrantId(const Random& random) {
  ASSENT_ASSIGN_OR_RETURN(const std::string letters, Letters(random, 12));
  return "G-" + letters;
}

std::string NormalizedCode(std::string_view typed) {
  std::string code;
  for (const char c : typed) {
    if (c != '-') code += static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
  }
  if (code.size() == 8) code.insert(4, "-");
  return code;
}

}  // namespace assent
