// Writes the text directly, column by column: a session is saved every two seconds, and a document tree of it would
// take ten times its memory.
#include "core/base/utf8.h"
#include "core/sampling/sampler_catalog.h"
#include "core/session/session_json.h"
#include "core/session/session_names.h"

#include <charconv>
#include <cmath>

namespace logitscope {

namespace {

class Writer {
public:
    std::string take() { return std::move(m_text); }

    void open(char bracket) {
        separate();
        m_text += bracket;
        m_first = true;
    }
    void close(char bracket) {
        m_text += bracket;
        m_first = false;
    }
    void line() { m_text += '\n'; } // between runs, so that a person's editor and diff can cope
    Writer& key(std::string_view name) {
        string(name);
        m_text += ':';
        m_first = true; // no comma before the value
        return *this;
    }
    void raw(std::string_view json) {
        separate();
        m_text += json;
    }
    void null() { raw("null"); }
    void boolean(bool value) { raw(value ? "true" : "false"); }
    template<typename Integer>
    void integer(Integer value) {
        char digits[24];
        raw({digits, std::to_chars(digits, digits + sizeof digits, value).ptr});
    }
    void number(double value) {
        if (!std::isfinite(value)) {
            null();
            return;
        }
        char digits[40];
        const std::string_view shortest(digits, std::to_chars(digits, digits + sizeof digits, value).ptr);
        raw(shortest == "-0" ? "-0.0" : shortest); // readers take -0 for the whole number 0
    }
    void string(std::string_view text) {
        separate();
        m_text += '"';
        const bool broken = findInvalidUtf8(text).has_value();
        const std::string mended = broken ? replaceInvalidUtf8(text) : std::string();
        for (const char c : broken ? std::string_view(mended) : text) {
            const auto byte = static_cast<unsigned char>(c);
            if (c == '"' || c == '\\') {
                m_text += '\\';
                m_text += c;
            } else if (byte < 0x20) {
                constexpr std::string_view digits = "0123456789abcdef";
                m_text += "\\u00";
                m_text += digits[byte >> 4];
                m_text += digits[byte & 15];
            } else {
                m_text += c;
            }
        }
        m_text += '"';
    }

private:
    void separate() {
        if (!m_first) {
            m_text += ',';
        }
        m_first = false;
    }

