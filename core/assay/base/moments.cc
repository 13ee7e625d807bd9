#include "assay/base/moments.h"

namespace assay {

void Moments::Add(double x) {
  ++n;
  const double before = x - mean;
  mean += before / static_cast<double>(n);
  m2 += before * (x - mean);
}

void Moments::Merge(const Moments& other) {
  if (other.n == 0) return;
  if (n == 0) {
    *this = other;
    return;
  }
  const double mine = static_cast<double>(n);
  const double theirs = static_cast<double>(other.n);
  const double all = mine + theirs;
  const double delta = other.mean - mean;
  mean += delta * (theirs / all);
  m2 += other.m2 + delta * delta * (mine * (theirs / all));
  n += other.n;
}

std::optional<double> Moments::Mean() const {
  if (n == 0) return std::nullopt;
  return mean;
}

std::optional<double> Moments::Variance() const {
  if (n < 2) return std::nullopt;
  return m2 / static_cast<double>(n - 1);
}

}  // namespace assay
