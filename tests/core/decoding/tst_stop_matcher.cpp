// Stop texts in streaming text: found wherever the pushes are cut, nothing shown too early, nothing lost.
#include "core/decoding/request.h"
#include "core/decoding/stop_matcher.h"

#include <QtTest/QTest>

using namespace logitscope;

namespace {

using Texts = std::vector<std::string>;

struct Seen {
    std::string text;
    bool stopped = false;
};

Seen pushAll(const Texts& stops, const Texts& pushes) {
    StopMatcher matcher(stops);
    Seen seen;
    for (const std::string& push : pushes) {
        const StopMatcher::Passed passed = matcher.push(push);
        seen.text += passed.text;
        if (passed.stopped) {
            seen.stopped = true;
            return seen;
        }
    }
    seen.text += matcher.flush();
    return seen;
}

} // namespace

Q_DECLARE_METATYPE(Texts)

class TestStopMatcher : public QObject {
    Q_OBJECT

private slots:
    void finds_data() {
        QTest::addColumn<Texts>("stops");
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("expected");
        QTest::addColumn<bool>("stopped");
        const auto row = [](const char* name, const Texts& stops, const char* text, const char* expected,
                            bool stopped) { QTest::newRow(name) << stops << text << expected << stopped; };
        row("none given", {}, "abc", "abc", false);
        row("never comes", {"xyz"}, "abcabc", "abcabc", false);
        row("in the middle", {"cd"}, "abcdef", "ab", true);
        row("at the start", {"ab"}, "abcdef", "", true);
        row("at the end", {"ef"}, "abcdef", "abcd", true);
        row("only begun", {"efg"}, "abcdef", "abcdef", false);
        row("begun twice", {"aab"}, "aaab", "a", true);
        row("one repeats its own start", {"abac"}, "ababac", "ab", true);
        row("first complete wins", {"abcd", "bc"}, "abcd", "a", true);
        row("longest of those that end together", {"c", "bc"}, "abcd", "a", true);
        row("newline", {"\n"}, "one\ntwo", "one", true);
        row("letters of several bytes", {"\xC3\xA9\xE2\x82\xAC"}, "a\xC3\xA9\xE2\x82\xAC!", "a", true);
        row("same first byte, other letter", {"\xC3\xA9"}, "a\xC3\xA8z", "a\xC3\xA8z", false);
    }

    // The same text cut in every way into pushes of up to three bytes.
    void finds() {
        QFETCH(Texts, stops);
        QFETCH(QString, text);
        QFETCH(QString, expected);
        QFETCH(bool, stopped);
        const std::string bytes = text.toStdString();
        const std::size_t cuts = bytes.empty() ? 0 : bytes.size() - 1;
        for (std::size_t mask = 0; mask < (std::size_t{1} << cuts); ++mask) {
            Texts pushes(1);
            for (std::size_t i = 0; i < bytes.size(); ++i) {
                pushes.back().push_back(bytes[i]);
                if (i < cuts && (mask >> i) % 2 == 1) {
                    pushes.emplace_back();
                }
            }
            const Seen seen = pushAll(stops, pushes);
            QCOMPARE(QString::fromStdString(seen.text), expected);
            QCOMPARE(seen.stopped, stopped);
        }
    }

    void holdsNoMoreThanNeeded() {
        StopMatcher matcher({"</end>"});
        QCOMPARE(matcher.push("text<").text, std::string("text"));
        QCOMPARE(matcher.push("/e").text, std::string());
        QCOMPARE(matcher.push("x").text, std::string("</ex"));
        QCOMPARE(matcher.push("<<").text, std::string("<"));
        QCOMPARE(matcher.flush(), std::string("<"));
        QCOMPARE(matcher.flush(), std::string());
    }

    void rulesAreChecked() {
        QVERIFY(validate(StopRules{}).ok());
        for (const int count : {0, -1, std::numeric_limits<int>::min()}) {
            StopRules rules;
            rules.maxTokens = count;
            QVERIFY(validate(rules).error().message.find(std::to_string(count)) != std::string::npos);
        }
        StopRules rules;
        rules.texts = {"end", ""};
        QVERIFY(!validate(rules).ok());
    }
};

QTEST_APPLESS_MAIN(TestStopMatcher)
#include "tst_stop_matcher.moc"
