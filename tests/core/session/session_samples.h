// A small session with everything in it that a file can hold.
#pragma once

#include "core/session/session.h"

#include <cmath>
#include <limits>

namespace logitscope::test {

inline SavedToken savedToken(TokenOrigin origin, int id, double probability = 0.1) {
    SavedToken token;
    token.origin = origin;
    token.token = static_cast<TokenId>(id);
    token.predicted = true;
    token.rawProbability = probability / 3.0;
    token.rawRank = id + 1;
    token.rawEntropyBits = std::sqrt(2.0 + id);
    token.uniform = 0.1 + 0.2 * probability;
    token.probability = origin == TokenOrigin::Drawn ? probability : 0.0;
    token.entropyBits = origin == TokenOrigin::Drawn ? 1.0 / 3.0 : 0.0;
    token.milliseconds = origin == TokenOrigin::Drawn ? 0.7 : 0.0;
    if (origin == TokenOrigin::Drawn) {
        token.memory.stages = {{SamplerKind::Mirostat, 3.0 + probability}, {SamplerKind::AdaptiveP, 0.25}};
    }
    return token;
}

inline SavedSession sampleSession() {
    SavedSession session;
    session.prompt = "Once \"upon\" a time\n\xEC\x98\x9B\xEB\x82\xA0\x01";
    session.asChat = false;
    session.chain = {{{TopKOptions{40}}, {TemperatureOptions{0.1 + 0.2}, false}, {TopPOptions{0.95, 2}}}};
    session.seed = 0xFFFFFFFFFFFFFFFFU;
    session.stop = {.atEndToken = false, .texts = {"\n\n", "\"}"}, .maxTokens = 77};

    SavedModel model;
    model.displayName = "Tales";
    model.path = "/somewhere/tales.gguf";
    model.identity = FileIdentity{"tales.gguf", 123456789012, std::string(64, 'a'), true};
    model.precise = true;
    model.hasVocabulary = true;
    model.addsSpacePrefix = true;
    model.vocabularySize = 300;
    model.contextLength = 512;
    model.pieces = {{TokenId{1}, TokenKind::Control, false, "", "<s>"},
                    {TokenId{2}, TokenKind::Control, true, "", "</s>"},
                    {TokenId{5}, TokenKind::Normal, false, " girl", "\xE2\x96\x81girl"},
                    {TokenId{7}, TokenKind::Byte, false, "\xE2", "<0xE2>"}};
    session.models = {model, {}};
    session.models[1].displayName = "No vocabulary";
    session.model = 0;

    const Passage first{0, session.chain, 7, 0, false};
    Passage changed{4, {{{TemperatureOptions{0.3}}}}, 7, 0, true};
    SavedRun root;
    root.id = RunId{3};
    root.name = "trunk";
    root.prompt = session.prompt;
    root.stop = session.stop;
    root.passages = {first, changed};
    root.tokens = {savedToken(TokenOrigin::Given, 1), savedToken(TokenOrigin::Given, 5),
                   savedToken(TokenOrigin::Drawn, 7, 0.3), savedToken(TokenOrigin::Drawn, 5, 1e-300),
                   savedToken(TokenOrigin::Drawn, 2, 0.1 + 0.2)};
    root.tokens.front().predicted = false;
    root.tokens.front().rawRank = 0;
    root.finish = FinishReason::EndToken;
    root.figures = {2, 1, 3.25, 3, 1.0 / 7.0, 4096};
    SavedRun branch;
    branch.id = RunId{9};
    branch.parent = root.id;
    branch.branchedAt = 3;
    branch.passages = {{3, {}, 8, 2, false}};
    branch.tokens = {savedToken(TokenOrigin::Chosen, 5), savedToken(TokenOrigin::Drawn, 7)};
    branch.stepping = true;
    branch.problem = "It broke off.";
    session.runs = {std::make_shared<SavedRun>(root), std::make_shared<SavedRun>(branch)};
    session.shown = branch.id;
    session.position = 5;
    session.view = {{"lab", "0"}, {"odd \"name\"", "{}"}};
    session.results = {{"compare", "[1,2]"}};
    return session;
}

} // namespace logitscope::test
