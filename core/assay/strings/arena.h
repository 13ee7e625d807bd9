// assay/strings/arena.h
//
// Storage for many small arrays and texts that are given back all at once. What it hands out never moves: views into it stay valid while
// the arena lives, also when the arena itself is moved. Not thread-safe.

#ifndef ASSAY_STRINGS_ARENA_H_
#define ASSAY_STRINGS_ARENA_H_

#include <cstddef>
#include <cstdint>
#include <forward_list>
#include <memory>
#include <span>
#include <type_traits>
#include <vector>

namespace assay {

class Arena {
 public:
  Arena() = default;
  Arena(Arena&&) = default;
  Arena& operator=(Arena&&) = default;

  // `count` values of T as T() makes them, aligned to 8; whoever takes `count` from strangers bounds it before. Destructors never run.
  template <typename T>
  std::span<T> Make(std::size_t count) {
    static_assert(std::is_trivially_destructible_v<T> && alignof(T) <= alignof(Word));
    T* first = reinterpret_cast<T*>(Allocate((count * sizeof(T) + sizeof(Word) - 1) / sizeof(Word)));
    std::uninitialized_value_construct_n(first, count);
    return {first, count};
  }

 private:
  using Word = std::uint64_t;

  Word* Allocate(std::size_t words);

  std::forward_list<std::vector<Word>> blocks_;  // newest first; each keeps the size that it was made with
  std::size_t used_ = 0;                         // words of the newest block
};

}  // namespace assay

#endif  // ASSAY_STRINGS_ARENA_H_
