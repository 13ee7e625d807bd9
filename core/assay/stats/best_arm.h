// assay/stats/best_arm.h
//
// Which of several independent quantities is the largest, and what choosing another one costs, by quadrature instead of simulation: no seed,
// no noise. A template over the distribution; used by assay/stats/bayes.h.

#ifndef ASSAY_STATS_BEST_ARM_H_
#define ASSAY_STATS_BEST_ARM_H_

#include <algorithm>
#include <cstddef>
#include <limits>
#include <span>
#include <vector>

#include "assay/stats/tail_integral.h"
#include "assay/stats/tails.h"

namespace assay {

// What one arm's distribution looks like on the scale on which it is integrated.
struct ArmShape {
  double centre = 0;
  double width = 0;  // about a standard deviation, above 0
  double low = 0;    // nothing lies beyond: e^-40 of the mass
  double high = 0;
};

struct ArmChance {
  double best = 0;   // probability that the arm is the largest
  double other = 0;  // that another one is; not 1 - best, so that neither loses digits
  double loss = 0;   // expectation of the largest less this one
};

// Panels of three widths of every arm over its own range, and of the narrower neighbour's width between arms that do not overlap.
inline std::vector<double> PanelEnds(std::span<const ArmShape> shapes) {
  constexpr double kWidths = 3;
  constexpr double kMostBetween = 400;
  std::vector<double> ends;
  const auto divide = [&](double low, double high, double panels) {
    for (double i = 0; i < panels; ++i) ends.push_back(low + (high - low) * (i / panels));
    ends.push_back(high);
  };
  const auto panels_of = [](double length, double width) {
    const double panels = length / (kWidths * width);
    return panels < 1 ? 1.0 : panels > kMostBetween ? kMostBetween : static_cast<double>(static_cast<int>(panels) + 1);
  };
  std::vector<ArmShape> sorted(shapes.begin(), shapes.end());
  std::ranges::sort(sorted, {}, &ArmShape::low);
  double reached = sorted.front().low;
  double last_width = sorted.front().width;
  for (const ArmShape& shape : sorted) {
    if (shape.low > reached) divide(reached, shape.low, panels_of(shape.low - reached, std::min(shape.width, last_width)));
    divide(shape.low, shape.high, panels_of(shape.high - shape.low, shape.width));
    if (shape.high > reached) {
      reached = shape.high;
      last_width = shape.width;
    }
  }
  std::ranges::sort(ends);
  const auto repeated = std::ranges::unique(ends);
  ends.erase(repeated.begin(), repeated.end());
  return ends;
}

// For every arm. Arm: Tails TailsAt(double) const, double DensityAt(double) const (per unit of the scale), and double StretchAt(double)
// const, the derivative of the quantity by the scale. O(panels arms^2).
template <typename Arm>
std::vector<ArmChance> CompareArms(std::span<const Arm> arms, std::span<const ArmShape> shapes) {
  const std::size_t count = arms.size();
  std::vector<ArmChance> chances(count);
  const std::vector<double> ends = PanelEnds(shapes);
  std::vector<Tails> tails(count);
  for (std::size_t panel = 0; panel + 1 < ends.size(); ++panel) {
    const double centre = 0.5 * (ends[panel] + ends[panel + 1]);
    const double half = 0.5 * (ends[panel + 1] - ends[panel]);
    for (std::size_t node = 0; node < 2 * kLegendreNodes.size(); ++node) {
      const std::size_t i = node / 2;
      const double at = node % 2 == 0 ? centre - half * kLegendreNodes[i] : centre + half * kLegendreNodes[i];
      const double weight = kLegendreWeights[i] * half;
      for (std::size_t k = 0; k < count; ++k) tails[k] = arms[k].TailsAt(at);
      for (std::size_t k = 0; k < count; ++k) {
        double all_below = 1;
        double some_above = 0;  // 1 - the product, without cancelling
        for (std::size_t j = 0; j < count; ++j) {
          if (j == k) continue;
          some_above += all_below * tails[j].upper.p;
          all_below *= tails[j].lower.p;
        }
        const double density = arms[k].DensityAt(at) * weight;
        chances[k].best += density * all_below;
        chances[k].other += density * some_above;
        chances[k].loss += tails[k].lower.p * some_above * arms[k].StretchAt(at) * weight;
      }
    }
  }
  return chances;
}

}  // namespace assay

#endif  // ASSAY_STATS_BEST_ARM_H_
