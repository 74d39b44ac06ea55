// Owners of foreign handles. No close, free or delete stands anywhere else.
#pragma once

#include <unistd.h>

#include <utility>

namespace assent {

// Deleter for std::unique_ptr: std::unique_ptr<sqlite3, FreeWith<sqlite3_close_v2>>.
template <auto Free>
struct FreeWith {
  template <typename T>
  void operator()(T* handle) const noexcept {
    Free(handle);
  }
};

// Owns a file descriptor. Pass `int` to lend one, `UniqueFd` by value to give it away.
class UniqueFd {
 public:
  UniqueFd() noexcept = default;
  explicit UniqueFd(int fd) noexcept : fd_(fd) {}
  UniqueFd(UniqueFd&& other) noexcept : fd_(other.release()) {}
  UniqueFd& operator=(UniqueFd&& other) noexcept {
    if (this != &other) Reset(other.release());
    return *this;
  }
  UniqueFd(const UniqueFd&) = delete;
  UniqueFd& operator=(const UniqueFd&) = delete;
  ~UniqueFd() { Reset(-1); }

  [[nodiscard]] int get() const noexcept { return fd_; }
  [[nodiscard]] bool valid() const noexcept { return fd_ >= 0; }
  [[nodiscard]] int release() noexcept { return std::exchange(fd_, -1); }
  void Reset(int fd) noexcept {
    if (fd_ >= 0) ::close(fd_);  // Linux frees the number even on EINTR: never retry.
    fd_ = fd;
  }

 private:
  int fd_ = -1;
};

}  // namespace assent
