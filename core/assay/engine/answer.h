// assay/engine/answer.h
//
// From a query as asked to its answer as told: binds the words of wire/query.h to the query types of aggregate, behavior and experiment,
// runs them, and puts their answers into the words of wire/result.h.

#ifndef ASSAY_ENGINE_ANSWER_H_
#define ASSAY_ENGINE_ANSWER_H_

#include "assay/base/status.h"
#include "assay/columnar/table.h"
#include "assay/wire/query.h"
#include "assay/wire/result.h"

namespace assay {

// kResourceExhausted when the query is larger than engine/limits.h allows.
Status CheckQuerySize(const WireQuery& query);

// The answer of `table` to `query`.
//
// Errors: kInvalidArgument naming the rule that the query breaks; kResourceExhausted when it exceeds a cap of engine/limits.h.
Result<WireResult> Answer(const Table& table, const WireQuery& query);

}  // namespace assay

#endif  // ASSAY_ENGINE_ANSWER_H_
