// Queries over events with links answer byte for byte what they answer over the same events, each recorded under its person's id at once.

#include <gtest/gtest.h>

#include <algorithm>
#include <iterator>
#include <map>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include "assay/base/time.h"
#include "assay/engine/answer.h"
#include "assay/engine/engine.h"
#include "assay/ingest/ingestor.h"
#include "assay/wire/decode_event_batch.h"
#include "assay/wire/generated/result_generated.h"
#include "assay/wire/result.h"
#include "core/engine/engine_messages.h"

namespace assay {
namespace {

struct Event {
  TimestampMs time = 0;
  std::uint64_t sequence = 0;
  std::string name;
  std::string user;
  std::string session = {};
  std::string plan = {};   // "": none
  std::string other = {};  // "": none
};

// Where the other id stands for the engine to see, and where it must not.
constexpr std::string_view kSeen = "anonymous_id";
constexpr std::string_view kUnseen = "other_id";

ByteBuffer BatchOfOne(const Event& event, std::string_view other_property) {
  BatchParts batch;
  batch.first_sequence = event.sequence;
  batch.times.push_back(static_cast<double>(event.time));
  batch.names.push_back(batch.AddText(event.name));
  batch.users.push_back(batch.AddText(event.user));
  batch.sessions.push_back(batch.AddText(event.session));
  const auto add = [&](std::string_view property, const std::string& text) {
    if (text.empty()) return;
    batch.properties.push_back({.name = batch.AddText(property), .codes = {batch.AddText(text)}});
  };
  add("plan", event.plan);
  add(other_property, event.other);
  return BatchBytes(batch);
}

// A table that is written event by event and sealed now and then.
class Store {
 public:
  Store(std::string_view other_property, std::uint64_t seed) : other_property_(other_property), random_(seed), ingestor_(table_) {}

  void Add(const Event& event) {
    const ByteBuffer bytes = BatchOfOne(event, other_property_);
    const MessageCopy message(bytes);
    const Result<EventBatchView> batch = DecodeEventBatch(message.view());
    ASSERT_TRUE(batch.ok()) << batch.status().message();
    ASSERT_TRUE(ingestor_.Ingest(*batch).ok());
    if (random_() % 16 == 0) table_.Seal(1 + random_() % 4);
  }

  ByteBuffer Ask(const WireQuery& query) {
    if (random_() % 4 == 0) table_.Seal(2);
    const Result<WireResult> answer = Answer(table_, query);
    EXPECT_TRUE(answer.ok()) << answer.status().message();
    return answer.ok() ? EncodeResult(*answer) : ByteBuffer();
  }

  Table& table() { return table_; }

 private:
  std::string_view other_property_;
  std::mt19937_64 random_;
  Table table_;
  Ingestor ingestor_;
};

bool IsLink(const Event& event) { return (event.name == "$identify" || event.name == "$alias") && !event.other.empty(); }

// The person of every id, by the rules as they are written.
class Persons {
 public:
  explicit Persons(std::vector<Event> events) {
    std::sort(events.begin(), events.end(),
              [](const Event& a, const Event& b) { return a.time != b.time ? a.time < b.time : a.sequence < b.sequence; });
    for (const Event& event : events) {
      if (!IsLink(event) || Of(event.other) == Of(event.user)) continue;
      if (owners_.contains(event.other)) {
        ++ignored_;
      } else {
        owners_[event.other] = event.user;
      }
    }
  }

  [[nodiscard]] std::string Of(std::string id) const {
    for (auto at = owners_.find(id); at != owners_.end(); at = owners_.find(id)) id = at->second;
    return id;
  }

  [[nodiscard]] std::uint64_t ignored() const { return ignored_; }

