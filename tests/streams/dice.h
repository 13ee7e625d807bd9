// tests/streams/dice.h
//
// Random choices that are the same on every platform: std::mt19937_64 is, the distributions of <random> are not.

#ifndef TESTS_STREAMS_DICE_H_
#define TESTS_STREAMS_DICE_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <random>

namespace assay {

class Dice {
 public:
  explicit Dice(std::uint64_t seed) : random_(seed) {}

  // 0..count - 1
  template <typename T = std::size_t>
  T Below(std::uint64_t count) {
    return static_cast<T>(random_() % count);
  }

  bool OneIn(std::uint64_t count) { return Below(count) == 0; }

  template <typename T, std::size_t kSize>
  const T& Of(const std::array<T, kSize>& values) {
    return values[Below(kSize)];
  }

  template <typename List>
  void Shuffle(List& list) {
    for (std::size_t i = list.size(); i > 1; --i) std::swap(list[i - 1], list[Below(i)]);
  }

 private:
  std::mt19937_64 random_;
};

}  // namespace assay

#endif  // TESTS_STREAMS_DICE_H_
