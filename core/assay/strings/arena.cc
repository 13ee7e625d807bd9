#include "assay/strings/arena.h"

#include <algorithm>

namespace assay {

namespace {

constexpr std::size_t kBlockWords = 512;  // 4 KiB: a page's datafile takes a handful, a context wastes little

}  // namespace

Arena::Word* Arena::Allocate(std::size_t words) {
  if (blocks_.empty() || blocks_.front().size() - used_ < words) {
    blocks_.emplace_front(std::max(words, kBlockWords));
    used_ = 0;
  }
  used_ += words;
  return blocks_.front().data() + (used_ - words);
}

}  // namespace assay
