// assay/stats/joint_moments.h
//
// Count, means and cross-deviations of several numbers per unit: what covariances, and so ratios and adjustments, are made of. Two parts of
// one stream merge into the whole. A value type; memory and time per unit are quadratic in the number of variables.

#ifndef ASSAY_STATS_JOINT_MOMENTS_H_
#define ASSAY_STATS_JOINT_MOMENTS_H_

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace assay {

// As Moments (assay/base/moments.h), of `variables` numbers per unit. The order of Add and Merge decides the last bits.
class JointMoments {
 public:
  explicit JointMoments(std::size_t variables) : means_(variables), deviations_(variables * (variables + 1) / 2) {}

  // From what another has kept: `deviations` row by row, each row up to and with its diagonal.
  JointMoments(double n, std::span<const double> means, std::span<const double> deviations)
      : n_(n), means_(means.begin(), means.end()), deviations_(deviations.begin(), deviations.end()) {}

  // Takes in one unit; as many finite numbers as there are variables.
  void Add(std::span<const double> values);

  // Takes in all units behind `other`, which has the same variables.
  //
  // Source: Chan, Golub, LeVeque, Algorithms for Computing the Sample Variance, 1983, doi:10.1080/00031305.1983.10483115 (their formula for
  // products of deviations).
  void Merge(const JointMoments& other);

  [[nodiscard]] double n() const { return n_; }
  [[nodiscard]] std::size_t variables() const { return means_.size(); }
  [[nodiscard]] double Mean(std::size_t i) const { return means_[i]; }

  // sum of (x_i - mean_i) (x_j - mean_j).
  [[nodiscard]] double Deviation(std::size_t i, std::size_t j) const { return deviations_[Place(i, j)]; }

  // Of n - 1 degrees; 0 for fewer than two units.
  [[nodiscard]] double Covariance(std::size_t i, std::size_t j) const { return n_ > 1 ? Deviation(i, j) / (n_ - 1) : 0; }

 private:
  static std::size_t Place(std::size_t i, std::size_t j) { return i >= j ? i * (i + 1) / 2 + j : j * (j + 1) / 2 + i; }

  double n_ = 0;
  std::vector<double> means_;
  std::vector<double> deviations_;
};

}  // namespace assay

#endif  // ASSAY_STATS_JOINT_MOMENTS_H_
