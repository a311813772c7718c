// A chart's numbers as a table: for screen readers, for reading off, for the clipboard. Not modal; deletes itself.
#pragma once

#include "ui/widgets/plot_table.h"

#include <QDialog>

class QTableView;

namespace logitscope {

class PlotTableDialog : public QDialog {
    Q_OBJECT

public:
    explicit PlotTableDialog(const PlotTable& table, QWidget* parent = nullptr);

    // The selected cells, or all of them with the headings when none is selected; tabs and newlines, as spreadsheets
    // paste.
    void copy() const;

private:
    QTableView* m_view;
};

} // namespace logitscope
