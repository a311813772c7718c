// What every table of the lab can do by its context menu: show its numbers, copy and save them as CSV. GUI thread.
#pragma once

#include "ui/widgets/plot_table.h"

#include <functional>

class QAbstractItemView;

namespace logitscope {

// `table` gives the numbers when they are asked for; `fileName` is what saving suggests, without suffix.
void addTableActions(QAbstractItemView* view, const QString& fileName, const std::function<PlotTable()>& table);

} // namespace logitscope
