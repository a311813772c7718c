// Session files: everything comes back bit for bit; nothing that is wrong in one gets past the reader.
#include "core/session/saved_tokenizer.h"
#include "core/session/session_json.h"
#include "tests/core/session/session_samples.h"

#include <QtTest/QTest>
#include <nlohmann/json.hpp>

#include <random>

using namespace logitscope;
using namespace logitscope::test;

namespace {

using Json = nlohmann::json;
using Damage = std::function<void(Json&)>;

const char* const subject = "The session file 'x'";

std::string problemOf(const std::string& text) {
    const auto session = sessionFromJson(text, subject);
    return session ? std::string() : session.error().message;
}

} // namespace

Q_DECLARE_METATYPE(Damage)

class SessionJsonTest : public QObject {
    Q_OBJECT

private slots:
    void everythingComesBack() {
        const SavedSession session = sampleSession();
        QVERIFY(checkSession(session).ok());
        const auto again = sessionFromJson(toJson(session), subject);
        QVERIFY2(again.ok(), again ? "" : again.error().message.c_str());
        QCOMPARE(again->prompt, session.prompt);
        QCOMPARE(again->asChat, session.asChat);
        QVERIFY(again->chain == session.chain);
        QCOMPARE(again->seed, session.seed);
        QCOMPARE(again->stop.texts, session.stop.texts);
        QCOMPARE(again->stop.maxTokens, 77);
        QCOMPARE(again->stop.atEndToken, false);
        QVERIFY(again->models == session.models);
        QCOMPARE(again->model, session.model);
        QCOMPARE(again->runs.size(), session.runs.size());
        for (std::size_t i = 0; i < session.runs.size(); ++i) {
            const SavedRun &left = *again->runs[i], &right = *session.runs[i];
            QVERIFY(left.tokens == right.tokens);
            QVERIFY(left.passages == right.passages);
            QVERIFY(left.figures == right.figures);
            QCOMPARE(left.name, right.name);
            QCOMPARE(left.parent, right.parent);
            QCOMPARE(left.finish, right.finish);
            QCOMPARE(left.problem, right.problem);
            QCOMPARE(left.stepping, right.stepping);
        }
        QCOMPARE(again->shown, session.shown);
        QCOMPARE(again->position, session.position);
        QVERIFY(again->view == session.view);
        QVERIFY(again->results == session.results);
        QCOMPARE(toJson(*again), toJson(session));
    }

    void anEmptySessionIsOne() {
        const auto again = sessionFromJson(toJson({}), subject);
        QVERIFY(again.ok());
        QVERIFY(again->runs.empty());
        QVERIFY(!again->model);
    }

    void everyDoubleKeepsItsBits() {
        std::mt19937_64 random(5);
        SavedSession session = sampleSession();
        SavedRun run = *session.runs[0];
        run.tokens.clear();
        for (int i = 0; i < 2000; ++i) {
            SavedToken token = savedToken(TokenOrigin::Drawn, 5);
            token.rawEntropyBits = std::bit_cast<double>(random());
            token.rawEntropyBits = std::isfinite(token.rawEntropyBits) ? token.rawEntropyBits : 0.0;
            token.uniform = static_cast<double>(random() >> 11) * 0x1p-53;
            token.probability = i == 0 ? -0.0 : 1.0 / static_cast<double>(random() | 1U);
            run.tokens.push_back(token);
        }
        session.runs = {std::make_shared<SavedRun>(run)};
        session.shown.reset();
        const auto again = sessionFromJson(toJson(session), subject);
        QVERIFY2(again.ok(), again ? "" : again.error().message.c_str());
        for (std::size_t i = 0; i < run.tokens.size(); ++i) {
            const SavedToken &left = again->runs[0]->tokens[i], &right = run.tokens[i];
            QCOMPARE(std::bit_cast<std::uint64_t>(left.rawEntropyBits),
                     std::bit_cast<std::uint64_t>(right.rawEntropyBits));
            QCOMPARE(std::bit_cast<std::uint64_t>(left.uniform), std::bit_cast<std::uint64_t>(right.uniform));
            QCOMPARE(std::bit_cast<std::uint64_t>(left.probability), std::bit_cast<std::uint64_t>(right.probability));
        }
    }

    void whatIsNoTextIsMended() {
        SavedSession session;
        session.prompt = "good \xC3( bad";
        const auto again = sessionFromJson(toJson(session), subject);
        QVERIFY(again.ok());
        QCOMPARE(again->prompt, std::string("good \xEF\xBF\xBD( bad"));
    }

