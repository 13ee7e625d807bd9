// assay/stats/call_reader.h
//
// Reads the arguments of a call of assay/stats/calls.h one after the other and writes its answer. The first argument that breaks a rule is
// kept, what is read after it is harmless, and Finish() reports it: a call checks once, after reading all.

#ifndef ASSAY_STATS_CALL_READER_H_
#define ASSAY_STATS_CALL_READER_H_

#include <cstdint>
#include <limits>
#include <optional>
#include <span>
#include <vector>

#include "assay/base/status.h"
#include "assay/stats/confidence.h"
#include "assay/stats/gap.h"
#include "assay/stats/p_value.h"
#include "assay/stats/proportions.h"

namespace assay {

class CallReader {
 public:
  explicit CallReader(std::span<const double> arguments) : rest_(arguments) {}

  // Whatever stands there, NaN and infinity included.
  double Number();

  // `message` is of the form "argument: rule" and becomes the failure's when the number breaks the rule.
  double Finite(const char* message);
  double Positive(const char* message);      // finite and above 0
  double NotNegative(const char* message);   // finite and 0 or more
  double Probability(const char* message);   // within [0, 1]
  std::uint64_t Count(const char* message);  // whole, 0 to 2^53
  Proportion Rate();                         // successes, trials
  Confidence Level();                        // two-sided, strictly between 0 and 1

  // How many, then as many numbers, all finite. Valid as long as the arguments are.
  std::span<const double> List(const char* message);

  void Require(bool holds, const char* message) {
    if (!holds) Fail(message);
  }
  void Note(const Status& status) {
    if (!status.ok()) Fail(status.message());
  }

  // Errors: kInvalidArgument for the first argument that broke a rule, or when there are more or fewer than were read.
  [[nodiscard]] Status Finish();

 private:
  void Fail(const char* message) {
    if (failure_.ok()) failure_ = InvalidArgument(message);
  }

  std::span<const double> rest_;
  Status failure_;
};

// Appends to an answer. What is absent is NaN.
class CallWriter {
 public:
  explicit CallWriter(std::vector<double>& out) : out_(out) {}

  // Every NaN is the same one: their bits differ between platforms.
  void Number(double value) { out_.push_back(value == value ? value : kAbsent); }
  void Number(const std::optional<double>& value) { Number(value.value_or(kAbsent)); }
  void Reason(Gap gap) { Number(static_cast<double>(gap)); }
  void Range(const std::optional<Interval>& interval) {
    Number(interval ? interval->low : kAbsent);
    Number(interval ? interval->high : kAbsent);
  }
  void Probability(const std::optional<PValue>& value) {
    Number(value ? value->p : kAbsent);
    Number(value ? value->log_p : kAbsent);
  }

 private:
  static constexpr double kAbsent = std::numeric_limits<double>::quiet_NaN();

  std::vector<double>& out_;
};

}  // namespace assay

#endif  // ASSAY_STATS_CALL_READER_H_
