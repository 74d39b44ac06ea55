// The whole screen of a terminal, by ncurses: a title, a list with one row picked, a line below.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace assent {

enum class Key { kNone, kUp, kDown, kFirst, kLast, kApprove, kDeny, kShow, kQuit };

class Screen {
 public:
  // nullptr: standard output is no terminal, or one that ncurses does not know.
  static std::unique_ptr<Screen> Open();
  ~Screen();
  Screen(const Screen&) = delete;
  Screen& operator=(const Screen&) = delete;

  [[nodiscard]] std::size_t Width() const;

  // `lines`: the titles, then the rows; `picked` counts the rows. All printable.
  void Draw(const std::string& title, const std::vector<std::string>& lines, std::size_t picked,
            const std::string& message);
  Key WaitForKey(int milliseconds);  // kNone: nothing was pressed, or nothing that means anything

  void Leave();  // the terminal is an ordinary one, until
  void Return();

 private:
  struct Curses;
  explicit Screen(std::unique_ptr<Curses> curses);
  std::unique_ptr<Curses> curses_;
  std::size_t first_ = 0;  // the row at the top
};

}  // namespace assent
