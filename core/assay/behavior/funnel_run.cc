#include "assay/behavior/funnel_run.h"

#include "assay/behavior/funnel_fold.h"

namespace assay {

Result<FunnelResult> RunFunnel(const Table& table, const FunnelQuery& query) {
  FunnelFold fold(table, query, false);
  Result<FunnelSource> source = FunnelSource::Compile(table, query, fold.wants_every_event());
  if (!source.ok()) return source.status();
  Status status;
  source->ForEachUser(fold.touch(), [&](UserIndex user, FunnelUserEvents events) {
    if (status.ok()) status = fold.Change(FunnelChange::kAdd, user, events);
  });
  if (!status.ok()) return status;
  FunnelResult result = fold.Finish();
  result.events_scanned = source->events_scanned();
  return result;
}

}  // namespace assay
