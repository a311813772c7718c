// Result: a value or a sentence, also for values that only move.
#include "core/base/result.h"

#include <QtTest/QTest>

#include <memory>
#include <utility>

using namespace logitscope;

class ResultTest : public QObject {
    Q_OBJECT

private slots:
    void holdsAValue();
    void holdsASentence();
    void holdsMoveOnlyValues();
    void statusIsDoneOrASentence();
};

void ResultTest::holdsAValue() {
    Result<std::string> result = std::string("seven");
    QVERIFY(result.ok());
    QVERIFY(bool(result));
    QCOMPARE(*result, std::string("seven"));
    QCOMPARE(result->size(), std::size_t{5});
    *result += "!";
    QCOMPARE(std::as_const(result).value(), std::string("seven!"));
}

void ResultTest::holdsASentence() {
    const Result<int> result = Error{"No."};
    QVERIFY(!result.ok());
    QVERIFY(!bool(result));
    QCOMPARE(result.error().message, std::string("No."));
}

namespace {

Result<std::unique_ptr<int>> half(int number) {
    if (number % 2 != 0) {
        return Error{std::to_string(number) + " is odd."};
    }
    return std::make_unique<int>(number / 2);
}

} // namespace

void ResultTest::holdsMoveOnlyValues() {
    const std::unique_ptr<int> direct = *half(16);
    QCOMPARE(*direct, 8);
    Result<std::unique_ptr<int>> result = half(14);
    QVERIFY(result.ok());
    const Result<std::unique_ptr<int>> moved = std::move(result);
    QCOMPARE(**moved, 7);
    QCOMPARE(half(7).error().message, std::string("7 is odd."));
}

void ResultTest::statusIsDoneOrASentence() {
    QVERIFY(Status().ok());
    const Status failed = Error{"No."};
    QVERIFY(!failed.ok());
    QCOMPARE(failed.error().message, std::string("No."));
}

QTEST_APPLESS_MAIN(ResultTest)
#include "tst_result.moc"
