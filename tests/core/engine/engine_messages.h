// tests/core/engine/engine_messages.h
//
// Events and queries as tests of the engine write them.

#ifndef TESTS_CORE_ENGINE_ENGINE_MESSAGES_H_
#define TESTS_CORE_ENGINE_ENGINE_MESSAGES_H_

#include <gtest/gtest.h>

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "assay/engine/engine.h"
#include "assay/wire/query.h"
#include "core/wire/batch_bytes.h"
#include "core/wire/query_bytes.h"

namespace assay {

struct EventParts {
  double time = 0;
  std::string name = {};
  std::string user = {};
  std::string plan = {};  // a text property; "": the event lacks it
};

// The events as one batch; every text comes as often as it is used.
inline BatchParts BatchOf(std::uint64_t first_sequence, const std::vector<EventParts>& events) {
  BatchParts batch;
  batch.first_sequence = first_sequence;
  PropertyParts plan{.name = batch.AddText("plan"), .type = fb::PropertyType::String, .rows = std::vector<std::uint32_t>()};
  for (const EventParts& event : events) {
    if (!event.plan.empty()) {
      plan.rows->push_back(static_cast<std::uint32_t>(batch.times.size()));
      plan.codes.push_back(batch.AddText(event.plan));
    }
    batch.times.push_back(event.time);
    batch.names.push_back(batch.AddText(event.name));
    batch.users.push_back(batch.AddText(event.user));
  }
  batch.properties.push_back(std::move(plan));
  return batch;
}

inline ByteBuffer BatchOfEvents(std::uint64_t first_sequence, const std::vector<EventParts>& events) {
  return BatchBytes(BatchOf(first_sequence, events));
}

inline WireEventMatch MatchOf(std::string_view event) { return {.event = std::string(event), .where = {}}; }

inline WireQuery CountQuery(std::vector<std::string> by = {}) {
  WireQuery query;
  query.kind = WireMetricQuery{{}, {{WireAggregate::kCount, "", 0}}};
  query.by = std::move(by);
  query.max_groups = 1000;
  return query;
}

inline WireQuery FunnelQueryOf(const std::vector<std::string>& events, DurationMs window_ms, std::vector<std::string> by = {}) {
  WireFunnelQuery funnel;
  for (const std::string& event : events) funnel.steps.push_back({event, {MatchOf(event)}});
  funnel.window_ms = window_ms;
  WireQuery query;
  query.kind = std::move(funnel);
  query.by = std::move(by);
  query.max_groups = 1000;
  return query;
}

// Three users of a shop.
inline std::vector<EventParts> ShopEvents() {
  return {
      {0, "view", "ana", "pro"},    {10, "cart", "ana", "free"}, {20, "pay", "ana", ""},
      {5, "view", "жанна", "free"}, {6, "cart", "жанна", ""},    {7, "view", "bob", ""},
  };
}

inline void Take(Engine& engine, const ByteBuffer& batch) {
  const Result<IngestReport> report = engine.Ingest(MessageCopy(batch).view());
  ASSERT_TRUE(report.ok()) << report.status().message();
}

// The answer's bytes; the query must be answered.
inline ByteBuffer Ask(Engine& engine, const WireQuery& query) {
  Result<ByteBuffer> answer = engine.Query(MessageCopy(QueryBytes(query)).view());
  EXPECT_TRUE(answer.ok()) << answer.status().message();
  return answer.ok() ? *std::move(answer) : ByteBuffer();
}

inline Status StatusOf(Engine& engine, const WireQuery& query) { return engine.Query(QueryBytes(query)).status(); }

}  // namespace assay

#endif  // TESTS_CORE_ENGINE_ENGINE_MESSAGES_H_
