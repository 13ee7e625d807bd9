#include "assay/stats/covariates.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace assay {
namespace {

// The covariance of variables i and j over both arms, up to a factor that all pairs share.
double Pooled(const JointMoments& a, const JointMoments& b, Centring centring, std::size_t i, std::size_t j) {
  if (centring == Centring::kArmsAlike) return a.Covariance(i, j) + b.Covariance(i, j);
  const double within = a.Deviation(i, j) + b.Deviation(i, j);
  if (centring == Centring::kWithinArms) return within;
  return within + (a.Mean(i) - b.Mean(i)) * (a.Mean(j) - b.Mean(j)) * (a.n() / (a.n() + b.n()) * b.n());
}

// Solves S theta = c for the covariates, variables `first` and on, of outcome variable y: Cholesky's method without roots, leaving out what
// has no variance of its own left.
std::vector<double> Coefficients(const JointMoments& a, const JointMoments& b, Centring centring, std::size_t first, std::size_t y) {
  constexpr double kNoneLeft = 1e-12;  // of a covariate's variance, after those before it
  const std::size_t k = a.variables() - first;
  std::vector<double> lower(k * k);
  std::vector<double> pivots(k);
  std::vector<double> theta(k);
  for (std::size_t i = 0; i < k; ++i) {
    double right = Pooled(a, b, centring, first + i, y);
    const double whole = Pooled(a, b, centring, first + i, first + i);
    double pivot = whole;
    for (std::size_t j = 0; j < i; ++j) {
      double entry = Pooled(a, b, centring, first + i, first + j);
      for (std::size_t m = 0; m < j; ++m) entry -= lower[i * k + m] * pivots[m] * lower[j * k + m];
      lower[i * k + j] = pivots[j] > 0 ? entry / pivots[j] : 0;
      pivot -= lower[i * k + j] * lower[i * k + j] * pivots[j];
      right -= lower[i * k + j] * pivots[j] * theta[j];
    }
    pivots[i] = pivot > kNoneLeft * whole ? pivot : 0;
    theta[i] = pivots[i] > 0 ? right / pivots[i] : 0;
  }
  for (std::size_t i = k; i-- > 0;) {
    for (std::size_t j = i + 1; j < k; ++j) theta[i] -= lower[j * k + i] * theta[j];
    if (pivots[i] == 0) theta[i] = 0;
  }
  return theta;
}

struct Sums {
  double xx;  // theta' Cov(x) theta
  double xy;  // theta' Cov(x, y)
};

Sums SumsOf(const JointMoments& arm, const std::vector<double>& theta) {
  Sums sums = {0, 0};
  for (std::size_t i = 0; i < theta.size(); ++i) {
    sums.xy += theta[i] * arm.Covariance(i + 1, 0);
    for (std::size_t j = 0; j < theta.size(); ++j) sums.xx += theta[i] * theta[j] * arm.Covariance(i + 1, j + 1);
  }
  return sums;
}

double PooledMean(const JointMoments& a, const JointMoments& b, std::size_t i) {
  return a.Mean(i) + (b.Mean(i) - a.Mean(i)) * (b.n() / (a.n() + b.n()));
}

// A vector's square under a matrix of rows, `size` wide.
double Quadratic(const std::vector<double>& matrix, std::span<const double> vector) {
  double sum = 0;
  for (std::size_t i = 0; i < vector.size(); ++i) {
    for (std::size_t j = 0; j < vector.size(); ++j) sum += vector[i] * matrix[i * vector.size() + j] * vector[j];
  }
  return sum;
}

Effect NormalEffect(double estimate, double variance, const Confidence& confidence) {
  return EffectOf(estimate, variance > 0 ? std::sqrt(variance) : 0, std::numeric_limits<double>::infinity(), confidence);
}

// The outcome's means of both arms of a stratum, the control's first, and their covariance.
struct StratumMeans {
  std::vector<double> means;
  std::vector<double> covariance;
};

// `size` variables are the outcome's, the others covariates. Each arm is put to where the covariates' means over both arms are: y - theta'(x -
// x of both) = y -+ theta'(x of control - x of treatment) times the other arm's share of units, so that the arms vary together.
StratumMeans MeansOf(const StratumArms& stratum, std::size_t size) {
  const JointMoments* arms[] = {&stratum.control, &stratum.treatment};
  const std::size_t variables = arms[0]->variables();
  const std::size_t width = 2 * size;
  const double units = arms[0]->n() + arms[1]->n();
  StratumMeans answer{std::vector<double>(width), std::vector<double>(width * width)};
  for (std::size_t arm = 0; arm < 2; ++arm) {
    // What each adjusted mean takes of this arm's means, a row each.
    std::vector<double> taken(width * variables);
    for (std::size_t i = 0; i < size; ++i) {
      const std::vector<double> theta = Coefficients(stratum.control, stratum.treatment, Centring::kWithinArms, size, i);
      for (std::size_t row = 0; row < 2; ++row) {
        double* entries = &taken[(row * size + i) * variables];
        if (row == arm) entries[i] = 1;
        const double share = arms[1 - row]->n() / units;
        for (std::size_t k = 0; k < theta.size(); ++k) entries[size + k] = row == arm ? -share * theta[k] : share * theta[k];
      }
    }
    for (std::size_t p = 0; p < width; ++p) {
      for (std::size_t i = 0; i < variables; ++i) {
        const double of_p = taken[p * variables + i];
        answer.means[p] += of_p * arms[arm]->Mean(i);
        for (std::size_t q = 0; q < width; ++q) {
          for (std::size_t j = 0; j < variables; ++j) {
            answer.covariance[p * width + q] += of_p * taken[q * variables + j] * arms[arm]->Covariance(i, j) / arms[arm]->n();
          }
        }
      }
    }
  }
  return answer;
}

}  // namespace