    void damage_data() {
        QTest::addColumn<Damage>("damage");
        QTest::addColumn<QString>("part");
        const auto row = [](const char* name, const Damage& damage, const char* part) {
            QTest::newRow(name) << damage << part;
        };
        const auto run = [](Json& document) -> Json& { return document["runs"][0]; };
        row(
            "no format", [](Json& d) { d.erase("format"); }, "holds no session");
        row(
            "another format", [](Json& d) { d["format"] = "something"; }, "holds no session");
        row(
            "no version", [](Json& d) { d.erase("version"); }, "\"version\" is missing");
        row(
            "version as text", [](Json& d) { d["version"] = "1"; }, "\"version\" is not a whole number");
        row(
            "version 0", [](Json& d) { d["version"] = 0; }, "\"version\"");
        row(
            "version below 0", [](Json& d) { d["version"] = -1; }, "\"version\"");
        row(
            "newer", [](Json& d) { d["version"] = 3; },
            "was made by a newer Logitscope (version 3); it is left as it is.");
        row(
            "newer, otherwise unreadable",
            [](Json& d) {
                d = {{"format", "logitscope session"}, {"version", 2}};
            },
            "newer Logitscope (version 2)");
        row(
            "no document", [](Json& d) { d.erase("document"); }, "\"document\" is missing");
        row(
            "document a list", [](Json& d) { d["document"] = Json::array(); }, "\"document\" is not an object");
        row(
            "prompt a number", [](Json& d) { d["document"]["prompt"] = 5; }, "\"prompt\" is not a text");
        row(
            "seed a number", [](Json& d) { d["document"]["seed"] = 7; }, "\"seed\" is not a text");
        row(
            "seed negative", [](Json& d) { d["document"]["seed"] = "-7"; }, "\"seed\" is not a whole number");
        row(
            "seed too large", [](Json& d) { d["document"]["seed"] = "18446744073709551616"; }, "below 2^64");
        row(
            "seed empty", [](Json& d) { d["document"]["seed"] = ""; }, "\"seed\"");
        row(
            "chain unknown", [](Json& d) { d["document"]["chain"][0]["name"] = "magic"; }, "no sampler \"magic\"");
        row(
            "chain out of range", [](Json& d) { d["document"]["chain"][2]["p"] = 1.5; }, "\"chain\" cannot be read");
        row(
            "stop without a length", [](Json& d) { d["document"]["stop"]["max_tokens"] = 0; }, "\"max_tokens\"");
        row(
            "stop beyond int", [](Json& d) { d["document"]["stop"]["max_tokens"] = 4294967296; }, "\"max_tokens\"");
        row(
            "stop texts numbers", [](Json& d) { d["document"]["stop"]["texts"] = {1}; }, "\"texts\"");
        row(
            "stop text empty", [](Json& d) { d["document"]["stop"]["texts"] = {""}; }, "out of range");
        row(
            "models an object", [](Json& d) { d["models"] = Json::object(); }, "\"models\" is not a list");
        row(
            "model too far", [](Json& d) { d["model"] = 2; }, "a model that it does not name");
        row(
            "hash too short", [](Json& d) { d["models"][0]["file"]["sha256"] = "abc"; }, "64 hexadecimal digits");
        row(
            "hash of letters", [](Json& d) { d["models"][0]["file"]["sha256"] = std::string(64, 'g'); }, "64 hex");
        row(
            "piece kind", [](Json& d) { d["models"][0]["pieces"][0]["kind"] = "odd"; }, "a kind of token");
        row(
            "piece bytes", [](Json& d) { d["models"][0]["pieces"][3]["bytes"] = "e2f"; }, "hexadecimal digits");
        row(
            "piece bytes letters", [](Json& d) { d["models"][0]["pieces"][3]["bytes"] = "+1"; }, "hexadecimal");
        row(
            "pieces twice", [](Json& d) { d["models"][0]["pieces"][1]["id"] = 1; }, "order of their ids");
        row(
            "run of no model", [=](Json& d) { run(d)["model"] = 2; }, "run 3 was made by a model that is not named");
        row(
            "run ids twice", [](Json& d) { d["runs"][1]["id"] = 3; }, "the number of another run");
        row(
            "run id 0", [=](Json& d) { run(d)["id"] = 0; }, "\"id\" is not a whole number from 1");
        row(
            "its own parent", [](Json& d) { d["runs"][1]["parent"] = 9; }, "does not stand before it");
        row(
            "a later parent", [=](Json& d) { run(d)["parent"] = 9; }, "run 3 branches from a run that does not");
        row(
            "branched too far", [](Json& d) { d["runs"][1]["branched_at"] = 6; }, "a place that its parent does not");
        row(
            "a root that branched", [=](Json& d) { run(d)["branched_at"] = 1; }, "a place that its parent does not");
        row(
            "another model than the parent", [](Json& d) { d["runs"][1]["model"] = 1; }, "another model than its");
        row(
            "no passages", [=](Json& d) { run(d)["passages"] = Json::array(); }, "how its first token came about");
        row(
            "late passage", [=](Json& d) { run(d)["passages"][0]["first"] = 1; }, "how its first token came about");
        row(
            "passages backwards", [=](Json& d) { run(d)["passages"][1]["first"] = 0; }, "out of order");
        row(
            "passage beyond", [=](Json& d) { run(d)["passages"][1]["first"] = 6; }, "out of order");
        row(
            "passage in the middle", [=](Json& d) { run(d)["passages"][0]["continues"] = true; }, "in the middle");
        row(
            "sequence", [=](Json& d) { run(d)["passages"][0]["sequence"] = 4294967296; }, "\"sequence\"");
        row(
            "a short column", [=](Json& d) { run(d)["tokens"]["uniforms"].erase(0); }, "4 entries for 5 tokens");
        row(
            "a long column", [=](Json& d) { run(d)["tokens"]["raw_ranks"].push_back(1); }, "6 entries for 5 tokens");
        row(
            "short origins", [=](Json& d) { run(d)["tokens"]["origins"] = "ggd"; }, "one letter for each token");
        row(
            "odd origins", [=](Json& d) { run(d)["tokens"]["origins"] = "ggxdd"; }, "a letter that means nothing");
        row(
            "odd predicted", [=](Json& d) { run(d)["tokens"]["predicted"] = "01112"; }, "a letter that means nothing");
        row(
            "prompt behind others", [=](Json& d) { run(d)["tokens"]["origins"] = "gdgdd"; }, "behind others");
        row(
            "prompt in a branch", [](Json& d) { d["runs"][1]["tokens"]["origins"] = "gd"; }, "behind others");
        row(
            "token outside", [=](Json& d) { run(d)["tokens"]["ids"][0] = 300; }, "not in the vocabulary");
        row(
            "token negative", [=](Json& d) { run(d)["tokens"]["ids"][0] = -1; }, "\"ids\" is not a whole number");
        row(
            "token beyond 31 bits", [=](Json& d) { run(d)["tokens"]["ids"][0] = 2147483648; }, "\"ids\"");
        row(
            "token a fraction", [=](Json& d) { run(d)["tokens"]["ids"][0] = 1.5; }, "\"ids\"");
        row(
            "u of 1", [=](Json& d) { run(d)["tokens"]["uniforms"][2] = 1; }, "a draw outside 0 to 1");
        row(
            "u unknown", [=](Json& d) { run(d)["tokens"]["uniforms"][2] = nullptr; }, "a draw outside 0 to 1");
        row(
            "a number as text", [=](Json& d) { run(d)["tokens"]["probabilities"][2] = "1"; }, "is not a number");
        row(
            "rank 0", [=](Json& d) { run(d)["tokens"]["raw_ranks"][2] = 0; }, "a rank below 1");
        row(
            "finish", [=](Json& d) { run(d)["finish"] = "tired"; }, "a reason to end");
        row(
            "no figures", [=](Json& d) { run(d).erase("figures"); }, "\"figures\" is missing");
        row(
            "shows another run", [](Json& d) { d["shown"]["run"] = 4; }, "shows a place that it does not have");
        row(
            "shows too far", [](Json& d) { d["shown"]["position"] = 6; }, "shows a place that it does not have");
        row(
            "view of numbers", [](Json& d) { d["view"]["lab"] = 0; }, "\"view\"");
        row(
            "names the entry", [](Json& d) { d["runs"][1].erase("stepping"); }, "entry 2 of its runs: \"stepping\"");
    }
    void damage() {
        QFETCH(Damage, damage);
        QFETCH(QString, part);
        Json document = Json::parse(toJson(sampleSession()));
        damage(document);
        const std::string problem = problemOf(document.dump());
        QVERIFY2(problem.find(part.toStdString()) != std::string::npos, problem.c_str());
        QVERIFY2(problem.starts_with("The session file 'x' ") && problem.ends_with('.'), problem.c_str());
    }

