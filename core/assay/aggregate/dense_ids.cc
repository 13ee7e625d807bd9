#include "assay/aggregate/dense_ids.h"

namespace assay {
namespace {

// Source: the finaliser of SplitMix64; Steele, Lea, Flood, "Fast splittable pseudorandom number generators", 2014,
// doi:10.1145/2660193.2660195.
std::size_t Mix(std::uint64_t key) {
  key = (key ^ (key >> 30)) * 0xbf58476d1ce4e5b9U;
  key = (key ^ (key >> 27)) * 0x94d049bb133111ebU;
  return static_cast<std::size_t>(key ^ (key >> 31));
}

}  // namespace

std::uint32_t DenseIds::Insert(std::uint64_t key) {
  const std::size_t mask = slots_.size() - 1;
  std::size_t at = Mix(key) & mask;
  while (slots_[at] != 0) {
    const std::uint32_t id = slots_[at] - 1;
    if (keys_[id] == key) return id;
    at = (at + 1) & mask;
  }
  keys_.push_back(key);
  slots_[at] = size();
  if (keys_.size() * 2 > slots_.size()) Rehash();
  return size() - 1;
}

void DenseIds::Rehash() {
  slots_.assign(slots_.size() * 2, 0);
  const std::size_t mask = slots_.size() - 1;
  for (std::uint32_t id = 0; id < size(); ++id) {
    std::size_t at = Mix(keys_[id]) & mask;
    while (slots_[at] != 0) at = (at + 1) & mask;
    slots_[at] = id + 1;
  }
}

}  // namespace assay
