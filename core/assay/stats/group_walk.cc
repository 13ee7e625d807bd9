#include "assay/stats/group_walk.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

#include "assay/stats/elementary.h"
#include "assay/stats/normal.h"
#include "assay/stats/tail_integral.h"

namespace assay {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();
constexpr double kInverseSqrtTwoPi = 0x1.9884533d43651p-2;
constexpr double kReach = 9;        // standard deviations beyond which nothing is kept: 1e-19
constexpr double kWholeReach = 40;  // and beyond which a density is 0
constexpr double kPanelWidth = 5;   // in standard deviations of the narrower step
constexpr double kLeastSpent = 1e-300;

}  // namespace

GroupWalk::Window GroupWalk::Near(double from, double to) const {
  const auto begin = std::ranges::lower_bound(positions_, from);
  const auto end = std::upper_bound(begin, positions_.end(), to);
  return {static_cast<std::size_t>(begin - positions_.begin()), static_cast<std::size_t>(end - positions_.begin())};
}

double GroupWalk::Above(double time, double z) const {
  const double deviation = std::sqrt(time - time_);
  const double from = z * std::sqrt(time) - drift_ * (time - time_);
  double sum = 0;
  for (std::size_t i = Near(from - kWholeReach * deviation, kInfinity).begin; i < positions_.size(); ++i) {
    sum += masses_[i] * NormalUpperTail((from - positions_[i]) / deviation);
  }
  return sum;
}

double GroupWalk::Below(double time, double z) const {
  const double deviation = std::sqrt(time - time_);
  const double to = z * std::sqrt(time) - drift_ * (time - time_);
  const std::size_t end = Near(-kInfinity, to + kWholeReach * deviation).end;
  double sum = 0;
  for (std::size_t i = 0; i < end; ++i) {
    sum += masses_[i] * NormalUpperTail((positions_[i] - to) / deviation);
  }
  return sum;
}

double GroupWalk::DensityAt(double time, double position, double reach) const {
  const double deviation = std::sqrt(time - time_);
  const double centre = position - drift_ * (time - time_);
  const Window window = Near(centre - reach * deviation, centre + reach * deviation);
  double sum = 0;
  for (std::size_t i = window.begin; i < window.end; ++i) {
    const double z = (centre - positions_[i]) / deviation;
    sum += masses_[i] * Exp(-0.5 * z * z);
  }
  return sum * kInverseSqrtTwoPi / deviation;
}

double GroupWalk::Remaining() const {
  double sum = 0;
  for (const double mass : masses_) sum += mass;
  return sum;
}

// The logarithm of the tail is concave in z, so Newton's steps land beyond the root and then close in on it from there.
double GroupWalk::UpperBound(double time, double probability) const {
  if (!(probability > kLeastSpent)) return kInfinity;
  if (probability >= Remaining()) return -kInfinity;
  const double root_time = std::sqrt(time);
  double z = -NormalQuantile(probability).value_or(0) + drift_ * root_time;
  double tail = Above(time, z);
  for (; tail == 0; tail = Above(time, z)) z -= 0.25;
  for (int i = 0; i < 100; ++i) {
    const double slope = DensityAt(time, z * root_time, kWholeReach) * root_time / tail;
    const double next = z + (Log(tail) - Log(probability)) / slope;
    if (!(slope > 0) || std::fabs(next - z) <= 1e-14 * (1 + std::fabs(z))) break;
    z = next;
    tail = Above(time, z);
  }
  return z;
}

double GroupWalk::LowerBound(double time, double probability) const {
  if (!(probability > kLeastSpent)) return -kInfinity;
  if (probability >= Remaining()) return kInfinity;
  const double root_time = std::sqrt(time);
  double z = NormalQuantile(probability).value_or(0) + drift_ * root_time;
  double tail = Below(time, z);
  for (; tail == 0; tail = Below(time, z)) z += 0.25;
  for (int i = 0; i < 100; ++i) {
    const double slope = DensityAt(time, z * root_time, kWholeReach) * root_time / tail;
    const double next = z - (Log(tail) - Log(probability)) / slope;
    if (!(slope > 0) || std::fabs(next - z) <= 1e-14 * (1 + std::fabs(z))) break;
    z = next;
    tail = Below(time, z);
  }
  return z;
}

void GroupWalk::Keep(double time, double lower, double upper, double next_step) {
  const double root_time = std::sqrt(time);
  const double low = std::max(lower * root_time, drift_ * time - kReach * root_time);
  const double high = std::min(upper * root_time, drift_ * time + kReach * root_time);
  std::vector<double> positions;
  std::vector<double> masses;
  if (low < high) {
    const double width = kPanelWidth * std::sqrt(std::min(time - time_, next_step));
    const auto panels = static_cast<std::size_t>(std::ceil((high - low) / width));
    const double half = (high - low) / static_cast<double>(panels) / 2;
    positions.reserve(panels * 2 * kLegendreNodes.size());
    masses.reserve(positions.capacity());
    const auto add = [&](double position, double weight) {
      positions.push_back(position);
      masses.push_back(weight * half * DensityAt(time, position, kReach));
    };
    for (std::size_t panel = 0; panel < panels; ++panel) {
      const double centre = low + half * static_cast<double>(2 * panel + 1);
      for (std::size_t i = 0; i < kLegendreNodes.size(); ++i) add(centre - half * kLegendreNodes[i], kLegendreWeights[i]);
      for (std::size_t i = kLegendreNodes.size(); i-- > 0;) add(centre + half * kLegendreNodes[i], kLegendreWeights[i]);
    }
  }
  positions_ = std::move(positions);
  masses_ = std::move(masses);
  time_ = time;
}

}  // namespace assay
