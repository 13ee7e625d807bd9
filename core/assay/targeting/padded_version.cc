#include "assay/targeting/padded_version.h"

#include <cstddef>

namespace assay {

void PaddedVersion(std::string_view version, ByteBuffer& out) {
  if (version.empty()) version = "0";
  std::size_t at = version.front() == 'v' ? 1 : 0;
  for (int parts = 1;; ++parts) {
    const std::size_t begin = at;
    bool digits = true;
    char end = '+';
    for (; at < version.size(); ++at) {
      end = version[at];
      if (end == '.' || end == '-' || end == '+') break;
      digits = digits && end >= '0' && end <= '9';
      end = '+';
    }
    for (std::size_t size = at - begin; digits && size != 0 && size < 5; ++size) out.push_back(' ');
    for (std::size_t i = begin; i < at; ++i) out.push_back(static_cast<std::uint8_t>(version[i]));
    if (end == '+' && parts != 3) return;
    out.push_back('-');
    if (end == '+') {
      out.push_back('~');
      return;
    }
    ++at;
  }
}

}  // namespace assay
