#include "cli/watch/screen.h"

// Functions, not macros.
#define NCURSES_NOMACROS
#include <curses.h>
#include <unistd.h>

#include <algorithm>
#include <clocale>
#include <cstdio>

namespace assent {
namespace {

constexpr int kTitleRow = 0;
constexpr int kListRow = 2;
constexpr int kRowsAround = 4;  // title, blank, titles of the list, message

void Put(int row, const std::string& text, attr_t attributes) {
  ::attrset(static_cast<NCURSES_ATTR_T>(attributes));
  ::mvaddnstr(row, 0, text.c_str(), COLS);
  ::attrset(A_NORMAL);
}

}  // namespace

struct Screen::Curses {
  SCREEN* screen = nullptr;
};

std::unique_ptr<Screen> Screen::Open() {
  if (::isatty(STDOUT_FILENO) != 1 || ::isatty(STDIN_FILENO) != 1) return nullptr;
  std::setlocale(LC_CTYPE, "");
  auto curses = std::make_unique<Curses>();
  curses->screen = ::newterm(nullptr, stdout, stdin);
  if (curses->screen == nullptr) return nullptr;
  ::cbreak();
  ::noecho();
  ::keypad(stdscr, TRUE);
  ::curs_set(0);
  return std::unique_ptr<Screen>(new Screen(std::move(curses)));
}

Screen::Screen(std::unique_ptr<Curses> curses) : curses_(std::move(curses)) {}

Screen::~Screen() {
  ::endwin();
  ::delscreen(curses_->screen);
}

std::size_t Screen::Width() const { return static_cast<std::size_t>(std::max(COLS, 1)); }

void Screen::Draw(const std::string& title, const std::vector<std::string>& lines,
                  std::size_t picked, const std::string& message) {
  const auto room = static_cast<std::size_t>(std::max(LINES - kRowsAround, 1));
  first_ = std::clamp(first_, picked < room ? 0 : picked - room + 1, picked);
  ::erase();
  Put(kTitleRow, title, A_NORMAL);
  if (!lines.empty()) Put(kListRow, lines.front(), A_BOLD);
  for (std::size_t shown = 0; shown < room && first_ + shown + 1 < lines.size(); ++shown) {
    const std::size_t row = first_ + shown;
    Put(kListRow + 1 + static_cast<int>(shown), lines[row + 1],
        row == picked ? A_REVERSE : A_NORMAL);
  }
  Put(LINES - 1, message, A_NORMAL);
  ::refresh();
}

Key Screen::WaitForKey(int milliseconds) {
  ::timeout(milliseconds);
  switch (::getch()) {
    case KEY_UP:
    case 'k':
      return Key::kUp;
    case KEY_DOWN:
    case 'j':
      return Key::kDown;
    case KEY_HOME:
    case 'g':
      return Key::kFirst;
    case KEY_END:
    case 'G':
      return Key::kLast;
    case 'a':
      return Key::kApprove;
    case 'd':
      return Key::kDeny;
    case KEY_ENTER:
    case '\n':
    case '\r':
      return Key::kShow;
    case 'q':
      return Key::kQuit;
    default:
      return Key::kNone;
  }
}

void Screen::Leave() {
  ::def_prog_mode();
  ::endwin();
}

void Screen::Return() {
  ::reset_prog_mode();
  ::flushinp();
  ::clearok(stdscr, TRUE);
}

}  // namespace assent
