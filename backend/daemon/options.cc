#include "backend/daemon/options.h"

#include <assent/version.h>

#include <CLI/CLI.hpp>

namespace assent {
namespace {

constexpr int kUsage = 2;

}  // namespace

ParsedOptions ParseOptions(int argc, char** argv) {
  ParsedOptions parsed;
  CLI::App app("Decides what sudo may run: from grants, from rules, or by asking people.",
               "assentd");
  app.set_version_flag("--version", "assentd " ASSENT_VERSION);
  app.add_option("--config", parsed.options.config, "the settings to read")->capture_default_str();
  app.add_flag("--check", parsed.options.check,
               "read the settings and the rules, say what is wrong with them, and end");
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    const int code = app.exit(error);
    parsed.exit_code = code == 0 ? 0 : kUsage;
  }
  return parsed;
}

}  // namespace assent
