// assay/strings/interner.h
//
// Text <-> StringId, so that past the border nothing compares text. Ids are dense, in order of first sight, and stay valid for the
// interner's life. Expected O(1) per look-up. Not thread-safe. The hash is fixed, so texts made to collide cost O(n) each: whoever
// takes texts from strangers bounds their number with Limits.

#ifndef ASSAY_STRINGS_INTERNER_H_
#define ASSAY_STRINGS_INTERNER_H_

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "assay/base/bytes.h"
#include "assay/base/status.h"

namespace assay {

using StringId = std::uint32_t;

class Interner {
 public:
  struct Limits {
    std::uint32_t max_strings = 0x7fffffff;
    std::uint64_t max_bytes = 0x7fffffff;  // of all texts together
  };

  Interner() : Interner(Limits{}) {}
  explicit Interner(Limits limits);

  // The id of `text`, which is added when it is new. The bytes are copied; `text` may be part of a text of this interner. It must be
  // valid UTF-8: the caller's border checked it.
  //
  // Errors: kResourceExhausted when a limit would be exceeded; nothing is added.
  Result<StringId> Intern(std::string_view text);

  // ids[i] = the id of texts[i], as Intern() in this order gives it; both have the same length. Several times as fast where most texts are
  // known already and the table is larger than the processor's caches: the look-ups of some texts wait for memory together.
  //
  // Errors: as Intern(), for the first text that does not fit; those before it are added.
  Status InternAll(std::span<const std::string_view> texts, std::span<StringId> ids);

  // The id of `text`, or nothing when it was never interned.
  [[nodiscard]] std::optional<StringId> Find(std::string_view text) const;

  // The text of an id below size(). Valid until the next Intern() that adds.
  [[nodiscard]] std::string_view Text(StringId id) const;

  [[nodiscard]] std::uint32_t size() const { return static_cast<std::uint32_t>(ends_.size()); }

  // Heap bytes held, for the engine's memory accounting.
  [[nodiscard]] std::size_t MemoryBytes() const;

 private:
  // An entry of the open-addressing table. The hash beside the id saves reading the text of most strangers, and hashing it again on growth.
  struct Entry {
    std::uint32_t hash = 0;
    std::uint32_t id_plus_one = 0;  // 0: free
  };

  Result<StringId> Intern(std::string_view text, std::uint32_t hash);

  // The entry that holds `text`, or the free one where it belongs. Only when the table is not empty.
  [[nodiscard]] std::size_t EntryOf(std::string_view text, std::uint32_t hash) const;
  void GrowEntries();

  Limits limits_;
  ByteBuffer bytes_;                 // all texts, one behind the other
  std::vector<std::uint64_t> ends_;  // end offset of each text in bytes_
  std::vector<Entry> entries_;       // size is 0 or a power of two, at most three quarters full, linear probing
};

}  // namespace assay

#endif  // ASSAY_STRINGS_INTERNER_H_
