// assay/columnar/identity_map.h
//
// Which user ids are one person: "this other id is that user's", link by link, and the person of every id that follows from them. The answer
// depends on the set of links alone, not on the order in which they came. Rules and why: core/decisions/identity.md. Adding a link is O(1);
// the next Update() costs O(users), and O(links log links) when links came late. Not thread-safe.

#ifndef ASSAY_COLUMNAR_IDENTITY_MAP_H_
#define ASSAY_COLUMNAR_IDENTITY_MAP_H_

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "assay/columnar/row_group.h"

namespace assay {

// What an event said: `other` is an id of `owner`, the event's user.
struct IdentityLink {
  TimestampMs time = 0;
  std::uint64_t sequence = 0;
  UserIndex other = 0;
  UserIndex owner = 0;
};

class IdentityMap {
 public:
  // Takes in a link, in any order; no two have the same (time, sequence). It counts from the next Update() on.
  void Add(const IdentityLink& link);

  // Makes the answers below those of all links so far, for users below `users`, which never becomes less but by Expire(). O(1) when nothing
  // changed.
  void Update(std::uint32_t users);

  // The person of each user, who is a user with person itself; empty while no two users are one person.
  [[nodiscard]] std::span<const UserIndex> persons() const { return merged_ == 0 ? std::span<const UserIndex>() : persons_; }

  // Users who are another one's.
  [[nodiscard]] std::uint32_t merged() const { return merged_; }

  // Links of an id that was another person's before: those were not followed.
  [[nodiscard]] std::uint64_t ignored() const { return ignored_; }

  // Grows whenever a user whom an earlier Update() knew became another person's, or users got new numbers.
  [[nodiscard]] std::uint64_t epoch() const { return epoch_; }

  // Every link. Valid until the next Add().
  [[nodiscard]] std::span<const IdentityLink> links() const { return links_; }

  // Forgets the links before `cutoff`; user u of the others is users[u] from now on.
  void Expire(TimestampMs cutoff, std::span<const UserIndex> users);

  // Heap bytes held.
  [[nodiscard]] std::size_t MemoryBytes() const;

 private:
  UserIndex PersonOf(UserIndex user);
  void Follow(const IdentityLink& link);
  void StartAgain();

  std::vector<IdentityLink> links_;
  bool in_order_ = true;           // links_ ascend by (time, sequence)
  std::size_t followed_ = 0;       // links that owners_ has
  std::vector<UserIndex> owners_;  // by user: an id of the same person that is nearer to the person; itself when it is the person
  std::vector<UserIndex> persons_;
  std::uint32_t known_ = 0;  // users of the last Update()
  std::uint32_t merged_ = 0;
  std::uint64_t ignored_ = 0;
  std::uint64_t epoch_ = 0;
};

}  // namespace assay

#endif  // ASSAY_COLUMNAR_IDENTITY_MAP_H_
