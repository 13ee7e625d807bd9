#include "assay/aggregate/time_buckets.h"

#include <utility>

namespace assay {

TimeBuckets::TimeBuckets(DurationMs width_ms, TimeRange range)
    : equal_{BucketStart(range.start, width_ms), width_ms, 1 / static_cast<double>(width_ms)} {
  if (range.start < range.end) count_ = static_cast<std::uint64_t>((range.end - 1 - equal_.first_start) / width_ms) + 1;
}

Result<TimeBuckets> TimeBuckets::Make(const CalendarSpec& spec, TimeRange range) {
  Result<Calendar> calendar = Calendar::Make(spec);
  if (!calendar.ok()) return calendar.status();
  if (spec.unit == CalendarUnit::kFixed) return TimeBuckets(spec.width_ms, range);
  return TimeBuckets(*std::move(calendar), range, spec.unit <= CalendarUnit::kWeek && spec.zone.size() <= 1);
}

TimeBuckets::TimeBuckets(Calendar calendar, TimeRange range, bool all_equal) : calendar_(std::move(calendar)) {
  const TimestampMs start = calendar_->BucketStart(range.start);
  const DurationMs width_ms = calendar_->Next(start) - start;
  equal_ = {start, width_ms, 1 / static_cast<double>(width_ms)};
  first_index_ = calendar_->BucketIndex(start);
  if (range.start < range.end) count_ = static_cast<std::uint64_t>(calendar_->BucketIndex(range.end - 1) - first_index_) + 1;
  if (all_equal || count_ <= 1) return;
  way_ = count_ <= kMaxStarts ? Way::kStarts : Way::kCalendar;
  if (way_ == Way::kStarts) ListStarts();
}

void TimeBuckets::ListStarts() {
  starts_.reserve(static_cast<std::size_t>(count_) + 1);
  starts_.push_back(equal_.first_start);
  while (starts_.size() <= count_) starts_.push_back(calendar_->Next(starts_.back()));
  equal_.reciprocal = static_cast<double>(count_) / static_cast<double>(starts_.back() - starts_.front());
}

std::int64_t TimeBuckets::Bucket(TimestampMs time) {
  switch (way_) {
    case Way::kWidth: return equal_.Of(time);
    case Way::kStarts: return ByStarts(time);
    case Way::kCalendar: break;
  }
  return calendar_->BucketIndex(time) - first_index_;
}

TimestampMs TimeBuckets::Start(std::int64_t bucket) {
  return calendar_.has_value() ? calendar_->StartOfIndex(first_index_ + bucket) : equal_.first_start + bucket * equal_.width_ms;
}

std::int64_t TimeBuckets::BucketOfAny(TimestampMs time) {
  if (calendar_.has_value()) return calendar_->BucketIndex(time) - first_index_;
  return (BucketStart(time, equal_.width_ms) - equal_.first_start) / equal_.width_ms;
}

}  // namespace assay
