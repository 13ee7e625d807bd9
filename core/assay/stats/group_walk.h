// assay/stats/group_walk.h
//
// The distribution of a Brownian motion with drift that has stayed between bounds at each look so far: what designs with several looks are
// computed from. One walk is used by one thread.

#ifndef ASSAY_STATS_GROUP_WALK_H_
#define ASSAY_STATS_GROUP_WALK_H_

#include <cstddef>
#include <vector>

namespace assay {

// The density lies at the nodes of 20-point Gauss-Legendre panels of at most five standard deviations of the narrower of the steps before
// and after: integrands are products of Gaussians of those widths, which 20 nodes integrate to 1e-13.
class GroupWalk {
 public:
  // `drift` per unit of time, finite.
  explicit GroupWalk(double drift) : drift_(drift) {}

  // Probability to be at or above z * sqrt(time) at `time`, having stayed within all bounds before. `time` after the last kept look.
  [[nodiscard]] double Above(double time, double z) const;
  [[nodiscard]] double Below(double time, double z) const;

  // The z with Above() or Below() = `probability`; infinite towards the outside when there is nothing to spend, towards the inside when
  // everything that is left is less.
  [[nodiscard]] double UpperBound(double time, double probability) const;
  [[nodiscard]] double LowerBound(double time, double probability) const;

  // Goes on with the paths strictly between the bounds (z) at `time`. `next_step`: time to the next look, which the nodes have to resolve.
  void Keep(double time, double lower, double upper, double next_step);

  // Probability to be still under way.
  [[nodiscard]] double Remaining() const;

 private:
  struct Window {
    std::size_t begin;
    std::size_t end;
  };
  [[nodiscard]] Window Near(double from, double to) const;
  [[nodiscard]] double DensityAt(double time, double position, double reach) const;

  double drift_;
  double time_ = 0;
  std::vector<double> positions_ = {0};
  std::vector<double> masses_ = {1};
};

}  // namespace assay

#endif  // ASSAY_STATS_GROUP_WALK_H_