 private:
  std::map<std::string, std::string> owners_;
  std::uint64_t ignored_ = 0;
};

WireQuery Of(WireQueryKind kind, std::vector<std::string> by = {}) {
  WireQuery query;
  query.kind = std::move(kind);
  query.by = std::move(by);
  query.max_groups = 1000;
  return query;
}

WireFunnelQuery Funnel(DurationMs window_ms) { return std::get<WireFunnelQuery>(FunnelQueryOf({"a", "b", "c"}, window_ms).kind); }

WireCohortNode Did(const char* event, WireCohortCount count, std::uint32_t times) {
  WireCohortNode node;
  node.match = MatchOf(event);
  node.count = count;
  node.times = times;
  return node;
}

WireCohortNode Combined(WireCohortKind kind, std::vector<std::uint32_t> children) {
  WireCohortNode node;
  node.kind = kind;
  node.children = std::move(children);
  return node;
}

std::vector<WireCohortNode> SomeUsers() {
  WireCohortNode latest;
  latest.kind = WireCohortKind::kLatest;
  latest.properties = {{"plan", WireOperator::kEquals, {std::string("p")}}};
  WireCohortNode first;
  first.kind = WireCohortKind::kFirstDid;
  first.match = MatchOf("b");
  first.start_ms = kDayMs;
  return {Did("a", WireCohortCount::kAtMost, 1), latest, Combined(WireCohortKind::kOr, {0, 1}), first, Combined(WireCohortKind::kNot, {3}),
          Combined(WireCohortKind::kAnd, {2, 4})};
}

void AddFunnels(std::vector<WireQuery>& queries) {
  queries.push_back(Of(Funnel(kDayMs)));
  queries.push_back(Of(Funnel(kDayMs), {"plan"}));
  WireFunnelQuery overlapping = Funnel(2 * kDayMs);
  overlapping.steps[2].any_of.push_back(MatchOf("b"));
  queries.push_back(Of(overlapping, {"plan"}));
  WireFunnelQuery told = Funnel(kDayMs);
  told.samples = 5;
  told.reasons = true;
  told.exclusions = {{{MatchOf("d")}, 1, 0}};
  told.segments = {{"p", {{"plan", WireOperator::kEquals, {std::string("p")}}}}};
  queries.push_back(Of(told));
  told.order = WireFunnelOrder::kAny;
  told.exclusions.clear();
  queries.push_back(Of(told, {"plan"}));
  WireFunnelQuery sessions = Funnel(kDayMs);
  sessions.count = WireFunnelCount::kSessions;
  sessions.entry = WireFunnelEntry::kOpen;
  queries.push_back(Of(sessions));
  WireFunnelQuery totals = Funnel(kDayMs);
  totals.count = WireFunnelCount::kTotals;
  totals.hold = "plan";
  queries.push_back(Of(totals));
  WireFunnelRules click_house;
  click_house.preset = WireFunnelPreset::kClickHouse;
  WireFunnelRules mixpanel;
  mixpanel.preset = WireFunnelPreset::kMixpanel;
  queries.push_back(Of(WireCompareQuery{Funnel(kDayMs), {{}, click_house, mixpanel}, 5}));
}

void AddMetrics(std::vector<WireQuery>& queries) {
  const WireMetricQuery people{{},
                               {{WireAggregate::kCount, "", 0},
                                {WireAggregate::kUsers, "", 0},
                                {WireAggregate::kSessions, "", 0},
                                {WireAggregate::kDistinct, "plan", 0},
                                {WireAggregate::kPerUser, "", 0}}};
  queries.push_back(Of(people));
  queries.push_back(Of(people, {"$event"}));
  queries.push_back(Of(WireMetricQuery{MatchOf("a"), people.aggregates}, {"plan"}));
  queries.back().bucket_unit = WireBucketUnit::kDay;
  queries.back().start_ms = kDayMs;
  queries.back().compare_ms = 0;
  queries.back().end_ms = 3 * kDayMs;
  WireFormulaQuery rate;
  rate.operands = {{MatchOf("a"), {WireAggregate::kUsers, "", 0}}, {MatchOf("b"), {WireAggregate::kPerUser, "", 0}}};
  rate.program = {1, 0, 1, 1, 5};
  queries.push_back(Of(rate, {"plan"}));
}

std::vector<WireQuery> EveryKind() {
  std::vector<WireQuery> queries;
  AddFunnels(queries);
  AddMetrics(queries);
  queries.push_back(Of(WireTaskQuery{MatchOf("a"), MatchOf("b"), kDayMs}, {"plan"}));
  WireRetentionQuery retention;
  retention.start = MatchOf("a");
  retention.comeback = MatchOf("b");
  queries.push_back(Of(retention, {"plan"}));
  WirePathsQuery paths;
  paths.node = "$event";
  queries.push_back(Of(paths));
  paths.unit = WirePathUnit::kUser;
  paths.direction = WirePathDirection::kBackward;
  paths.anchor = MatchOf("c");
  queries.push_back(Of(paths));
  queries.push_back(Of(WireLifecycleQuery{}));
  WireStickinessQuery stickiness;
  stickiness.windows = {2};
  queries.push_back(Of(stickiness));
  queries.push_back(Of(WireSequenceQuery{.conditions = {MatchOf("a"), MatchOf("b")}, .pattern = "(?1)(?2)", .samples = 5}));
  queries.push_back(Of(WireCohortQuery{.nodes = SomeUsers(), .max_ids = 10}));
  const std::size_t kinds = queries.size();
  for (std::size_t i = 0; i + 1 < kinds; ++i) {  // without the last, which is a cohort
    queries.push_back(queries[i]);
    queries.back().cohort = SomeUsers();
  }
  return queries;
}

// Events of anonymous ids (x0 …) and users (u0 …), some of which say whose another id is, in an order of arrival. First comes one event
// of each person, so that persons are numbered alike wherever the events go.
std::vector<Event> RandomEvents(std::mt19937_64& random, std::size_t most) {
  const auto pick = [&](std::initializer_list<const char*> texts) { return std::string(std::data(texts)[random() % texts.size()]); };
  std::vector<Event> events(10 + random() % most);
  for (std::size_t i = 0; i < events.size(); ++i) {
    Event& event = events[i];
    event.time = static_cast<TimestampMs>(random() % 16) * (kDayMs / 4);
    event.sequence = 100 + i;
    event.name = pick({"a", "a", "b", "b", "c", "d"});
    event.user = pick({"x0", "x1", "x2", "x3", "u0", "u1", "u2", "жанна"});
    event.session = pick({"", "s1", "s2", "s3"});
    event.plan = pick({"", "p", "q"});
    if (random() % 10 == 0) {
      event.name = pick({"$identify", "$alias"});
      event.user = pick({"u0", "u1", "u2", "жанна"});
      event.other = pick({"x0", "x1", "x2", "x3", "u0", "u1", "жанна", "never seen"});
    } else if (random() % 10 == 0) {
      event.other = "u0";  // of an event that links nothing
    }
  }
  for (std::size_t i = events.size(); i > 1; --i) std::swap(events[i - 1], events[random() % i]);
  return events;
}

std::vector<Event> Greetings(const Persons& persons) {
  std::vector<Event> events;
  std::vector<std::string> greeted;
  for (const char* id : {"u2", "x3", "жанна", "x0", "u0", "x2", "u1", "x1"}) {
    const std::string person = persons.Of(id);
    if (std::find(greeted.begin(), greeted.end(), person) != greeted.end()) continue;
    greeted.push_back(person);
    events.push_back({.time = 0, .sequence = events.size(), .name = "hello", .user = person});
  }
  return events;
}

Event AsPerson(const Persons& persons, Event event) {
  event.user = persons.Of(event.user);
  return event;
}

TEST(Identity, EveryKindOfQuerySeesPersonsWhateverTheOrderOfArrival) {
  const std::vector<WireQuery> queries = EveryKind();
  for (std::uint64_t seed = 0; seed < 300; ++seed) {
    std::mt19937_64 random(seed);
    const std::vector<Event> events = RandomEvents(random, 80);
    const Persons persons(events);
    Store linked(kSeen, seed);
    Store rewritten(kUnseen, seed + 1);
    for (const Event& event : Greetings(persons)) {
      linked.Add(event);
      rewritten.Add(event);
    }
    for (std::size_t i = 0; i < events.size(); ++i) {
      linked.Add(events[i]);
      rewritten.Add(AsPerson(persons, events[i]));
      if (random() % 8 == 0) static_cast<void>(linked.Ask(queries[random() % queries.size()]));  // it follows the links so far
    }
    for (std::size_t i = 0; i < queries.size(); ++i) {
      ASSERT_EQ(linked.Ask(queries[i]), rewritten.Ask(queries[i])) << "seed " << seed << ", query " << i;
    }
    ASSERT_EQ(linked.table().person_count(), rewritten.table().users().size()) << "seed " << seed;
    ASSERT_EQ(linked.table().identity().ignored(), persons.ignored()) << "seed " << seed;
  }
}

TEST(Identity, ALinkThatComesLateChangesWhatWasAnswered) {
  const std::vector<WireQuery> queries = EveryKind();
  for (std::uint64_t seed = 0; seed < 60; ++seed) {
    std::mt19937_64 random(seed);
    std::vector<Event> events = RandomEvents(random, 60);
    std::stable_partition(events.begin(), events.end(), [](const Event& event) { return !IsLink(event); });
    Store linked(kSeen, seed);
    std::vector<Event> so_far;
    for (const Event& event : events) {
      const std::uint64_t epoch = linked.table().epoch();
      const Persons before(so_far);
      linked.Add(event);
      so_far.push_back(event);
      if (!IsLink(event)) continue;
      const Persons persons(so_far);
      // Told to whoever keeps something about users, when it is about users who were there.
      const bool changed = std::any_of(so_far.begin(), so_far.end() - 1,
                                       [&](const Event& known) { return persons.Of(known.user) != before.Of(known.user); });
      EXPECT_TRUE(!changed || linked.table().epoch() > epoch) << "seed " << seed;
      Store rewritten(kUnseen, seed);
      for (const Event& known : so_far) rewritten.Add(AsPerson(persons, known));
      const WireQuery& query = queries[random() % 2];  // a funnel tells no samples, so the numbering of users does not matter
      ASSERT_EQ(linked.Ask(query), rewritten.Ask(query)) << "seed " << seed;
    }
  }
}

TEST(Identity, TheEngineAnswersTheSameOverManySealedEvents) {
  std::mt19937_64 random(7);
  std::vector<Event> events;
  for (std::uint64_t i = 0; i < 20'000; ++i) {
    Event event;
    event.time = static_cast<TimestampMs>(random() % (5 * kDayMs));
    event.sequence = i;
    event.name = std::string(1, "abcd"[random() % 4]);
    event.user = (random() % 2 == 0 ? "x" : "u") + std::to_string(random() % 2'000);
    event.plan = random() % 2 == 0 ? "p" : "q";
    if (random() % 16 == 0) {
      event.name = "$identify";
      event.user[0] = 'u';
      event.other = "x" + std::to_string(random() % 2'000);
    }
    events.push_back(std::move(event));
  }
  const Persons persons(events);
  Engine linked;
  Engine rewritten;
  for (const Event& event : events) {
    Take(linked, BatchOfOne(event, kSeen));
    Take(rewritten, BatchOfOne(AsPerson(persons, event), kUnseen));
  }
  std::vector<WireQuery> queries = EveryKind();
  for (std::size_t i = 0; i < queries.size(); ++i) {
    if (WireFunnelQuery* funnel = std::get_if<WireFunnelQuery>(&queries[i].kind)) funnel->samples = 0;  // the numbering differs here
    if (WireCompareQuery* compare = std::get_if<WireCompareQuery>(&queries[i].kind)) compare->samples = 0;
    EXPECT_TRUE(Ask(linked, queries[i]) == Ask(rewritten, queries[i])) << "query " << i;
  }
  EXPECT_EQ(linked.Stats().users, rewritten.Stats().users);
  EXPECT_EQ(linked.Stats().ignored_links, persons.ignored());
  EXPECT_GT(persons.ignored(), 0U);
}

TEST(Identity, SamplesTellTheIdOfTheOwner) {
  Engine engine;
  Take(engine, BatchOfOne({.time = 1, .sequence = 1, .name = "a", .user = "anonymous"}, kSeen));
  Take(engine, BatchOfOne({.time = 3, .sequence = 3, .name = "b", .user = "ana"}, kSeen));
  Take(engine, BatchOfOne({.time = 2, .sequence = 2, .name = "$identify", .user = "ana", .other = "anonymous"}, kSeen));
  WireQuery query = FunnelQueryOf({"a", "b"}, 60);
  std::get<WireFunnelQuery>(query.kind).samples = 2;
  const ByteBuffer answer = Ask(engine, query);
  const fb::FunnelResult* funnel = fb::GetResult(answer.data())->kind_as_FunnelResult();
  EXPECT_EQ(funnel->total()->steps()->Get(1)->count(), 1U);
  ASSERT_EQ(funnel->users()->size(), 1U);
  EXPECT_EQ(funnel->users()->Get(0)->string_view(), "ana");
  EXPECT_EQ(engine.Stats().users, 1U);
}

TEST(Identity, OnlyTheTwoEventsWithATextLink) {
  const Event not_links[] = {
      {.time = 2, .sequence = 9, .name = "$identify", .user = "u"},                      // traits alone
      {.time = 2, .sequence = 9, .name = "identify", .user = "u", .other = "x"},         // the application's own
      {.time = 2, .sequence = 9, .name = "$identified", .user = "u", .other = "x"},      // another name
      {.time = 2, .sequence = 9, .name = "$alias", .user = "u", .other = "u"},           // itself
      {.time = 2, .sequence = 9, .name = "$alias", .user = "u", .other = "never seen"},  // nobody's events
  };
  for (const Event& event : not_links) {
    Engine engine;
    Take(engine, BatchOfOne({.time = 1, .sequence = 1, .name = "a", .user = "x"}, kSeen));
    Take(engine, BatchOfOne(event, kSeen));
    EXPECT_EQ(engine.Stats().users, 2U) << event.name << event.other;
    EXPECT_EQ(engine.Stats().ignored_links, 0U) << event.name << event.other;
  }
  Engine engine;
  BatchParts number;
  number.times = {2, 3};
  number.names = {number.AddText("$identify"), 0};
  number.users = {number.AddText("u"), number.AddText("5")};
  number.properties = {{.name = number.AddText(kSeen), .type = fb::PropertyType::Number, .numbers = {5, 5}}};
  Take(engine, BatchBytes(number));
  BatchParts empty;
  empty.first_sequence = 5;
  empty.times = {2};
  empty.names = {empty.AddText("$identify")};
  empty.users = {empty.AddText("u")};
  empty.properties = {{.name = empty.AddText(kSeen), .codes = {empty.AddText("")}}};
  Take(engine, BatchBytes(empty));
  EXPECT_EQ(engine.Stats().users, 2U);
}

TEST(Identity, ADuplicateOfALinkLinksOnce) {
  Engine engine;
  const ByteBuffer link = BatchOfOne({.time = 2, .sequence = 2, .name = "$alias", .user = "u", .other = "x"}, kSeen);
  for (int times = 0; times < 3; ++times) Take(engine, link);
  EXPECT_EQ(engine.Stats().events, 1U);
  EXPECT_EQ(engine.Stats().users, 1U);  // x has no events
  Take(engine, BatchOfOne({.time = 1, .sequence = 1, .name = "a", .user = "x"}, kSeen));
  EXPECT_EQ(engine.Stats().users, 1U);
  EXPECT_EQ(engine.Stats().ignored_links, 0U);
}

TEST(Identity, LinksLiveAsLongAsTheirEvents) {
  std::vector<Event> events = {
      {.time = 10, .sequence = 1, .name = "$identify", .user = "u", .other = "x"},
      {.time = 20, .sequence = 2, .name = "a", .user = "x"},
      {.time = 30, .sequence = 3, .name = "$identify", .user = "v", .other = "x"},
      {.time = 40, .sequence = 4, .name = "$identify", .user = "w", .other = "y"},
      {.time = 50, .sequence = 5, .name = "b", .user = "y"},
  };
  struct Case {
    TimestampMs cutoff;
    std::uint64_t users;
    std::uint64_t ignored;
  };
  for (const Case& c : {Case{0, 3, 1}, Case{11, 2, 0}, Case{31, 1, 0}, Case{41, 1, 0}, Case{51, 0, 0}}) {
    Store store(kSeen, 1);
    for (const Event& event : events) store.Add(event);
    static_cast<void>(store.table().identity());
    const std::uint64_t epoch = store.table().epoch();
    const std::uint64_t removed = store.table().Expire(c.cutoff, 0xffffffff);
    EXPECT_EQ(store.table().person_count(), c.users) << c.cutoff;
    EXPECT_EQ(store.table().identity().ignored(), c.ignored) << c.cutoff;
    EXPECT_EQ(store.table().epoch() > epoch, removed > 0) << c.cutoff;
    // What came before the expiry and what comes after it is linked.
    store.Add({.time = 60, .sequence = 6, .name = "$alias", .user = "w", .other = "x"});
    store.Add({.time = 61, .sequence = 7, .name = "c", .user = "x"});
    std::vector<Event> left;
    std::copy_if(events.begin(), events.end(), std::back_inserter(left), [&](const Event& event) { return event.time >= c.cutoff; });
    left.push_back({.time = 60, .sequence = 6, .name = "$alias", .user = "w", .other = "x"});
    const UserIndex x = *store.table().users().Find("x");
    const std::span<const UserIndex> of = store.table().identity().persons();
    EXPECT_EQ(store.table().users().Text(of[x]), Persons(left).Of("x")) << c.cutoff;
  }
}

TEST(Identity, AnExperimentKeepsTheIdsThatWereAssigned) {
  const std::vector<std::pair<std::string_view, const char*>> properties = {{"experiment", "e"}, {"variant", "control"}};
  const auto exposure = [&](std::uint64_t sequence, const char* user) {
    BatchParts batch;
    batch.first_sequence = sequence;
    batch.times = {static_cast<double>(sequence)};
    batch.names = {batch.AddText("$exposure")};
    batch.users = {batch.AddText(user)};
    for (const auto& [name, text] : properties) batch.properties.push_back({.name = batch.AddText(name), .codes = {batch.AddText(text)}});
    return BatchBytes(batch);
  };
  WireExperimentQuery experiment;
  experiment.experiment = "e";
  experiment.conversion = MatchOf("pay");
  experiment.window_ms = 1000;
  std::vector<ByteBuffer> answers;
  for (const std::string_view property : {kSeen, kUnseen}) {
    Engine engine;
    Take(engine, exposure(1, "x"));
    Take(engine, exposure(2, "u"));
    Take(engine, BatchOfOne({.time = 3, .sequence = 3, .name = "$identify", .user = "u", .other = "x"}, property));
    Take(engine, BatchOfOne({.time = 4, .sequence = 4, .name = "pay", .user = "u"}, property));
    EXPECT_EQ(engine.Stats().users, property == kSeen ? 1U : 2U);
    answers.push_back(Ask(engine, Of(experiment)));
    const fb::ExperimentResult* result = fb::GetResult(answers.back().data())->kind_as_ExperimentResult();
    EXPECT_EQ(result->arms()->Get(0)->conversion()->trials(), 2U);
    EXPECT_EQ(result->arms()->Get(0)->conversion()->successes(), 1U);
  }
  EXPECT_EQ(answers[0], answers[1]);
}

}  // namespace
}  // namespace assay
