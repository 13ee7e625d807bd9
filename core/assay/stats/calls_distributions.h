// assay/stats/calls_distributions.h
//
// The distributions by name: part of the family of assay/stats/calls.h's EstimateCalls. A tail call answers P(X <= x), its logarithm,
// P(X > x) and its logarithm; a quantile call takes p and 1 where p is the upper tail's.

#ifndef ASSAY_STATS_CALLS_DISTRIBUTIONS_H_
#define ASSAY_STATS_CALLS_DISTRIBUTIONS_H_

#include <span>
#include <vector>

#include "assay/base/status.h"

namespace assay {

Status CallNormal(std::span<const double> arguments, std::vector<double>& out);                // z
Status CallNormalQuantile(std::span<const double> arguments, std::vector<double>& out);        // p, upper
Status CallStudent(std::span<const double> arguments, std::vector<double>& out);               // t, degrees
Status CallStudentQuantile(std::span<const double> arguments, std::vector<double>& out);       // p, degrees, upper
Status CallChiSquared(std::span<const double> arguments, std::vector<double>& out);            // x, degrees
Status CallChiSquaredQuantile(std::span<const double> arguments, std::vector<double>& out);    // p, degrees, upper
Status CallF(std::span<const double> arguments, std::vector<double>& out);                     // f, numerator, denominator
Status CallFQuantile(std::span<const double> arguments, std::vector<double>& out);             // p, numerator, denominator, upper
Status CallBeta(std::span<const double> arguments, std::vector<double>& out);                  // x, a, b
Status CallBetaQuantile(std::span<const double> arguments, std::vector<double>& out);          // p, a, b, upper
Status CallBinomial(std::span<const double> arguments, std::vector<double>& out);              // k, trials, rate
Status CallPoisson(std::span<const double> arguments, std::vector<double>& out);               // k, mean
Status CallNoncentralStudent(std::span<const double> arguments, std::vector<double>& out);     // t, degrees, shift
Status CallNoncentralChiSquared(std::span<const double> arguments, std::vector<double>& out);  // x, degrees, noncentrality
Status CallNoncentralF(std::span<const double> arguments, std::vector<double>& out);           // f, numerator, denominator, noncentrality

}  // namespace assay

#endif  // ASSAY_STATS_CALLS_DISTRIBUTIONS_H_
