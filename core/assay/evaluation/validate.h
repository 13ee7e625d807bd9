// assay/evaluation/validate.h
//
// The check between a decoded datafile and its first evaluation. A malformed flag fails alone: the others keep working. Not so a flag without
// a key of its own: then it is the datafile's flags that are not known.

#ifndef ASSAY_EVALUATION_VALIDATE_H_
#define ASSAY_EVALUATION_VALIDATE_H_

#include "assay/base/status.h"
#include "assay/evaluation/datafile.h"

namespace assay {

// Fills Datafile::malformed: a flag is well-formed when it is not marked invalid; its type, variants, rules and default variant exist; and
// in each rule the texts, the expressions (CheckProgram), the ranges and the variants that it names exist, ranges ascend from low to high,
// reason and error code are known ones, and an experiment comes with a unit.
//
// Errors: kInvalidArgument as CheckProgram(), and when a flag has no key, or two have one: nobody could know which
// of them is meant.
Status ValidateDatafile(Datafile& datafile);

}  // namespace assay

#endif  // ASSAY_EVALUATION_VALIDATE_H_