    void noJson_data() {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<QString>("part");
        const QByteArray whole = QByteArray::fromStdString(toJson(sampleSession()));
        QTest::newRow("empty") << QByteArray() << "not valid JSON";
        QTest::newRow("a word") << QByteArray("hello") << "not valid JSON";
        QTest::newRow("a list") << QByteArray("[]") << "holds no session";
        QTest::newRow("null") << QByteArray("null") << "holds no session";
        QTest::newRow("cut short") << whole.left(whole.size() / 2) << "not valid JSON";
        QTest::newRow("without its end") << whole.chopped(3) << "not valid JSON";
        QTest::newRow("with a tail") << whole + "x"
                                     << "not valid JSON";
        QTest::newRow("not UTF-8") << QByteArray("{\"format\": \"\xC3(\"}") << "not valid JSON";
        QTest::newRow("deep lists") << QByteArray(100000, '[') << "more than 16 deep";
        QTest::newRow("deep objects") << QByteArray("{\"a\":").repeated(1000) << "more than 16 deep";
        QTest::newRow("brackets in a text")
            << QByteArray("{\"a\":\"[[[[[[[[[[[[[[[[[[[[\\\"[[[\"}") << "holds no session";
    }
    void noJson() {
        QFETCH(QByteArray, text);
        QFETCH(QString, part);
        const std::string problem = problemOf(text.toStdString());
        QVERIFY2(problem.find(part.toStdString()) != std::string::npos, problem.c_str());
    }

