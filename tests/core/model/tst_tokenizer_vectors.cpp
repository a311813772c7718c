// Token ids against published vectors: the vocabularies of GGUF files give what the original tokenizers give.
#include "core/files/gguf.h"
#include "core/model/vocabulary_reader.h"
#include "core/text/sentencepiece_tokenizer.h"
#include "tests/support/paths.h"

#include <QtCore/QFile>
#include <QtCore/QJsonArray>
#include <QtCore/QJsonDocument>
#include <QtCore/QJsonObject>
#include <QtTest/QTest>
#include <sentencepiece_processor.h>

#include <map>

using namespace logitscope;
using namespace logitscope::test;

class TokenizerVectorsTest : public QObject {
    Q_OBJECT

private slots:
    void givesThePublishedIds_data();
    void givesThePublishedIds();
    void givesTheIdsOfTales_data();
    void givesTheIdsOfTales();
    void givesTheIdsOfStories260K();
    void modelFileAndGgufAgree_data();
    void modelFileAndGgufAgree();
    void decodesAsTheLibrary_data();
    void decodesAsTheLibrary();
    void theModelInTheBoxHasAVocabulary();
    void phi3KeepsItsKinds();
    void gptNeoxReadsWithoutAName();
    void byteLevelBooksComeBack_data();
    void byteLevelBooksComeBack();
    void noVocabularyIsNull();
};

