// assay/wire/verify.h
//
// The one way bytes from outside become a FlatBuffers root: size, alignment, identifier, structure with caps on depth and tables, format
// number. Internal to wire.

#ifndef ASSAY_WIRE_VERIFY_H_
#define ASSAY_WIRE_VERIFY_H_

#include <cstdint>

#include "assay/base/bytes.h"
#include "assay/base/status.h"
#include "flatbuffers/flatbuffers.h"

namespace assay {

inline constexpr std::uint32_t kWireFormat = 1;       // what this build writes, and the newest it reads
inline constexpr std::uint32_t kDatafileFormat = 2;   // the same of datafiles; 1 was a tree of tables
inline constexpr std::size_t kMaxTableDepth = 16;     // the schemas nest 6 deep
inline constexpr std::size_t kMaxTables = 1'000'000;  // more tables than any honest message of ours has

// The root table of type T in `bytes`. Valid as long as `bytes` are.
//
// Errors: kInvalidArgument, kDataLoss, kUnimplemented as in the decoders' headers.
template <typename T>
Result<const T*> VerifiedRoot(ByteView bytes, const char* identifier, std::uint32_t format = kWireFormat) {
  if (reinterpret_cast<std::uintptr_t>(bytes.data()) % 8 != 0) return InvalidArgument("bytes: must be aligned to 8");
  if (bytes.size() < 8 || bytes.size() >= FLATBUFFERS_MAX_BUFFER_SIZE) return DataLoss("bytes: not a well-formed message of this type");
  flatbuffers::Verifier verifier(bytes.data(), bytes.size(), kMaxTableDepth, kMaxTables);
  if (!verifier.VerifyBuffer<T>(identifier)) return DataLoss("bytes: not a well-formed message of this type");
  const T* root = flatbuffers::GetRoot<T>(bytes.data());
  if (root->format() != format) return Unimplemented("format: not the one that this build reads");
  return root;
}

// Whether the elements of a verified vector of scalars can be read where they lie: the verifier looks at the alignment of a vector's length
// only, which is 4 where that of a double is 8.
template <typename T>
bool HasAlignedElements(const flatbuffers::Vector<T>* vector) {
  return vector == nullptr || vector->size() == 0 || reinterpret_cast<std::uintptr_t>(vector->Data()) % alignof(T) == 0;
}

}  // namespace assay

#endif  // ASSAY_WIRE_VERIFY_H_
