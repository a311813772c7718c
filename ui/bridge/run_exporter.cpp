#include "ui/bridge/run_exporter.h"

#include "core/sampling/sampler_catalog.h"
#include "core/session/session_file.h"
#include "ui/bridge/saved_runs.h"

#include <QCoreApplication>
#include <QFile>
#include <QFileInfo>
#include <QLocale>

#include <algorithm>
#include <cmath>
#include <iterator>
#include <utility>

namespace logitscope {

namespace {

constexpr std::size_t stepsAtOnce = 32;

QString chainLine(const ChainSpec& chain) {
    QStringList parts;
    for (const SamplerSpec& spec : chain.stages) {
        if (!spec.enabled) {
            continue;
        }
        const SamplerInfo& info = infoOf(spec.kind());
        QStringList values;
        for (const ParameterInfo& parameter : info.parameters) {
            values << QStringLiteral("%1 %2").arg(QString::fromUtf8(parameter.label)).arg(parameter.get(spec.options));
        }
        const QString title = QCoreApplication::translate("Sampler", info.title);
        parts << (values.isEmpty() ? title : title + QStringLiteral(" (") + values.join(QStringLiteral(", ")) + ')');
    }
    return parts.join(QStringLiteral(" → "));
}

} // namespace

struct RunExporter::Task {
    ExportedRun exported;
    std::shared_ptr<const RunModel> model;
    ReportRun report;
    RunId run{};
    QString file;
    std::size_t next = 1; // the first step whose distribution is not made
};

RunExporter::RunExporter(Workbench& bench, QObject* parent) : QObject(parent), m_bench(bench) {
    m_pool.setMaxThreadCount(1);
    connect(&bench.engine(), &EngineHost::rowsArrived, this,
            [this](JobId job, std::size_t first, const std::vector<LogitsPtr>& rows) {
                if (m_job == job && m_task) {
                    m_job.reset();
                    convert(first, rows);
                }
            });
    connect(&bench.engine(), &EngineHost::jobFinished, this, [this](JobId job, const Finished& end) {
        if (m_job == job && m_task) {
            m_job.reset();
            m_task.reset();
            emit failed(end.sentence.empty() ? tr("The export was interrupted; export again when the model rests.")
                                             : QString::fromStdString(end.sentence));
        }
    });
}

RunExporter::~RunExporter() {
    *m_alive = false;
    m_pool.waitForDone();
}

void RunExporter::start(const Run& run, const QString& title, const QString& file) {
    if (m_task) {
        emit failed(tr("Another export was under way and was ended."));
        if (m_job) {
            m_bench.engine().cancel(*m_job);
            m_job.reset();
        }
    }
    m_task = std::make_shared<Task>();
    m_task->run = run.id;
    m_task->file = file;
    m_task->model = run.model;
    ExportedRun& exported = m_task->exported;
    exported.model = savedModel(*run.model);
    exported.prompt = run.settings.prompt.toStdString();
    exported.asChat = run.settings.asChat;
    exported.stop = run.settings.stop;
    exported.run.passages = run.passages;
    std::ranges::transform(run.tokens, std::back_inserter(exported.run.tokens), savedTokenOf);
    exported.distributions.resize(run.tokens.size());
    m_task->report = reportOf(run, title);
    if (QFileInfo(file).suffix() == QLatin1String("json")) {
        goOn();
    } else {
        write();
    }
}

// The next stretch of steps: from memory as far as it has them, else from the engine.
void RunExporter::goOn() {
    const Run* run = m_bench.runs().find(m_task->run);
    const std::size_t count = m_task->exported.run.tokens.size();
    const std::size_t first = m_task->next;
    if (!run || first >= count) {
        write();
        return;
    }
    const std::size_t end = std::min(count, first + stepsAtOnce);
    const auto there = [&](std::size_t place) { return run->rowAt(place) && !run->rowAt(place)->isHalf(); };
    std::vector<LogitsPtr> rows;
    while (first + rows.size() < end && there(first + rows.size())) {
        rows.push_back(run->rowAt(first + rows.size()));
    }
    if (!rows.empty()) {
        convert(first, std::move(rows));
        return;
    }
    if (run->model != m_bench.model()) {
        for (std::size_t place = first; place < end; ++place) {
            rows.push_back(run->rowAt(place)); // rounded or none
        }
        convert(first, std::move(rows));
        return;
    }
    std::size_t last = first;
    while (last + 1 < end && !there(last + 1)) {
        ++last;
    }
    m_job = m_bench.engine().readRows({run->ids(last), first});
}

void RunExporter::convert(std::size_t first, std::vector<LogitsPtr> rows) {
    m_pool.start([this, alive = m_alive, task = m_task, first, rows = std::move(rows)] {
        std::vector<float> buffer;
        const std::vector<SavedToken>& tokens = task->exported.run.tokens;
        std::vector<TokenId> ids;
        std::ranges::transform(tokens, std::back_inserter(ids), &SavedToken::token);
        for (std::size_t i = 0; i < rows.size() && first + i < task->exported.distributions.size(); ++i) {
            const auto& passages = task->exported.run.passages;
            const auto passage = std::ranges::upper_bound(passages, first + i, {}, &Passage::first) - 1;
            const auto chain = SamplerChain::create(passage->chain, task->model->texts());
            if (rows[i] && chain) {
                const StepContext context{std::span(ids).first(first + i), passage->seed, passage->sequence,
                                          static_cast<Position>(first + i), &tokens[first + i].memory};
                task->exported.distributions[first + i] =
                    distributionOf(rows[i]->view(buffer), *chain, context, candidates, !rows[i]->isHalf());
            }
        }
        // The destructor waits for the worker.
        QMetaObject::invokeMethod(
            this,
            [this, alive, task, next = first + rows.size()] {
                if (*alive && m_task == task) {
                    task->next = next;
                    goOn();
                }
            },
            Qt::QueuedConnection);
    });
}

void RunExporter::write() {
    const std::shared_ptr<Task> task = std::exchange(m_task, nullptr);
    m_pool.start([this, alive = m_alive, task, words = reportWords()] {
        const QString suffix = QFileInfo(task->file).suffix();
        const Tokenizer* tokenizer = task->model->tokenizer.get();
        const std::string text = suffix == QLatin1String("json")  ? exportJson(task->exported, tokenizer)
                                 : suffix == QLatin1String("csv") ? exportCsv(task->exported, tokenizer)
                                                                  : htmlReport({task->report}, words);
        const Status status = replaceFile(QFile::encodeName(task->file).toStdString(), text);
        const auto& made = task->exported.distributions;
        const auto without = suffix == QLatin1String("json") && !made.empty()
                                 ? std::count(made.begin() + 1, made.end(), std::nullopt)
                                 : 0;
        QMetaObject::invokeMethod(
            this,
            [this, alive, status, file = task->file, without] {
                if (*alive && status) {
                    emit finished(file, static_cast<int>(without));
                } else if (*alive) {
                    emit failed(QString::fromStdString(status.error().message));
                }
            },
            Qt::QueuedConnection);
    });
}

ReportRun reportOf(const Run& run, const QString& title) {
    const auto tr = [](const char* text) { return QCoreApplication::translate("logitscope", text).toStdString(); };
    ReportRun report;
    report.title = title.toStdString();
    report.prompt = run.settings.prompt.toStdString();
    for (const RunToken& token : run.tokens) {
        ReportToken shown;
        if (run.model->tokenizer) {
            shown.bytes = run.model->tokenizer->bytesOf(token.token);
            shown.piece = run.model->tokenizer->pieceOf(token.token);
        } else {
            shown.piece = "#" + std::to_string(numberOf(token.token)) + " ";
        }
        shown.origin = token.origin;
        shown.scored = token.predicted;
        shown.rawProbability = token.rawProbability;
        shown.rawRank = token.rawRank;
        report.tokens.push_back(std::move(shown));
    }
    report.settings = {{tr("Model"), run.model->info.displayName},
                       {tr("Chain"), chainLine(run.settings.chain).toStdString()},
                       {tr("Seed"), std::to_string(run.settings.seed)},
                       {tr("Sequence"), std::to_string(run.settings.sequence)}};
    const Run::Score score = run.score();
    const QLocale plain = QLocale::c();
    report.figures = {{tr("Tokens after the prompt"), std::to_string(run.tokens.size() - run.promptLength())}};
    if (score.tokens > 0) {
        const double mean = score.logProbability / static_cast<double>(score.tokens);
        report.figures.emplace_back(tr("Log-probability (nats, raw)"),
                                    plain.toString(score.logProbability, 'f', 3).toStdString());
        report.figures.emplace_back(tr("per token"), plain.toString(mean, 'f', 3).toStdString());
        report.figures.emplace_back(tr("Perplexity"), plain.toString(std::exp(-mean), 'f', 3).toStdString());
    }
    return report;
}

ReportWords reportWords() {
    const auto tr = [](const char* text) { return QCoreApplication::translate("logitscope", text).toStdString(); };
    ReportWords words;
    words.language = QLocale().bcp47Name().toStdString();
    words.title = tr("Logitscope report");
    words.prompt = tr("Prompt");
    words.settings = tr("Settings");
    words.text = tr("Text");
    words.figures = tr("Figures");
    words.legend =
        tr("The fainter the ground, the more probable the token under the model itself; a line below: outside "
           "the ten most probable, a double one: outside the hundred.");
    return words;
}

} // namespace logitscope
