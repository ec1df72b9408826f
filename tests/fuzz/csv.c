/* SPDX-License-Identifier: MIT
 *
 * CSV: fields are UTF-8 whatever the bytes were, lines go forward, and a field that is written and
 * read again is the same.
 */
#include "csv.h"

#include "fuzz.h"
#include "utf8.h"

static void check_written(cl_view field)
{
    cl_csv_options options = CL_CSV_OPTIONS_INIT;
    cl_text line = CL_TEXT_INIT;
    cl_csv *csv = NULL;
    bool more = false;

    cl_text_add_string(&line, "a,b\n");
    cl_csv_add(&line, field);
    cl_text_add_string(&line, ",x\n");
    FUZZ_HOLDS(cl_csv_open_view(&csv, cl_text_view(&line), "written", &options, NULL) == 0);
    FUZZ_HOLDS(cl_csv_next(csv, &more, NULL) == 0 && more);
    FUZZ_HOLDS(cl_view_equal(cl_csv_field(csv, 0), field));
    cl_csv_close(csv);
    cl_text_clear(&line);
}

/* The first byte chooses the separator and the encoding. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const char separators[] = {',', ';', '\t', '|'};
    cl_csv_options options = CL_CSV_OPTIONS_INIT;
    cl_error e = CL_ERROR_INIT;
    cl_csv *csv = NULL;
    bool more = true;
    int line = 0, rc;

    if (size == 0)
        return 0;
    options.separator = separators[data[0] & 3];
    options.encoding = (data[0] & 4) != 0 ? CL_CP1252 : CL_UTF8;
    if (cl_csv_open_view(&csv, (cl_view){(const char *)data + 1, size - 1}, "input", &options,
                         &e) != 0)
        return 0;
    for (rc = 0; more; rc = 0) {
        rc = cl_csv_next(csv, &more, &e);
        if (rc != 0 && rc != CL_E_INVALID && rc != CL_E_LIMIT)
            break;
        if (rc != 0 || !more)
            continue;
        FUZZ_HOLDS(cl_csv_line(csv) > line);
        line = cl_csv_line(csv);
        for (size_t i = 0; i < cl_csv_columns(csv); i++) {
            cl_view field = cl_csv_field(csv, (int)i);

            FUZZ_HOLDS(cl_utf8_valid(field, NULL));
            if (field.length < 200)
                check_written(field);
        }
    }
    cl_csv_close(csv);
    return 0;
}
