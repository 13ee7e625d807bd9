// assay/targeting/interpreter.h
//
// Runs rule programs (opcode.h). Nothing is allocated but what an operation makes anew (a joined text, a filtered list), and that comes from
// the scratch memory of the context; nothing recurses or loops beyond fixed bounds, whatever the program. Not thread-safe.

#ifndef ASSAY_TARGETING_INTERPRETER_H_
#define ASSAY_TARGETING_INTERPRETER_H_

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

#include "assay/base/bytes.h"
#include "assay/targeting/program.h"
#include "assay/targeting/scratch.h"
#include "assay/targeting/semver.h"
#include "assay/targeting/value.h"

namespace assay {

// Nodes that one answer may visit, matching of patterns included: some milliseconds. More is a program made to hang a page.
inline constexpr std::uint32_t kMaxInterpreterSteps = 1U << 18;

// A text costs a step more per so many bytes, as much time as a node takes.
inline constexpr std::uint32_t kTextBytesPerStep = 64;

// Nodes inside each other when the program runs: expressions call expressions, flags ask flags.
inline constexpr std::uint32_t kMaxNesting = 192;

// Why an evaluation failed: the number of an ErrorCode (evaluation/reason.h). 0: it did not.
using FailureCode = std::uint8_t;
inline constexpr FailureCode kGeneralFailure = 7;  // out of steps, of nesting or of scratch memory

// What evaluation adds: the operations that hash or that ask other flags.
class HostOperations {
 public:
  // The value of `node`, whose opcode is kInSet, or kUnit or later and not kObject.
  virtual Value Call(const std::uint32_t* node) = 0;

 protected:
  ~HostOperations() = default;
};

class Interpreter {
 public:
  explicit Interpreter(HostOperations& host) : host_(host) {}

  // From now on runs `program`, which must be checked (CheckProgram) and outlive this. Forgets the context.
  void Attach(const Program& program);

  // Forgets the context: the values in attributes() and everything in scratch().
  void NewContext();

  // The context, to be filled after NewContext(): one value per attribute of the program, null where it has none.
  [[nodiscard]] std::span<Value> attributes() { return attributes_; }
  Scratch& scratch() { return is_aside_ ? aside_ : scratch_; }
  void set_now(double now_ms) { now_ms_ = now_ms; }

  // Begins a new answer: no failure, all steps left.
  void Begin();

  // Until EndAside() nothing is remembered for other answers, and what is made lives only until the next BeginAside(): for what may be asked any
  // number of times in one context.
  void BeginAside() {
    aside_.Reset();
    is_aside_ = true;
    left_.dialect = right_.dialect = kNoDialect;
  }
  void EndAside() { is_aside_ = false; }
  [[nodiscard]] bool is_aside() const { return is_aside_; }

  // How many steps the answer that was begun may still take.
  [[nodiscard]] std::uint32_t steps_left() const { return steps_left_; }

  // The value of a well-formed expression; null when it failed. What is shared (Program::shared) runs once per context.
  Value Run(ExpressionIndex expression);

  // The value of one node; for host operations and explanations.
  Value Eval(const std::uint32_t* node);

  // Whether an operation asked for the instant since NewContext().
  [[nodiscard]] bool looked_at_clock() const { return looked_at_clock_; }

  [[nodiscard]] FailureCode failure() const { return failure_; }

  // Records a failure, unless there is one already. Returns null.
  Value Fail(FailureCode code);
  void ClearFailure() { failure_ = 0; }

  // Takes a step one level deeper, for whoever walks through values that a program made: they may hold one list many times, and lists in lists
  // without end. False after failing when there are no steps or levels left; Leave() belongs to every Enter() that was true.
  bool Enter();
  void Leave() { --nesting_; }

  // Takes steps for work that grows with what it is given. False after failing when there are not that many left.
  bool Charge(std::uint64_t steps);

  // Whether `needle` is somewhere in `haystack`; false after failing when looking could take too many steps.
  bool Contains(std::string_view haystack, std::string_view needle);

  // `size` characters of scratch memory for the caller to fill, nullptr after failing when there is no room.
  char* MakeText(std::size_t size);

 private:
  static constexpr std::uint32_t kMaxFrames = 16;  // iterations inside each other

  struct Frame {
    Value item;
    Value accumulator;
  };

  // What a shared expression gave in this context.
  struct Memo {
    Value value;
    bool known = false;
  };

  static constexpr std::uint32_t kNoDialect = 0xffffffff;

  // A version as it was last compared on one side, and its key: most programs compare one attribute with one constant, over and over.
  struct LastVersion {
    Value version;
    std::uint32_t dialect = kNoDialect;
    bool is_constant = false;  // a text of the program: good in every context
    std::size_t key_size = 0;
    char key[kMaxSemverKeyBytes];
  };

  // The text in made_, as one of the scratch memory.
  Value TakeMade();

  Value Dispatch(const std::uint32_t* node, const std::uint32_t* operand, const std::uint32_t* end);
  Value Logic(Opcode op, const std::uint32_t* operand, const std::uint32_t* end);
  Value TextPredicate(Opcode op, const std::uint32_t* operand);
  Value Arithmetic(Opcode op, const std::uint32_t* operand, const std::uint32_t* end);
  Value Items(const std::uint32_t* operand, const std::uint32_t* end);
  Value Search(Opcode op, const std::uint32_t* operand);

  // Makes room for the item of an iteration. False after failing when there are too many inside each other.
  bool EnterIteration();

  // The operations that only other vendors' rules need (vendor_operations.cc): a module without them is a third smaller.
  Value VendorOperation(const std::uint32_t* node, const std::uint32_t* operand, const std::uint32_t* end);
  Value Fold(Opcode op, const std::uint32_t* operand);
  Value Join(const std::uint32_t* operand, const std::uint32_t* end);
  Value Merge(const std::uint32_t* operand, const std::uint32_t* end);
  Value MakeObject(const std::uint32_t* names, const std::uint32_t* operand, const std::uint32_t* end);

  Value CompareVersions(std::uint32_t dialect, const std::uint32_t* operand);
  std::string_view VersionKey(const Value& version, std::uint32_t dialect, LastVersion& last);

  HostOperations& host_;
  const Program* program_ = nullptr;
  Scratch scratch_;
  Scratch aside_;
  bool is_aside_ = false;
  std::span<Value> attributes_;  // in the scratch memory, as shared_
  double now_ms_ = 0;
  bool looked_at_clock_ = false;
  FailureCode failure_ = 0;
  std::uint32_t steps_left_ = 0;
  std::uint32_t nesting_ = 0;
  Frame frames_[kMaxFrames];       // of the iterations that are running
  std::uint32_t frame_ = 0;        // how many
  std::uint32_t first_frame_ = 0;  // of the expression that is running: it does not see its caller's
  std::span<Memo> shared_;         // by expression
  ByteBuffer made_;                // a text on its way to the scratch memory
  LastVersion left_;
  LastVersion right_;
};

}  // namespace assay

#endif  // ASSAY_TARGETING_INTERPRETER_H_