Adjusted AdjustByCovariates(const JointMoments& control, const JointMoments& treatment, Centring centring, const Confidence& confidence) {
  Adjusted answer;
  if (control.n() < 2 || treatment.n() < 2) {
    answer.gap = control.n() < 1 || treatment.n() < 1 ? Gap::kNoData : Gap::kTooFew;
    return answer;
  }
  answer.coefficients = Coefficients(control, treatment, centring, 1, 0);
  const auto adjusted = [&](const JointMoments& arm) {
    const Sums sums = SumsOf(arm, answer.coefficients);
    double mean = arm.Mean(0);
    for (std::size_t i = 0; i < answer.coefficients.size(); ++i) {
      mean -= answer.coefficients[i] * (arm.Mean(i + 1) - PooledMean(control, treatment, i + 1));
    }
    return ArmEstimate{arm.n(), mean, std::max(0.0, arm.Covariance(0, 0) - 2 * sums.xy + sums.xx)};
  };
  answer.control = adjusted(control);
  answer.treatment = adjusted(treatment);
  answer.difference = DifferenceOfMeans(answer.control, answer.treatment, confidence, Freedom::kWelch);
  const double before = control.Covariance(0, 0) / control.n() + treatment.Covariance(0, 0) / treatment.n();
  const double after = answer.control.variance / control.n() + answer.treatment.variance / treatment.n();
  if (before > 0) answer.variance_left = after / before;

  const double size = std::fabs(control.Mean(0));
  if (size == 0) {
    answer.relative.gap = Gap::kZeroBaseline;
    return answer;
  }
  // The control's outcome is in the denominator, too: its part of the gradient is that of 1 + the effect.
  const double effect = (answer.treatment.mean - answer.control.mean) / size;
  const double whole = 1 + (control.Mean(0) > 0 ? effect : -effect);
  const Sums sums = SumsOf(control, answer.coefficients);
  const double control_variance = std::max(0.0, whole * whole * control.Covariance(0, 0) - 2 * whole * sums.xy + sums.xx);
  const double error = std::sqrt(control_variance / control.n() + answer.treatment.variance / treatment.n()) / size;
  if (answer.difference.degrees)
    answer.relative = EffectOf(effect, error, *answer.difference.degrees, confidence);
  else
    answer.relative.gap = answer.difference.gap;
  return answer;
}

