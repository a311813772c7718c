// tokenizer.json against the published vectors: the vocabularies of the GGUF files, written in Hugging Face's form with
// the pre-tokenizers of the models' own files, give the same ids.
#include "core/files/gguf.h"
#include "core/text/tokenizer_json.h"
#include "tests/support/paths.h"

#include <QtCore/QFile>
#include <QtTest/QTest>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <map>

using namespace logitscope;
using namespace logitscope::test;
using nlohmann::json;

class TokenizerJsonVectorsTest : public QObject {
    Q_OBJECT

private slots:
    void givesThePublishedIds_data();
    void givesThePublishedIds();
};

namespace {

// What the files of gpt2, bigcode/starcoder, deepseek-ai/deepseek-coder, tiiuae/falcon-7b and mosaicml/mpt-7b have.
constexpr const char* bytesOnly =
    R"({"type":"ByteLevel","add_prefix_space":false,"trim_offsets":true,"use_regex":true})";
constexpr const char* starcoder =
    R"({"type":"Sequence","pretokenizers":[{"type":"Digits","individual_digits":true},{"type":"ByteLevel","add_prefix_space":false,"trim_offsets":true,"use_regex":true}]})";
constexpr const char* deepseekCoder =
    R"({"type":"Sequence","pretokenizers":[{"type":"Split","pattern":{"Regex":"[\r\n]"},"behavior":"Isolated","invert":false},{"type":"Split","pattern":{"Regex":"\\s?\\p{L}+"},"behavior":"Isolated","invert":false},{"type":"Split","pattern":{"Regex":"\\s?\\p{P}+"},"behavior":"Isolated","invert":false},{"type":"Split","pattern":{"Regex":"[一-龥ࠀ-一가-퟿]+"},"behavior":"Isolated","invert":false},{"type":"Digits","individual_digits":true},{"type":"ByteLevel","add_prefix_space":false,"trim_offsets":true,"use_regex":false}]})";
constexpr const char* falcon =
    R"({"type":"Sequence","pretokenizers":[{"type":"Punctuation","behavior":"Contiguous"},{"type":"ByteLevel","add_prefix_space":false,"trim_offsets":true,"use_regex":true},{"type":"Digits","individual_digits":false},{"type":"Split","pattern":{"Regex":"[0-9][0-9][0-9]"},"behavior":"Isolated","invert":false}]})";

json addedTokens(const std::vector<std::string>& pieces, const std::vector<std::int64_t>& types) {
    json added = json::array();
    for (std::size_t id = 0; id < pieces.size(); ++id) {
        if (types[id] == 3 || types[id] == 4) { // control, user-defined
            added.push_back({{"id", id}, {"content", pieces[id]}, {"special", types[id] == 3}});
        }
    }
    return added;
}

json byteLevelFile(const ModelFile& file, const char* preTokenizer) {
    const auto& pieces = *file.strings("tokenizer.ggml.tokens");
    const auto& types = *file.integers("tokenizer.ggml.token_type");
    json vocabulary = json::object();
    for (std::size_t id = 0; id < pieces.size(); ++id) {
        if (types[id] == 1) {
            vocabulary[pieces[id]] = id;
        }
    }
    return {{"added_tokens", addedTokens(pieces, types)},
            {"pre_tokenizer", json::parse(preTokenizer)},
            {"model", {{"type", "BPE"}, {"vocab", vocabulary}, {"merges", *file.strings("tokenizer.ggml.merges")}}}};
}

// As Hugging Face converts SentencePiece models: every way to make a piece of two others is a merge, in the order of
// the pieces' scores.
json llamaFile(const ModelFile& file) {
    const auto& pieces = *file.strings("tokenizer.ggml.tokens");
    const auto& types = *file.integers("tokenizer.ggml.token_type");
    const auto& scores = *file.numbers("tokenizer.ggml.scores");
    std::map<std::string, std::size_t> ids;
    for (std::size_t id = 0; id < pieces.size(); ++id) {
        ids[pieces[id]] = id;
    }
    struct Merge {
        double score;
        std::string left, right;
    };
    std::vector<Merge> merges;
    for (std::size_t id = 0; id < pieces.size(); ++id) {
        const std::string& piece = pieces[id];
        for (std::size_t cut = 1; types[id] == 1 && cut < piece.size(); ++cut) {
            if (ids.contains(piece.substr(0, cut)) && ids.contains(piece.substr(cut))) {
                merges.push_back({scores[id], piece.substr(0, cut), piece.substr(cut)});
            }
        }
    }
    std::stable_sort(merges.begin(), merges.end(), [](const Merge& a, const Merge& b) { return a.score > b.score; });
    json list = json::array();
    for (const Merge& merge : merges) {
        list.push_back(json::array({merge.left, merge.right}));
    }
    json added = addedTokens(pieces, types);
    added.push_back({{"id", 0}, {"content", "<unk>"}, {"special", true}});
    const json prepend{{"type", "Prepend"}, {"prepend", "▁"}};
    const json replace{{"type", "Replace"}, {"pattern", {{"String", " "}}}, {"content", "▁"}};
    return {{"added_tokens", added},
            {"normalizer", {{"type", "Sequence"}, {"normalizers", json::array({prepend, replace})}}},
            {"pre_tokenizer", nullptr},
            {"model",
             {{"type", "BPE"},
              {"unk_token", "<unk>"},
              {"fuse_unk", true},
              {"byte_fallback", true},
              {"vocab", ids},
              {"merges", list}}}};
}

QByteArray contentsOf(const std::string& relative) {
    QFile file(sharedPath(relative));
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

} // namespace

void TokenizerJsonVectorsTest::givesThePublishedIds_data() {
    QTest::addColumn<QString>("preTokenizer"); // empty: Llama's way
    QTest::newRow("gpt-2") << bytesOnly;
    QTest::newRow("mpt") << bytesOnly;
    QTest::newRow("starcoder") << starcoder;
    QTest::newRow("deepseek-coder") << deepseekCoder;
    QTest::newRow("falcon") << falcon;
    QTest::newRow("llama-spm") << "";
    QTest::newRow("phi-3") << "";
}

void TokenizerJsonVectorsTest::givesThePublishedIds() {
    QFETCH(QString, preTokenizer);
    const std::string stem = std::string("tokenizers/ggml-vocab-") + QTest::currentDataTag() + ".gguf";
    LOGITSCOPE_REQUIRE_SHARED("tokenizers/ggml-vocab-gpt-2.gguf.out");
    const auto file = openGguf(sharedPath(stem));
    QVERIFY2(file.ok(), file ? "" : file.error().message.c_str());
    const json written =
        preTokenizer.isEmpty() ? llamaFile(*file) : byteLevelFile(*file, preTokenizer.toStdString().c_str());
    const auto tokenizer = readTokenizerJson(written.dump(), "tokenizer.json");
    QVERIFY2(tokenizer.ok(), tokenizer ? "" : tokenizer.error().message.c_str());

    const QByteArray separator = "\n__ggml_vocab_test__\n";
    const QByteArray texts = contentsOf(stem + ".inp");
    const QList<QByteArray> lines = contentsOf(stem + ".out").split('\n');
    int record = 0;
    for (qsizetype begin = 0; begin < texts.size(); ++record) {
        const qsizetype end = texts.indexOf(separator, begin);
        const QByteArray text = texts.mid(begin, end - begin);
        begin = end + separator.size();
        const auto tokens = (*tokenizer)->encode({text.data(), std::size_t(text.size())}, {.addSpecial = false});
        QVERIFY2(tokens.ok(), tokens ? "" : tokens.error().message.c_str());
        QByteArray ids;
        for (const TokenId token : *tokens) {
            ids += ' ' + QByteArray::number(numberOf(token));
        }
        QCOMPARE(ids, lines[record]);
        QCOMPARE(QByteArray::fromStdString((*tokenizer)->decode(*tokens)), text);
    }
    QCOMPARE(record, 46);
}

QTEST_APPLESS_MAIN(TokenizerJsonVectorsTest)
#include "tst_tokenizer_json_vectors.moc"