    std::string m_text;
    bool m_first = true;
};

std::string hexOf(std::string_view bytes) {
    constexpr std::string_view digits = "0123456789abcdef";
    std::string text;
    for (const char c : bytes) {
        text += digits[static_cast<unsigned char>(c) >> 4];
        text += digits[static_cast<unsigned char>(c) & 15];
    }
    return text;
}

void writeStop(Writer& out, const StopRules& stop) {
    out.key("stop").open('{');
    out.key("at_end_token").boolean(stop.atEndToken);
    out.key("texts").open('[');
    for (const std::string& text : stop.texts) {
        out.string(text);
    }
    out.close(']');
    out.key("max_tokens").integer(stop.maxTokens);
    out.close('}');
}

void writeModel(Writer& out, const SavedModel& model) {
    out.open('{');
    out.key("name").string(model.displayName);
    out.key("path").string(model.path);
    out.key("file");
    if (model.identity) {
        out.open('{');
        out.key("name").string(model.identity->fileName);
        out.key("bytes").integer(model.identity->bytes);
        out.key("sha256").string(model.identity->sha256);
        out.key("sampled").boolean(model.identity->sampled);
        out.close('}');
    } else {
        out.null();
    }
    out.key("precise").boolean(model.precise);
    out.key("chat").boolean(model.isChat);
    out.key("vocabulary").boolean(model.hasVocabulary);
    out.key("adds_space_prefix").boolean(model.addsSpacePrefix);
    out.key("vocabulary_size").integer(model.vocabularySize);
    out.key("context_length").integer(model.contextLength);
    out.key("pieces").open('[');
    for (const SavedPiece& piece : model.pieces) {
        out.open('{');
        out.key("id").integer(numberOf(piece.token));
        out.key("kind").string(wordFor(kindNames, piece.kind));
        if (piece.ends) {
            out.key("ends").boolean(true);
        }
        if (findInvalidUtf8(piece.bytes)) {
            out.key("bytes").string(hexOf(piece.bytes));
        } else {
            out.key("text").string(piece.bytes);
        }
        out.key("piece").string(piece.piece);
        out.close('}');
    }
    out.close(']');
    out.close('}');
    out.line();
}

void writePassages(Writer& out, const std::vector<Passage>& passages) {
    out.key("passages").open('[');
    for (const Passage& passage : passages) {
        out.open('{');
        out.key("first").integer(passage.first);
        out.key("chain").raw(toJson(passage.chain));
        out.key("seed").string(std::to_string(passage.seed));
        out.key("sequence").integer(passage.sequence);
        out.key("continues").boolean(passage.continues);
        out.close('}');
    }
    out.close(']');
}

void writeStage(Writer& out, const StageMemory& stage) {
    out.string(infoOf(stage.kind).name);
    out.number(stage.number);
}

void writeTokens(Writer& out, const std::vector<SavedToken>& tokens) {
    const auto column = [&](const char* name, const auto& writeOne) {
        out.key(name).open('[');
        for (const SavedToken& token : tokens) {
            writeOne(token);
        }
        out.close(']');
    };
    std::string origins, predicted;
    for (const SavedToken& token : tokens) {
        origins += wordFor(originNames, token.origin);
        predicted += token.predicted ? '1' : '0';
    }
    out.key("tokens").open('{');
    column("ids", [&](const SavedToken& token) { out.integer(numberOf(token.token)); });
    out.key("origins").string(origins);
    out.key("predicted").string(predicted);
    column("raw_probabilities", [&](const SavedToken& token) { out.number(token.rawProbability); });
    column("raw_ranks", [&](const SavedToken& token) { out.integer(token.rawRank); });
    column("raw_entropies_bits", [&](const SavedToken& token) { out.number(token.rawEntropyBits); });
    column("uniforms", [&](const SavedToken& token) { out.number(token.uniform); });
    column("probabilities", [&](const SavedToken& token) { out.number(token.probability); });
    column("entropies_bits", [&](const SavedToken& token) { out.number(token.entropyBits); });
    column("milliseconds", [&](const SavedToken& token) { out.number(token.milliseconds); });
    out.key("memories").open('[');
    for (std::size_t i = 0; i < tokens.size(); ++i) {
        for (const StageMemory& stage : tokens[i].memory.stages) {
            out.open('[');
            out.integer(i);
            writeStage(out, stage);
            out.close(']');
        }
    }
    out.close(']');
    out.close('}');
}

void writeFigures(Writer& out, const RunFigures& figures) {
    out.key("figures").open('{');
    out.key("prompt_tokens").integer(figures.promptTokens);
    out.key("reused_tokens").integer(figures.reusedTokens);
    out.key("prefill_ms").number(figures.prefillMilliseconds);
    out.key("decoded_tokens").integer(figures.decodedTokens);
    out.key("decode_ms").number(figures.decodeMilliseconds);
    out.key("key_value_bytes").integer(figures.keyValueBytes);
    out.close('}');
}

void writeRun(Writer& out, const SavedRun& run) {
    out.open('{');
    out.key("id").integer(numberOf(run.id));
    out.key("parent");
    if (run.parent) {
        out.integer(numberOf(*run.parent));
    } else {
        out.null();
    }
    out.key("branched_at").integer(run.branchedAt);
    out.key("model").integer(run.model);
    out.key("name").string(run.name);
    out.key("prompt").string(run.prompt);
    out.key("as_chat").boolean(run.asChat);
    writeStop(out, run.stop);
    writePassages(out, run.passages);
    writeTokens(out, run.tokens);
    out.key("next_memory").open('[');
    for (const StageMemory& stage : run.nextMemory.stages) {
        out.open('[');
        writeStage(out, stage);
        out.close(']');
    }
    out.close(']');
    out.key("finish");
    if (run.finish) {
        out.string(wordFor(finishNames, *run.finish));
    } else {
        out.null();
    }
    out.key("stepping").boolean(run.stepping);
    out.key("problem").string(run.problem);
    writeFigures(out, run.figures);
    out.close('}');
    out.line();
}

void writeTexts(Writer& out, const char* name, const std::map<std::string, std::string>& texts) {
    out.key(name).open('{');
    for (const auto& [key, value] : texts) {
        out.key(key).string(value);
    }
    out.close('}');
}

} // namespace

std::string toJson(const SavedSession& session) {
    Writer out;
    out.open('{');
    out.key("format").string("logitscope session");
    out.key("version").integer(sessionVersion);
    out.key("document").open('{');
    out.key("prompt").string(session.prompt);
    out.key("as_chat").boolean(session.asChat);
    out.key("chain").raw(toJson(session.chain));
    out.key("seed").string(std::to_string(session.seed));
    writeStop(out, session.stop);
    out.close('}');
    out.line();
    out.key("models").open('[');
    for (const SavedModel& model : session.models) {
        writeModel(out, model);
    }
    out.close(']');
    out.key("model");
    if (session.model) {
        out.integer(*session.model);
    } else {
        out.null();
    }
    out.key("runs").open('[');
    out.line();
    for (const auto& run : session.runs) {
        writeRun(out, *run);
    }
    out.close(']');
    out.key("shown");
    if (session.shown) {
        out.open('{');
        out.key("run").integer(numberOf(*session.shown));
        out.key("position").integer(session.position);
        out.close('}');
    } else {
        out.null();
    }
    writeTexts(out, "view", session.view);
    writeTexts(out, "results", session.results);
    out.close('}');
    out.line();
    return out.take();
}

} // namespace logitscope
