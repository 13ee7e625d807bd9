#include "assay/behavior/funnel.h"

#include "assay/behavior/funnel_plain.h"
#include "assay/behavior/funnel_rules.h"
#include "assay/behavior/funnel_run.h"

namespace assay {

Result<FunnelResult> ComputeFunnel(const Table& table, const FunnelQuery& query) {
  const Status status = CheckFunnelQuery(query);
  if (!status.ok()) return status;
  return IsPlain(query) ? RunPlainFunnel(table, query) : RunFunnel(table, query);
}

}  // namespace assay
