// assentd(8)

#include <cstdio>
#include <exception>

#include "backend/daemon/daemon.h"
#include "backend/daemon/options.h"

int main(int argc, char** argv) {
  try {
    const auto parsed = assent::ParseOptions(argc, argv);
    if (parsed.exit_code) return *parsed.exit_code;
    if (parsed.options.check) return assent::CheckConfiguration(parsed.options);
    return assent::RunDaemon(parsed.options);
  } catch (const std::exception& error) {
    static_cast<void>(std::fprintf(stderr, "<3>assentd: %s\n", error.what()));
    return assent::kFailed;
  }
}
