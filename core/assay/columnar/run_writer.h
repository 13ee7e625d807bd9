// assay/columnar/run_writer.h
//
// Writes a run: sealed row groups in ascending order of (name, user, time, sequence), from rows that are handed over in that order. A
// group ends at a new name once it has enough rows, so that most groups have one name. Not thread-safe.

#ifndef ASSAY_COLUMNAR_RUN_WRITER_H_
#define ASSAY_COLUMNAR_RUN_WRITER_H_

#include <cstddef>
#include <cstdint>
#include <vector>

#include "assay/columnar/unpacked_group.h"

namespace assay {

class RunWriter {
 public:
  // Appends groups to `groups`. `columns` is the number of property columns that the table has.
  RunWriter(std::size_t columns, std::vector<RowGroup>& groups) : groups_(groups), builders_(columns) {}

  // Says that rows of `source` are to come: before the first of them.
  void Announce(const UnpackedGroup& source);

  // The run's next row, of a source that was announced. True when all rows before it are written: until then their sources must stay.
  bool Add(const UnpackedGroup& source, std::size_t row);

  // Writes the rows that are left. Call once, after the last row.
  void Finish() { Flush(); }

 private:
  // Below this a new name does not end the group.
  static constexpr std::size_t kOwnGroupRows = 1024;

  struct Pending {
    const UnpackedGroup* source;
    std::size_t row;
  };

  struct Builder {
    std::vector<std::uint32_t> rows;
    std::vector<StringId> codes;
    std::vector<double> numbers;
    std::vector<std::uint8_t> bools;
  };

  void Flush();
  void GatherFixed();
  void GatherColumns();
  void GatherWholeColumns();
  void AddValue(const UnpackedGroup::Column& column, std::size_t value, std::uint32_t row);

  std::vector<RowGroup>& groups_;
  std::vector<Builder> builders_;  // by column; empty but for those of touched_
  std::vector<ColumnId> touched_;
  bool any_source_ = false;
  bool whole_columns_ = true;    // all sources have the columns of whole_, each in every row
  std::vector<ColumnId> whole_;  // of the first source, in its order
  std::vector<Pending> pending_;
  std::vector<TimestampMs> times_;
  std::vector<NameIndex> names_;
  std::vector<UserIndex> users_;
  std::vector<SessionIndex> sessions_;
  std::vector<std::int64_t> sequences_;
};

}  // namespace assay

#endif  // ASSAY_COLUMNAR_RUN_WRITER_H_
