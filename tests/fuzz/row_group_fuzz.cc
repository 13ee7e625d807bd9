// A sound snapshot of a row group, damaged as the input says: three bytes name a place (16 bits) and its new value. Loading it must refuse it
// or add rows, never read beyond it; and loading it twice must add nothing the second time.

#include <vector>

#include "assay/snapshot/row_group_snapshot.h"
#include "fuzz/fuzz_input.h"

namespace {

// Four events in two runs of sequence numbers, with a property of every type.
assay::ByteBuffer SoundSnapshot() {
  using namespace assay;
  Table table;
  Ingestor ingestor(table);
  const std::vector<double> times = {1, 2};
  const std::vector<std::uint32_t> names = {0, 1}, users = {2, 2}, sessions = {3, 4}, second = {1}, codes = {5};
  const std::vector<double> numbers = {0.5, -7};
  const std::vector<std::uint8_t> bools = {1, 0};
  for (const std::uint64_t first : {std::uint64_t{10}, std::uint64_t{3}}) {
    EventBatchView batch;
    batch.first_sequence = first;
    batch.strings = {"opened", "sent", "josé", "s1", "", "NO", "country", "price", "beta"};
    batch.times = times;
    batch.names = names;
    batch.users = users;
    batch.sessions = sessions;
    batch.properties = {{6, PropertyType::kString, false, second, codes, {}, {}},
                        {7, PropertyType::kNumber, true, {}, {}, numbers, {}},
                        {8, PropertyType::kBool, true, {}, {}, {}, bools}};
    Require(ingestor.Ingest(batch).ok());
  }
  return SaveRowGroup(table, 0);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace assay;
  static const ByteBuffer sound = SoundSnapshot();
  ByteBuffer bytes = sound;
  for (std::size_t i = 0; i + 3 <= size; i += 3) bytes[(data[i] | data[i + 1] << 8) % bytes.size()] = data[i + 2];

  Table table;
  Ingestor ingestor(table);
  const Result<IngestReport> first = LoadRowGroup(bytes, ingestor);
  if (!first.ok()) return 0;
  Require(first->accepted == table.rows());
  const Result<IngestReport> again = LoadRowGroup(bytes, ingestor);
  Require(again.ok() && again->accepted == 0);
  return 0;
}
