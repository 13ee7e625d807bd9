// assay/columnar/sort_rows.h
//
// Puts rows into the order of a run, (name, user, time, sequence): by sorting what arrived, or by merging runs. O(rows) for rows that
// arrived in order of time, else O(rows log rows); merging k runs costs O(rows k).

#ifndef ASSAY_COLUMNAR_SORT_ROWS_H_
#define ASSAY_COLUMNAR_SORT_ROWS_H_

#include <cstddef>
#include <vector>

#include "assay/columnar/row_group.h"

namespace assay {

// One run of all rows of `open`, whose rows are in any order and whose groups are full but the last. `columns` is the number of property columns that the table has. Holds everything in plain
// memory meanwhile.
std::vector<RowGroup> SortRows(std::vector<RowGroup> open, std::size_t columns);

// One run of all rows of `runs`, each a run. Holds a few groups of each in plain memory; gives groups back as they are used up.
std::vector<RowGroup> MergeRuns(std::vector<std::vector<RowGroup>> runs, std::size_t columns);

}  // namespace assay

#endif  // ASSAY_COLUMNAR_SORT_ROWS_H_
