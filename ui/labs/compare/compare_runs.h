// The columns of the Compare lab and the jobs that fill them: all columns as one batch, or one after the other.
//
// Owned by the lab's view; GUI thread; no call waits for the engine. Columns that share a model share one forward pass
// per token and one reading of equal prompts. A column's first text keeps its rows of logits (the oldest as halves,
// then not at all, beyond the budget); its further texts keep figures only.
#pragma once

#include "ui/bridge/workbench.h"
#include "ui/labs/compare/compare_column.h"

#include <QObject>
#include <QThreadPool>

#include <map>

namespace logitscope {

// Whether a model is on its way into either place: what is asked of the engine now would be written by that one.
bool isLoading(const Workbench& bench);

class CompareRuns final : public QObject {
    Q_OBJECT

public:
    enum class Dice : unsigned char { Same, Own };          // the same random numbers for all, or seed, seed + 1 …
    enum class Pace : unsigned char { Together, OneByOne }; // all columns in one batch, or each by itself
    enum class State : unsigned char { Empty, Running, Done, Cancelled, Failed };

    explicit CompareRuns(Workbench& bench, QObject* parent = nullptr);

    const std::vector<ColumnSettings>& columns() const { return m_columns; }
    const ColumnText& text(std::size_t column) const; // of an empty column: without tokens
    // What the column would be run with now: the window's chain and prompt where it has none of its own.
    ColumnRecipe recipeOf(std::size_t column) const;
    QString titleOf(std::size_t column) const; // its name, or what its chain is called
    // Whether it was written with other settings than those that it has now.
    bool isStale(std::size_t column) const;

    State state() const { return m_state; }
    QString problem() const { return m_problem; } // a sentence when Failed; empty otherwise
    Dice dice() const { return m_dice; }
    Pace pace() const { return m_pace; }
    int repeats() const { return m_repeats; }       // texts of each column, 1 ... mostRepeats
    std::size_t stepCount() const;                  // tokens of the longest column
    int generation() const { return m_generation; } // of the texts: another one when they are begun anew
    std::size_t endedSamples() const;
    std::size_t wantedSamples() const; // of all columns; 0 without repeats

    void setColumn(std::size_t column, ColumnSettings settings);
    // At the end, with a colour and an id of its own; false when there are mostColumns.
    bool addColumn(ColumnSettings settings);
    void removeColumn(std::size_t column); // not below fewestColumns
    void setDice(Dice dice);
    void setPace(Pace pace);
    void setRepeats(int repeats);

    void runAll();  // new texts
    void stepAll(); // one token more of each that has not ended; new texts where a setting changed
    void stop();

signals:
    void columnsChanged(); // settings, number, dice, pace, repeats
    void textsChanged();   // tokens came, or texts were begun anew
    void stateChanged();

private:
    struct Member {
        int id = 0;      // of the column
        int sample = -1; // -1: its text
    };

    ColumnText& textOf(int id) { return m_texts[id]; }
    bool begin(); // all texts anew; false when a setting does not work
    void submit(const std::vector<std::size_t>& columns, bool oneToken);
    void submitSamples(std::size_t column);
    SequenceRequest requestOf(const ColumnRecipe& recipe) const;
    void fail(const QString& sentence);
    void setState(State state);
    void keepBudget();
    void measureLikeness(int id);

    void onPrompt(JobId job, std::size_t sequence, const std::vector<TokenId>& tokens);
    void onSteps(JobId job, const std::vector<SequenceStep>& steps);
    void onOutcome(JobId job, std::size_t sequence, const Outcome& outcome);
    void onFinished(JobId job, const Finished& finished);

    Workbench& m_bench;
    std::vector<ColumnSettings> m_columns;
    std::map<int, ColumnText> m_texts; // by column id
    std::map<JobId, std::vector<Member>> m_jobs;
    State m_state = State::Empty;
    QString m_problem;
    Dice m_dice = Dice::Same;
    Pace m_pace = Pace::Together;
    int m_repeats = 1;
    int m_lastId = 0;
    bool m_cancelled = false;
    bool m_stepWaits = false; // asked for while the last one was still on its way
    int m_generation = 0;
    QThreadPool m_workers; // last: it waits for what still uses this
};

} // namespace logitscope
