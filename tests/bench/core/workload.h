// tests/bench/core/workload.h
//
// The behaviour workload of tests/bench/behavior/workload.mjs, event for event, and the naming rule of the kernels: "<task>/<contender>",
// ours being "assay", so that scripts/bench.mjs can pair them. Made once per process.

#ifndef ASSAY_BENCH_WORKLOAD_H_
#define ASSAY_BENCH_WORKLOAD_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "assay/columnar/table.h"
#include "assay/event/event_batch.h"

namespace assay::bench {

inline constexpr std::size_t kEvents = 1'000'000;
inline constexpr std::size_t kUsers = 50'000;

inline constexpr std::array<std::string_view, 20> kEventNames = {
    "signup_viewed", "signup_submitted", "project_created", "invite_sent",   "page_view", "click",       "search",
    "open_doc",      "save_doc",         "share",           "export",        "comment",   "upload",      "download",
    "login",         "logout",           "error",           "settings_open", "help_open", "notification"};
inline constexpr std::array<std::string_view, 20> kCountries = {"US", "DE", "FR", "GB", "ES", "IT", "NL", "SE", "PL", "BR",
                                                                "MX", "IN", "CN", "JP", "KR", "AU", "CA", "ZA", "NG", "AR"};

// Column by column; texts are indexes into the lists above.
struct Events {
  std::vector<double> times;  // ms since the epoch, ascending
  std::vector<std::uint32_t> users;
  std::vector<std::uint32_t> names;
  std::vector<double> durations_ms;
  std::vector<std::uint32_t> countries;
};

const Events& TheEvents();

// kUsers ids, "user-0" to "user-49999".
const std::vector<std::string>& TheUserIds();

// Consecutive rows as ingest takes them: the country as text, the duration as number. The dictionary holds the texts that the rows use.
struct Batch {
  std::vector<std::string> texts;
  std::vector<std::uint32_t> names;
  std::vector<std::uint32_t> users;
  std::vector<std::uint32_t> countries;
  std::size_t first_row = 0;

  // Valid as long as the batch.
  [[nodiscard]] EventBatchView View() const;
};

// All events in batches of 65,536 rows.
const std::vector<Batch>& TheBatches();

// All events in a table, sealed: as the engine has them from the second question on.
const Table& TheTable();

// Adds all batches. False when one was refused.
bool IngestAll(Table& table);

}  // namespace assay::bench

#endif  // ASSAY_BENCH_WORKLOAD_H_
