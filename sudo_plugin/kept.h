// Holding what somebody else still points at, without holding ever more of it.
#pragma once

#include <cstddef>
#include <iterator>
#include <list>
#include <utility>

namespace assent {

// Holds what was added first, until the end, and the last `newest` of what came after. What it
// holds stays where it is.
template <typename T>
class Kept {
 public:
  explicit Kept(std::size_t newest) : newest_(newest) {}

  template <typename... Arguments>
  T& Add(Arguments&&... arguments) {
    T& added = items_.emplace_back(std::forward<Arguments>(arguments)...);
    if (items_.size() > newest_ + 1) items_.erase(std::next(items_.begin()));
    return added;
  }

  [[nodiscard]] std::size_t size() const { return items_.size(); }

 private:
  std::size_t newest_;
  std::list<T> items_;
};

}  // namespace assent
