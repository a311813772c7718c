// Two branches side by side: their texts with the first difference marked, and how probable the model finds each.
#pragma once

#include "ui/bridge/run.h"

#include <QDialog>

namespace logitscope {

// The first place where the two have different tokens (or one has none); empty when they are equal.
std::optional<std::size_t> firstDifference(const Run& left, const Run& right);

class BranchCompareDialog : public QDialog {
    Q_OBJECT

public:
    // Copies what it shows.
    BranchCompareDialog(const Run& left, const QString& leftName, const Run& right, const QString& rightName,
                        QWidget* parent = nullptr);
};

} // namespace logitscope
