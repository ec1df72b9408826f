/* SPDX-License-Identifier: MIT
 *
 * Facts by name. The layout is that of a dossier with one record.
 */
#include "machine_case.h"

#include <string.h>

int cl_case_open(cl_case *c, const cl_machine *machine, cl_date today, cl_error *e)
{
    const cl_schema *schema = &machine->programme->schema;

    memset(c, 0, sizeof *c);
    c->machine = machine;
    c->dossier = (cl_dossier)CL_DOSSIER_INIT;
    if (schema->types[0].field_count > CL_CASE_FIELDS)
        return cl_fail(e, CL_E_LIMIT, "a %s has too many facts", machine->noun->name);
    c->record = (cl_record){.type = 0};
    /* The vectors of a dossier are its memory; here it is the case's own, which never grows. */
    c->dossier.fact_store = (cl_vec){c->facts, CL_CASE_FIELDS, CL_CASE_FIELDS, sizeof *c->facts};
    c->dossier.record_store = (cl_vec){&c->record, 1, 1, sizeof c->record};
    c->dossier.schema = schema;
    c->dossier.facts = c->facts;
    c->dossier.fact_count = (uint32_t)schema->types[0].field_count;
    c->dossier.records = &c->record;
    c->dossier.record_count = 1;
    c->dossier.date = today;
    c->facts[CL_FIELD_DATE] = (cl_fact){today, 0, CL_FACT_KNOWN};
    for (size_t i = 0; i < schema->types[0].field_count; i++)
        if (schema->types[0].fields[i].absence == CL_ABSENT_NONE)
            c->facts[i].state = CL_FACT_NONE;
    return cl_evaluator_init(&c->evaluator, machine->programme, e);
}

void cl_case_clear(cl_case *c)
{
    cl_evaluator_clear(&c->evaluator);
    cl_text_clear(&c->dossier.texts);
}

static cl_fact *fact_named(cl_case *c, const char *name)
{
    int field = cl_schema_find(c->dossier.schema, 0, cl_view_of(name));

    return field < 0 ? NULL : &c->facts[field];
}

static void set(cl_case *c, const char *name, int64_t value, cl_fact_state state)
{
    cl_fact *fact = fact_named(c, name);

    if (fact != NULL)
        *fact = (cl_fact){value, 0, (uint8_t)state};
}

void cl_case_yes(cl_case *c, const char *fact, bool value)
{
    set(c, fact, value, CL_FACT_KNOWN);
}

void cl_case_day(cl_case *c, const char *fact, cl_date day)
{
    set(c, fact, day, CL_FACT_KNOWN);
}

void cl_case_none(cl_case *c, const char *fact)
{
    set(c, fact, 0, CL_FACT_NONE);
}

/* Texts lie one after the other, terminated; a failed buffer leaves the fact unknown. */
void cl_case_text(cl_case *c, const char *name, cl_view text)
{
    cl_fact *fact = fact_named(c, name);
    size_t at = c->dossier.texts.length;

    if (fact == NULL)
        return;
    if (text.length == 0) {
        set(c, name, 0, CL_FACT_NONE);
        return;
    }
    cl_text_add_view(&c->dossier.texts, text);
    if (cl_text_add_char(&c->dossier.texts, '\0') == 0)
        *fact = (cl_fact){(int64_t)at, (uint32_t)text.length, CL_FACT_KNOWN};
}

int cl_case_choice(cl_case *c, const char *name, cl_view word, cl_error *e)
{
    int found = cl_schema_find(c->dossier.schema, 0, cl_view_of(name));
    const cl_field *field;

    if (found < 0)
        return 0;
    field = cl_schema_field(c->dossier.schema, 0, (unsigned)found);
    for (size_t i = 0; i < field->choice_count; i++)
        if (cl_view_is(word, field->choices[i])) {
            set(c, name, (int64_t)i, CL_FACT_KNOWN);
            return 0;
        }
    return cl_fail(e, CL_E_INVALID, "%s is not '%.*s'", name, (int)word.length, word.at);
}

void cl_case_begin(cl_case *c, cl_error *e)
{
    cl_evaluator_begin(&c->evaluator, &c->dossier, e);
}

uint64_t cl_machine_asks(const cl_machine *machine, cl_node node)
{
    const cl_tree *tree = &machine->programme->tree;
    const cl_tree_node *at = cl_tree_at(tree, node);
    uint64_t fields = 0;

    if (at->op == CL_OP_FIELD && at->index < CL_CASE_FIELDS)
        fields |= 1ull << at->index;
    for (uint32_t i = 0; i < at->argument_count; i++)
        fields |= cl_machine_asks(machine, cl_tree_argument(tree, node, i));
    return fields;
}
