#include "assay/behavior/task_tally.h"

#include <algorithm>

#include "assay/base/sort.h"

namespace assay {

void TaskTally::Add(std::uint32_t cell, std::size_t furthest, std::uint64_t errors, std::span<const std::uint32_t> fields,
                    std::optional<DurationMs> duration) {
  if (cell >= cells_.size()) cells_.resize(cell + 1);
  if (furthest_.size() < cells_.size() * steps_) furthest_.resize(cells_.size() * steps_);
  for (const std::uint32_t at : {std::uint32_t{0}, cell}) {
    Cell& counts = cells_[at];
    ++counts.attempts;
    counts.completions += duration.has_value() ? 1U : 0U;
    counts.errors += errors;
    counts.error_squares += errors * errors;
    counts.attempts_with_error += errors > 0 ? 1U : 0U;
    TaskStepCounts& step = furthest_[at * steps_ + furthest];
    ++step.reached;
    step.abandoned += duration.has_value() ? 0U : 1U;
  }
  if (duration.has_value()) times_.Add(cell, *duration);
  for (const std::uint32_t field : fields) field_errors_.push_back({cell, field, attempts_});
  ++attempts_;
}

std::vector<std::uint64_t> TaskTally::ErrorsByField(std::uint32_t key_count) const {
  std::vector<std::uint64_t> errors(key_count, 0);
  for (const FieldError& error : field_errors_) ++errors[error.value];
  return errors;
}

std::vector<TaskCounts> TaskTally::Count(std::vector<double>& durations_ms) {
  furthest_.resize(cells_.size() * steps_);
  std::vector<double> by_cell;
  const std::vector<std::size_t> ends = times_.Arrange(size(), by_cell);
  durations_ms = by_cell;
  SortSmall(durations_ms);
  durations_ms.reserve(2 * by_cell.size());
  std::vector<TaskCounts> all(cells_.size());
  for (std::size_t cell = 0; cell < cells_.size(); ++cell) {
    TaskCounts& counts = all[cell];
    counts.attempts = cells_[cell].attempts;
    counts.completions = cells_[cell].completions;
    counts.errors = cells_[cell].errors;
    counts.error_squares = cells_[cell].error_squares;
    counts.attempts_with_error = cells_[cell].attempts_with_error;
    const auto completions = static_cast<std::size_t>(counts.completions);
    if (cell > 0) {
      const std::span<double> own(by_cell.data() + ends[cell] - completions, completions);
      SortSmall(own, std::less<>());
      counts.first_duration = durations_ms.size();
      durations_ms.insert(durations_ms.end(), own.begin(), own.end());
    }
    counts.time = SummarizeTimes(std::span<const double>(durations_ms).subspan(counts.first_duration, completions));
    const auto steps = furthest_.begin() + static_cast<std::ptrdiff_t>(cell * steps_);
    counts.steps.assign(steps, steps + static_cast<std::ptrdiff_t>(steps_));
    for (std::size_t step = steps_ - 1; step > 0; --step) counts.steps[step - 1].reached += counts.steps[step].reached;
  }
  return all;
}

void TaskTally::CountFields(std::span<const std::uint32_t> values, std::vector<TaskCounts>& counts) {
  for (FieldError& error : field_errors_) error.value = values[error.value];
  CountSortedFields(counts);
  for (FieldError& error : field_errors_) error.cell = 0;
  CountSortedFields(counts);
}

// Counts runs of equal errors.
void TaskTally::CountSortedFields(std::vector<TaskCounts>& counts) {
  SortSmall(field_errors_, [](const FieldError& a, const FieldError& b) {
    if (a.cell != b.cell) return a.cell < b.cell;
    return a.value != b.value ? a.value < b.value : a.attempt < b.attempt;
  });
  const FieldError* last = nullptr;
  for (const FieldError& error : field_errors_) {
    std::vector<TaskFieldErrors>& fields = counts[error.cell].fields;
    if (fields.empty() || fields.back().value != error.value) {
      fields.push_back({error.value, 0, 0});
      last = nullptr;
    }
    ++fields.back().errors;
    fields.back().attempts += last == nullptr || last->attempt != error.attempt ? 1U : 0U;
    last = &error;
  }
}

}  // namespace assay
