#include <gtest/gtest.h>

#include <cmath>
#include <cstdint>
#include <limits>
#include <map>
#include <string>
#include <vector>

#include "assay/engine/engine.h"
#include "assay/engine/limits.h"
#include "assay/wire/generated/result_generated.h"
#include "core/engine/engine_messages.h"

namespace assay {
namespace {

// What a count by property answers: the groups as text, those beyond the limit as "(other)".
struct Counts {
  std::map<std::string, double> groups;
  std::uint64_t omitted = 0;
};

std::string TextOf(const fb::Value& value) {
  switch (value.type()) {
    case fb::ValueType::String: return value.text()->str();
    case fb::ValueType::Number: return std::to_string(value.number());
    case fb::ValueType::Bool: return value.boolean() ? "true" : "false";
    default: return "-";
  }
}

Counts CountsBy(Engine& engine, const std::string& property, std::uint32_t max_groups = 1000) {
  WireQuery query = CountQuery({property});
  query.max_groups = max_groups;
  query.other = true;
  const ByteBuffer answer = Ask(engine, query);
  const fb::Result* result = fb::GetResult(answer.data());
  const fb::MetricResult& metric = *result->kind_as_MetricResult();
  Counts counts;
  counts.omitted = result->groups_omitted();
  for (std::uint32_t row = 0; row < metric.groups()->size(); ++row) {
    const std::uint32_t group = metric.groups()->Get(row);
    const bool is_other = group == metric.keys()->size();
    counts.groups[is_other ? "(other)" : TextOf(*metric.keys()->Get(group))] += metric.values()->Get(row);
  }
  return counts;
}

BatchParts Rows(std::size_t rows) {
  BatchParts batch;
  const std::uint32_t text = batch.AddText("a");
  batch.times.assign(rows, 0);
  batch.names.assign(rows, text);
  batch.users.assign(rows, text);
  return batch;
}

TEST(HostileEvents, AMillionNamesAreCountedToTheLast) {
  constexpr std::uint32_t kNames = 1'000'000;
  Engine engine;
  BatchParts batch = Rows(kNames);
  for (std::uint32_t i = 0; i < kNames; ++i) batch.names[i] = batch.AddText("event " + std::to_string(i));
  const Result<IngestReport> report = engine.Ingest(MessageCopy(BatchBytes(batch)).view());
  ASSERT_TRUE(report.ok()) << report.status().message();
  EXPECT_EQ(report->accepted, kNames);
  const Counts few = CountsBy(engine, "$event", 10);
  EXPECT_EQ(few.groups.size(), 11U);
  EXPECT_EQ(few.omitted, kNames - 10);
  EXPECT_EQ(few.groups.at("(other)"), kNames - 10);
  const Counts most = CountsBy(engine, "$event", std::numeric_limits<std::uint32_t>::max());
  EXPECT_EQ(most.groups.size(), kMaxGroups + 1);
  EXPECT_EQ(most.omitted, kNames - kMaxGroups);
  EXPECT_EQ(most.groups.at("(other)"), static_cast<double>(kNames - kMaxGroups));
}

// Each batch is refused whole; its numbers stay free and what was stored is what it was.
TEST(HostileEvents, AreRefusedWholeAndLeaveNothingBehind) {
  const double infinity = std::numeric_limits<double>::infinity();
  struct Case {
    const char* name;
    void (*breaks)(BatchParts&);
    StatusCode code;
  };
  const auto number = [](double value) {
    BatchParts batch = Rows(2);
    batch.properties.push_back({.name = batch.AddText("x"), .type = fb::PropertyType::Number, .numbers = {0, value}});
    return batch;
  };
  std::vector<std::pair<std::string, BatchParts>> broken = {
      {"NaN", number(std::nan(""))}, {"infinity", number(infinity)}, {"minus infinity", number(-infinity)}};
  const Case cases[] = {
      {"a text of 10 MB", [](BatchParts& b) { b.users[1] = b.AddText(std::string(10 << 20, 'x')); }, StatusCode::kResourceExhausted},
      {"a text of a byte too many", [](BatchParts& b) { b.names[1] = b.AddText(std::string(8193, 'x')); }, StatusCode::kResourceExhausted},
      {"100,000 properties",
       [](BatchParts& b) {
         for (int i = 0; i < 100'000; ++i) {
           b.properties.push_back({.name = b.AddText("p" + std::to_string(i)), .type = fb::PropertyType::Bool, .bools = {0, 1}});
         }
       },
       StatusCode::kResourceExhausted},
      {"half a surrogate pair", [](BatchParts& b) { b.names[1] = b.AddText("a\xed\xa0\x80"); }, StatusCode::kInvalidArgument},
      {"surrogates as pairs of three bytes", [](BatchParts& b) { b.users[0] = b.AddText("\xed\xa0\xbd\xed\xb8\x80"); },
       StatusCode::kInvalidArgument},
      {"an overlong text", [](BatchParts& b) { b.AddText("\xc0\x80"); }, StatusCode::kInvalidArgument},
      {"no name", [](BatchParts& b) { b.names[0] = b.AddText(""); }, StatusCode::kInvalidArgument},
      {"a time that is none", [](BatchParts& b) { b.times[1] = std::nan(""); }, StatusCode::kInvalidArgument},
      {"a time without end", [](BatchParts& b) { b.times[1] = std::numeric_limits<double>::infinity(); }, StatusCode::kInvalidArgument},
      {"after the year 275760", [](BatchParts& b) { b.times[1] = static_cast<double>(kMaxTimestampMs) + 1; }, StatusCode::kInvalidArgument},
      {"before the year -271821", [](BatchParts& b) { b.times[1] = static_cast<double>(kMinTimestampMs) - 1; },
       StatusCode::kInvalidArgument},
      {"half a millisecond", [](BatchParts& b) { b.times[1] = 0.5; }, StatusCode::kInvalidArgument},
      {"a number beyond 2^53", [](BatchParts& b) { b.first_sequence = (std::uint64_t{1} << 53) - 1; }, StatusCode::kInvalidArgument},
  };
  Engine engine;
  Take(engine, BatchOfEvents(1, ShopEvents()));
  const Counts before = CountsBy(engine, "$event");
  for (const Case& c : cases) {
    BatchParts batch = Rows(2);
    batch.first_sequence = 1000;
    c.breaks(batch);
    EXPECT_EQ(engine.Ingest(MessageCopy(BatchBytes(batch)).view()).status().code(), c.code) << c.name;
  }
  for (const auto& [name, batch] : broken) {
    EXPECT_EQ(engine.Ingest(MessageCopy(BatchBytes(batch)).view()).status().code(), StatusCode::kInvalidArgument) << name;
  }
  EXPECT_EQ(engine.Stats().events, ShopEvents().size());
  EXPECT_EQ(engine.Stats().users, 3U);
  EXPECT_EQ(CountsBy(engine, "$event").groups, before.groups);
  BatchParts good = Rows(2);
  good.first_sequence = 1000;
  const Result<IngestReport> report = engine.Ingest(MessageCopy(BatchBytes(good)).view());
  ASSERT_TRUE(report.ok());
  EXPECT_EQ(report->accepted, 2U);
  EXPECT_EQ(report->duplicates, 0U);
}

// Batch by batch more columns than a store has room for: what does not fit is refused, what was there stays.
TEST(HostileEvents, PropertiesEndWhereTheStoreIsFull) {
  Engine engine;
  std::uint64_t sequence = 1;
  std::size_t taken = 0;
  StatusCode last = StatusCode::kOk;
  for (int message = 0; message < 12; ++message) {
    BatchParts batch = Rows(1);
    batch.first_sequence = sequence++;
    for (int i = 0; i < 500; ++i) {
      const std::string name = std::to_string(message) + "/" + std::to_string(i);
      batch.properties.push_back({.name = batch.AddText(name), .type = fb::PropertyType::Number, .numbers = {1}});
    }
    last = engine.Ingest(MessageCopy(BatchBytes(batch)).view()).status().code();
    taken += last == StatusCode::kOk ? 1 : 0;
  }
  EXPECT_EQ(taken, kTableLimits.max_columns / 500);
  EXPECT_EQ(last, StatusCode::kResourceExhausted);
  EXPECT_EQ(engine.Stats().events, taken);
  EXPECT_EQ(CountsBy(engine, "0/0").groups, (std::map<std::string, double>{{"1.000000", 1}, {"-", static_cast<double>(taken - 1)}}));
}

TEST(HostileEvents, MinusZeroIsZeroAndNoNameIsSpecial) {
  Engine engine;
  BatchParts batch = Rows(4);
  const char* const names[] = {"__proto__", "constructor", "$event", "a\x01\xf0\x9f\x9a\x9a"};
  for (std::size_t i = 0; i < 4; ++i) batch.names[i] = batch.AddText(names[i]);
  batch.properties.push_back({.name = batch.AddText("__proto__"), .type = fb::PropertyType::Number, .numbers = {0, -0.0, 0, -0.0}});
  Take(engine, BatchBytes(batch));
  EXPECT_EQ(CountsBy(engine, "__proto__").groups, (std::map<std::string, double>{{"0.000000", 4}}));
  std::map<std::string, double> expected;
  for (const char* name : names) expected[name] = 1;
  EXPECT_EQ(CountsBy(engine, "$event").groups, expected);
}

// A store over the whole of time has few buckets that anything is in, and any unit of any zone finds them.
TEST(HostileEvents, TheEndsOfTimeAreInBucketsLikeAnyOther) {
  Engine engine;
  BatchParts batch = Rows(3);
  batch.times = {static_cast<double>(kMinTimestampMs), 0, static_cast<double>(kMaxTimestampMs)};
  Take(engine, BatchBytes(batch));
  for (const DurationMs offset : {DurationMs{0}, kDayMs, -kDayMs, DurationMs{1}}) {
    for (int unit = 1; unit <= 6; ++unit) {
      WireQuery query = CountQuery();
      query.bucket_unit = static_cast<WireBucketUnit>(unit);
      query.zone = {{kMinTimestampMs, offset}};
      const ByteBuffer answer = Ask(engine, query);
      const fb::MetricResult& metric = *fb::GetResult(answer.data())->kind_as_MetricResult();
      ASSERT_EQ(metric.values()->size(), 3U) << "unit " << unit << " offset " << offset;
      for (std::uint32_t row = 0; row < 3; ++row) {
        EXPECT_EQ(metric.values()->Get(row), 1);
        EXPECT_LE(metric.bucket_starts_ms()->Get(row), batch.times[row]) << "unit " << unit << " offset " << offset;
        EXPECT_GT(metric.bucket_starts_ms()->Get(row), batch.times[row] - 93.0 * kDayMs) << "unit " << unit << " offset " << offset;
      }
    }
  }
}

}  // namespace
}  // namespace assay
