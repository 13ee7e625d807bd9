// assay/targeting/text_index.h
//
// The texts of a datafile, each once, and the way back from a text to its index. Because a text that is in the datafile has one index, texts
// compare by index however long they are. Views into the datafile's bytes. Safe to read from any thread.

#ifndef ASSAY_TARGETING_TEXT_INDEX_H_
#define ASSAY_TARGETING_TEXT_INDEX_H_

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "assay/base/bytes.h"
#include "assay/base/status.h"
#include "assay/targeting/value.h"

namespace assay {

class TextIndex {
 public:
  // Text i is [ends[i - 1], ends[i]) of `bytes`; both must outlive this.
  //
  // Errors: kInvalidArgument when the ends do not ascend to the size of `bytes`, when a text is not UTF-8 or stands there twice.
  Status Build(ByteView bytes, std::span<const std::uint32_t> ends);

  // The index of `text`, kNotIndexed when it is not there. Expected O(length).
  [[nodiscard]] TextId Find(std::string_view text) const;

  // The text of an index below size().
  [[nodiscard]] std::string_view operator[](TextId id) const {
    const std::uint32_t start = id == 0 ? 0 : ends_[id - 1];
    return {reinterpret_cast<const char*>(bytes_.data()) + start, ends_[id] - start};
  }

  [[nodiscard]] std::uint32_t size() const { return static_cast<std::uint32_t>(ends_.size()); }

 private:
  ByteView bytes_;
  std::span<const std::uint32_t> ends_;
  std::vector<std::uint32_t> places_;  // by hash, linear probing: index + 1, 0 where free; at most half full
};

}  // namespace assay

#endif  // ASSAY_TARGETING_TEXT_INDEX_H_
