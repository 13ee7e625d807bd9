// assay/base/status.h
//
// How every operation of the core reports failure: a Status, or a Result<T> that holds either a value or a Status.
// No exceptions. An operation that fails leaves its object as it was ("all or nothing") unless its comment says otherwise.
// Values are small and copyable; safe from any thread.

#ifndef ASSAY_BASE_STATUS_H_
#define ASSAY_BASE_STATUS_H_

#include <cstdint>
#include <optional>
#include <utility>

namespace assay {

// The numbers cross the WASM boundary: append only, never renumber. js/shared/errors.ts holds the same list and a test compares them.
enum class StatusCode : std::int32_t {
  kOk = 0,
  kInvalidArgument = 1,     // the caller's input breaks a documented rule
  kNotFound = 2,            // a name that is asked for does not exist
  kResourceExhausted = 3,   // a cap of engine/limits.h would be exceeded; nothing was allocated
  kDataLoss = 4,            // bytes that are corrupt, truncated or of another format
  kFailedPrecondition = 5,  // right call, wrong moment (for example: nothing loaded yet)
  kUnimplemented = 6,       // valid input that this build cannot answer
  kInternal = 7,            // a broken invariant of ours
};

// The name as users see it, for example "INVALID_ARGUMENT". Static storage.
const char* StatusCodeName(StatusCode code);

// Success, or a code and a static message of the form "argument: rule". Never holds user data, so it may be logged.
class [[nodiscard]] Status {
 public:
  constexpr Status() = default;  // success
  constexpr Status(StatusCode code, const char* message) : code_(code), message_(message) {}

  [[nodiscard]] constexpr bool ok() const { return code_ == StatusCode::kOk; }
  [[nodiscard]] constexpr StatusCode code() const { return code_; }
  [[nodiscard]] constexpr const char* message() const { return message_; }  // "" on success; static storage

 private:
  StatusCode code_ = StatusCode::kOk;
  const char* message_ = "";
};

constexpr Status InvalidArgument(const char* message) { return {StatusCode::kInvalidArgument, message}; }
constexpr Status NotFound(const char* message) { return {StatusCode::kNotFound, message}; }
constexpr Status ResourceExhausted(const char* message) { return {StatusCode::kResourceExhausted, message}; }
constexpr Status DataLoss(const char* message) { return {StatusCode::kDataLoss, message}; }
constexpr Status FailedPrecondition(const char* message) { return {StatusCode::kFailedPrecondition, message}; }
constexpr Status Unimplemented(const char* message) { return {StatusCode::kUnimplemented, message}; }
constexpr Status Internal(const char* message) { return {StatusCode::kInternal, message}; }

// A value, or the Status that says why there is none. std::expected is C++23; the names are its names where they fit.
//
// Example:
//   Result<std::size_t> chosen = ChooseVariation(hash, weights);
//   if (!chosen.ok()) return chosen.status();
//   Use(*chosen);
template <typename T>
class [[nodiscard]] Result {
 public:
  Result(T value) : value_(std::move(value)) {}  // NOLINT(google-explicit-constructor): return value;
  Result(Status failure) : status_(failure) {}   // NOLINT(google-explicit-constructor): return InvalidArgument(...);

  [[nodiscard]] bool ok() const { return value_.has_value(); }
  [[nodiscard]] Status status() const { return status_; }

  // Only when ok().
  T& operator*() & { return *value_; }
  const T& operator*() const& { return *value_; }
  T&& operator*() && { return std::move(*value_); }
  T* operator->() { return &*value_; }
  const T* operator->() const { return &*value_; }

 private:
  std::optional<T> value_;
  Status status_;
};

}  // namespace assay

#endif  // ASSAY_BASE_STATUS_H_
