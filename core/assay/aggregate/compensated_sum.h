// assay/aggregate/compensated_sum.h
//
// A running sum of doubles that keeps what plain addition loses. The same values in the same order give the same bits on every machine.

#ifndef ASSAY_AGGREGATE_COMPENSATED_SUM_H_
#define ASSAY_AGGREGATE_COMPENSATED_SUM_H_

#include <cmath>

namespace assay {

// Source: A. Neumaier, "Rundungsfehleranalyse einiger Verfahren zur Summation endlicher Summen", 1974, doi:10.1002/zamm.19740540106.
class CompensatedSum {
 public:
  void Add(double value) {
    const double total = total_ + value;
    const bool value_is_smaller = std::fabs(total_) >= std::fabs(value);
    lost_ += value_is_smaller ? (total_ - total) + value : (value - total) + total_;
    total_ = total;
  }

  // Infinite when the plain sum left the range of a double.
  [[nodiscard]] double Value() const { return std::isfinite(total_) ? total_ + lost_ : total_; }

 private:
  double total_ = 0;
  double lost_ = 0;
};

}  // namespace assay

#endif  // ASSAY_AGGREGATE_COMPENSATED_SUM_H_
