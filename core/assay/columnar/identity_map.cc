#include "assay/columnar/identity_map.h"

#include <tuple>

#include "assay/base/sort.h"

namespace assay {
namespace {

bool Before(const IdentityLink& a, const IdentityLink& b) { return std::tie(a.time, a.sequence) < std::tie(b.time, b.sequence); }

}  // namespace

void IdentityMap::Add(const IdentityLink& link) {
  in_order_ = in_order_ && (links_.empty() || Before(links_.back(), link));
  links_.push_back(link);
}

// Every second id on the way moves up, so that no chain is long twice.
UserIndex IdentityMap::PersonOf(UserIndex user) {
  while (owners_[user] != user) {
    owners_[user] = owners_[owners_[user]];
    user = owners_[user];
  }
  return user;
}

void IdentityMap::Follow(const IdentityLink& link) {
  const UserIndex person = PersonOf(link.owner);
  if (PersonOf(link.other) == person) return;  // said before, of itself, or the end of a circle
  if (owners_[link.other] != link.other) {
    ++ignored_;
    return;
  }
  owners_[link.other] = person;
  ++merged_;
}

void IdentityMap::StartAgain() {
  followed_ = 0;
  owners_.clear();
  merged_ = 0;
  ignored_ = 0;
}

void IdentityMap::Update(std::uint32_t users) {
  if (!in_order_) {
    SortSmall(links_, Before);
    in_order_ = true;
    StartAgain();
  }
  if (links_.empty()) {
    known_ = users;
    return;
  }
  for (auto user = static_cast<UserIndex>(owners_.size()); user < users; ++user) owners_.push_back(user);
  const bool has_more = followed_ < links_.size();
  for (; followed_ < links_.size(); ++followed_) Follow(links_[followed_]);
  bool changed = false;
  const std::size_t first = has_more ? 0 : persons_.size();
  for (auto user = static_cast<UserIndex>(first); user < users; ++user) {
    const UserIndex person = PersonOf(user);
    const bool is_new = user >= persons_.size();
    changed |= user < known_ && person != (is_new ? user : persons_[user]);
    if (is_new) {
      persons_.push_back(person);
    } else {
      persons_[user] = person;
    }
  }
  epoch_ += changed ? 1U : 0U;
  known_ = users;
}

void IdentityMap::Expire(TimestampMs cutoff, std::span<const UserIndex> users) {
  std::erase_if(links_, [cutoff](const IdentityLink& link) { return link.time < cutoff; });
  for (IdentityLink& link : links_) {
    link.other = users[link.other];
    link.owner = users[link.owner];
  }
  StartAgain();
  persons_.clear();
  known_ = 0;
  ++epoch_;
}

std::size_t IdentityMap::MemoryBytes() const {
  return links_.capacity() * sizeof(IdentityLink) + (owners_.capacity() + persons_.capacity()) * sizeof(UserIndex);
}

}  // namespace assay
