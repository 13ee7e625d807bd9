// assay/behavior/path_tree.h
//
// Paths added up by their beginnings: a tree whose nodes count the paths that begin alike. Nodes, links and whole paths of an answer are
// sums over it, so which values are named and which are "other" can be decided when all paths are known. Not thread-safe.

#ifndef ASSAY_BEHAVIOR_PATH_TREE_H_
#define ASSAY_BEHAVIOR_PATH_TREE_H_

#include <cstdint>
#include <vector>

#include "assay/aggregate/dense_ids.h"
#include "assay/aggregate/group_keys.h"
#include "assay/behavior/paths.h"
#include "assay/behavior/time_stats.h"

namespace assay {

class PathTree {
 public:
  // Begins a path, goes on by one visit `time_ms` away from the one before, ends the path at the visit reached. Returns where it is.
  std::uint32_t Start(std::uint32_t code) { return Visit(0, code); }
  std::uint32_t Step(std::uint32_t at, std::uint32_t code, DurationMs time_ms);
  void End(std::uint32_t at) { ++branches_[at].ended; }

  // Visits of all paths so far.
  [[nodiscard]] std::uint64_t visits() const { return visits_; }

  // Fills in paths, values, nodes, links and flows. `codes` gave the codes.
  void Answer(const PropertyCoder& codes, const PathsQuery& query, PathsCounts& result) &&;

 private:
  struct Branch {
    std::uint32_t up;  // index + 1 of the branch before; 0 at step 0
    std::uint32_t code;
    std::uint32_t step;
    std::uint64_t count = 0;
    std::uint64_t ended = 0;
  };

  std::uint32_t Visit(std::uint32_t up, std::uint32_t code);
  void RankCodes(const PropertyCoder& codes);
  void AnswerNodes(const PathsQuery& query, PathsCounts& result);
  void AnswerLinks(PathsCounts& result);
  void AnswerFlows(const PathsQuery& query, PathsCounts& result);
  [[nodiscard]] std::vector<std::uint32_t> RanksOf(std::uint32_t branch) const;
  void AnswerValues(const PropertyCoder& codes, PathsCounts& result) const;

  DenseIds ids_;  // (up, code) -> branch
  std::vector<Branch> branches_;
  GroupedTimes times_;  // by the branch that was stepped to
  std::uint64_t visits_ = 0;
  std::vector<std::uint32_t> code_of_rank_;  // codes that occur, ascending by value
  std::vector<std::uint32_t> rank_of_code_;
  std::vector<std::uint32_t> node_of_;  // by branch
};

}  // namespace assay

#endif  // ASSAY_BEHAVIOR_PATH_TREE_H_
