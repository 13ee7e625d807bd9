// certify-stats/simulation.h
//
// Experiments without an effect, or with one, user by user: what the methods of assay/stats have to withstand. Reproducible from a seed on
// every platform.

#ifndef ASSAY_TESTS_CERTIFY_STATS_SIMULATION_H_
#define ASSAY_TESTS_CERTIFY_STATS_SIMULATION_H_

#include <cstdint>
#include <span>
#include <vector>

#include "core/stats/random_numbers.h"

namespace assay {

enum class Metric : std::uint8_t {
  kRate10,        // 10 % convert
  kRate1,         // 1 %
  kRate01,        // 0.1 %
  kNormal,        // mean 10, deviation 3
  kLognormal,     // of deviation 2: skewness above 400
  kZeroInflated,  // revenue: 5 % buy for a lognormal amount
  kRatio,         // clicks over sessions, 1 to 5 sessions per user
  kCovariate,     // normal with a covariate of correlation 0.7, adjusted by it (CUPED)
};

struct MetricName {
  Metric metric;
  const char* name;
};
std::span<const MetricName> Metrics();

// What an arm's users so far say: an estimate of the mean (or ratio) and the variance of one user's part in it.
struct ArmState {
  double n = 0;
  double mean = 0;
  double unit_variance = 0;

  [[nodiscard]] double Error2() const { return unit_variance / n; }
};

// One experiment; users come to both arms in turn.
class Simulation {
 public:
  Simulation(Metric metric, double treatment_factor, std::uint64_t seed)
      : metric_(metric), treatment_factor_(treatment_factor), random_(seed) {}

  void AddPair();  // a user to each arm
  [[nodiscard]] ArmState Control() const { return StateOf(0); }
  [[nodiscard]] ArmState Treatment() const { return StateOf(1); }

  // Of rates: how many converted.
  [[nodiscard]] std::uint64_t Converted(int arm) const { return static_cast<std::uint64_t>(arms_[arm].sum); }

 private:
  struct Sums {
    double n = 0;
    double sum = 0;
    double squares = 0;
    double other = 0;  // denominator or covariate
    double other_squares = 0;
    double products = 0;
  };

  void AddUser(int arm);
  [[nodiscard]] ArmState StateOf(int arm) const;

  Metric metric_;
  double treatment_factor_;
  RandomNumbers random_;
  Sums arms_[2];
};

}  // namespace assay

#endif  // ASSAY_TESTS_CERTIFY_STATS_SIMULATION_H_
