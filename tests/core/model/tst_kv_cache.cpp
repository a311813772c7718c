#include "core/model/batch.h"
#include "core/model/kv_cache.h"

#include <QtTest/QTest>

#include <cstring>
#include <vector>

using namespace logitscope;

namespace {

constexpr KvLayout layout{2, 3, 10}; // layers, heads, head length: values are padded to 16

float numberFor(std::size_t layer, std::size_t head, std::size_t position, std::size_t i, int author) {
    return static_cast<float>(((layer * 3 + head) * 500 + position) * 32 + i + author * 1'000'000);
}

// Appends tokens whose keys are numberFor(…) and whose values are the same, negative.
void append(KvCache& cache, std::size_t count, int author) {
    const std::size_t first = indexOf(cache.position());
    cache.reserve(count);
    for (std::size_t position = first; position < first + count; ++position) {
        for (std::size_t layer = 0; layer < layout.layerCount; ++layer) {
            for (std::size_t head = 0; head < layout.headCount; ++head) {
                std::vector<float> key;
                std::vector<float> value;
                for (std::size_t i = 0; i < layout.headLength; ++i) {
                    key.push_back(numberFor(layer, head, position, i, author));
                    value.push_back(-key.back());
                }
                cache.write(layer, head, position, key.data(), value.data());
            }
        }
    }
    cache.advance(count);
}

// Whether positions [begin, end) hold what `author` wrote.
bool holds(const KvCache& cache, std::size_t begin, std::size_t end, int author) {
    for (std::size_t position = begin; position < end; ++position) {
        const float* page = cache.pages()[position / 32];
        const std::size_t place = position % 32;
        for (std::size_t layer = 0; layer < layout.layerCount; ++layer) {
            for (std::size_t head = 0; head < layout.headCount; ++head) {
                for (std::size_t i = 0; i < layout.headLength; ++i) {
                    const float expected = numberFor(layer, head, position, i, author);
                    // Keys: two panels of 16 tokens; values: a row of 16 per token.
                    const float key = page[layout.keyOffset(layer, head) + place / 16 * 160 + i * 16 + place % 16];
                    const float value = page[layout.valueOffset(layer, head) + place * 16 + i];
                    if (key != expected || value != -expected) {
                        return false;
                    }
                }
            }
        }
    }
    return true;
}

} // namespace

class TestKvCache : public QObject {
    Q_OBJECT

private slots:
    void remembersWhatWasWritten();
    void padsValuesWithZeros();
    void forksShareUntilOneWrites();
    void rewindsAnywhere();
    void giveBackWhatWasReserved();
    void chunksCoverTheBatch_data();
    void chunksCoverTheBatch();
};

void TestKvCache::remembersWhatWasWritten() {
    KvCache cache(layout);
    QCOMPARE(indexOf(cache.position()), 0U);
    QCOMPARE(cache.memoryBytes(), 0U);
    append(cache, 1, 1);
    QCOMPARE(cache.memoryBytes(), layout.pageBytes());
    append(cache, 31, 1);
    QCOMPARE(cache.pages().size(), 1U);
    append(cache, 60, 1);
    QCOMPARE(indexOf(cache.position()), 92U);
    QCOMPARE(cache.pages().size(), 3U);
    QVERIFY(holds(cache, 0, 92, 1));
    QCOMPARE(layout.pageBytes(), std::size_t{32} * 2 * 3 * (10 + 16) * 4);
    QCOMPARE(layout.floatsPerToken(), std::size_t{2} * 3 * (10 + 16));
}

// The padding takes part in sums of values.
void TestKvCache::padsValuesWithZeros() {
    KvCache cache(layout);
    append(cache, 5, 1);
    for (std::size_t i = 10; i < 16; ++i) {
        QCOMPARE(cache.pages()[0][layout.valueOffset(1, 2) + 4 * 16 + i], 0.0F);
    }
}

void TestKvCache::forksShareUntilOneWrites() {
    KvCache trunk(layout);
    append(trunk, 50, 1);
    const auto state = trunk.fork();
    auto& branch = dynamic_cast<KvCache&>(*state);
    QCOMPARE(branch.memoryBytes(), 2 * layout.pageBytes());
    QVERIFY(branch.pages()[0] == trunk.pages()[0] && branch.pages()[1] == trunk.pages()[1]);

    append(branch, 5, 2); // copies the page that it writes to, and only that
    QVERIFY(branch.pages()[0] == trunk.pages()[0]);
    QVERIFY(branch.pages()[1] != trunk.pages()[1]);
    const float* copied = branch.pages()[1];
    append(branch, 5, 2); // its own by now
    QCOMPARE(branch.pages()[1], copied);
    append(trunk, 7, 3);
    QVERIFY(holds(trunk, 0, 50, 1) && holds(trunk, 50, 57, 3));
    QVERIFY(holds(branch, 0, 50, 1) && holds(branch, 50, 60, 2));

    // The last owner of a page writes in place.
    KvCache last(layout);
    append(last, 10, 1);
    const float* page = last.pages()[0];
    last.fork();
    append(last, 1, 1);
    QCOMPARE(last.pages()[0], page);
}

