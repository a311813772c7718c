#include "ui/bridge/row_reader.h"

#include <algorithm>

namespace logitscope {

namespace {

constexpr std::size_t nearRows = 8;    // read on either side of a place
constexpr std::size_t aheadRows = 32;  // read ahead at once
constexpr std::size_t budgetShare = 8; // the most that one request may take of the store's memory

} // namespace

RowReader::RowReader(EngineHost& engine, RunStore& runs, QObject* parent)
    : QObject(parent), m_engine(engine), m_runs(runs) {
    connect(&m_engine, &EngineHost::rowsArrived, this,
            [this](JobId job, std::size_t first, const std::vector<LogitsPtr>& rows) {
                if (m_job && m_job->id == job && m_runs.find(m_job->run)) {
                    const RunId run = m_job->run;
                    m_job.reset();
                    m_came = m_asked;
                    m_runs.refill(run, first, rows);
                }
            });
    connect(&m_engine, &EngineHost::jobFinished, this, [this](JobId job, const Finished& finished) {
        if (m_job && m_job->id == job) {
            m_job.reset();
            m_came = finished.end == JobEnd::Failed ? m_asked : std::nullopt;
        }
    });
}

std::size_t RowReader::windowOf(const Run& run) const {
    const std::size_t rowBytes = std::max<std::size_t>(1, run.model->info.config.vocabularySize) * sizeof(float);
    return std::max<std::size_t>(1, m_runs.budgetBytes() / budgetShare / rowBytes);
}

bool RowReader::missing(const Run& run, std::size_t position) const {
    const LogitsPtr row = run.rowAt(position);
    return position >= 1 && position <= run.tokens.size() && position <= run.model->info.config.contextLength &&
           (!row || row->isHalf());
}

bool RowReader::request(const Run& run, std::size_t position) {
    if (run.live() || run.model->saved || !missing(run, position)) {
        return false;
    }
    if (m_job && m_job->run == run.id && m_job->first <= position && position <= m_job->last) {
        return true;
    }
    if (m_came == std::pair(run.id, position)) {
        return false;
    }
    cancel();
    const std::size_t near = std::min(nearRows, windowOf(run) / 2);
    std::size_t first = position, last = position;
    while (position - first < near && missing(run, first - 1)) {
        --first;
    }
    while (last - position < near && missing(run, last + 1)) {
        ++last;
    }
    m_asked = std::pair(run.id, position);
    read(run, first, last);
    return true;
}

void RowReader::readAhead(const Run& run, std::size_t position, std::size_t before) {
    if (m_job || run.live() || run.model->saved || position == before) {
        return;
    }
    const std::size_t count = std::min(aheadRows, windowOf(run));
    const bool forward = position > before;
    // From the first missing place within sight, as far as they are missing.
    for (std::size_t step = 1; step <= nearRows; ++step) {
        if (!forward && step >= position) {
            return;
        }
        const std::size_t place = forward ? position + step : position - step;
        const LogitsPtr row = run.rowAt(place);
        if (row || !missing(run, place)) {
            continue;
        }
        std::size_t end = place;
        for (std::size_t i = 1; i < count; ++i) {
            const std::size_t next = forward ? end + 1 : end - 1;
            if (!missing(run, next)) {
                break;
            }
            end = next;
        }
        read(run, std::min(place, end), std::max(place, end));
        return;
    }
}

void RowReader::read(const Run& run, std::size_t first, std::size_t last) {
    if (run.model->saved || first < 1 || first > last || last > run.tokens.size()) {
        return;
    }
    cancel();
    m_job = Job{m_engine.readRows({run.ids(last), first}), run.id, first, last};
}

void RowReader::cancel() {
    if (m_job) {
        m_engine.cancel(m_job->id);
        m_job.reset();
    }
}

} // namespace logitscope
