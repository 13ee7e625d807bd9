// tests/streams/random_batches.h
//
// Random events of a few users as batches: ties, late and out-of-order events, batches that come twice, overlap or come out of order,
// properties of two types, sessions, texts that are not ASCII, ids that are linked.

#ifndef TESTS_STREAMS_RANDOM_BATCHES_H_
#define TESTS_STREAMS_RANDOM_BATCHES_H_

#include <algorithm>
#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "assay/base/time.h"
#include "core/wire/batch_bytes.h"
#include "streams/dice.h"

namespace assay {

inline const std::array<std::string, 5> kStreamNames = {"a", "b", "c", "größe 🚚", "$exposure"};
inline const std::array<std::string, 6> kStreamUsers = {"ana", "bob", "жанна", "d", "e", "f 🚚"};
inline const std::array<std::string, 3> kStreamPlans = {"p", "ß", ""};
inline const std::array<double, 6> kStreamNumbers = {0, 1, 2, -0.5, 1e300, 0.1};

// When a stream's events happen: multiples of grain_ms from start on.
struct StreamTimes {
  TimestampMs start = 0;
  DurationMs grain_ms = 1;
  std::uint64_t grains = 1;
};

// Near changes of the clocks of RandomZone(), before 1970, or at the end of time.
inline StreamTimes RandomTimes(Dice& dice) {
  StreamTimes times;
  times.grain_ms = dice.Of(std::array<DurationMs, 5>{1, kSecondMs, 15 * kMinuteMs, 6 * kHourMs, kDayMs});
  times.grains = 1 + dice.Below(times.grain_ms < kHourMs ? 40 : 20);
  constexpr TimestampMs kNearChanges = 20'536 * kDayMs;  // 2026-03-24
  times.start = kNearChanges + dice.Below<TimestampMs>(10) * 12 * kHourMs;
  if (dice.OneIn(16)) times.start = -3 * kDayMs;
  if (dice.OneIn(64)) times.start = kMaxTimestampMs - 20 * kDayMs;
  if (dice.OneIn(64)) times.start = kMinTimestampMs;
  return times;
}

struct StreamEvent {
  TimestampMs time = 0;
  std::string name;
  std::string user;
  std::string session;                                    // empty: none
  std::optional<std::variant<std::string, double>> plan;  // a property of two types
  std::optional<double> x;
  std::optional<bool> ok;
  std::string variant;  // of exposures; empty: none
  std::string other;    // the user's other id; empty: none
};

inline StreamEvent RandomEvent(Dice& dice, const StreamTimes& times, std::size_t users) {
  StreamEvent event;
  event.time = times.start + dice.Below<TimestampMs>(times.grains) * times.grain_ms;
  event.name = dice.OneIn(8) ? dice.Of(kStreamNames) : kStreamNames[dice.Below(3)];
  event.user = kStreamUsers[dice.Below(users)];
  if (!dice.OneIn(4)) event.session = event.user + "/" + std::to_string(dice.Below(2));
  if (dice.OneIn(3)) event.plan = dice.Of(kStreamPlans);
  if (!event.plan && dice.OneIn(6)) event.plan = dice.Of(kStreamNumbers);
  if (dice.OneIn(2)) event.x = dice.Of(kStreamNumbers);
  if (dice.OneIn(3)) event.ok = dice.OneIn(2);
  if (event.name == "$exposure") event.variant = dice.OneIn(2) ? "A" : "B";
  return event;
}

// An event that says that two of the users are one, or that one is somebody nobody else is.
inline StreamEvent RandomLink(Dice& dice, const StreamTimes& times, std::size_t users) {
  StreamEvent event = RandomEvent(dice, times, users);
  event.name = dice.OneIn(2) ? "$identify" : "$alias";
  event.variant = "";
  event.other = dice.OneIn(8) ? "nobody" : kStreamUsers[dice.Below(users)];
  return event;
}

// The events as one batch.
inline ByteBuffer BytesOf(std::span<const StreamEvent> events, std::uint64_t first_sequence) {
  BatchParts batch;
  batch.first_sequence = first_sequence;
  std::vector<std::string> texts;
  const auto code = [&](const std::string& text) {
    const auto at = std::find(texts.begin(), texts.end(), text);
    if (at != texts.end()) return static_cast<std::uint32_t>(at - texts.begin());
    texts.push_back(text);
    return batch.AddText(text);
  };
  const auto column = [&](const std::string& name, fb::PropertyType type) {
    return PropertyParts{.name = code(name), .type = type, .rows = std::vector<std::uint32_t>()};
  };
  std::vector<PropertyParts> columns = {column("plan", fb::PropertyType::String),        column("plan", fb::PropertyType::Number),
                                        column("x", fb::PropertyType::Number),           column("ok", fb::PropertyType::Bool),
                                        column("experiment", fb::PropertyType::String),  column("variant", fb::PropertyType::String),
                                        column("anonymous_id", fb::PropertyType::String)};
  for (std::uint32_t row = 0; row < events.size(); ++row) {
    const StreamEvent& event = events[row];
    batch.times.push_back(static_cast<double>(event.time));
    batch.names.push_back(code(event.name));
    batch.users.push_back(code(event.user));
    batch.sessions.push_back(code(event.session));
    const auto put = [&](std::size_t at) -> PropertyParts& {
      columns[at].rows->push_back(row);
      return columns[at];
    };
    if (event.plan && event.plan->index() == 0) put(0).codes.push_back(code(std::get<std::string>(*event.plan)));
    if (event.plan && event.plan->index() == 1) put(1).numbers.push_back(std::get<double>(*event.plan));
    if (event.x) put(2).numbers.push_back(*event.x);
    if (event.ok) put(3).bools.push_back(*event.ok ? 1 : 0);
    if (!event.other.empty()) put(6).codes.push_back(code(event.other));
    if (event.variant.empty()) continue;
    put(4).codes.push_back(code("e"));
    put(5).codes.push_back(code(event.variant));
  }
  for (PropertyParts& one : columns) {
    if (!one.rows->empty()) batch.properties.push_back(std::move(one));
  }
  return BatchBytes(batch);
}

// A stream as it arrives, and as it would have without accidents: each event once, in order of sequence.
struct StreamBatches {
  std::vector<ByteBuffer> arriving;
  std::vector<ByteBuffer> orderly;
  std::uint64_t next_sequence = 0;
};

inline StreamBatches RandomBatches(Dice& dice, const StreamTimes& times, std::size_t event_count, std::uint64_t first_sequence) {
  const std::size_t users = 1 + dice.Below(kStreamUsers.size());
  std::vector<StreamEvent> events;
  const bool links = dice.OneIn(2);
  for (std::size_t i = 0; i < event_count; ++i) {
    events.push_back(links && dice.OneIn(12) ? RandomLink(dice, times, users) : RandomEvent(dice, times, users));
  }
  if (dice.OneIn(2)) {  // as a page sends them
    std::stable_sort(events.begin(), events.end(), [](const StreamEvent& a, const StreamEvent& b) { return a.time < b.time; });
  }
  const std::span<const StreamEvent> all(events);
  StreamBatches batches;
  batches.next_sequence = first_sequence + events.size();
  for (std::size_t begin = 0; begin < events.size();) {
    const std::size_t size = std::min(events.size() - begin, 1 + dice.Below(events.size()));
    batches.orderly.push_back(BytesOf(all.subspan(begin, size), first_sequence + begin));
    begin += size;
  }
  batches.arriving = batches.orderly;
  if (events.size() > 1 && dice.OneIn(2)) {  // over the borders of others, or one of them again
    const std::size_t begin = dice.Below(events.size());
    batches.arriving.push_back(BytesOf(all.subspan(begin, 1 + dice.Below(events.size() - begin)), first_sequence + begin));
  }
  dice.Shuffle(batches.arriving);
  return batches;
}

}  // namespace assay

#endif  // TESTS_STREAMS_RANDOM_BATCHES_H_
