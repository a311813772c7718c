// A plot as the bytes of a file. Only called by PlotBase; GUI thread.
#pragma once

#include "core/base/result.h"

#include <QByteArray>
#include <QString>

class QCustomPlot;

namespace logitscope {

// Twice the size on screen, for print and slides.
QByteArray plotAsPng(QCustomPlot& plot);
// Vectors; text stays text.
QByteArray plotAsSvg(QCustomPlot& plot, const QString& title);
QByteArray plotAsPdf(QCustomPlot& plot, const QString& title);

// All of the bytes or nothing: an existing file is replaced only once the new one is complete.
Status writeWholeFile(const QString& path, const QByteArray& bytes);

} // namespace logitscope
