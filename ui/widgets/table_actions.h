// The context menu of everything that shows numbers and is no plot: its data as a table, as CSV on the
// clipboard, and as a CSV file.
#pragma once

#include "ui/widgets/plot_table.h"

#include <functional>

class QWidget;

namespace logitscope {

// `table` is asked when one of them is chosen. `fileName`: what saving suggests, without suffix.
void addTableActions(QWidget& widget, const std::function<PlotTable()>& table, const QString& fileName);

} // namespace logitscope
