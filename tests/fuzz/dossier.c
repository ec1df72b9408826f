/* SPDX-License-Identifier: MIT
 *
 * Dossiers: any bytes are refused with a reason, or decided; a decision is JSON, and the same each
 * time.
 */
#include <string.h>

#include "clachan.h"
#include "fuzz.h"
#include "json.h"

enum { PROGRAMMES = 3 };

static clachan_programme *programmes[PROGRAMMES];

static void load(void)
{
    static const char *const ids[PROGRAMMES][2] = {{"connecting-classrooms-scotland", "2021"},
                                                   {"erasmus-school-mobility", "2021"},
                                                   {"school-partnerships", "2019"}};

    for (int i = 0; i < PROGRAMMES; i++)
        FUZZ_HOLDS(clachan_programme_load(&programmes[i], FUZZ_RULES, ids[i][0], ids[i][1], NULL,
                                          NULL, NULL) == 0);
}

static void check_json(const char *text)
{
    cl_json *json = NULL;

    FUZZ_HOLDS(cl_json_parse(&json, cl_view_of(text), "decision", 1, NULL) == 0);
    FUZZ_HOLDS(cl_json_get(cl_json_root(json), "verdict") != NULL);
    cl_json_free(json);
}

static void decide(const clachan_programme *programme, const clachan_dossier *dossier)
{
    clachan_decision *first = NULL, *second = NULL;
    clachan_error *error = clachan_error_new();
    int code = clachan_decide(&first, programme, dossier, NULL, error);

    if (code == 0) {
        FUZZ_HOLDS(clachan_decide(&second, programme, dossier, NULL, error) == 0);
        check_json(clachan_decision_json(first));
        FUZZ_HOLDS(strcmp(clachan_decision_json(first), clachan_decision_json(second)) == 0);
        FUZZ_HOLDS(clachan_decision_text(first) != NULL);
    } else {
        /* Amounts beyond what money can hold are the one thing that no verdict comes of. */
        FUZZ_HOLDS(code == CLACHAN_E_SCRIPT || code == CLACHAN_E_RANGE);
        FUZZ_HOLDS(clachan_error_text(error)[0] != '\0');
    }
    clachan_decision_free(first);
    clachan_decision_free(second);
    clachan_error_free(error);
}

/* The first byte chooses the programme. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    clachan_dossier *dossier = NULL;
    clachan_error *error;
    const clachan_programme *programme;
    int code;

    if (programmes[0] == NULL)
        load();
    if (size == 0)
        return 0;
    programme = programmes[data[0] % PROGRAMMES];
    error = clachan_error_new();
    code = clachan_dossier_read(&dossier, programme, (const char *)data + 1, size - 1, "input",
                                NULL, NULL, error);
    if (code == 0)
        decide(programme, dossier);
    else
        FUZZ_HOLDS((code == CLACHAN_E_INVALID || code == CLACHAN_E_LIMIT) &&
                   clachan_error_text(error)[0] != '\0');
    clachan_dossier_free(dossier);
    clachan_error_free(error);
    return 0;
}
