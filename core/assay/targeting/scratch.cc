#include "assay/targeting/scratch.h"

#include <algorithm>

namespace assay {

void* Scratch::Allocate(std::size_t bytes) {
  bytes = (bytes + 7) & ~std::size_t{7};
  if (total_ + bytes > kMaxScratchBytes) return nullptr;
  total_ += bytes;
  if (used_ + bytes > kBlockBytes) {
    // What is larger than a block has one of its own, and the next allocation begins another.
    blocks_.push_back(std::make_unique<std::uint64_t[]>(std::max(bytes, kBlockBytes) / 8));
    used_ = 0;
  }
  void* memory = reinterpret_cast<std::uint8_t*>(blocks_.back().get()) + used_;
  used_ += bytes;
  return memory;
}

void Scratch::Reset() {
  if (blocks_.size() > 1) blocks_.clear();
  used_ = blocks_.empty() ? kBlockBytes : 0;
  total_ = 0;
}

}  // namespace assay
