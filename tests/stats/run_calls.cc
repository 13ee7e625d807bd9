// Answers calls of statistics natively, for comparison with stats.wasm byte by byte: assay_stat_calls < CALLS > ANSWERS, or
// assay_stat_calls --names for the names there are, a line each.
//
// CALLS: for each uint32 how many numbers, uint32 the name's size, the numbers (float64), the name. ANSWERS: for each uint32 the status,
// uint32 a size, and as many bytes: numbers, or of a failure its message. Little-endian.

#include <bit>
#include <cstdint>
#include <cstdio>
#include <cstring>
#include <string>
#include <string_view>
#include <vector>

#include "assay/stats/calls.h"

namespace assay {
namespace {

static_assert(std::endian::native == std::endian::little);

template <typename T>
bool Read(T* values, std::size_t count) {
  return std::fread(values, sizeof(T), count, stdin) == count;
}

bool Write(const Status& status, const void* bytes, std::size_t size) {
  const std::uint32_t head[] = {static_cast<std::uint32_t>(status.code()), static_cast<std::uint32_t>(size)};
  if (std::fwrite(head, sizeof(head), 1, stdout) != 1) return false;
  return size == 0 || std::fwrite(bytes, 1, size, stdout) == size;  // nothing is answered for an empty list
}

bool AnswerAll() {
  std::uint32_t head[2];
  while (Read(head, 2)) {
    std::vector<double> arguments(head[0]);
    std::string name(head[1], '\0');
    if (!Read(arguments.data(), arguments.size()) || !Read(name.data(), name.size())) return false;
    std::vector<double> answer;
    const Status status = CallStatistic(name, arguments, answer);
    const std::string_view message = status.message();
    const bool written =
        status.ok() ? Write(status, answer.data(), answer.size() * sizeof(double)) : Write(status, message.data(), message.size());
    if (!written) return false;
  }
  return std::fflush(stdout) == 0;
}

void PrintNames() {
  for (const std::span<const StatCall> family : StatFamilies()) {
    for (const StatCall& call : family) std::printf("%.*s\n", static_cast<int>(call.name.size()), call.name.data());
  }
}

}  // namespace
}  // namespace assay

int main(int argc, char** argv) {
  if (argc == 2 && std::string_view(argv[1]) == "--names") {
    assay::PrintNames();
    return 0;
  }
  return assay::AnswerAll() ? 0 : 1;
}
