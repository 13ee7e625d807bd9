// Embind's run-time part, with the types that our exports use and no others. Embind's own (bind.cpp of Emscripten) registers every C++
// string, view and number type, each with JavaScript of its own in the glue: 4 kB of a 20 kB budget for types that never cross. Because the
// linker finds these symbols first, it leaves that file out. Written against Emscripten 3.1; wasm/CMakeLists.txt uses Embind's own elsewhere.

#include <emscripten/bind.h>
#include <emscripten/wire.h>

#include <cstring>
#include <limits>

namespace {

emscripten::internal::InitFunc* first_bindings = nullptr;

template <typename T>
void RegisterInteger(const char* name) {
  emscripten::internal::_embind_register_integer(emscripten::internal::TypeID<T>::get(), name, sizeof(T), std::numeric_limits<T>::min(),
                                                 std::numeric_limits<T>::max());
}

}  // namespace

extern "C" {

// Called by the glue, for error messages only; it frees what it gets.
const char* __getTypeName(const std::type_info* /*type*/) { return strdup("?"); }

void _embind_initialize_bindings() {
  for (const auto* bindings = first_bindings; bindings != nullptr; bindings = bindings->next) bindings->init_func();
}

void _embind_register_bindings(emscripten::internal::InitFunc* bindings) {
  bindings->next = first_bindings;
  first_bindings = bindings;
}

}  // extern "C"

EMSCRIPTEN_BINDINGS(narrow_types) {
  using emscripten::internal::TypeID;
  emscripten::internal::_embind_register_void(TypeID<void>::get(), "void");
  RegisterInteger<int>("int");
  RegisterInteger<unsigned long>("unsigned long");  // std::size_t and std::uintptr_t
}
