// assay/evaluation/datafile.h
//
// A compiled datafile as it lies in its bytes: rows as wire/datafile.fbs lays them out, referring to each other by index, and the programs that
// decide. Loaded by wire, checked by validate.h, read by evaluator.h. Reading it copies nothing.

#ifndef ASSAY_EVALUATION_DATAFILE_H_
#define ASSAY_EVALUATION_DATAFILE_H_

#include <cstdint>
#include <span>
#include <vector>

#include "assay/targeting/program.h"

namespace assay {

// The numbers are those of FlagType and Action in wire/datafile.fbs.
enum class FlagType : std::uint8_t { kBoolean = 0, kString = 1, kNumber = 2, kJson = 3 };
enum class Action : std::uint8_t { kServe = 0, kChoose = 1, kNamed = 2, kFail = 3 };

// The fields of these four are explained in wire/datafile.fbs; -1 is "none" there.
struct Flag {
  TextId key = 0;
  FlagType type = FlagType::kBoolean;
  bool enabled = true;
  bool invalid = false;
  std::int32_t default_variant = -1;
  std::uint32_t first_variant = 0;
  std::uint32_t variants = 0;
  std::uint32_t first_rule = 0;
  std::uint32_t rules = 0;
};

struct Variant {
  TextId key = 0;
  TextId value_json = 0;
};

struct Rule {
  TextId id = 0;
  std::int32_t when = -1;
  Action action = Action::kServe;
  std::uint8_t reason = 0;
  std::uint8_t error = 0;
  std::int32_t value = -1;
  std::uint32_t first_range = 0;
  std::uint32_t ranges = 0;
  std::int32_t experiment = -1;
  std::uint32_t version = 0;
  std::int32_t unit = -1;
};

struct Range {
  double low = 0;
  double high = 0;
  std::uint32_t variant = 0;
};

struct Datafile {
  std::uint64_t version = 0;
  Program program;
  std::span<const Flag> flags;
  std::span<const Variant> variants;
  std::span<const Rule> rules;
  std::span<const Range> ranges;
  std::vector<std::uint8_t> malformed;  // one per flag: 1 when every evaluation of it is ERROR, PARSE_ERROR
  std::vector<std::uint64_t> bytes;     // what all the rest views; moving the datafile does not move them
};

}  // namespace assay

#endif  // ASSAY_EVALUATION_DATAFILE_H_
