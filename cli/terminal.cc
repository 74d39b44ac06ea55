#include "cli/terminal.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>

#include <cerrno>
#include <string_view>

namespace assent {
namespace {

constexpr std::size_t kLongestAnswer = 4096;

enum class Shown { kNo, kYes };

Shown Print(int fd, std::string_view text) {
  while (!text.empty()) {
    const ssize_t written = ::write(fd, text.data(), text.size());
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) return Shown::kNo;
    text.remove_prefix(static_cast<std::size_t>(written));
  }
  return Shown::kYes;
}

// The line without its end; what has no end is not an answer.
std::string ReadLine(int fd) {
  std::string line;
  while (line.size() < kLongestAnswer) {
    char c = 0;
    const ssize_t got = ::read(fd, &c, 1);
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0) return {};
    if (c == '\n') return line;
    line += c;
  }
  return {};
}

}  // namespace

std::size_t WidthOf(int fd) {
  winsize size{};
  if (::ioctl(fd, TIOCGWINSZ, &size) != 0 || size.ws_col == 0) return kUsualWidth;
  return size.ws_col;
}

std::size_t HeightOf(int fd) {
  winsize size{};
  if (::ioctl(fd, TIOCGWINSZ, &size) != 0 || size.ws_row == 0) return kUsualHeight;
  return size.ws_row;
}

bool TakesColour(int fd, const char* no_color, const char* term) {
  const bool refused = no_color != nullptr && *no_color != '\0';
  const bool dumb = term == nullptr || *term == '\0' || std::string_view(term) == "dumb";
  return !refused && !dumb && ::isatty(fd) == 1;
}

Reader WaitForReaderToGo(int fd, std::chrono::milliseconds duration) {
  pollfd watched{fd, 0, 0};  // POLLERR and POLLHUP are always told
  const int told = ::poll(&watched, 1, static_cast<int>(duration.count()));
  return told > 0 ? Reader::kGone : Reader::kThere;
}

std::string Painted(std::string text, Paint paint, bool colour) {
  if (!colour) return text;
  return (paint == Paint::kBold ? "\033[1m" : "\033[1;33m") + std::move(text) + "\033[0m";
}

std::optional<Terminal> Terminal::Open() {
  UniqueFd controlling(::open("/dev/tty", O_RDWR | O_CLOEXEC | O_NOCTTY));
  if (controlling.valid()) return Terminal(std::move(controlling));
  if (::isatty(STDIN_FILENO) != 1) return std::nullopt;
  UniqueFd input(::fcntl(STDIN_FILENO, F_DUPFD_CLOEXEC, 3));
  if (!input.valid()) return std::nullopt;
  return Terminal(std::move(input));
}

void Terminal::Show(const std::string& text, const std::string& prompt) const {
  if (Print(fd_.get(), text + prompt) == Shown::kYes) ReadLine(fd_.get());
}

Answer Terminal::Ask(const std::string& text, const std::string& question) const {
  if (Print(fd_.get(), text) != Shown::kYes) return Answer::kNo;
  ::tcflush(fd_.get(), TCIFLUSH);  // a key pressed before is no answer to what stands here now
  if (Print(fd_.get(), question) != Shown::kYes) return Answer::kNo;
  const std::string line = ReadLine(fd_.get());
  return line == "y" || line == "Y" || line == "yes" || line == "YES" ? Answer::kYes : Answer::kNo;
}

}  // namespace assent
