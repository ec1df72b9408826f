/* SPDX-License-Identifier: MIT
 *
 * From a dialect's request to a stored exchange: bytes, key, headers without secrets.
 */
#include "courier_parts.h"

#include <string.h>

static cl_view keep(cl_arena *arena, cl_view text, bool *failed)
{
    cl_view copy = CL_VIEW_INIT;

    if (text.length == 0)
        return copy;
    copy.at = cl_arena_copy(arena, text);
    copy.length = text.length;
    if (copy.at == NULL)
        *failed = true;
    return copy;
}

static cl_view keep_text(cl_arena *arena, cl_text *text, bool *failed)
{
    cl_view copy = keep(arena, cl_text_view(text), failed);

    if (text->failed != 0)
        *failed = true;
    cl_text_clear(text);
    return copy;
}

static cl_view print_headers(cl_arena *arena, const cl_dialect_request *request, bool *failed)
{
    cl_text text = CL_TEXT_INIT;
    const char *separator = "";

    cl_text_add_char(&text, '{');
    if (request->has_body) {
        cl_text_add_string(&text, "\"Content-Type\":");
        cl_text_add_json(&text, cl_view_of(request->content_type));
        separator = ",";
    }
    for (size_t i = 0; i < request->header_count; i++) {
        const cl_dialect_header *header = &request->headers[i];

        cl_text_add_string(&text, separator);
        cl_text_add_json(&text, cl_view_of(header->name));
        cl_text_add_string(&text, header->secret ? ":{\"secret\":" : ":");
        cl_text_add_json(&text, cl_view_of(header->value));
        cl_text_add_string(&text, header->secret ? "}" : "");
        separator = ",";
    }
    cl_text_add_char(&text, '}');
    return keep_text(arena, &text, failed);
}

static cl_view print_expect(cl_arena *arena, const cl_dialect_request *request, bool *failed)
{
    cl_text text = CL_TEXT_INIT;

    cl_text_add_char(&text, '[');
    for (size_t i = 0; i < request->expect_count; i++)
        cl_text_format(&text, "%s%d", i > 0 ? "," : "", request->expect[i]);
    cl_text_add_char(&text, ']');
    return keep_text(arena, &text, failed);
}

static cl_view effect_name(cl_effect effect)
{
    switch (effect) {
    case CL_EFFECT_READ:
        return CL_VIEW("read");
    case CL_EFFECT_REPEAT:
        return CL_VIEW("repeat");
    case CL_EFFECT_ONCE:
        break;
    }
    return CL_VIEW("once");
}

static int give_key(cl_exchange *out, cl_arena *arena, const cl_portal *portal, int64_t now,
                    cl_error *e)
{
    char key[37];
    bool failed = false;
    int rc = cl_random_uuid(key, e);

    if (rc != 0)
        return rc;
    out->key = keep(arena, cl_view_of(key), &failed);
    out->key_until_at =
        portal->key_honoured ? cl_known(now + portal->key_lifetime) : (cl_maybe){0, false};
    return failed ? cl_fail(e, CL_E_MEMORY, "out of memory") : 0;
}

int cl_exchange_make(cl_exchange *out, cl_arena *arena, const cl_portal *portal, const char *step,
                     const char *purpose, const cl_dialect_request *request, int64_t now,
                     cl_error *e)
{
    bool failed = false;

    memset(out, 0, sizeof *out);
    out->step = keep(arena, cl_view_of(step), &failed);
    out->purpose = keep(arena, cl_view_of(purpose), &failed);
    out->effect = effect_name(request->effect);
    out->commits = request->commits;
    out->harmless = request->harmless;
    out->method = keep(arena, cl_view_of(request->method), &failed);
    out->path = keep(arena, cl_view_of(request->path), &failed);
    out->query = keep(arena, cl_view_of(request->query), &failed);
    out->headers = print_headers(arena, request, &failed);
    out->body = request->has_body ? keep(arena, request->body, &failed) : (cl_view)CL_VIEW_INIT;
    out->expect = print_expect(arena, request, &failed);
    if (failed)
        return cl_fail(e, CL_E_MEMORY, "out of memory");
    return request->effect == CL_EFFECT_READ ? 0 : give_key(out, arena, portal, now, e);
}

int cl_exchange_of_step(cl_exchange *out, cl_arena *arena, cl_portal_line *line, const char *step,
                        const cl_json_value *view, int64_t now, cl_error *e)
{
    cl_dialect_request request;
    int rc = cl_dialect_make_request(line->dialect, &request, step, view, e);

    if (rc == 0)
        rc = cl_exchange_make(out, arena, line->portal, step, "step", &request, now, e);
    cl_dialect_request_clear(&request);
    return rc;
}

int cl_exchange_again(cl_exchange *out, cl_arena *arena, const cl_portal *portal,
                      const cl_exchange *step, bool new_key, int64_t now, cl_error *e)
{
    bool dead = portal->key_honoured && step->key.length > 0 &&
                !(step->key_until_at.known && step->key_until_at.value > now);

    *out = *step;
    out->id = 0;
    out->version = 0;
    return dead || new_key ? give_key(out, arena, portal, now, e) : 0;
}
