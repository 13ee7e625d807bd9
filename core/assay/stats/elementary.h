// assay/stats/elementary.h
//
// exp and log whose bits are the same on every platform. The C library's differ in the last bit between vendors, and statistics computed
// in the page have to equal those computed natively. Everything here is made of + - * /, floor, frexp and ldexp, which IEEE 754 fixes; it
// relies on -ffp-contract=off. Pure functions, safe from any thread.

#ifndef ASSAY_STATS_ELEMENTARY_H_
#define ASSAY_STATS_ELEMENTARY_H_

#include <cstdint>

namespace assay {

// ln 2 in two parts: the high one has 21 zero bits at its end, so k * kLn2High is exact for whole |k| < 2^21.
inline constexpr double kLn2High = 0x1.62e42feep-1;
inline constexpr double kLn2Low = 0x1.a39ef35793c76p-33;

// mantissa * 2^exponent: a number that may lie outside a double's range.
struct ScaledDouble {
  double mantissa = 0;
  std::int64_t exponent = 0;
};

// The double nearest to `value`, infinite or 0 beyond the range.
double FromScaled(ScaledDouble value);

// e^x with error below 1 ulp (subnormal results: below 1 of their wider steps). NaN for NaN; infinite above 709.79, 0 below -745.14.
//
// Source: argument reduction x = k ln 2 + r, |r| <= ln 2 / 2, then the Taylor series; Muller, Elementary Functions, 3rd ed., 2016, ch. 11.
double Exp(double x);

// e^x without leaving the range: mantissa in [0.7, 1.42]. |x| <= 2^20.
ScaledDouble ExpScaled(double x);

// e^x - 1 with error below 2 ulp, also where x is near 0 and the subtraction would cancel.
double Expm1(double x);

// ln x with error below 1 ulp. -infinity for 0, NaN below 0 and for NaN.
//
// Source: x = 2^k (1 + f), sqrt(1/2) <= 1 + f < sqrt(2); ln(1 + f) = 2 artanh(f / (2 + f)) with the correction order of
// fdlibm's e_log.c (Sun Microsystems, 1993); the coefficients here are the Taylor ones.
double Log(double x);

// ln(1 + x) with error below 2 ulp, also where x is near 0. -infinity for -1, NaN below.
double Log1p(double x);

// high + low = a * b exactly. |a|, |b| < 2^500 and the product, unless 0, above 2^-900.
//
// Source: Dekker, A floating-point technique for extending the available precision, 1971, doi:10.1007/BF01397083.
struct ExactProduct {
  double high;
  double low;
};
ExactProduct MultiplyExactly(double a, double b);

}  // namespace assay

#endif  // ASSAY_STATS_ELEMENTARY_H_
