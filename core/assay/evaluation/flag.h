// assay/evaluation/flag.h
//
// A compiled datafile in memory: the same tree as wire/datafile.fbs, owning its texts, with attribute names replaced by indexes and
// conditions compiled. Filled by wire, checked by validate.h, read by evaluate.h.

#ifndef ASSAY_EVALUATION_FLAG_H_
#define ASSAY_EVALUATION_FLAG_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "assay/assignment/bucketing.h"
#include "assay/assignment/layer.h"
#include "assay/targeting/attributes.h"
#include "assay/targeting/condition.h"

namespace assay {

// The numbers are those of FlagType in wire/datafile.fbs.
enum class FlagType : std::uint8_t { kBoolean = 0, kString = 1, kNumber = 2, kJson = 3 };

struct Variant {
  std::string key;
  std::string value_json;  // the value as JSON text; the core never parses it
};

// A division of units between variants. Bucketing rule: core/decisions/bucketing.md.
struct Split {
  std::string experiment;     // empty: a rollout without exposures
  std::uint32_t version = 0;  // part of the exposure's identity
  AttributeIndex unit = 0;    // the attribute that holds the unit id, see unit_id.h
  std::string salt;
  std::uint32_t total = 0;             // sum of weights
  std::vector<Slot> slots;             // of [0, total)
  std::uint32_t coverage_ppm = kPpm;   // share of units let in
  std::optional<std::uint32_t> layer;  // index into Datafile::layers
  LayerRange layer_range;              // the experiment's part of the layer; without a layer not looked at
};

// Holds when all conditions do, so always when there are none. Has exactly one of variant and split.
struct Rule {
  std::string id;
  std::vector<Condition> conditions;
  std::optional<std::uint32_t> variant;  // index into Flag::variants
  std::optional<Split> split;
};

struct Flag {
  std::string key;
  FlagType type = FlagType::kBoolean;
  bool enabled = true;
  std::vector<Variant> variants;
  std::uint32_t default_variant = 0;  // served when the flag is disabled or no rule applies
  std::vector<Rule> rules;            // the first that applies wins
  bool invalid = false;               // malformed: every evaluation is ERROR, PARSE_ERROR
};

struct Layer {
  std::string key;
  std::string salt;
};

struct Datafile {
  std::uint64_t revision = 0;
  AttributeTable attributes;  // what conditions and splits of all flags refer to
  std::vector<Flag> flags;
  std::vector<Layer> layers;
};

}  // namespace assay

#endif  // ASSAY_EVALUATION_FLAG_H_
