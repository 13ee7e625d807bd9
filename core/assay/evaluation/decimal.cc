#include "assay/evaluation/decimal.h"

namespace assay {

std::size_t WriteDecimal(std::uint64_t value, std::span<char> room) {
  std::size_t first = room.size();
  do {
    room[--first] = static_cast<char>('0' + value % 10);
    value /= 10;
  } while (value != 0);
  return first;
}

}  // namespace assay
