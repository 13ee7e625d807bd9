// assay/targeting/scratch.h
//
// Memory for what an evaluation makes on the way: joined texts, filtered lists, the items of a context. Given back all at once, kept for the
// next time, and bounded, so that no program can make a page run out of memory. Not thread-safe.

#ifndef ASSAY_TARGETING_SCRATCH_H_
#define ASSAY_TARGETING_SCRATCH_H_

#include <cstddef>
#include <cstdint>
#include <memory>
#include <new>
#include <span>
#include <type_traits>
#include <vector>

namespace assay {

// What all that one context and its evaluations make may take.
inline constexpr std::size_t kMaxScratchBytes = std::size_t{1} << 20;

class Scratch {
 public:
  // `count` values of T as T() makes them, aligned to 8, valid until Reset(). Empty when `count` is 0, and when there is no room: the caller
  // must tell the two apart by `count`.
  template <typename T>
  std::span<T> Make(std::size_t count) {
    static_assert(std::is_trivially_destructible_v<T> && alignof(T) <= 8);
    if (count == 0 || count > kMaxScratchBytes / sizeof(T)) return {};
    void* memory = Allocate(count * sizeof(T));
    if (memory == nullptr) return {};
    T* first = static_cast<T*>(memory);
    for (std::size_t i = 0; i < count; ++i) new (first + i) T();
    return {first, count};
  }

  // Takes back everything that was handed out.
  void Reset();

 private:
  void* Allocate(std::size_t bytes);

  static constexpr std::size_t kBlockBytes = 4096;

  std::vector<std::unique_ptr<std::uint64_t[]>> blocks_;  // a single one is kept for the next time
  std::size_t used_ = kBlockBytes;                        // bytes of the newest block; full at the start, when there is none
  std::size_t total_ = 0;
};

}  // namespace assay

#endif  // ASSAY_TARGETING_SCRATCH_H_
