// assent: the command line for those who ask, those who approve, and administrators.
#include <unistd.h>

#include <cstdlib>
#include <iostream>

#include "cli/commands/commands.h"
#include "cli/options.h"
#include "common/client/settings.h"

namespace assent {
namespace {

ExitCode Stop(const NothingToRun& stop) {
  (stop.code == ExitCode::kDone ? std::cout : std::cerr) << stop.text;
  return stop.code;
}

ExitCode Run(const Options& options) {
  const Style style{
      .width = WidthOf(STDOUT_FILENO),
      .colour = TakesColour(STDOUT_FILENO, std::getenv("NO_COLOR"), std::getenv("TERM"))};
  if (options.command == Command::kHelp) {
    return ExplainReason(options.topic, std::cout, std::cerr);
  }
  const auto settings = LoadClientSettings(options.config.value_or(kClientSettingsPath));
  if (!settings.ok()) {
    std::cerr << "assent: " << FailureLine(settings.error()) << "\n";
    return ExitCode::kError;
  }
  const Backend backend(ConnectorTo(options.socket.value_or(settings.value().socket)),
                        settings.value().answer_timeout);
  const Session session{.options = options,
                        .backend = backend,
                        .out = std::cout,
                        .err = std::cerr,
                        .style = style,
                        .open_terminal = Terminal::Open};
  return RunCommand(session);
}

// What nobody could read was not done.
ExitCode Flushed(ExitCode code) {
  std::cout.flush();
  return std::cout.good() ? code : ExitCode::kError;
}

}  // namespace
}  // namespace assent

int main(int argc, char** argv) {
  try {
    const auto parsed = assent::ParseOptions(argc, argv);
    const auto* const stop = std::get_if<assent::NothingToRun>(&parsed);
    const assent::ExitCode code =
        stop != nullptr ? assent::Stop(*stop) : assent::Run(std::get<assent::Options>(parsed));
    return static_cast<int>(assent::Flushed(code));
  } catch (const std::exception& error) {
    std::cerr << "assent: failed inside, nothing was decided: " << error.what() << "\n";
    return static_cast<int>(assent::ExitCode::kError);
  }
}
