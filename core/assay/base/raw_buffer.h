// assay/base/raw_buffer.h
//
// A growing array whose new places hold nothing yet: for kernels that write every place they add, where std::vector would first write
// zeros. Not thread-safe.

#ifndef ASSAY_BASE_RAW_BUFFER_H_
#define ASSAY_BASE_RAW_BUFFER_H_

#include <algorithm>
#include <cstddef>
#include <memory>
#include <type_traits>

namespace assay {

template <typename T>
class RawBuffer {
  static_assert(std::is_trivially_copyable_v<T>);

 public:
  [[nodiscard]] std::size_t size() const { return size_; }
  [[nodiscard]] bool empty() const { return size_ == 0; }
  [[nodiscard]] T* data() { return values_.get(); }
  [[nodiscard]] const T* data() const { return values_.get(); }
  T& operator[](std::size_t index) { return values_[index]; }
  const T& operator[](std::size_t index) const { return values_[index]; }

  // Makes room for `capacity` values in all.
  void Reserve(std::size_t capacity) {
    if (capacity <= capacity_) return;
    std::unique_ptr<T[]> larger = std::make_unique_for_overwrite<T[]>(capacity);
    std::copy_n(values_.get(), size_, larger.get());
    values_ = std::move(larger);
    capacity_ = capacity;
  }

  // Adds `count` places, to be written by the caller, and returns the first. Valid until the next call.
  T* Extend(std::size_t count) {
    if (size_ + count > capacity_) Reserve(std::max(size_ + count, capacity_ * 2));
    T* added = values_.get() + size_;
    size_ += count;
    return added;
  }

  // Keeps the first `size` values, at most size().
  void Truncate(std::size_t size) { size_ = size; }

 private:
  std::unique_ptr<T[]> values_;
  std::size_t size_ = 0;
  std::size_t capacity_ = 0;
};

}  // namespace assay

#endif  // ASSAY_BASE_RAW_BUFFER_H_