void TestKvCache::rewindsAnywhere() {
    KvCache cache(layout);
    append(cache, 100, 1);
    for (const int position : {97, 96, 65, 64, 63, 32, 1, 0}) {
        const auto branch = cache.fork();
        QCOMPARE(numberOf(branch->rewind(static_cast<Position>(position))), position);
        QCOMPARE(numberOf(branch->position()), position);
        QCOMPARE(branch->memoryBytes(), (static_cast<std::size_t>(position) + 31) / 32 * layout.pageBytes());
        auto& other = dynamic_cast<KvCache&>(*branch);
        append(other, 40, 2);
        QVERIFY(holds(other, 0, static_cast<std::size_t>(position), 1));
        QVERIFY(holds(other, static_cast<std::size_t>(position), static_cast<std::size_t>(position) + 40, 2));
        QVERIFY(holds(cache, 0, 100, 1));
    }
}

void TestKvCache::giveBackWhatWasReserved() {
    KvCache cache(layout);
    append(cache, 30, 1);
    cache.reserve(300);
    QCOMPARE(cache.pages().size(), 11U);
    cache.rewind(cache.position());
    QCOMPARE(cache.pages().size(), 1U);
    QCOMPARE(indexOf(cache.position()), 30U);
    cache.reserve(0);
    QCOMPARE(cache.pages().size(), 1U);
}

void TestKvCache::chunksCoverTheBatch_data() {
    QTest::addColumn<int>("maxRows");
    for (const int rows : {1, 2, 5, 7, 100}) {
        QTest::addRow("%d rows", rows) << rows;
    }
}

void TestKvCache::chunksCoverTheBatch() {
    QFETCH(int, maxRows);
    KvCache first(layout);
    KvCache second(layout);
    KvCache third(layout);
    append(second, 9, 1);
    std::vector<TokenId> tokens(12);
    for (std::size_t i = 0; i < tokens.size(); ++i) {
        tokens[i] = static_cast<TokenId>(i);
    }
    const std::vector<SequenceInput> batch{{&first, std::span(tokens).first(7), LogitRows::All},
                                           {&third, {}, LogitRows::Last},
                                           {&second, std::span(tokens).subspan(3, 4), LogitRows::Last},
                                           {&third, std::span(tokens).first(2), LogitRows::None}};
    const std::vector<BatchChunk> chunks = cutIntoChunks(batch, static_cast<std::size_t>(maxRows));
    std::vector<std::vector<std::size_t>> rows(4); // tokens whose logits are wanted
    std::vector<std::vector<TokenId>> seen(4);
    for (const BatchChunk& chunk : chunks) {
        QVERIFY(!chunk.empty() && rowCount(chunk) <= static_cast<std::size_t>(maxRows));
        std::size_t row = 0;
        for (const BatchSpan& span : chunk) {
            QCOMPARE(span.row, row);
            QCOMPARE(span.position, indexOf(batch[span.input].state->position()) + seen[span.input].size());
            QCOMPARE(static_cast<SequenceState*>(span.cache), batch[span.input].state);
            for (std::size_t i = span.firstLogits; i < span.tokens.size(); ++i) {
                rows[span.input].push_back(seen[span.input].size() + i);
            }
            seen[span.input].insert(seen[span.input].end(), span.tokens.begin(), span.tokens.end());
            row += span.tokens.size();
        }
    }
    for (std::size_t i = 0; i < batch.size(); ++i) {
        QCOMPARE(seen[i], std::vector<TokenId>(batch[i].tokens.begin(), batch[i].tokens.end()));
    }
    QCOMPARE(rows[0], (std::vector<std::size_t>{0, 1, 2, 3, 4, 5, 6}));
    QCOMPARE(rows[2], std::vector<std::size_t>{3});
    QVERIFY(rows[1].empty() && rows[3].empty());
}

QTEST_APPLESS_MAIN(TestKvCache)
#include "tst_kv_cache.moc"
