// tests/core/wire/datafile_bytes.h
//
// Compiled datafiles as bytes, from loose parts (program_builder.h) that need not make a valid datafile.

#ifndef TESTS_CORE_WIRE_DATAFILE_BYTES_H_
#define TESTS_CORE_WIRE_DATAFILE_BYTES_H_

#include <cstdint>
#include <vector>

#include "assay/wire/generated/datafile_generated.h"
#include "core/evaluation/program_builder.h"
#include "core/wire/message_bytes.h"

namespace assay {

inline ByteBuffer DatafileBytes(const DatafileParts& parts, std::uint32_t format = 2) {
  flatbuffers::FlatBufferBuilder fbb;
  const ProgramParts& program = parts.program;
  std::vector<fb::Flag> flags;
  for (const Flag& f : parts.flags) {
    flags.emplace_back(f.key, static_cast<fb::FlagType>(f.type), f.enabled, f.invalid, f.default_variant, f.first_variant, f.variants,
                       f.first_rule, f.rules);
  }
  std::vector<fb::Variant> variants;
  for (const Variant& v : parts.variants) variants.emplace_back(v.key, v.value_json);
  std::vector<fb::Rule> rules;
  for (const Rule& r : parts.rules) {
    rules.emplace_back(r.id, r.when, static_cast<fb::Action>(r.action), r.reason, r.error, r.value, r.first_range, r.ranges, r.experiment,
                       r.version, r.unit);
  }
  std::vector<fb::Range> ranges;
  for (const Range& r : parts.ranges) ranges.emplace_back(r.low, r.high, r.variant);
  std::vector<fb::IdSet> sets;
  for (const IdSet& s : program.sets) sets.emplace_back(static_cast<fb::SetKind>(s.kind), s.hashes, s.first_word, s.words);

  // The code is written first, so it ends the message and no padding follows: every truncation cuts something.
  const auto code = fbb.CreateVector(program.code);
  const auto text_bytes = fbb.CreateVector(reinterpret_cast<const std::uint8_t*>(program.text_bytes.data()), program.text_bytes.size());
  const auto text_ends = fbb.CreateVector(program.text_ends);
  const auto numbers = fbb.CreateVector(program.numbers);
  const auto attributes = fbb.CreateVector(program.attributes);
  const auto expressions = fbb.CreateVector(program.expressions);
  const auto flag_rows = fbb.CreateVectorOfStructs(flags);
  const auto variant_rows = fbb.CreateVectorOfStructs(variants);
  const auto rule_rows = fbb.CreateVectorOfStructs(rules);
  const auto range_rows = fbb.CreateVectorOfStructs(ranges);
  const auto set_rows = fbb.CreateVectorOfStructs(sets);
  const auto set_words = fbb.CreateVector(program.set_words);
  fb::FinishDatafileBuffer(fbb, fb::CreateDatafile(fbb, format, parts.version, text_bytes, text_ends, numbers, attributes, code,
                                                   expressions, flag_rows, variant_rows, rule_rows, range_rows, set_rows, set_words));
  return FinishedBytes(fbb);
}

}  // namespace assay

#endif  // TESTS_CORE_WIRE_DATAFILE_BYTES_H_
