#include "byte_exchange.h"

#include <cstring>

namespace assay {
namespace {

constexpr std::size_t kKeptInputBytes = 1U << 20;  // enough for a page's batches and queries without allocating again

}  // namespace

std::uintptr_t ByteExchange::ReserveInput(std::size_t size) {
  if (input_.size() < size) {
    input_.clear();  // nothing to copy over when it grows
    input_.resize(size);
  }
  return reinterpret_cast<std::uintptr_t>(input_.data());
}

ByteView ByteExchange::Input(std::size_t size) const { return size <= input_.size() ? ByteView(input_).first(size) : ByteView(); }

void ByteExchange::ReleaseInput() {
  if (input_.size() > kKeptInputBytes) ByteBuffer().swap(input_);
}

int ByteExchange::Report(Status status) {
  if (!status.ok()) {
    output_.resize(std::strlen(status.message()));
    std::memcpy(output_.data(), status.message(), output_.size());
  }
  return static_cast<int>(status.code());
}

}  // namespace assay
