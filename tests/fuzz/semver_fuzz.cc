// Two versions, separated by a newline: their keys must compare as the versions' precedence does, found here by the specification's words
// (semver.org 2.0.0, section 11) on the texts themselves.

#include <algorithm>
#include <string_view>
#include <vector>

#include "assay/targeting/semver.h"
#include "fuzz/fuzz_input.h"

namespace assay {
namespace {

struct Version {
  std::vector<std::string_view> numbers;  // three
  std::vector<std::string_view> pre_release;
};

std::vector<std::string_view> Split(std::string_view text) {
  std::vector<std::string_view> parts;
  for (;;) {
    const std::size_t dot = text.find('.');
    parts.push_back(text.substr(0, dot));
    if (dot == std::string_view::npos) return parts;
    text.remove_prefix(dot + 1);
  }
}

// Of a text that is a version.
Version Parse(std::string_view text) {
  if (text.starts_with('v')) text.remove_prefix(1);
  text = text.substr(0, text.find('+'));
  const std::size_t dash = text.find('-');
  Version version{Split(text.substr(0, dash)), {}};
  version.numbers.resize(3, "0");
  if (dash != std::string_view::npos) version.pre_release = Split(text.substr(dash + 1));
  return version;
}

int Sign(int order) { return order < 0 ? -1 : order > 0 ? 1 : 0; }

int CompareNumbers(std::string_view a, std::string_view b) {
  return a.size() != b.size() ? (a.size() < b.size() ? -1 : 1) : Sign(a.compare(b));
}

bool IsNumber(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

int CompareIdentifiers(std::string_view a, std::string_view b) {
  if (IsNumber(a) != IsNumber(b)) return IsNumber(a) ? -1 : 1;
  return IsNumber(a) ? CompareNumbers(a, b) : Sign(a.compare(b));
}

int Compare(const Version& a, const Version& b) {
  for (std::size_t i = 0; i < 3; ++i) {
    if (const int order = CompareNumbers(a.numbers[i], b.numbers[i]); order != 0) return order;
  }
  if (a.pre_release.empty() != b.pre_release.empty()) return a.pre_release.empty() ? 1 : -1;
  const std::size_t common = std::min(a.pre_release.size(), b.pre_release.size());
  for (std::size_t i = 0; i < common; ++i) {
    if (const int order = CompareIdentifiers(a.pre_release[i], b.pre_release[i]); order != 0) return order;
  }
  return a.pre_release.size() == b.pre_release.size() ? 0 : a.pre_release.size() < b.pre_release.size() ? -1 : 1;
}

}  // namespace
}  // namespace assay

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace assay;
  const FuzzInput input(data, size);
  const std::string_view text(reinterpret_cast<const char*>(input.view().data()), size);
  const std::size_t newline = text.find('\n');
  const std::string_view left = text.substr(0, newline);
  const std::string_view right = newline == std::string_view::npos ? std::string_view() : text.substr(newline + 1);
  char left_room[kMaxSemverKeyBytes];
  char right_room[kMaxSemverKeyBytes];
  const std::string_view left_key(left_room, SemverKey(left, left_room));
  const std::string_view right_key(right_room, SemverKey(right, right_room));
  Require(left_key.size() <= kMaxSemverKeyBytes && right_key.size() <= kMaxSemverKeyBytes);
  if (!left_key.empty() && !right_key.empty()) Require(Sign(left_key.compare(right_key)) == Compare(Parse(left), Parse(right)));
  return 0;
}
