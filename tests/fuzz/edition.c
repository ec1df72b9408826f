/* SPDX-License-Identifier: MIT
 *
 * Editions: any text is refused with a place and a reason, or gives a programme; within the limits
 * of a load.
 */
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "fuzz.h"
#include "programme_load.h"

static char folder[] = "/tmp/clachan-fuzz-XXXXXX/fuzz";

static void make_folder(void)
{
    char *last = strrchr(folder, '/');

    *last = '\0';
    FUZZ_HOLDS(mkdtemp(folder) != NULL);
    *last = '/';
    FUZZ_HOLDS(mkdir(folder, 0700) == 0);
}

/* A head stands before the bytes, so that they are about something. */
static void write_edition(const uint8_t *data, size_t size)
{
    static const char head[] =
        "programme \"fuzz\" { edition = \"1\", currency = \"GBP\", title = \"Fuzz\", in_force = { "
        "from = \"2021-01-01\" } }\nuse \"lib.cluster\"\n";
    char path[sizeof folder + 8];
    FILE *file;

    (void)snprintf(path, sizeof path, "%s/1.lua", folder);
    file = fopen(path, "wb");
    FUZZ_HOLDS(file != NULL);
    (void)fwrite(head, 1, sizeof head - 1, file);
    (void)fwrite(data, 1, size, file);
    FUZZ_HOLDS(fclose(file) == 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const char *const roots[] = {FUZZ_RULES};
    cl_findings findings = CL_FINDINGS_INIT;
    cl_programme *programme = NULL;
    cl_error e = CL_ERROR_INIT;
    int rc;

    if (folder[sizeof folder - sizeof "XXXXXX/fuzz"] == 'X')
        make_folder();
    write_edition(data, size);
    rc = cl_programme_load(&programme, folder, "1.lua", roots, 1, &findings, &e);
    FUZZ_HOLDS((rc == 0) == (programme != NULL));
    FUZZ_HOLDS(rc == 0 || rc == CL_E_SCRIPT || rc == CL_E_LIMIT);
    FUZZ_HOLDS(rc == 0 || findings.errors > 0);
    for (size_t i = 0; i < cl_findings_count(&findings); i++)
        FUZZ_HOLDS(cl_findings_at(&findings, i)->message[0] != '\0');
    cl_programme_free(programme);
    cl_findings_clear(&findings);
    return 0;
}
