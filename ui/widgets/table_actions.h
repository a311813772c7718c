// The context menu of everything that shows numbers and is no plot: its data as a table, and as a CSV file.
#pragma once

#include "ui/widgets/plot_table.h"

#include <functional>

class QWidget;

namespace logitscope {

// `table` is asked when one of the two is chosen. `fileName`: what saving suggests, without suffix.
void addTableActions(QWidget& widget, const std::function<PlotTable()>& table, const QString& fileName);

} // namespace logitscope
