// assay/evaluation/flag.h
//
// A compiled datafile in memory: the same tree as wire/datafile.fbs, with attribute names replaced by indexes and conditions compiled.
// Filled by wire, checked by validate.h, read by evaluate.h. All texts and lists are views into the datafile's arena, so that the tree is plain
// data side by side: quick to walk, and little code (core/decisions/flags-size.md).

#ifndef ASSAY_EVALUATION_FLAG_H_
#define ASSAY_EVALUATION_FLAG_H_

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

#include "assay/assignment/bucketing.h"
#include "assay/assignment/layer.h"
#include "assay/strings/arena.h"
#include "assay/targeting/attributes.h"
#include "assay/targeting/condition.h"

namespace assay {

// The numbers are those of FlagType in wire/datafile.fbs.
enum class FlagType : std::uint8_t { kBoolean = 0, kString = 1, kNumber = 2, kJson = 3 };

struct Variant {
  std::string_view key;
  std::string_view value_json;  // the value as JSON text; the core never parses it
};

// A division of units between variants. Bucketing rule: core/decisions/bucketing.md.
struct Split {
  std::string_view experiment;  // empty: a rollout without exposures
  std::uint32_t version = 0;    // part of the exposure's identity
  AttributeIndex unit = 0;      // the attribute that holds the unit id, see unit_id.h
  std::string_view salt;
  std::uint32_t total = 0;             // sum of weights
  std::span<Slot> slots;               // of [0, total)
  std::uint32_t coverage_ppm = kPpm;   // share of units let in
  std::optional<std::uint32_t> layer;  // index into Datafile::layers
  LayerRange layer_range;              // the experiment's part of the layer; without a layer not looked at
};

// Holds when all conditions do, so always when there are none. Has exactly one of variant and split.
struct Rule {
  std::string_view id;
  std::span<Condition> conditions;
  std::optional<std::uint32_t> variant;  // index into Flag::variants
  std::optional<Split> split;
};

struct Flag {
  std::string_view key;
  FlagType type = FlagType::kBoolean;
  bool enabled = true;
  std::span<Variant> variants;
  std::uint32_t default_variant = 0;  // served when the flag is disabled or no rule applies
  std::span<Rule> rules;              // the first that applies wins
  bool invalid = false;               // malformed: every evaluation is ERROR, PARSE_ERROR
};

struct Layer {
  std::string_view key;
  std::string_view salt;
};

struct Datafile {
  std::uint64_t revision = 0;
  AttributeTable attributes;  // what conditions and splits of all flags refer to
  Arena arena;                // holds what the rest views
  std::span<Flag> flags;      // their keys are distinct
  std::span<Layer> layers;
};

}  // namespace assay

#endif  // ASSAY_EVALUATION_FLAG_H_
