// Writes the run on screen into a file: .json with the top of every step's distribution, .csv, or .html for people.
//
// Rows that memory let go are computed again for it, some at a time, so that the file is complete whatever is in
// memory. One export at a time; GUI thread, the work is done by workers and the engine.
#pragma once

#include "core/session/html_report.h"
#include "core/session/run_export.h"
#include "ui/bridge/workbench.h"

#include <QObject>
#include <QThreadPool>

#include <memory>

namespace logitscope {

class RunExporter final : public QObject {
    Q_OBJECT

public:
    static constexpr int candidates = 20; // of every step

    explicit RunExporter(Workbench& bench, QObject* parent = nullptr);
    ~RunExporter() override;

    // The suffix chooses the form; finished() or failed() follows. One that is under way ends as failed.
    void start(const Run& run, const QString& title, const QString& file);

signals:
    void finished(const QString& file, int stepsWithoutDistribution);
    void failed(const QString& sentence);

private:
    struct Task;

    void goOn();
    void convert(std::size_t first, std::vector<LogitsPtr> rows);
    void write();

    Workbench& m_bench;
    QThreadPool m_pool;
    std::shared_ptr<bool> m_alive = std::make_shared<bool>(true);
    std::shared_ptr<Task> m_task;
    std::optional<JobId> m_job;
};

// A run as the report shows it.
ReportRun reportOf(const Run& run, const QString& title);
ReportWords reportWords(); // translated

} // namespace logitscope
