// The conductor behind the window: the model in use, the document, the runs, and the commands that people give.
//
// Views read its values and call its commands; it tells facts. It owns the engine's host, the runs and the focus.
// GUI thread; no command waits for the engine. Texts for people are translated here ("Workbench").
#pragma once

#include "ui/bridge/document.h"
#include "ui/bridge/engine_host.h"
#include "ui/bridge/focus.h"
#include "ui/bridge/row_reader.h"
#include "ui/bridge/run_store.h"
#include "ui/bridge/second_model.h"

#include <QElapsedTimer>
#include <QObject>

#include <map>
#include <memory>
#include <optional>
#include <set>

namespace logitscope {

struct OpenedSession;

class Workbench final : public QObject {
    Q_OBJECT

public:
    explicit Workbench(const EngineOptions& options = {}, QObject* parent = nullptr);
    ~Workbench() override;

    // --- what there is
    const std::shared_ptr<const RunModel>& model() const { return m_model; } // null until one is loaded
    bool loading() const { return m_loadJob.has_value(); }
    QString loadingName() const { return m_loadingName; }
    const Document& document() const { return m_document; }
    const RunStore& runs() const { return *m_runs; }
    Focus& focus() const { return *m_focus; }
    EngineHost& engine() const { return *m_engine; }
    SecondModel& secondModel() const { return *m_second; }

    const Run* run() const; // the one on screen; null when there is none
    bool busy() const;      // whether it is being read or written
    bool canUndo() const { return m_history.canUndo(); }
    bool canRedo() const { return m_history.canRedo(); }
    // u of position `index` of the run on screen: of its token, or of the token that a step would draw there.
    double uniformAt(std::size_t index) const;
    std::uint64_t seedAt(std::size_t index) const; // that u was drawn with
    // What a chain knows at position `index` of the run on screen, which there must be.
    KeptContext contextAt(std::size_t index) const { return run()->contextAt(index, m_document.seed); }
    // How a token is called when it stands alone: its piece, or "#17" without a vocabulary.
    QString pieceOf(TokenId token) const;

    // --- models
    // Replaces the model when the file turns out to be good; until then, and when it does not, the present one stays.
    // Continues the prompt as soon as it is there, unless it is for a session that was opened.
    enum class AfterLoad : unsigned char { Run, Wait };
    void openModel(const QString& path, const QString& displayName = {}, AfterLoad after = AfterLoad::Run);
    void cancelLoad();

    // --- edits, each undoable
    void setPrompt(const QString& prompt);
    void setAsChat(bool asChat);           // only models with a chat template know the difference
    void setChain(const ChainSpec& chain); // also for a run under way, from its next token on
    void setSeed(std::uint64_t seed);
    void setStopRules(const StopRules& stop);
    void undo();
    void redo();
    // Takes over what the last session ended with; not an edit.
    void restore(const Document& document);

    // --- sessions: what is there gives way, its undo history as well
    void open(OpenedSession session);
    // The model that is loaded is the one that this stand-in stands for: its runs can go on.
    void adoptModel(const std::shared_ptr<const RunModel>& standIn);
    void clear(); // no runs; the document's settings stay

    // --- runs
    void start();   // a new run from the prompt; the focus rests on the first token that it writes
    void proceed(); // more of the run on screen, up to the length limit again
    void step();    // one token more (of a new run when the prompt changed)
    void stop();
    // Another token at a position of the run on screen: a new run that shares everything before it and goes on after
    // it.
    void branch(std::size_t position, TokenId token);
    // Another u at a position (the next sequence of the seed, or another seed), and another text after it.
    void reroll(std::size_t position);
    void drawWith(std::size_t position, std::uint64_t seed);
    // Typed text at a position, as tokens taken by hand, and another text after it. Fails with a sentence for text that
    // cannot be cut into tokens.
    Status insertText(std::size_t position, const QString& text);
    // The same with tokens: a path of the probability tree.
    Status insertTokens(std::size_t position, const std::vector<TokenId>& tokens);
    // The most probable continuations from a position of the run on screen: treeGrown() as they are known, in the end
    // treeFinished(). Another one, or a run, ends it.
    void growTree(std::size_t position, const TreeLimits& limits);
    void cancelTree();
    bool growing() const { return m_treeJob.has_value(); }
    // Has the row of a place that memory let go computed again; whether it is on its way.
    bool requestRow(std::size_t position);
    void setLogitMemory(std::size_t bytes);

    // --- branches, each undoable
    void showBranch(RunId id); // where the focus is, or at its end
    void renameBranch(RunId id, const QString& name);
    // Its own branches stay, as branches of what it was a branch of. When it was on screen, that is shown.
    void deleteBranch(RunId id);

    // Moves the focus in the run on screen; at the place after the last token it goes along with a run that writes.
    void select(std::size_t position);

signals:
    void modelChanged(); // loaded, loading, or no longer loading
    void modelLoadProgressed(double fraction);
    void modelFailed(const QString& sentence);
    void documentChanged();
    void runFailed(const QString& sentence); // the prompt or a setting does not work
    void runStarted();
    void treeGrown(const std::vector<logitscope::TreeNode>& children);
    void treeFinished(const QString& sentence); // why it failed; empty otherwise

private:
    enum class Length : unsigned char { Limit, OneToken };

    void edit(EditKind kind, bool merge);
    void show(RunId run, std::size_t position, bool follow);
    void showBefore(RunId failed);
    void apply(const Document& target);
    void begin(Length length);
    void drawAgain(std::size_t position, std::optional<std::uint64_t> seed);
    void submit(RunId run, Prompt prompt, Length length, bool scorePrompt);
    void submitContinuation(RunId run, Length length);
    bool ownsModelOf(const Run& run);
    void scoreTyped(const Run& run);
    RunSettings settings(std::uint32_t sequence) const;
    RunSettings settingsOf(const Run& from, std::uint32_t sequence) const;
    std::optional<RunId> runInsteadOf(RunId gone) const;
    ChainMemory memoryAfter(std::size_t position, TokenId token) const;

    void onModelLoaded(JobId job, const LoadedModel& model);
    void onSteps(JobId job, const std::vector<StepRecord>& steps);
    void onJobFinished(JobId job, const Finished& finished);
    void follow(RunId run);

    std::shared_ptr<const RunModel> m_model;
    Document m_document;
    History m_history;
    QElapsedTimer m_clock;
    RunStore* m_runs;
    Focus* m_focus;
    std::optional<JobId> m_loadJob;
    std::set<JobId> m_loads; // asked for here and not finished: others load models for themselves
    QString m_loadingName;
    AfterLoad m_afterLoad = AfterLoad::Run;
    bool m_precise;
    std::map<JobId, RunId> m_jobs;    // generations that have not finished
    std::optional<RunId> m_runBefore; // on screen before the present one, at m_positionBefore
    std::size_t m_positionBefore = 0;
    std::uint32_t m_lastSequence = 0;
    bool m_landing = false;   // the focus comes to rest on the first token that the new run writes
    bool m_stepWaits = false; // asked for while the last one was still on its way
    EngineHost* m_engine;
    RowReader* m_rows;
    std::optional<JobId> m_treeJob;
    std::size_t m_lastPosition = 0; // of the focus, to see where it goes
    SecondModel* m_second;
};

} // namespace logitscope
