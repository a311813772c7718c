// tokenize, detokenize, logits: what stands right at the model's door.
#include "app/cli/chat_options.h"
#include "app/cli/command.h"
#include "app/cli/opened_model.h"
#include "app/cli/printers.h"
#include "core/base/utf8.h"
#include "core/decoding/prompt.h"
#include "core/scoring/prefill.h"

#include <bit>
#include <cerrno>
#include <cstring>
#include <fstream>

namespace logitscope {

namespace {

void printTokens(std::ostream& out, const Tokenizer& tokenizer, std::span<const TokenId> ids) {
    Table table({{"position"}, {"id"}, {"piece", false}, {"text", false}});
    for (std::size_t i = 0; i < ids.size(); ++i) {
        table.addRow({std::to_string(i), std::to_string(numberOf(ids[i])), pieceText(&tokenizer, ids[i]),
                      visible(tokenizer.bytesOf(ids[i]))});
    }
    table.print(out);
}

Json idsJson(std::span<const TokenId> ids) {
    Json list = Json::array();
    for (const TokenId id : ids) {
        list.push_back(numberOf(id));
    }
    return list;
}

Json piecesJson(const Tokenizer& tokenizer, std::span<const TokenId> ids) {
    Json list = Json::array();
    for (const TokenId id : ids) {
        list.push_back(pieceJson(&tokenizer, id));
    }
    return list;
}

class TokenizeCommand final : public Command {
public:
    const char* name() const override { return "tokenize"; }
    const char* summary() const override { return "The token ids and pieces of a text"; }
    void addOptions(CLI::App& app) override {
        app.add_option("--text", m_text, "The text")->required();
        app.add_flag("--special", m_special, "Read \"</s>\" and the like as the tokens they name, not as letters");
        m_chat.addOptions(app);
    }
    Status check() override { return m_chat.check(); }
    Result<ExitCode> run(Console& console) override {
        const auto opened = openModelWithVocabulary(common, console.stop);
        if (!opened) {
            return opened.error();
        }
        const Tokenizer& tokenizer = *opened->session->tokenizer();
        EncodeOptions options;
        options.parseSpecial = m_special || m_chat.isOn();
        const auto text = m_chat.prompt(m_text, opened->loaded());
        if (!text) {
            return text.error();
        }
        const auto ids = tokenizer.encode(*text, options);
        if (!ids) {
            return ids.error();
        }
        if (common.json) {
            Json document{{"ids", idsJson(*ids)}, {"pieces", piecesJson(tokenizer, *ids)}};
            m_chat.addTo(document, *text);
            printJson(console.out, document);
        } else {
            m_chat.note(console, common, *text);
            printTokens(console.out, tokenizer, *ids);
        }
        return Done;
    }

private:
    std::string m_text;
    bool m_special = false;
    ChatOptions m_chat;
};

// A command that reads ids.
class IdsCommand : public Command {
public:
    void addOptions(CLI::App& app) override {
        app.add_option("--ids", m_text, "Token ids with commas between them, taken as they are")->required();
    }
    Status check() override {
        auto ids = parseIds(m_text, "--ids");
        if (!ids) {
            return ids.error();
        }
        m_ids = std::move(*ids);
        return {};
    }

protected:
    std::vector<TokenId> m_ids;

private:
    std::string m_text;
};

class DetokenizeCommand final : public IdsCommand {
public:
    const char* name() const override { return "detokenize"; }
    const char* summary() const override { return "The text of token ids"; }
    Result<ExitCode> run(Console& console) override {
        const auto opened = openModelWithVocabulary(common, console.stop);
        if (!opened) {
            return opened.error();
        }
        if (const Status inside = checkTokens(m_ids, opened->config()); !inside) {
            return inside.error();
        }
        const Tokenizer& tokenizer = *opened->session->tokenizer();
        const std::string text = tokenizer.decode(m_ids);
        if (common.json) {
            printJson(console.out, {{"ids", idsJson(m_ids)}, {"pieces", piecesJson(tokenizer, m_ids)}, {"text", text}});
        } else {
            console.out << text << '\n';
        }
        return Done;
    }
};

// Hands each row on to a stream or a document.
class RowWriter final : public LogitSink {
public:
    RowWriter(std::ostream* raw, Json* document) : m_raw(raw), m_document(document) {}
    void onLogits(std::size_t, Position, std::span<const float> row) override {
        static_assert(std::endian::native == std::endian::little, "the file is little-endian");
        if (m_document) {
            m_document->push_back(row);
        }
        if (m_raw) {
            m_raw->write(reinterpret_cast<const char*>(row.data()), static_cast<std::streamsize>(row.size_bytes()));
        }
    }

private:
    std::ostream* m_raw;
    Json* m_document;
};

class LogitsCommand final : public IdsCommand {
public:
    const char* name() const override { return "logits"; }
    const char* summary() const override { return "The raw logits of every position, as little-endian float32 rows"; }
    void addOptions(CLI::App& app) override {
        IdsCommand::addOptions(app);
        app.add_option("--out", m_out, "Write the rows to this file instead of the standard output")->type_name("FILE");
    }
    Result<ExitCode> run(Console& console) override {
        auto opened = openModel(common, console.stop);
        if (!opened) {
            return opened.error();
        }
        for (const Status& status : {checkTokens(m_ids, opened->config()), checkLength(m_ids, opened->config())}) {
            if (!status) {
                return status.error();
            }
        }
        std::ofstream file;
        if (!m_out.empty()) {
            errno = 0;
            file.open(m_out, std::ios::binary);
            if (!file) {
                return Error{"The file " + inQuotes(m_out) + " cannot be written: " + std::strerror(errno) + "."};
            }
        }
        Json rows = Json::array();
        std::ostream* raw = !m_out.empty() ? &file : common.json ? nullptr : &console.out;
        RowWriter writer(raw, common.json ? &rows : nullptr);
        const auto state = opened->session->model().newState();
        if (prefill(opened->session->model(), *state, m_ids, LogitRows::All, opened->session->scratch(), writer,
                    console.stop) == ForwardStatus::Cancelled) {
            return Error{"The command was cancelled; the rows written so far are not complete."};
        }
        if (!m_out.empty() && !file.flush()) {
            return Error{"The file " + inQuotes(m_out) + " could not be written to its end; is the disk full?"};
        }
        if (common.json) {
            printJson(console.out, {{"ids", idsJson(m_ids)}, {"rows", std::move(rows)}});
        } else if (!m_out.empty() && !common.quiet) {
            console.err << m_ids.size() << " rows of " << opened->config().vocabularySize << " float32 numbers in "
                        << m_out << '\n';
        }
        return Done;
    }

private:
    std::string m_out;
};

} // namespace

std::unique_ptr<Command> makeTokenizeCommand() { return std::make_unique<TokenizeCommand>(); }
std::unique_ptr<Command> makeDetokenizeCommand() { return std::make_unique<DetokenizeCommand>(); }
std::unique_ptr<Command> makeLogitsCommand() { return std::make_unique<LogitsCommand>(); }

} // namespace logitscope
