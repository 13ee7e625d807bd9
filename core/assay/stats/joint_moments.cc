#include "assay/stats/joint_moments.h"

namespace assay {

void JointMoments::Add(std::span<const double> values) {
  n_ += 1;
  std::vector<double> before(means_.size());
  for (std::size_t i = 0; i < means_.size(); ++i) {
    before[i] = values[i] - means_[i];
    means_[i] += before[i] / n_;
    for (std::size_t j = 0; j <= i; ++j) deviations_[Place(i, j)] += (values[i] - means_[i]) * before[j];
  }
}

void JointMoments::Merge(const JointMoments& other) {
  if (other.n_ == 0) return;
  if (n_ == 0) {
    *this = other;
    return;
  }
  const double n = n_ + other.n_;
  for (std::size_t i = 0; i < means_.size(); ++i) {
    for (std::size_t j = 0; j <= i; ++j) {
      const double gap = (other.means_[i] - means_[i]) * (other.means_[j] - means_[j]);
      deviations_[Place(i, j)] += other.deviations_[Place(i, j)] + gap * (n_ / n * other.n_);
    }
  }
  for (std::size_t i = 0; i < means_.size(); ++i) means_[i] += (other.means_[i] - means_[i]) * (other.n_ / n);
  n_ = n;
}

}  // namespace assay