Linearised LineariseRatio(const JointMoments& in) {
  Linearised answer{Gap::kNone, JointMoments(2)};
  if (!(in.n() > 0)) {
    answer.gap = Gap::kNoData;
    return answer;
  }
  if (in.Mean(1) == 0 || in.Mean(3) == 0) {
    answer.gap = Gap::kZeroBaseline;
    return answer;
  }
  const double ratios[] = {in.Mean(0) / in.Mean(1), in.Mean(2) / in.Mean(3)};
  const auto deviation = [&](std::size_t i, std::size_t j) {
    const std::size_t a = 2 * i;
    const std::size_t b = 2 * j;
    const double sum = in.Deviation(a, b) - ratios[j] * in.Deviation(a, b + 1) - ratios[i] * in.Deviation(a + 1, b) +
                       ratios[i] * ratios[j] * in.Deviation(a + 1, b + 1);
    return sum / in.Mean(a + 1) / in.Mean(b + 1);
  };
  const double deviations[] = {std::max(0.0, deviation(0, 0)), deviation(1, 0), std::max(0.0, deviation(1, 1))};
  answer.moments = JointMoments(in.n(), ratios, deviations);
  return answer;
}

PostStratified PostStratify(std::span<const StratumArms> strata, Outcome outcome, const Confidence& confidence) {
  PostStratified answer;
  const std::size_t size = outcome == Outcome::kRatio ? 2 : 1;
  double units = 0;
  for (const StratumArms& stratum : strata) {
    units += stratum.control.n() + stratum.treatment.n();
    if (stratum.control.n() < 2 || stratum.treatment.n() < 2) answer.gap = Gap::kSeparated;
  }
  if (!(units > 0)) answer.gap = Gap::kNoData;
  if (answer.gap != Gap::kNone) return answer;

  // The means of both arms, the control's first, and their covariance: within strata, and between them because their shares are observed.
  const std::size_t width = 2 * size;
  std::vector<double> means(width);
  std::vector<double> covariance(width * width);
  std::vector<std::vector<double>> by_stratum;
  for (const StratumArms& stratum : strata) {
    const double share = (stratum.control.n() + stratum.treatment.n()) / units;
    StratumMeans here = MeansOf(stratum, size);
    for (std::size_t i = 0; i < width; ++i) means[i] += share * here.means[i];
    for (std::size_t i = 0; i < width * width; ++i) covariance[i] += share * share * here.covariance[i];
    by_stratum.push_back(static_cast<std::vector<double>&&>(here.means));
  }
  for (std::size_t s = 0; s < strata.size(); ++s) {
    const double share = (strata[s].control.n() + strata[s].treatment.n()) / units;
    for (std::size_t i = 0; i < width; ++i) {
      for (std::size_t j = 0; j < width; ++j) {
        covariance[i * width + j] += share * (by_stratum[s][i] - means[i]) * (by_stratum[s][j] - means[j]) / units;
      }
    }
  }

  // Each arm's value and its gradient by the arm's means.
  double values[2];
  std::vector<double> gradients(width);
  for (std::size_t arm = 0; arm < 2; ++arm) {
    const double* mean = &means[arm * size];
    double* gradient = &gradients[arm * size];
    values[arm] = mean[0];
    gradient[0] = 1;
    if (outcome == Outcome::kRatio) {
      if (mean[1] == 0) {
        answer.gap = Gap::kZeroBaseline;
        return answer;
      }
      values[arm] = mean[0] / mean[1];
      gradient[0] = 1 / mean[1];
      gradient[1] = -values[arm] / mean[1];
    }
  }
  std::vector<double> vector(width);
  for (std::size_t i = 0; i < width; ++i) vector[i] = i < size ? -gradients[i] : gradients[i];
  answer.difference = NormalEffect(values[1] - values[0], Quadratic(covariance, vector), confidence);
  if (values[0] == 0) {
    answer.relative.gap = Gap::kZeroBaseline;
    return answer;
  }
  const double control_size = std::fabs(values[0]);
  const double ratio = values[1] / values[0];
  for (std::size_t i = 0; i < width; ++i) vector[i] = (i < size ? -ratio * gradients[i] : gradients[i]) / control_size;
  answer.relative = NormalEffect((values[1] - values[0]) / control_size, Quadratic(covariance, vector), confidence);
  return answer;
}

}  // namespace assay
