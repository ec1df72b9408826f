/* SPDX-License-Identifier: MIT
 *
 * The cluster self-evaluation: for each questionnaire and area how many schools, the least, middle
 * and greatest score, and every need with its school. Middle of an even number: both halves are
 * shown, since an average of answers is nobody's answer.
 */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "digest.h"
#include "json.h"
#include "plain.h"
#include "row.h"
#include "self_evaluation.h"

/* One school's answers. */
typedef struct answered {
    cl_school school;
    cl_self_evaluation evaluation;
    cl_json *json; /* NULL: no answers on record */
} answered;

typedef struct rolling {
    cl_recording *r;
    cl_cluster cluster;
    cl_date on;
    cl_vec schools;  /* answered */
    cl_text without; /* ["SCH-1"] at home, without a self-evaluation */
} rolling;

static int newest(cl_self_evaluation *out, bool *found, cl_recording *r, int64_t school, cl_date on,
                  cl_error *e)
{
    cl_self_evaluation *list;
    size_t count;
    int rc = cl_self_evaluation_list(&list, &count, &r->arena, r->store, school, e);

    *found = false;
    for (size_t i = 0; rc == 0 && i < count && !*found; i++)
        if (cl_view_is(list[i].state, "submitted") && list[i].date.value <= on) {
            *out = list[i];
            *found = true;
        }
    return rc;
}

static int add_school(rolling *in, int64_t school, cl_error *e)
{
    answered one = {0};
    bool found;
    int rc = cl_record_get(&one.school, &in->r->arena, in->r->store, &cl_table_school, school, e);

    if (rc == 0)
        rc = newest(&one.evaluation, &found, in->r, school, in->on, e);
    if (rc != 0)
        return rc;
    if (!found) {
        if (cl_view_is(one.school.country, "GB"))
            cl_text_format(&in->without, "%s\"SCH-%" PRId64 "\"",
                           in->without.length == 1 ? "" : ",", school);
        return cl_text_check(&in->without, e);
    }
    if (one.evaluation.answers.length > 0)
        rc = cl_json_parse(&one.json, one.evaluation.answers, "answers", 1, e);
    if (rc == 0 && cl_vec_add(&in->schools, &one) != 0) {
        cl_json_free(one.json);
        rc = cl_fail(e, CL_E_MEMORY, "out of memory");
    }
    return rc;
}

static int read_schools(rolling *in, cl_error *e)
{
    cl_membership *members;
    size_t count;
    int rc = cl_membership_list(&members, &count, &in->r->arena, in->r->store, in->cluster.id, 0,
                                in->on, e);

    cl_text_add_char(&in->without, '[');
    for (size_t i = 0; rc == 0 && i < count; i++)
        rc = add_school(in, members[i].school, e);
    cl_text_add_char(&in->without, ']');
    if (rc == 0 && in->schools.count == 0)
        rc = cl_fail(e, CL_E_STATE, "no school of CLU-%" PRId64 " has evaluated itself by then",
                     in->cluster.id);
    return rc;
}

/* ---- one area of one questionnaire ---- */

static const cl_json_value *area_of(const answered *a, const char *questionnaire, const char *area)
{
    if (a->json == NULL || !cl_view_is(a->evaluation.questionnaire, questionnaire))
        return NULL;
    return cl_json_get(cl_json_get(cl_json_root(a->json), "areas"), area);
}

static int by_value(const void *a, const void *b)
{
    const int64_t *x = a, *y = b;

    return (*x > *y) - (*x < *y);
}

static void print_scores(cl_text *out, int64_t *scores, size_t count)
{
    if (count == 0)
        return;
    qsort(scores, count, sizeof *scores, by_value);
    cl_text_add_string(out, ",\"greatest\":");
    cl_text_add_int(out, scores[count - 1]);
    cl_text_add_string(out, ",\"least\":");
    cl_text_add_int(out, scores[0]);
    cl_text_add_string(out, ",\"median\":[");
    cl_text_add_int(out, scores[(count - 1) / 2]);
    if (count % 2 == 0) {
        cl_text_add_char(out, ',');
        cl_text_add_int(out, scores[count / 2]);
    }
    cl_text_add_char(out, ']');
}

static void print_needs(cl_text *out, const answered *a, const cl_json_value *area)
{
    const cl_json_value *needs = cl_json_get(area, "needs");

    for (size_t i = 0; needs != NULL && i < cl_json_count(needs); i++) {
        cl_text_format(out, "%s{\"need\":", out->at[out->length - 1] == '[' ? "" : ",");
        cl_text_add_json(out, cl_json_string(cl_json_item(needs, i)));
        cl_text_format(out, ",\"school\":\"SCH-%" PRId64 "\"}", a->school.id);
    }
}

