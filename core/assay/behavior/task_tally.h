// assay/behavior/task_tally.h
//
// What attempts at a task add up to, cell by cell: cell 0 is all of them, the others are the answer's rows. The order in which attempts come
// does not matter. Not thread-safe. Internal to behavior.

#ifndef ASSAY_BEHAVIOR_TASK_TALLY_H_
#define ASSAY_BEHAVIOR_TASK_TALLY_H_

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "assay/base/time.h"
#include "assay/behavior/task.h"
#include "assay/behavior/time_stats.h"

namespace assay {

class TaskTally {
 public:
  explicit TaskTally(std::size_t steps) : steps_(steps + 1) {}

  // One attempt: its cell (from 1), the furthest step it reached (0: the start), the keys of its errors' fields, if they are told apart, and
  // how long it took if it was completed.
  void Add(std::uint32_t cell, std::size_t furthest, std::uint64_t errors, std::span<const std::uint32_t> fields,
           std::optional<DurationMs> duration);

  // Cells with an attempt are below this.
  [[nodiscard]] std::uint32_t size() const { return static_cast<std::uint32_t>(cells_.size()); }

  [[nodiscard]] std::uint64_t Attempts(std::uint32_t cell) const { return cells_[cell].attempts; }

  // Errors by key of their field, key_count of them.
  [[nodiscard]] std::vector<std::uint64_t> ErrorsByField(std::uint32_t key_count) const;

  // The counts of all cells but their fields; the durations go to `durations_ms`. Once, after the last Add().
  std::vector<TaskCounts> Count(std::vector<double>& durations_ms);

  // Adds the fields to `counts`. `values` has the value of every key.
  void CountFields(std::span<const std::uint32_t> values, std::vector<TaskCounts>& counts);

 private:
  struct Cell {
    std::uint64_t attempts = 0;
    std::uint64_t completions = 0;
    std::uint64_t errors = 0;
    std::uint64_t error_squares = 0;
    std::uint64_t attempts_with_error = 0;
  };

  struct FieldError {
    std::uint32_t cell;
    std::uint32_t value;  // until CountFields() the key
    std::uint32_t attempt;
  };

  void CountSortedFields(std::vector<TaskCounts>& counts);

  std::size_t steps_;  // and the start
  std::vector<Cell> cells_{1};
  std::vector<TaskStepCounts> furthest_;  // by cell and step: attempts that got there and no further
  std::vector<FieldError> field_errors_;
  GroupedTimes times_;  // of the cells from 1 on
  std::uint32_t attempts_ = 0;
};

}  // namespace assay

#endif  // ASSAY_BEHAVIOR_TASK_TALLY_H_
