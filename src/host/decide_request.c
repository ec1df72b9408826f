/* SPDX-License-Identifier: MIT
 *
 * Reading --programme, --stage and --set.
 */
#include "decide_request.h"

#include <string.h>

#include "alloc.h"
#include "file.h"

int cl_split_edition(char **id, char **edition, const char *text, cl_error *e)
{
    const char *at = strchr(text, '@');

    *edition = NULL;
    *id = at == NULL ? cl_strdup(text) : cl_strndup(text, (size_t)(at - text));
    if (at != NULL && at[1] != '\0')
        *edition = cl_strdup(at + 1);
    if (*id != NULL && (at == NULL || at[1] == '\0' || *edition != NULL))
        return 0;
    cl_free(*id);
    *id = NULL;
    return cl_fail(e, CL_E_MEMORY, "out of memory");
}

static int read_set(cl_decide_input *input, const char *text, cl_error *e)
{
    const char *equals = strchr(text, '=');
    cl_assumption assumption = {NULL, NULL};
    char *name;

    if (equals == NULL || equals == text)
        return cl_fail(e, CL_E_MISUSE, "--set takes PARAM=VALUE; found '%s'", text);
    name = cl_strndup(text, (size_t)(equals - text));
    if (name == NULL || cl_vec_add(&input->texts, &name) != 0) {
        cl_free(name);
        return cl_fail(e, CL_E_MEMORY, "out of memory");
    }
    assumption.name = name;
    assumption.value = equals + 1; /* lives as long as the arguments */
    if (cl_vec_add(&input->assumptions, &assumption) != 0)
        return cl_fail(e, CL_E_MEMORY, "out of memory");
    return 0;
}

static int read_stage(cl_decide_input *input, const char *stage, cl_error *e)
{
    if (stage == NULL || cl_stage_named(&input->request.options.stage, cl_view_of(stage)))
        return 0;
    return cl_fail(e, CL_E_MISUSE, "--stage takes form, apply or fund; found '%s'", stage);
}

int cl_decide_input_read(cl_decide_input *input, const cl_arguments *arguments, cl_error *e)
{
    static const cl_decide_request standard = CL_DECIDE_REQUEST_INIT;
    const char *programme = cl_argument_get(arguments, "programme"), *set;
    int rc;

    memset(input, 0, sizeof *input);
    input->request = standard;
    input->assumptions = (cl_vec)CL_VEC_INIT(cl_assumption);
    input->texts = (cl_vec)CL_VEC_INIT(char *);
    rc = read_stage(input, cl_argument_get(arguments, "stage"), e);
    if (rc == 0 && programme != NULL)
        rc = cl_split_edition(&input->programme, &input->edition, programme, e);
    for (size_t i = 0; rc == 0 && (set = cl_argument_at(arguments, "set", i)) != NULL; i++)
        rc = read_set(input, set, e);
    input->request.programme = input->programme;
    input->request.edition = input->edition;
    input->request.options.language = cl_argument_get(arguments, "language");
    input->request.options.assume = input->assumptions.items;
    input->request.options.assume_count = input->assumptions.count;
    return rc;
}

void cl_decide_input_clear(cl_decide_input *input)
{
    cl_free(input->programme);
    cl_free(input->edition);
    cl_vec_clear(&input->assumptions);
    cl_names_clear(&input->texts);
}
