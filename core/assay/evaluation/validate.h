// assay/evaluation/validate.h
//
// The check between a decoded datafile and its first evaluation. A malformed flag fails alone: the others keep working.

#ifndef ASSAY_EVALUATION_VALIDATE_H_
#define ASSAY_EVALUATION_VALIDATE_H_

#include <cstddef>

#include "assay/base/status.h"
#include "assay/evaluation/flag.h"

namespace assay {

// Ok when Evaluate() can rely on the flag: a key; variants with distinct keys, the default among them; a known type; in each rule exactly
// one of variant and split, indexes of variants and attributes in range; in each split a valid salt, valid slots of existing variants, a
// coverage of at most kPpm, an experiment key without bytes below 0x20, and with a layer an existing one with a valid salt and range.
//
//   datafile  the datafile that `flag` belongs to, for its attributes and layers
//
// Texts are UTF-8 and conditions come from CompileCondition(): wire sees to that, and sets Flag::invalid where it cannot.
//
// Errors: kInvalidArgument naming the rule; kFailedPrecondition when the flag is already marked invalid.
Status ValidateFlag(const Flag& flag, const Datafile& datafile);

// Marks every flag that ValidateFlag() refuses as invalid. Returns the number of invalid flags, those that were marked before included.
// That no two flags have one key is wire's to see to: nobody could know which of them is meant.
std::size_t ValidateDatafile(Datafile& datafile);

}  // namespace assay

#endif  // ASSAY_EVALUATION_VALIDATE_H_
