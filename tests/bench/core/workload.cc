#include "workload.h"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <numbers>

#include "assay/base/time.h"
#include "assay/engine/limits.h"
#include "assay/ingest/ingestor.h"

namespace assay::bench {
namespace {

constexpr std::size_t kBatchRows = 65'536;
constexpr TimestampMs kStartMs = 1'767'225'600'000;  // 2026-01-01
constexpr double kSpanMs = 30.0 * kDayMs;
constexpr std::uint32_t kSeed = 42;
constexpr std::uint32_t kSteps = 4;
// How often each event that is no step of the funnel occurs, relative to each other.
constexpr std::array<int, 16> kWeights = {28, 18, 9, 8, 7, 3, 2, 4, 2, 2, 6, 4, 2, 2, 1, 2};
constexpr int kWeightSum = 100;

// T. Ettinger, mulberry32: 32 bits of state, uniform over [0, 1).
class Mulberry32 {
 public:
  explicit Mulberry32(std::uint32_t seed) : state_(seed) {}

  double operator()() {
    state_ += 0x6d2b79f5;
    std::uint32_t word = (state_ ^ (state_ >> 15)) * (state_ | 1);
    word ^= word + (word ^ (word >> 7)) * (word | 61);
    return static_cast<double>(word ^ (word >> 14)) / 4294967296.0;
  }

  std::uint32_t Below(std::uint32_t limit) { return static_cast<std::uint32_t>((*this)() * limit); }

 private:
  std::uint32_t state_;
};

// A user's fixed traits are the bits of this.
std::uint32_t Mix(std::uint32_t word) {
  for (int round = 0; round < 2; ++round) word = (word ^ (word >> 16)) * 0x45d9f3b;
  return word ^ (word >> 16);
}

std::uint32_t OtherEvent(double drawn) {
  std::uint32_t event = 0;
  int sum = kWeights[0];
  while (sum <= drawn) sum += kWeights[++event];
  return kSteps + event;
}

Events GenerateEvents() {
  Events events;
  Mulberry32 random(kSeed);
  std::vector<std::uint32_t> next_step(kUsers, 0);
  for (std::size_t i = 0; i < kEvents; ++i) {
    const double offset = std::floor((static_cast<double>(i) + random()) * kSpanMs / kEvents);
    events.times.push_back(static_cast<double>(kStartMs) + offset);
    const auto user = std::min<std::uint32_t>(kUsers - 1, static_cast<std::uint32_t>(kUsers * std::pow(random(), 1.4)));
    events.users.push_back(user);
    std::uint32_t name = 0;
    if (random() < 0.3) {
      name = next_step[user];
      if (random() < 0.6) next_step[user] = (next_step[user] + 1) % kSteps;
    } else {
      name = OtherEvent(random() * kWeightSum);
    }
    events.names.push_back(name);
    const double radius = std::sqrt(-2 * std::log(1 - random()));
    const double normal = radius * std::cos(2 * std::numbers::pi * random());
    events.durations_ms.push_back(std::floor(std::exp(5 + 0.05 * name + 0.9 * normal) * 1000 + 0.5) / 1000);
    if (random() < 0.02) random();  // the browser, which no kernel looks at
    events.countries.push_back(random() < 0.03 ? random.Below(kCountries.size()) : (Mix(user + 1) >> 12) % kCountries.size());
  }
  return events;
}

// Indexes into a batch's dictionary, which grows at first sight.
class Codes {
 public:
  Codes(std::size_t size, std::vector<std::string>& texts) : codes_(size, kNone), texts_(texts) {}

  std::uint32_t Of(std::uint32_t index, std::string_view text) {
    std::uint32_t& code = codes_[index];
    if (code == kNone) {
      code = static_cast<std::uint32_t>(texts_.size());
      texts_.emplace_back(text);
    }
    return code;
  }

 private:
  static constexpr std::uint32_t kNone = 0xffffffff;
  std::vector<std::uint32_t> codes_;
  std::vector<std::string>& texts_;
};

std::vector<Batch> MakeBatches() {
  const Events& events = TheEvents();
  std::vector<Batch> batches;
  for (std::size_t first = 0; first < kEvents; first += kBatchRows) {
    Batch batch;
    batch.first_row = first;
    batch.texts = {"country", "duration_ms"};
    Codes names(kEventNames.size(), batch.texts);
    Codes users(kUsers, batch.texts);
    Codes countries(kCountries.size(), batch.texts);
    for (std::size_t row = first; row < std::min(first + kBatchRows, kEvents); ++row) {
      batch.names.push_back(names.Of(events.names[row], kEventNames[events.names[row]]));
      batch.users.push_back(users.Of(events.users[row], TheUserIds()[events.users[row]]));
      batch.countries.push_back(countries.Of(events.countries[row], kCountries[events.countries[row]]));
    }
    batches.push_back(std::move(batch));
  }
  return batches;
}

Table MakeTable() {
  Table table(kTableLimits);
  if (!IngestAll(table)) {
    std::fputs("the workload could not be ingested\n", stderr);
    std::abort();
  }
  table.Seal(16);
  return table;
}

}  // namespace

const Events& TheEvents() {
  static const Events events = GenerateEvents();
  return events;
}

const std::vector<std::string>& TheUserIds() {
  static const std::vector<std::string> ids = [] {
    std::vector<std::string> made;
    for (std::size_t user = 0; user < kUsers; ++user) made.push_back("user-" + std::to_string(user));
    return made;
  }();
  return ids;
}

EventBatchView Batch::View() const {
  const Events& events = TheEvents();
  EventBatchView view;
  view.first_sequence = first_row;
  view.strings.assign(texts.begin(), texts.end());
  view.times = std::span(events.times).subspan(first_row, names.size());
  view.names = names;
  view.users = users;
  PropertyColumnView country;
  country.name = 0;
  country.every_row = true;
  country.codes = countries;
  PropertyColumnView duration;
  duration.name = 1;
  duration.type = PropertyType::kNumber;
  duration.every_row = true;
  duration.numbers = std::span(events.durations_ms).subspan(first_row, names.size());
  view.properties = {country, duration};
  return view;
}

const std::vector<Batch>& TheBatches() {
  static const std::vector<Batch> batches = MakeBatches();
  return batches;
}

const Table& TheTable() {
  static const Table table = MakeTable();
  return table;
}

bool IngestAll(Table& table) {
  Ingestor ingestor(table);
  for (const Batch& batch : TheBatches()) {
    const EventBatchView view = batch.View();
    if (!ValidateEventBatch(view, kEventBatchLimits).ok() || !ingestor.Ingest(view).ok()) return false;
  }
  return true;
}

}  // namespace assay::bench
