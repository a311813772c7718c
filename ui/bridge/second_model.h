// The model in the engine's second place: beside the one in use, to be compared with it or to judge its texts.
//
// Owned by the Workbench; GUI thread. Opening replaces the second model when the file turns out to be good; the model
// in use never notices.
#pragma once

#include "ui/bridge/engine_host.h"
#include "ui/bridge/run.h"

#include <QObject>
#include <QString>

#include <memory>
#include <optional>

namespace logitscope {

class SecondModel final : public QObject {
    Q_OBJECT

public:
    explicit SecondModel(EngineHost& engine, QObject* parent = nullptr);

    const std::shared_ptr<const RunModel>& model() const { return m_model; } // null until one is loaded
    bool loading() const { return m_loadJob.has_value(); }
    QString loadingName() const { return m_loadingName; }
    double progress() const { return m_progress; } // 0 ... 1 while loading
    QString problem() const { return m_problem; }  // why the latest file did not open; empty otherwise

    void open(const QString& path);
    void cancelLoad();
    void close(); // gives its memory back

signals:
    void changed(); // any of the above

private:
    EngineHost& m_engine;
    std::shared_ptr<const RunModel> m_model;
    std::optional<JobId> m_loadJob;
    QString m_loadingName;
    QString m_problem;
    double m_progress = 0.0;
};

// Whether the ids of two models mean the same: then their distributions can be compared token by token. Without
// vocabularies, the same number of ids.
bool sameVocabulary(const RunModel& left, const RunModel& right);

} // namespace logitscope
