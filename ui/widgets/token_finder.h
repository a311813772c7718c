// "Why not this token?": type a text, see the tokens that match with rank, logit, raw and final probability, and the
// stage that cut each. The owner answers queryChanged() with setMatches(). GUI thread.
#pragma once

#include "ui/widgets/bar_row.h"

#include <QWidget>

class QLineEdit;
class QTableView;
class QLabel;

namespace logitscope {

class TokenTable;

class TokenFinder : public QWidget {
    Q_OBJECT

public:
    explicit TokenFinder(QWidget* parent = nullptr);

    QString query() const; // as typed
    // `total`: how many tokens match in all; the rows are the most probable of them.
    void setMatches(std::vector<BarRow> rows, qint64 total);
    void clear();

signals:
    void queryChanged(const QString& query); // empty: nothing to look for
    void tokenChosen(logitscope::TokenId token);
    void tokenPointed(logitscope::TokenId token); // the first match of a new query, or the row moved to

private:
    void showParts();
    void restyle();

    QString m_pointedQuery; // whose first match was pointed at
    QLineEdit* m_edit;
    QTableView* m_view;
    QLabel* m_status;
    TokenTable* m_table;
};

} // namespace logitscope
