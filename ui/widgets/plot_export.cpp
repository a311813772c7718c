#include "ui/widgets/plot_export.h"

#include <QBuffer>
#include <QCoreApplication>
#include <QDir>
#include <QPageSize>
#include <QPdfWriter>
#include <QSaveFile>
#include <QSvgGenerator>
#include <qcustomplot.h>

namespace logitscope {

namespace {

void paintOn(QPaintDevice& device, QCustomPlot& plot) {
    QCPPainter painter;
    if (painter.begin(&device)) {
        painter.setMode(QCPPainter::pmVectorized);
        painter.setMode(QCPPainter::pmNoCaching);
        plot.toPainter(&painter, plot.width(), plot.height());
        painter.end();
    }
}

} // namespace

QByteArray plotAsPng(QCustomPlot& plot) {
    QByteArray bytes;
    QBuffer buffer(&bytes);
    buffer.open(QIODevice::WriteOnly);
    plot.toPixmap(plot.width(), plot.height(), 2.0).save(&buffer, "PNG");
    return bytes;
}

QByteArray plotAsSvg(QCustomPlot& plot, const QString& title) {
    QByteArray bytes;
    QBuffer buffer(&bytes);
    buffer.open(QIODevice::WriteOnly);
    QSvgGenerator generator;
    generator.setOutputDevice(&buffer);
    generator.setTitle(title);
    generator.setResolution(96);
    generator.setSize(plot.size());
    generator.setViewBox(QRect(QPoint(0, 0), plot.size()));
    paintOn(generator, plot);
    return bytes;
}

QByteArray plotAsPdf(QCustomPlot& plot, const QString& title) {
    QByteArray bytes;
    QBuffer buffer(&bytes);
    buffer.open(QIODevice::WriteOnly);
    QPdfWriter writer(&buffer);
    writer.setTitle(title);
    writer.setResolution(72); // one pixel of the screen is one point of the page
    writer.setPageSize(QPageSize(QSizeF(plot.size()), QPageSize::Point, {}, QPageSize::ExactMatch));
    writer.setPageMargins(QMarginsF());
    paintOn(writer, plot);
    return bytes;
}

Status writeWholeFile(const QString& path, const QByteArray& bytes) {
    QSaveFile file(path);
    if (file.open(QIODevice::WriteOnly) && file.write(bytes) == bytes.size() && file.commit()) {
        return {};
    }
    return Error{
        QCoreApplication::translate("PlotBase", "“%1” could not be written (%2): choose another folder or name.")
            .arg(QDir::toNativeSeparators(path), file.errorString())
            .toStdString()};
}

} // namespace logitscope
