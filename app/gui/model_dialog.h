// What the model in use is: its figures from the file, and its card when it is one of the box.
#pragma once

#include "core/model/model_config.h"

#include <QDialog>

namespace logitscope {

class ModelDialog : public QDialog {
    Q_OBJECT

public:
    // `card`: a Markdown file; none when empty.
    ModelDialog(const ModelInfo& info, bool hasVocabulary, const QString& card, QWidget* parent = nullptr);
};

} // namespace logitscope
