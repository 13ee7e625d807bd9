// Bytes of a query, answered over a small table that has every kind of column. Equal answers must be equal bytes.

#include <array>
#include <vector>

#include "assay/columnar/table.h"
#include "assay/engine/answer.h"
#include "assay/event/event_batch.h"
#include "assay/ingest/ingestor.h"
#include "assay/wire/query.h"
#include "assay/wire/result.h"
#include "fuzz/fuzz_input.h"

namespace assay {
namespace {

// Dictionary of the table's one batch; the corpus uses the same names.
enum Text : std::uint32_t {
  kView,
  kCart,
  kPay,
  kExposure,
  kAna,
  kBob,
  kPlan,
  kPrice,
  kVip,
  kPro,
  kFree,
  kVariant,
  kControl,
  kExperiment,
  kButton
};

constexpr std::array<std::string_view, 15> kTexts = {"view", "cart", "pay",    "$exposure", "ana",     "жанна",      "plan",  "price",
                                                     "vip",  "pro",  "größer", "variant",   "control", "experiment", "button"};
constexpr std::array<double, 8> kTimes = {-90'000'000, -1, 0, 0, 60'000, 60'000, 61'000, 864'000'000};
constexpr std::array<std::uint32_t, 8> kNames = {kExposure, kView, kView, kCart, kCart, kPay, kView, kPay};
constexpr std::array<std::uint32_t, 8> kUsers = {kAna, kAna, kBob, kAna, kBob, kAna, kBob, kBob};
constexpr std::array<std::uint32_t, 5> kPlanRows = {1, 2, 4, 5, 7};
constexpr std::array<std::uint32_t, 5> kPlans = {kPro, kFree, kFree, kPro, kPro};
constexpr std::array<std::uint32_t, 3> kPriceRows = {3, 5, 7};
constexpr std::array<double, 3> kPrices = {-1.5, 1e300, 0};
constexpr std::array<std::uint8_t, 8> kVips = {0, 1, 1, 0, 0, 1, 0, 1};
constexpr std::array<std::uint32_t, 1> kExposureRows = {0};
constexpr std::array<std::uint32_t, 1> kVariants = {kControl};
constexpr std::array<std::uint32_t, 1> kExperiments = {kButton};

EventBatchView Events() {
  EventBatchView batch;
  batch.first_sequence = 1;
  batch.strings.assign(kTexts.begin(), kTexts.end());
  batch.times = kTimes;
  batch.names = kNames;
  batch.users = kUsers;
  batch.sessions = kUsers;
  const auto text_column = [&](std::uint32_t name, std::span<const std::uint32_t> rows, std::span<const std::uint32_t> codes) {
    PropertyColumnView& column = batch.properties.emplace_back();
    column.name = name;
    column.rows = rows;
    column.codes = codes;
  };
  text_column(kPlan, kPlanRows, kPlans);
  text_column(kVariant, kExposureRows, kVariants);
  text_column(kExperiment, kExposureRows, kExperiments);
  PropertyColumnView& price = batch.properties.emplace_back();
  price.name = kPrice;
  price.type = PropertyType::kNumber;
  price.rows = kPriceRows;
  price.numbers = kPrices;
  PropertyColumnView& vip = batch.properties.emplace_back();
  vip.name = kVip;
  vip.type = PropertyType::kBool;
  vip.every_row = true;
  vip.bools = kVips;
  return batch;
}

struct Store {
  Store() : ingestor(table) {
    const EventBatchView batch = Events();
    Require(ValidateEventBatch(batch, {}).ok() && ingestor.Ingest(batch).ok());
  }

  Table table;
  Ingestor ingestor;
};

}  // namespace
}  // namespace assay

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace assay;
  static const Store store;
  const FuzzInput input(data, size);
  const Result<WireQuery> query = DecodeQuery(input.view());
  if (!query.ok()) return 0;
  const Result<WireResult> answer = Answer(store.table, *query);
  if (!answer.ok()) return 0;
  Require(answer->events_scanned <= kTimes.size());
  const ByteBuffer bytes = EncodeResult(*answer);
  const Result<WireResult> again = Answer(store.table, *query);
  Require(again.ok() && EncodeResult(*again) == bytes);
  return 0;
}
