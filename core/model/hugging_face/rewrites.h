// Tensors of Hugging Face folders in the form that GGUF has them.
#pragma once

#include "core/files/model_file.h"
#include "core/files/safetensors.h"
#include "core/model/hugging_face/family.h"

#include <cstddef>
#include <string>

namespace logitscope {

struct HeadShape {
    std::size_t heads = 0, keyValueHeads = 0, headLength = 0;
};

// Adds the tensor under its new name: where it lies when its form stays, otherwise to be made when asked for. A tensor
// whose shape does not fit the rewrite is added as it is; that its shape is wrong is found with all other shapes.
// False when the name is taken. Preconditions: the source has a readable type and 1 to 4 dimensions, none of them 0.
bool addRewritten(ModelFile& file, const SafetensorsTensor& source, const std::string& name, Rewrite rewrite,
                  const HeadShape& shape);

} // namespace logitscope
