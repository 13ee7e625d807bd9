// assay/ingest/ingestor.h
//
// Turns batches into rows of a table: each batch wholly or not at all, each sequence number once. Texts of a batch are looked up once per
// batch and then mapped by array, so a row costs a few array reads per column and no hashing. Not thread-safe.

#ifndef ASSAY_INGEST_INGESTOR_H_
#define ASSAY_INGEST_INGESTOR_H_

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "assay/base/status.h"
#include "assay/columnar/table.h"
#include "assay/event/event_batch.h"
#include "assay/ingest/sequence_set.h"

namespace assay {

struct IngestReport {
  std::uint64_t accepted = 0;    // rows added
  std::uint64_t duplicates = 0;  // rows whose sequence was stored before: skipped
};

class Ingestor {
 public:
  // Writes to `table`, which must outlive the ingestor and be written by nobody else.
  explicit Ingestor(Table& table) : table_(table) {}

  // Adds the rows of `batch` whose sequence numbers are not stored yet and counts the others. Batches may overlap and come in any order:
  // a row's place in the total order is (time, sequence), not its arrival. A number -0 is stored as 0.
  // Precondition: ValidateEventBatch() accepted the batch.
  //
  // Errors: kResourceExhausted when the table's limits do not allow the rows, counting every text of the batch as new; the table is
  // unchanged and the sequence numbers stay free.
  Result<IngestReport> Ingest(const EventBatchView& batch);

  // The sequence numbers stored so far.
  [[nodiscard]] const SequenceSet& stored() const { return stored_; }

 private:
  enum class EmptyText { kIsAText, kMeansNone };

  // Batch dictionary index -> id in one of the table's dictionaries.
  class IdMap {
   public:
    void Reset(std::size_t size) { ids_.assign(size, kUnknown); }

    // Adds the texts of `codes` to `dictionary` where it does not have them. An empty text that means none gets no id.
    Status Intern(std::span<const std::uint32_t> codes, std::span<const std::string_view> texts, Interner& dictionary,
                  EmptyText empty = EmptyText::kIsAText);

    // The id of a code that Intern() saw.
    [[nodiscard]] std::uint32_t Of(std::uint32_t code) const { return ids_[code]; }

    // ids[i] = the id of codes[i], which Intern() saw.
    void Map(std::span<const std::uint32_t> codes, std::vector<std::uint32_t>& ids) const;

   private:
    static constexpr std::uint32_t kUnknown = kNoSession;   // so that an event whose session is the empty text has none
    static constexpr std::uint32_t kListed = kUnknown - 1;  // while the new texts are looked up
    std::vector<std::uint32_t> ids_;
    std::vector<std::uint32_t> new_codes_;
    std::vector<std::string_view> new_texts_;
    std::vector<StringId> new_ids_;
  };

  // A property column of the batch, its place in the table, and the buffers of the rows being appended.
  struct OpenColumn {
    const PropertyColumnView* view;
    ColumnId column;
    std::vector<std::uint32_t> rows;
    std::vector<StringId> codes;
    std::vector<double> numbers;
  };

  // A row of the batch that names another id of its user.
  struct Link {
    std::size_t row;
    std::uint32_t other;  // index into the batch's strings
  };

  // Makes links_ those of the rows to append.
  void FindLinks(const EventBatchView& batch, std::span<const SequenceInterval> fresh);
  [[nodiscard]] GrowthRequest Needs(const EventBatchView& batch, std::uint64_t rows) const;
  Status InternTexts(const EventBatchView& batch, std::span<const SequenceInterval> fresh);
  Status OpenColumns(const EventBatchView& batch);
  Status AppendRows(const EventBatchView& batch, std::size_t first, std::size_t last);
  [[nodiscard]] ColumnBlock FillColumn(OpenColumn& open, std::size_t first, std::size_t last) const;

  Table& table_;
  SequenceSet stored_;
  IdMap name_map_;
  IdMap user_map_;
  IdMap session_map_;
  IdMap string_map_;
  std::vector<Link> links_;
  std::vector<OpenColumn> open_;
  std::vector<TimestampMs> times_;
  std::vector<NameIndex> names_;
  std::vector<UserIndex> users_;
  std::vector<SessionIndex> sessions_;
  std::vector<ColumnBlock> blocks_;
};

}  // namespace assay

#endif  // ASSAY_INGEST_INGESTOR_H_
