#include "sudo_plugin/overheard_output.h"

#include <cstdarg>
#include <cstdio>
#include <cstdlib>
#include <memory>

#include "common/base/handle.h"
#include "sudo_plugin/boundary.h"

namespace assent {
namespace {

constexpr std::size_t kMostText = 4 * 1024 * 1024;

sudo_printf_t g_front_end = nullptr;
OverheardOutput* g_listening = nullptr;

}  // namespace

// Called from sudoers, which is C: no exception may pass. A text that is not complete is no text.
void Overhear(const char* text) noexcept {
  AtBoundary(
      0,
      [&] {
        if (g_listening->text_.size() <= kMostText) g_listening->text_ += text;
        return 0;
      },
      [](const char*) { g_listening = nullptr; });
}

extern "C" {
// sudo's own printf has no variant with a va_list, so the text is made here. A text that cannot be
// made is an error to sudoers, as it is when sudo's own runs out of memory.
__attribute__((format(printf, 2, 3))) static int AssentPrintf(int type, const char* format, ...) {
  if (g_front_end == nullptr) return -1;
  char* made = nullptr;
  va_list arguments;
  va_start(arguments, format);
  const int length = ::vasprintf(&made, format, arguments);
  va_end(arguments);
  if (length < 0) return -1;
  const std::unique_ptr<char, FreeWith<std::free>> text(made);
  if (g_listening != nullptr && (type & 0xff) == SUDO_CONV_INFO_MSG) Overhear(text.get());
  return g_front_end(type, "%s", text.get());
}
}

sudo_printf_t OverhearingPrintf(sudo_printf_t front_end) {
  g_front_end = front_end;
  return AssentPrintf;
}

OverheardOutput::OverheardOutput() { g_listening = this; }

OverheardOutput::~OverheardOutput() { g_listening = nullptr; }

}  // namespace assent