namespace {

using Ids = std::vector<int>;

Ids numbers(const std::vector<TokenId>& tokens) {
    Ids ids;
    for (const TokenId token : tokens) {
        ids.push_back(numberOf(token));
    }
    return ids;
}

QByteArray contentsOf(const std::filesystem::path& path) {
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

Ids idsIn(const QByteArray& line) {
    Ids ids;
    for (const QByteArray& word : line.simplified().split(' ')) {
        if (!word.isEmpty()) {
            ids.push_back(word.toInt());
        }
    }
    return ids;
}

// The tokenizer of a GGUF file, read once.
const Tokenizer& tokenizerOf(const std::string& relative) {
    static std::map<std::string, std::unique_ptr<Tokenizer>> tokenizers;
    auto& tokenizer = tokenizers[relative];
    if (!tokenizer) {
        const auto file = openGguf(sharedPath(relative));
        if (!file) {
            qFatal("%s", file.error().message.c_str());
        }
        auto read = readTokenizer(*file);
        if (!read || !*read) {
            qFatal("%s", read ? "no vocabulary" : read.error().message.c_str());
        }
        tokenizer = std::move(*read);
    }
    return *tokenizer;
}

Ids encoded(const Tokenizer& tokenizer, std::string_view text, const EncodeOptions& options) {
    const auto tokens = tokenizer.encode(text, options);
    if (!tokens) {
        qFatal("%s", tokens.error().message.c_str());
    }
    return numbers(*tokens);
}

} // namespace

void TokenizerVectorsTest::givesThePublishedIds_data() {
    QTest::addColumn<QString>("gguf");
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QByteArray>("ids");
    for (const char* name :
         {"llama-spm", "phi-3", "gpt-2", "falcon", "starcoder", "refact", "mpt", "deepseek-coder", "deepseek-llm"}) {
        const std::string stem = std::string("tokenizers/ggml-vocab-") + name + ".gguf";
        const QByteArray separator = "\n__ggml_vocab_test__\n";
        const QByteArray texts = contentsOf(sharedPath(stem + ".inp"));
        const QList<QByteArray> lines = contentsOf(sharedPath(stem + ".out")).split('\n');
        int record = 0;
        for (qsizetype begin = 0; begin < texts.size(); ++record) {
            const qsizetype end = texts.indexOf(separator, begin);
            QTest::addRow("%s %d", name, record)
                << QString::fromStdString(stem) << texts.mid(begin, end - begin) << lines[record];
            begin = end + separator.size();
        }
        if (record != 0 && record != 46) {
            qFatal("%s has %d records", stem.c_str(), record);
        }
    }
}

void TokenizerVectorsTest::givesThePublishedIds() {
    LOGITSCOPE_REQUIRE_SHARED("tokenizers/ggml-vocab-deepseek-llm.gguf.out");
    QFETCH(QString, gguf);
    QFETCH(QByteArray, text);
    QFETCH(QByteArray, ids);
    const Tokenizer& tokenizer = tokenizerOf(gguf.toStdString());
    const Ids expected = idsIn(ids);
    QCOMPARE(encoded(tokenizer, {text.data(), std::size_t(text.size())}, {.addSpecial = false}), expected);

    // What the file says of a begin token: its id where it is added.
    static const std::map<QString, int> begins{
        {"llama-spm", 1}, {"phi-3", 1}, {"deepseek-coder", 32013}, {"deepseek-llm", 100000}};
    Ids withBegin = expected;
    const auto begin = begins.find(gguf.section("ggml-vocab-", 1).chopped(5));
    if (begin != begins.end()) {
        withBegin.insert(withBegin.begin(), begin->second);
    }
    QCOMPARE(encoded(tokenizer, {text.data(), std::size_t(text.size())}, {}), withBegin);

    std::vector<TokenId> tokens;
    for (const int id : withBegin) {
        tokens.push_back(static_cast<TokenId>(id));
    }
    QCOMPARE(QByteArray::fromStdString(tokenizer.decode(tokens)), text);
}

void TokenizerVectorsTest::givesTheIdsOfTales_data() {
    QTest::addColumn<QString>("form");
    QTest::newRow("F16") << "F16";
    QTest::newRow("Q8_0") << "Q8_0";
}

void TokenizerVectorsTest::givesTheIdsOfTales() {
    LOGITSCOPE_REQUIRE_SHARED("models/tales-prototype/prompt.txt");
    QFETCH(QString, form);
    const std::string stem = "models/tales-prototype/tales-prototype-" + form.toStdString();
    const QByteArray text = contentsOf(sharedPath("models/tales-prototype/prompt.txt"));
    const Tokenizer& tokenizer = tokenizerOf(stem + ".gguf");
    QCOMPARE(encoded(tokenizer, text.toStdString(), {}), idsIn(contentsOf(sharedPath(stem + ".ids.txt"))));
    // The newline is a piece of its own, and what follows it is the beginning of a word without a space before it.
    QCOMPARE(encoded(tokenizer, "a\nThe", {}), (Ids{1, 262, 3, 1057}));
    QVERIFY(tokenizer.kindOf(TokenId{3}) == TokenKind::UserDefined);
}

void TokenizerVectorsTest::givesTheIdsOfStories260K() {
    LOGITSCOPE_REQUIRE_SHARED("models/stories260K/expected_greedy.json");
    const Tokenizer& tokenizer = tokenizerOf("models/stories260K/stories260K.gguf");
    const QJsonArray cases = QJsonDocument::fromJson(contentsOf(sharedPath("models/stories260K/expected_greedy.json")))
                                 .object()["cases"]
                                 .toArray();
    QCOMPARE(cases.size(), 4);
    for (const QJsonValue& entry : cases) {
        Ids prompt, all;
        for (const QJsonValue& id : entry["prompt_token_ids"].toArray()) {
            prompt.push_back(id.toInt());
        }
        QCOMPARE(encoded(tokenizer, entry["prompt"].toString().toStdString(), {}), prompt);
        std::vector<TokenId> tokens;
        for (const int id : prompt) {
            tokens.push_back(static_cast<TokenId>(id));
        }
        for (const QJsonValue& id : entry["generated_token_ids"].toArray()) {
            tokens.push_back(static_cast<TokenId>(id.toInt()));
        }
        QCOMPARE(QString::fromStdString(tokenizer.decode(tokens)), entry["text"].toString());
    }
    QCOMPARE(tokenizer.beginToken(), TokenId{1});
    QVERIFY(tokenizer.isEndToken(TokenId{2}));
    QVERIFY(!tokenizer.isEndToken(TokenId{1}));
}

void TokenizerVectorsTest::modelFileAndGgufAgree_data() {
    QTest::addColumn<QString>("model");
    QTest::addColumn<QString>("gguf");
    QTest::addColumn<QString>("book");
    const QString books = "corpus_heldout/books.txt", grimm = "corpus/grimm-household-tales-hunt.txt",
                  rights = "multilingual/udhr.json";
    const QString llama = "tokenizers/llama2-tokenizer.model", llamaGguf = "tokenizers/ggml-vocab-llama-spm.gguf";
    const QString tales = "models/tales-prototype/tokenizer.model",
                  talesGguf = "models/tales-prototype/tales-prototype-Q8_0.gguf";
    QTest::newRow("llama 2, books") << llama << llamaGguf << books;
    QTest::newRow("llama 2, many languages") << llama << llamaGguf << rights;
    QTest::newRow("tales, books") << tales << talesGguf << books;
    QTest::newRow("tales, Grimm") << tales << talesGguf << grimm;
    QTest::newRow("tales, many languages") << tales << talesGguf << rights;
}

void TokenizerVectorsTest::modelFileAndGgufAgree() {
    QFETCH(QString, model);
    QFETCH(QString, gguf);
    QFETCH(QString, book);
    LOGITSCOPE_REQUIRE_SHARED("corpus_heldout/books.txt");
    const std::string text = contentsOf(sharedPath(book.toStdString())).left(400'000).toStdString();
    QVERIFY(text.size() > 100'000);
    const auto opened = openSentencePieceModel(sharedPath(model.toStdString()));
    QVERIFY2(opened.ok(), opened ? "" : opened.error().message.c_str());
    const Tokenizer& fromGguf = tokenizerOf(gguf.toStdString());
    sentencepiece::SentencePieceProcessor library;
    QVERIFY(library.Load(sharedPath(model.toStdString()).native()).ok());

    // A text cut inside a character is not valid: cut where one begins.
    std::string_view whole = text;
    while ((whole.back() & 0xC0) == 0x80 || (whole.back() & 0xC0) == 0xC0) {
        whole.remove_suffix(1);
    }
    const Ids expected = library.EncodeAsIds(absl::string_view(whole.data(), whole.size()));
    QCOMPARE(encoded(**opened, whole, {.addSpecial = false}), expected);
    QCOMPARE(encoded(fromGguf, whole, {.addSpecial = false}), expected);
    for (std::size_t id = 0; id < fromGguf.vocabularySize(); ++id) {
        const auto token = static_cast<TokenId>(id);
        QCOMPARE((*opened)->pieceOf(token), fromGguf.pieceOf(token));
        QCOMPARE((*opened)->bytesOf(token), fromGguf.bytesOf(token));
        QVERIFY((*opened)->kindOf(token) == fromGguf.kindOf(token));
    }
    QCOMPARE((*opened)->beginToken(), fromGguf.beginToken());
    QCOMPARE((*opened)->endToken(), fromGguf.endToken());
}

void TokenizerVectorsTest::decodesAsTheLibrary_data() { modelFileAndGgufAgree_data(); }

void TokenizerVectorsTest::decodesAsTheLibrary() {
    QFETCH(QString, model);
    QFETCH(QString, gguf);
    QFETCH(QString, book);
    LOGITSCOPE_REQUIRE_SHARED("corpus_heldout/books.txt");
    const Tokenizer& tokenizer = tokenizerOf(gguf.toStdString());
    sentencepiece::SentencePieceProcessor library;
    QVERIFY(library.Load(sharedPath(model.toStdString()).native()).ok());
    // Paragraphs, so that many texts begin anew; control and unknown tokens are sprinkled in.
    const QList<QByteArray> lines = contentsOf(sharedPath(book.toStdString())).left(300'000).split('\n');
    int compared = 0;
    for (const QByteArray& line : lines.mid(0, lines.size() - 1)) {
        Ids ids = encoded(tokenizer, line.toStdString(), {});
        QCOMPARE(library.DecodeIds(ids), line.toStdString());
        if (ids.size() > 4) {
            ids.insert(ids.begin() + 3, {2, 0, 1});
        }
        std::vector<TokenId> tokens;
        for (const int id : ids) {
            tokens.push_back(static_cast<TokenId>(id));
        }
        QCOMPARE(tokenizer.decode(tokens), library.DecodeIds(ids));
        ++compared;
    }
    QVERIFY(compared > 20);
}

void TokenizerVectorsTest::theModelInTheBoxHasAVocabulary() {
    const auto file = openGguf(resourcePath("models/tales.gguf"));
    QVERIFY2(file.ok(), file ? "" : file.error().message.c_str());
    const auto tokenizer = readTokenizer(*file);
    QVERIFY2(tokenizer.ok() && *tokenizer, tokenizer ? "none" : tokenizer.error().message.c_str());
    const std::string text = "Once upon a time there was a girl.\n\"Look!\" she said.";
    const auto tokens = (*tokenizer)->encode(text);
    QVERIFY(tokens.ok());
    QVERIFY(tokens->front() == (*tokenizer)->beginToken());
    QCOMPARE((*tokenizer)->decode(*tokens), text);
}

void TokenizerVectorsTest::phi3KeepsItsKinds() {
    LOGITSCOPE_REQUIRE_SHARED("tokenizers/ggml-vocab-phi-3.gguf");
    const Tokenizer& tokenizer = tokenizerOf("tokenizers/ggml-vocab-phi-3.gguf");
    QCOMPARE(tokenizer.vocabularySize(), std::size_t{32064});
    QVERIFY(tokenizer.kindOf(TokenId{0}) == TokenKind::Unknown); // the file calls it a control piece
    QVERIFY(tokenizer.kindOf(TokenId{32010}) == TokenKind::Control);
    QVERIFY(tokenizer.kindOf(TokenId{32063}) == TokenKind::Unknown); // padding
    QCOMPARE(tokenizer.pieceOf(TokenId{32010}), std::string_view("<|user|>"));
    QVERIFY(tokenizer.isEndToken(TokenId{32000}));
    // Spelled out, a control token is letters, unless it is asked for.
    const std::string text = "<|user|>Hi<|end|>";
    const Ids letters = encoded(tokenizer, text, {.addSpecial = false});
    QVERIFY(std::find(letters.begin(), letters.end(), 32010) == letters.end());
    QCOMPARE(encoded(tokenizer, text, {.addSpecial = false, .parseSpecial = true}), (Ids{32010, 6324, 32007}));
    QCOMPARE(encoded(tokenizer, text, {.addSpecial = true, .parseSpecial = true}), (Ids{1, 32010, 6324, 32007}));
}

void TokenizerVectorsTest::gptNeoxReadsWithoutAName() {
    LOGITSCOPE_REQUIRE_SHARED("tokenizers/ggml-vocab-gpt-neox.gguf");
    LOGITSCOPE_REQUIRE_SHARED("tokenizers/ggml-vocab-mpt.gguf.inp");
    // The same pieces and merges as MPT's; the file leaves tokenizer.ggml.pre out.
    const Tokenizer& neox = tokenizerOf("tokenizers/ggml-vocab-gpt-neox.gguf");
    const Tokenizer& mpt = tokenizerOf("tokenizers/ggml-vocab-mpt.gguf");
    const std::string text = contentsOf(sharedPath("tokenizers/ggml-vocab-mpt.gguf.inp")).toStdString();
    const Ids ids = encoded(neox, text, {});
    QVERIFY(ids.size() > 500);
    QCOMPARE(ids, encoded(mpt, text, {}));
    QVERIFY(neox.isEndToken(TokenId{0}));
}

void TokenizerVectorsTest::byteLevelBooksComeBack_data() {
    QTest::addColumn<QString>("gguf");
    for (const char* name : {"gpt-2", "falcon", "starcoder", "refact", "mpt", "deepseek-coder", "deepseek-llm"}) {
        QTest::newRow(name) << QString("tokenizers/ggml-vocab-%1.gguf").arg(name);
    }
}

void TokenizerVectorsTest::byteLevelBooksComeBack() {
    QFETCH(QString, gguf);
    LOGITSCOPE_REQUIRE_SHARED("tokenizers/ggml-vocab-gpt-2.gguf");
    LOGITSCOPE_REQUIRE_SHARED("corpus_heldout/books.txt");
    LOGITSCOPE_REQUIRE_SHARED("multilingual/udhr.json");
    for (const char* book : {"corpus_heldout/books.txt", "multilingual/udhr.json"}) {
        const QByteArray text = contentsOf(sharedPath(book));
        const QString part = QString::fromUtf8(text).left(200'000); // whole characters
        std::vector<TokenId> tokens;
        for (const int id : encoded(tokenizerOf(gguf.toStdString()), part.toStdString(), {.addSpecial = false})) {
            tokens.push_back(static_cast<TokenId>(id));
        }
        QVERIFY(tokens.size() > 10'000);
        QVERIFY(tokenizerOf(gguf.toStdString()).decode(tokens) == part.toStdString());
    }
}

void TokenizerVectorsTest::noVocabularyIsNull() {
    LOGITSCOPE_REQUIRE_SHARED("reference/llama-gqa.gguf");
    const auto file = openGguf(sharedPath("reference/llama-gqa.gguf"));
    QVERIFY(file.ok());
    const auto tokenizer = readTokenizer(*file);
    QVERIFY(tokenizer.ok() && !*tokenizer);
}

QTEST_APPLESS_MAIN(TokenizerVectorsTest)
#include "tst_tokenizer_vectors.moc"
