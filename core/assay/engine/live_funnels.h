// assay/engine/live_funnels.h
//
// The funnels that are asked again and again, each with what answers it without starting from the beginning (behavior/funnel_live.h). At most
// kMaxLiveFunnels of kMaxLiveBytes together. Not thread-safe.

#ifndef ASSAY_ENGINE_LIVE_FUNNELS_H_
#define ASSAY_ENGINE_LIVE_FUNNELS_H_

#include <memory>
#include <optional>
#include <utility>
#include <vector>

#include "assay/base/bytes.h"
#include "assay/behavior/funnel_live.h"
#include "assay/columnar/table.h"
#include "assay/engine/bind_funnel.h"
#include "assay/wire/query.h"
#include "assay/wire/result.h"

namespace assay {

class LiveFunnels {
 public:
  // `table` must outlive the result.
  explicit LiveFunnels(const Table& table) : table_(table) {}

  // The answer to a query that was written as `bytes` and decoded, its range being what it may see now; what helps to answer it again is
  // kept. Nothing for a query that is to be answered anew, or refused.
  std::optional<WireResult> Answer(ByteView bytes, WireQuery query);

  // Takes in what the table gained. To be called before it is sealed.
  void Update();

  // Lets go of what is kept for the query written as `bytes`.
  void Forget(ByteView bytes);

 private:
  struct Entry {
    Entry(const Table& table, ByteView written, WireQuery decoded)
        : bytes(written.begin(), written.end()), query(std::move(decoded)), live(table, bound.query) {}

    ByteBuffer bytes;
    WireQuery query;
    BoundFunnel bound;  // points into query
    LiveFunnel live;
    bool is_too_large = false;
  };

  Entry* Find(ByteView bytes);
  Entry* Keep(ByteView bytes, WireQuery query);

  const Table& table_;
  std::vector<std::unique_ptr<Entry>> entries_;
};

}  // namespace assay

#endif  // ASSAY_ENGINE_LIVE_FUNNELS_H_
