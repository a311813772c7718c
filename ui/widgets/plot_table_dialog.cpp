#include "ui/widgets/plot_table_dialog.h"

#include "ui/theme/theme.h"

#include <QApplication>
#include <QClipboard>
#include <QDialogButtonBox>
#include <QHeaderView>
#include <QPushButton>
#include <QShortcut>
#include <QTableView>
#include <QVBoxLayout>

#include <algorithm>

namespace logitscope {

PlotTableDialog::PlotTableDialog(const PlotTable& table, QWidget* parent)
    : QDialog(parent), m_view(new QTableView(this)) {
    setAttribute(Qt::WA_DeleteOnClose);
    setWindowTitle(table.title);
    m_view->setModel(new PlotTableModel(table, m_view));
    m_view->setAccessibleName(table.title);
    m_view->setFont(Theme::instance().numberFont(TextSize::Body));
    m_view->verticalHeader()->hide();
    m_view->horizontalHeader()->setStretchLastSection(true);
    m_view->resizeColumnsToContents();
    m_view->setAlternatingRowColors(true);

    auto* buttons = new QDialogButtonBox(QDialogButtonBox::Close, this);
    QPushButton* copyButton = buttons->addButton(tr("Copy"), QDialogButtonBox::ActionRole);
    copyButton->setObjectName(QStringLiteral("copy"));
    copyButton->setToolTip(tr("Copy the selected cells, or the whole table when nothing is selected."));
    connect(copyButton, &QPushButton::clicked, this, &PlotTableDialog::copy);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    connect(new QShortcut(QKeySequence::Copy, m_view), &QShortcut::activated, this, &PlotTableDialog::copy);

    auto* column = new QVBoxLayout(this);
    column->addWidget(m_view, 1);
    column->addWidget(buttons);
    const Theme& theme = Theme::instance();
    resize(theme.grid(70), theme.grid(55));
}

void PlotTableDialog::copy() const {
    QModelIndexList cells = m_view->selectionModel()->selectedIndexes();
    const QAbstractItemModel& model = *m_view->model();
    QString text;
    if (cells.isEmpty()) {
        for (int column = 0; column < model.columnCount(); ++column) {
            text +=
                (column > 0 ? QStringLiteral("\t") : QString()) + model.headerData(column, Qt::Horizontal).toString();
        }
        for (int row = 0; row < model.rowCount(); ++row) {
            for (int column = 0; column < model.columnCount(); ++column) {
                cells.append(model.index(row, column));
            }
        }
        text += QLatin1Char('\n');
    }
    std::sort(cells.begin(), cells.end()); // by row, then column
    for (qsizetype i = 0; i < cells.size(); ++i) {
        if (i > 0) {
            text += cells[i].row() == cells[i - 1].row() ? QLatin1Char('\t') : QLatin1Char('\n');
        }
        text += cells[i].data().toString();
    }
    QApplication::clipboard()->setText(text);
}

} // namespace logitscope