    void cutAnywhereItIsRefused() {
        const std::string whole = toJson(sampleSession());
        for (std::size_t length = 0; length + 2 < whole.size(); ++length) {
            QVERIFY(!problemOf(whole.substr(0, length)).empty());
        }
    }

    // Many short branches of one long text: small in the file, beyond all memory as whole texts.
    void branchesThatWouldFillTheMemoryAreRefused() {
        SavedSession session = sampleSession();
        SavedRun root = *session.runs[0];
        root.tokens.resize(2, savedToken(TokenOrigin::Given, 5));
        root.passages.resize(1);
        root.tokens.resize(50000, savedToken(TokenOrigin::Drawn, 5));
        session.runs = {std::make_shared<SavedRun>(root)};
        session.shown.reset();
        SavedRun branch;
        branch.parent = root.id;
        branch.branchedAt = root.tokens.size();
        branch.passages = {{branch.branchedAt, {}, 7, 0, false}};
        for (int i = 0; i < 80; ++i) {
            branch.id = static_cast<RunId>(100 + i);
            session.runs.push_back(std::make_shared<SavedRun>(branch));
        }
        const std::string problem = problemOf(toJson(session));
        QVERIFY2(problem.find("more than 4000000 tokens") != std::string::npos, problem.c_str());
    }

    void aWholeRunIsItsAncestorsAndItself() {
        SavedSession session = sampleSession();
        // A branch at the very place where its parent branched, so that nothing of the parent's own is left.
        SavedRun third = *session.runs[1];
        third.id = RunId{12};
        third.parent = RunId{9};
        third.branchedAt = 3;
        third.passages = {{3, {}, 99, 0, false}};
        third.tokens = {savedToken(TokenOrigin::Chosen, 2)};
        session.runs.push_back(std::make_shared<SavedRun>(third));
        QVERIFY(checkSession(session).ok());

        const WholeRun whole = wholeRun(session, *session.runs[2]);
        QCOMPARE(whole.tokens.size(), std::size_t(4));
        QVERIFY(whole.tokens[2] == session.runs[0]->tokens[2]);
        QCOMPARE(whole.tokens[3].token, TokenId{2});
        QCOMPARE(whole.passages.size(), std::size_t(2)); // the root's later one lies behind the branch
        QCOMPARE(whole.passages[1].seed, std::uint64_t(99));
    }

    void textsReadWithoutTheModel() {
        const SavedSession session = sampleSession();
        const SavedTokenizer tokenizer(session.models[0]);
        QCOMPARE(tokenizer.bytesOf(TokenId{5}), std::string_view(" girl"));
        QCOMPARE(tokenizer.bytesOf(TokenId{7}), std::string_view("\xE2"));
        QCOMPARE(tokenizer.pieceOf(TokenId{2}), std::string_view("</s>"));
        QVERIFY(tokenizer.isEndToken(TokenId{2}));
        QVERIFY(!tokenizer.isEndToken(TokenId{5}));
        QCOMPARE(tokenizer.kindOf(TokenId{1}), TokenKind::Control);
        QVERIFY(tokenizer.bytesOf(TokenId{6}).empty());
        QVERIFY(tokenizer.bytesOf(TokenId{-1}).empty());
        QVERIFY(tokenizer.encode("x", {}).error().message.find("'Tales' is not loaded") != std::string::npos);
        QVERIFY(piecesOf(tokenizer, {TokenId{7}, TokenId{2}, TokenId{5}, TokenId{1}, TokenId{5}}) ==
                session.models[0].pieces);
    }
};

QTEST_GUILESS_MAIN(SessionJsonTest)
#include "tst_session_json.moc"
