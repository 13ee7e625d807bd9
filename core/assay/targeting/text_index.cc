#include "assay/targeting/text_index.h"

#include <utility>

#include "assay/strings/utf8.h"

namespace assay {

namespace {

// Short texts, few of them, no attacker but the datafile's own author: FNV-1a is as good as a stronger hash, and nothing is shorter.
std::uint32_t HashOf(std::string_view text) {
  std::uint32_t hash = 0x811C9DC5;
  for (const char c : text) hash = (hash ^ static_cast<unsigned char>(c)) * 0x01000193;
  return hash ^ (hash >> 15);
}

}  // namespace

Status TextIndex::Build(ByteView bytes, std::span<const std::uint32_t> ends) {
  bytes_ = bytes;
  ends_ = ends;
  places_.clear();
  std::uint32_t end = 0;
  for (const std::uint32_t next : ends) {
    if (next < end) return InvalidArgument("datafile: places must ascend");
    end = next;
  }
  if (end != bytes.size()) return InvalidArgument("datafile: places must ascend");

  std::size_t places = 16;
  while (places < ends.size() * 2) places *= 2;
  places_.resize(places);
  std::size_t steps_left = 64 + ends.size() * 16;  // honest texts need one or two; made to collide they would need a number squared
  for (TextId id = 0; id < size(); ++id) {
    const std::string_view text = (*this)[id];
    if (!IsValidUtf8(text)) return InvalidArgument("datafile: texts must be valid UTF-8");
    std::size_t place = HashOf(text) & (places - 1);
    for (; places_[place] != 0; place = (place + 1) & (places - 1)) {
      if ((*this)[places_[place] - 1] == text) return InvalidArgument("datafile: a text stands there twice");
      if (--steps_left == 0) return InvalidArgument("datafile: a text stands there twice");
    }
    places_[place] = id + 1;
  }
  return {};
}

TextId TextIndex::Find(std::string_view text) const {
  if (places_.empty()) return kNotIndexed;
  const std::size_t mask = places_.size() - 1;
  for (std::size_t place = HashOf(text) & mask; places_[place] != 0; place = (place + 1) & mask) {
    if ((*this)[places_[place] - 1] == text) return places_[place] - 1;
  }
  return kNotIndexed;
}

}  // namespace assay
