#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <sstream>

#include "cli/commands/commands.h"
#include "cli/foreign_text.h"
#include "cli/render_request.h"
#include "cli/watch/board.h"
#include "cli/watch/screen.h"

namespace assent {
namespace {

using std::chrono::steady_clock;

constexpr std::chrono::milliseconds kBetweenLooks{1000};
constexpr const char* kKeys = "a approve  d deny  enter show  up/down pick  q quit";

// What waits now, and what became of the rest.
Result<Ok> Look(const Backend& backend, Board& board) {
  ASSENT_ASSIGN_OR_RETURN(const std::vector<Json> pending, AllPending(backend));
  for (const std::string& code : board.Take(pending, steady_clock::now())) {
    const auto request = backend.Get("/v1/requests/" + code);
    if (request.ok()) {
      board.Settle(code, request.value(), steady_clock::now());
    } else if (request.error().code == Errc::kBadRequest) {
      board.Forget(code);
    } else {
      return request.error();
    }
  }
  return Ok{};
}

void Print(const Session& session, const BoardEvent& event) {
  const Json line = {{"event", event.name}, {"request", event.request}};
  session.out << line.dump(-1, ' ', /*ensure_ascii=*/true, Json::error_handler_t::replace)
              << std::endl;  // flushed: whoever reads this waits for it
}

// Until nobody reads it any more. A backend that is gone for a while is told once each time.
ExitCode Stream(const Session& session) {
  Board board;
  bool lost = false;
  for (;;) {
    const auto looked = Look(session.backend, board);
    if (!looked.ok() && !lost) Fail(session, looked.error());
    lost = !looked.ok();
    for (const BoardEvent& event : board.TakeEvents()) Print(session, event);
    if (!session.out.good()) return ExitCode::kError;
    if (WaitForReaderToGo(STDOUT_FILENO, kBetweenLooks) == Reader::kGone) return ExitCode::kDone;
  }
}

class Watching {
 public:
  Watching(const Session& session, Screen& screen) : session_(session), screen_(screen) {}

  ExitCode UntilQuit() {
    for (;;) {
      const auto looked = Look(session_.backend, board_);
      if (!looked.ok()) message_ = "assent: " + FailureLine(looked.error());
      Draw();
      const auto next_look = steady_clock::now() + kBetweenLooks;
      while (steady_clock::now() < next_look) {
        const Key key = screen_.WaitForKey(MillisecondsUntil(next_look));
        if (key == Key::kQuit) return ExitCode::kDone;
        Obey(key);
        Draw();
      }
    }
  }

 private:
  static int MillisecondsUntil(steady_clock::time_point time) {
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(time - steady_clock::now());
    return static_cast<int>(std::clamp<std::int64_t>(left.count(), 0, kBetweenLooks.count()));
  }

  void Draw() {
    rows_ = board_.Rows();
    // The row that was picked stays picked when others come and go.
    for (std::size_t row = 0; row < rows_.size(); ++row) {
      if (CodeAt(row) == picked_code_) picked_ = row;
    }
    picked_ = std::min(picked_, rows_.empty() ? 0 : rows_.size() - 1);
    picked_code_ = rows_.empty() ? "" : CodeAt(picked_);
    const std::string waiting = rows_.empty() ? "nothing waits for a decision that you may see"
                                              : fmt::format("{} waiting", board_.Waiting());
    screen_.Draw(CutTo(fmt::format("assent watch: {}   {}", waiting, kKeys), screen_.Width()),
                 rows_.empty() ? std::vector<std::string>() : RenderBoard(rows_, screen_.Width()),
                 picked_, CutTo(message_, screen_.Width()));
  }

  void Obey(Key key) {
    if (rows_.empty() || key == Key::kNone) return;
    if (key == Key::kUp && picked_ > 0) --picked_;
    if (key == Key::kDown && picked_ + 1 < rows_.size()) ++picked_;
    if (key == Key::kFirst) picked_ = 0;
    if (key == Key::kLast) picked_ = rows_.size() - 1;
    picked_code_ = CodeAt(picked_);
    if (key == Key::kApprove || key == Key::kDeny || key == Key::kShow) Open(key);
  }

  // About the request whose row is on the screen, as it stood when the row was drawn.
  void Open(Key key) {
    const auto request = ReadRequest(rows_[picked_].request);
    if (!request.ok()) {
      message_ = "cannot be shown: " + Printable(request.error().detail);
      return;
    }
    screen_.Leave();
    const auto terminal = session_.open_terminal();
    if (!terminal) {
      message_ = "there is no terminal to ask on";
    } else if (key == Key::kShow) {
      terminal->Show(RenderRequest(request.value(), {terminal->Width(), session_.style.colour}),
                     "\nPress Enter to go back. ");
      message_.clear();
    } else {
      message_ = Decide(key, request.value(), *terminal);
    }
    screen_.Return();
  }

  std::string Decide(Key key, const RequestView& request, const Terminal& terminal) const {
    Options options = session_.options;
    options.code = request.code;
    std::ostringstream said;
    const Session one{options, session_.backend, said,
                      said,    session_.style,   session_.open_terminal};
    if (key == Key::kApprove) {
      ApproveDisplayed(one, request, &terminal);
    } else {
      DenyDisplayed(one, request, terminal);
    }
    const std::string line = said.str();
    return line.substr(0, line.find('\n'));
  }

  [[nodiscard]] std::string CodeAt(std::size_t row) const {
    const auto request = ReadRequest(rows_[row].request);
    return request.ok() ? request.value().code : "";
  }

  const Session& session_;
  Screen& screen_;
  Board board_;
  std::vector<BoardRow> rows_;
  std::size_t picked_ = 0;
  std::string picked_code_;
  std::string message_;
};

}  // namespace

ExitCode Watch(const Session& session) {
  if (session.options.json) return Stream(session);
  const auto screen = Screen::Open();
  if (screen == nullptr) {
    Complain(session,
             "watch needs a terminal that ncurses knows; for scripts: assent watch --json");
    return ExitCode::kUsage;
  }
  return Watching(session, *screen).UntilQuit();
}

}  // namespace assent
