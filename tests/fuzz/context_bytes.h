// tests/fuzz/context_bytes.h
//
// A context with a value of every type, for targets whose input is the datafile. make-corpus.mjs writes datafiles that ask for these names.

#ifndef TESTS_FUZZ_CONTEXT_BYTES_H_
#define TESTS_FUZZ_CONTEXT_BYTES_H_

#include <string_view>
#include <vector>

#include "assay/targeting/program.h"
#include "assay/wire/context.h"
#include "core/wire/context_bytes.h"

namespace assay {

// For the attributes of that name that the program has.
inline ByteBuffer ContextOfEveryType(const Program& program) {
  const std::vector<Value> items = {Value::Text("a"), Value::Number(1), Value::Null(), Value::Bool(true), Value::Text("größe")};
  const std::vector<Value> lists = {Value::List(items), Value::List({}), Value::List(items)};
  const std::vector<Member> members = {{"a", Value::List(lists)}, {"b", Value::Number(-0.5)}, {"__proto__", Value::Object({})}};
  const std::vector<Member> named = {{"a", Value::Text("ä 👩‍💻 10.0.0.1")},
                                     {"b", Value::Number(17)},
                                     {"user", Value::Text("жанна")},
                                     {"account", Value::Number(9007199254740991)},
                                     {"x", Value::Number(5.5)},
                                     {"version", Value::Text("v1.9.0-rc.1+b")},
                                     {"vip", Value::Bool(true)},
                                     {"list", Value::List(lists)},
                                     {"object", Value::Object(members)},
                                     {"ip", Value::Text("2001:db8::1")},
                                     {"date", Value::Text("2024-02-29T12:00:00Z")}};
  std::vector<PlacedValue> attributes;
  for (std::uint32_t place = 0; place < program.attributes.size(); ++place) {
    const std::string_view name = program.texts[program.attributes[place]];
    for (const Member& one : named) {
      if (one.key == name) attributes.emplace_back(place, one.value);
    }
  }
  if (attributes.size() > kMaxContextAttributes) attributes.resize(kMaxContextAttributes);
  return ContextBytes(attributes, 1.7e12);
}

}  // namespace assay

#endif  // TESTS_FUZZ_CONTEXT_BYTES_H_
