// A session as a value: what was asked, every branch of what was written, and how the window stood.
//
// Rows of logits are not part of it: by the determinism contract they follow, bit for bit, from the model and the
// tokens. Plain values, any thread; the file is described in README.md beside this header.
#pragma once

#include "core/base/ids.h"
#include "core/decoding/request.h"
#include "core/decoding/step_record.h"
#include "core/text/tokenizer.h"

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace logitscope {

enum class TokenOrigin : unsigned char { Given, Drawn, Chosen }; // of the prompt; by the dice; by hand

// What a run was measured at; summed over its continuations.
struct RunFigures {
    std::size_t promptTokens = 0, reusedTokens = 0;
    double prefillMilliseconds = 0.0;
    std::size_t decodedTokens = 0;
    double decodeMilliseconds = 0.0;
    std::size_t keyValueBytes = 0;

    bool operator==(const RunFigures&) const = default;
};

// A stretch of a run, from the token at `first` to the next passage: the settings that its drawn tokens were drawn
// with. A passage that continues is a chain changed while a request ran; any other began with a request of its own.
struct Passage {
    std::size_t first = 0;
    ChainSpec chain;
    std::uint64_t seed = 7;
    std::uint32_t sequence = 0;
    bool continues = false;

    bool operator==(const Passage&) const = default;
};

// Which file a model was. `sha256` is of the whole file, or of samples of it (identifyModel()).
struct FileIdentity {
    std::string fileName; // without folders
    std::uint64_t bytes = 0;
    std::string sha256; // 64 hexadecimal digits
    bool sampled = false;

    bool operator==(const FileIdentity&) const = default;
};

// How one token of a vocabulary reads.
struct SavedPiece {
    TokenId token{};
    TokenKind kind = TokenKind::Normal;
    bool ends = false; // an end-of-text or end-of-turn token
    std::string bytes; // Tokenizer::bytesOf()
    std::string piece; // Tokenizer::pieceOf()

    bool operator==(const SavedPiece&) const = default;
};

// A model without its weights, with as much of its vocabulary as the runs use: enough to read them.
struct SavedModel {
    std::string displayName;
    std::string path;
    std::optional<FileIdentity> identity; // empty: it was not known yet
    bool precise = false;                 // the arithmetic of the runs
    bool isChat = false;                  // has a chat template
    bool hasVocabulary = false;
    bool addsSpacePrefix = false;
    std::size_t vocabularySize = 0;
    std::size_t contextLength = 0;
    std::vector<SavedPiece> pieces; // ascending ids

    bool operator==(const SavedModel&) const = default;
};

struct SavedToken {
    TokenOrigin origin = TokenOrigin::Given;
    TokenId token{};
    bool predicted = false; // has the three scores under the raw distribution
    double rawProbability = 0.0;
    int rawRank = 0;
    double rawEntropyBits = 0.0;
    double uniform = 0.0;
    double probability = 0.0; // Drawn only, as the next two: of the final distribution
    double entropyBits = 0.0;
    double milliseconds = 0.0;
    ChainMemory memory; // of samplers that remember, before it

    bool operator==(const SavedToken&) const = default;
};

// One branch: the first `branchedAt` tokens of its parent, then its own.
struct SavedRun {
    RunId id{};
    std::optional<RunId> parent; // stands earlier in the session
    std::size_t branchedAt = 0;  // 0 without a parent
    std::size_t model = 0;       // in SavedSession::models
    std::string name;            // given by hand; may be empty
    std::string prompt;          // as typed
    bool asChat = false;
    StopRules stop;                // of the latest request
    std::vector<Passage> passages; // >= 1, ascending; the first begins at branchedAt
    std::vector<SavedToken> tokens;
    ChainMemory nextMemory;             // what the last token left
    std::optional<FinishReason> finish; // empty: broken off
    bool stepping = false;              // the latest request was for one token
    std::string problem;                // why it failed; empty otherwise
    RunFigures figures;

    std::size_t length() const { return branchedAt + tokens.size(); }
};

struct SavedSession {
    // The document.
    std::string prompt;
    bool asChat = true;
    ChainSpec chain;
    std::uint64_t seed = 7;
    StopRules stop;

    std::vector<SavedModel> models;
    std::optional<std::size_t> model; // the one in use
    std::vector<std::shared_ptr<const SavedRun>> runs;

    // The view.
    std::optional<RunId> shown;                 // one of `runs`
    std::size_t position = 0;                   // the focus in it
    std::map<std::string, std::string> view;    // the window's own: which lab, which panels
    std::map<std::string, std::string> results; // a lab's own, by name: JSON texts
};

// A run with what it has of its ancestors.
struct WholeRun {
    std::vector<SavedToken> tokens;
    std::vector<Passage> passages; // the first begins at 0
};
const SavedRun* findRun(const SavedSession& session, RunId id); // null for none
// Precondition: a session that checkSession() lets pass.
WholeRun wholeRun(const SavedSession& session, const SavedRun& run);

// Upper bounds of what a file may hold; far above honest use.
constexpr std::size_t largestSessionBytes = std::size_t{128} << 20;
constexpr std::size_t mostSessionTokens = 4'000'000; // of all runs, each with its ancestors' part

// Whether the parts fit together: models and parents that exist, places inside, settings in range. The sentence says
// what is wrong, to follow "… is damaged: ".
Status checkSession(const SavedSession& session);

} // namespace logitscope
