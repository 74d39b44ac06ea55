#include "cli/terminal.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <pty.h>
#include <sys/ioctl.h>

#include <string>
#include <thread>

namespace assent {
namespace {

struct Pair {
  UniqueFd person;
  UniqueFd program;
};

Pair NewTerminal() {
  int master = -1;
  int slave = -1;
  if (::openpty(&master, &slave, nullptr, nullptr, nullptr) != 0) std::abort();
  return {UniqueFd(master), UniqueFd(slave)};
}

void Type(int fd, const std::string& keys) {
  if (::write(fd, keys.data(), keys.size()) != static_cast<ssize_t>(keys.size())) std::abort();
}

TEST(Ask, DoesNotCountKeysPressedBeforeTheQuestion) {
  Pair pair = NewTerminal();
  Type(pair.person.get(), "y\ny\n");
  std::thread person([fd = pair.person.get()] {
    std::string seen;
    char c = 0;
    while (seen.find("Sure?") == std::string::npos && ::read(fd, &c, 1) == 1) seen += c;
    Type(fd, "n\n");
  });
  const Answer answer = Terminal(std::move(pair.program)).Ask("the whole text\n", "Sure? ");
  person.join();
  EXPECT_EQ(answer, Answer::kNo);
}

TEST(Ask, IsANoWhenNothingCanBeShown) {
  int ends[2];
  ASSERT_EQ(::pipe2(ends, O_CLOEXEC), 0);
  const UniqueFd write_end(ends[1]);
  Type(write_end.get(), "y\n");
  EXPECT_EQ(Terminal(UniqueFd(ends[0])).Ask("text", "Sure? "), Answer::kNo);
}

TEST(WidthOf, IsWhatTheTerminalSaysElseEighty) {
  const Pair pair = NewTerminal();
  winsize size{};
  size.ws_col = 132;
  ASSERT_EQ(::ioctl(pair.person.get(), TIOCSWINSZ, &size), 0);
  EXPECT_EQ(WidthOf(pair.program.get()), 132U);
  EXPECT_EQ(WidthOf(-1), 80U);
}

}  // namespace
}  // namespace assent