static int print_area(cl_text *out, const rolling *in, const char *questionnaire, const char *area,
                      cl_error *e)
{
    int64_t *scores = cl_arena_array(&in->r->arena, in->schools.count, sizeof *scores);
    size_t answers = 0, scored = 0;

    if (scores == NULL)
        return cl_fail(e, CL_E_MEMORY, "out of memory");
    cl_text_add_json(out, cl_view_of(area));
    cl_text_add_string(out, ":{\"needs\":[");
    for (size_t i = 0; cl_text_check(out, NULL) == 0 && i < in->schools.count; i++) {
        const answered *a = cl_vec_at(&in->schools, i);
        const cl_json_value *found = area_of(a, questionnaire, area), *score;

        if (found == NULL)
            continue;
        answers++;
        print_needs(out, a, found);
        score = cl_json_get(found, "score");
        if (score != NULL && cl_json_type(score) == CL_JSON_INTEGER)
            scores[scored++] = cl_json_integer(score);
    }
    cl_text_add_char(out, ']');
    print_scores(out, scores, scored);
    cl_text_add_string(out, ",\"schools\":");
    cl_text_add_int(out, (int64_t)answers);
    cl_text_add_char(out, '}');
    return cl_text_check(out, e);
}

/* ---- the whole ---- */

static bool was_before(const rolling *in, size_t index)
{
    const answered *a = cl_vec_at(&in->schools, index);

    for (size_t i = 0; i < index; i++)
        if (cl_view_equal(((answered *)cl_vec_at(&in->schools, i))->evaluation.questionnaire,
                          a->evaluation.questionnaire))
            return true;
    return false;
}

/* Every area that anybody answered under this questionnaire, in the order of the first school. */
static int print_questionnaire(cl_text *out, const rolling *in, const answered *first, cl_error *e)
{
    const cl_json_value *areas = cl_json_get(cl_json_root(first->json), "areas"), *value;
    const char *area;
    void *cursor = NULL;
    int rc = 0;

    cl_text_add_json(out, first->evaluation.questionnaire);
    cl_text_add_string(out, ":{");
    for (size_t n = 0;
         rc == 0 && areas != NULL && (area = cl_json_next(areas, &cursor, &value)) != NULL; n++) {
        cl_text_add_string(out, n == 0 ? "" : ",");
        rc = print_area(out, in, first->evaluation.questionnaire.at, area, e);
    }
    cl_text_add_char(out, '}');
    return rc != 0 ? rc : cl_text_check(out, e);
}

static int print_result(cl_text *out, const rolling *in, cl_error *e)
{
    int rc = 0;

    cl_text_add_string(out, "{\"areas\":{");
    for (size_t i = 0; rc == 0 && i < in->schools.count; i++) {
        const answered *a = cl_vec_at(&in->schools, i);

        if (a->json == NULL || was_before(in, i))
            continue;
        if (out->at[out->length - 1] != '{')
            cl_text_add_char(out, ',');
        rc = print_questionnaire(out, in, a, e);
    }
    cl_text_add_string(out, "},\"without\":");
    cl_text_add_view(out, cl_text_view(&in->without));
    cl_text_add_char(out, '}');
    return rc != 0 ? rc : cl_text_check(out, e);
}

/* [{"answers": "sha256:…", "id": "EVA-1"}] */
static int print_used(cl_text *out, const rolling *in, cl_error *e)
{
    cl_text_add_char(out, '[');
    for (size_t i = 0; i < in->schools.count; i++) {
        const answered *a = cl_vec_at(&in->schools, i);
        char digest[CL_DIGEST_HEX];

        cl_digest_hex(a->evaluation.answers, digest);
        cl_text_format(out, "%s{\"answers\":\"sha256:%s\",\"id\":\"EVA-%" PRId64 "\"}",
                       i == 0 ? "" : ",", digest, a->evaluation.id);
    }
    cl_text_add_char(out, ']');
    return cl_text_check(out, e);
}

static int store(rolling *in, cl_error *e)
{
    static const cl_plain noun = {&cl_table_cluster_evaluation, NULL, NULL};
    cl_text used = CL_TEXT_INIT, result = CL_TEXT_INIT;
    cl_cluster_evaluation made = {0};
    int rc = print_used(&used, in, e);

    if (rc == 0)
        rc = print_result(&result, in, e);
    if (rc == 0) {
        made.cluster = in->cluster.id;
        made.date = cl_known(in->on);
        made.used = cl_text_view(&used);
        made.result = cl_text_view(&result);
        rc = cl_plain_add(in->r, &noun, "roll up", &made, e);
    }
    cl_text_clear(&used);
    cl_text_clear(&result);
    return rc;
}

int cl_self_evaluation_roll_up(cl_recording *r, cl_error *e)
{
    rolling in = {.r = r, .schools = CL_VEC_INIT(answered)};
    int rc = cl_recording_get(r, &in.cluster, &cl_table_cluster, "cluster", e);

    if (rc == 0)
        rc = cl_recording_day(r, &in.on, "on", e);
    if (rc == 0)
        rc = read_schools(&in, e);
    if (rc == 0)
        rc = store(&in, e);
    for (size_t i = 0; i < in.schools.count; i++)
        cl_json_free(((answered *)cl_vec_at(&in.schools, i))->json);
    cl_vec_clear(&in.schools);
    cl_text_clear(&in.without);
    return rc;
}
