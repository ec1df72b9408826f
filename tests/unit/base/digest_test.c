/* SPDX-License-Identifier: MIT
 *
 * SHA-256 against the vectors of FIPS 180-4, in one piece and in many.
 */
#include <string.h>

#include "digest.h"
#include "test_support.h"

static const char alphabet[] = "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq";

static void test_digest__known_hashes(void **state)
{
    static const struct {
        const char *text, *want;
    } rows[] = {
        {"", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"},
        {"abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"},
        {alphabet, "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"},
    };
    char hex[CL_DIGEST_HEX];

    (void)state;
    for (size_t i = 0; i < CL_ROWS(rows); i++) {
        cl_digest_hex(cl_view_of(rows[i].text), hex);
        assert_string_equal(hex, rows[i].want);
    }
    cl_digest_hex((cl_view)CL_VIEW_INIT, hex);
    assert_string_equal(hex, rows[0].want);
}

static void test_digest__pieces_give_the_same(void **state)
{
    char want[CL_DIGEST_HEX], hex[CL_DIGEST_HEX];
    unsigned char bytes[CL_DIGEST_BYTES];

    (void)state;
    cl_digest_hex(cl_view_of(alphabet), want);
    for (size_t size = 1; size < sizeof alphabet; size++) {
        cl_digest digest;

        cl_digest_init(&digest);
        for (size_t at = 0; at < sizeof alphabet - 1; at += size) {
            size_t left = sizeof alphabet - 1 - at;

            cl_digest_add(&digest, (cl_view){alphabet + at, left < size ? left : size});
        }
        cl_digest_done(&digest, bytes);
        cl_digest_to_hex(bytes, hex);
        assert_string_equal(hex, want);
    }
}

static void test_digest__uuid_has_the_form_of_version_4(void **state)
{
    char uuid[37], other[37];

    (void)state;
    for (int round = 0; round < 100; round++) {
        assert_int_equal(cl_random_uuid(uuid, NULL), 0);
        assert_int_equal(strlen(uuid), 36);
        assert_int_equal(strspn(uuid, "0123456789abcdef-"), 36);
        for (size_t i = 0; i < 36; i++)
            assert_int_equal(uuid[i] == '-', i == 8 || i == 13 || i == 18 || i == 23);
        assert_int_equal(uuid[14], '4');
        assert_non_null(strchr("89ab", uuid[19]));
    }
    (void)cl_random_uuid(other, NULL);
    assert_string_not_equal(uuid, other);
}

static void test_digest__random_bytes_differ(void **state)
{
    unsigned char one[32] = {0}, two[32] = {0};

    (void)state;
    cl_random_bytes(one, sizeof one);
    cl_random_bytes(two, sizeof two);
    assert_memory_not_equal(one, two, sizeof one);
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_digest__known_hashes),
        cmocka_unit_test(test_digest__pieces_give_the_same),
        cmocka_unit_test(test_digest__uuid_has_the_form_of_version_4),
        cmocka_unit_test(test_digest__random_bytes_differ),
    };

    return cl_test_main(tests, CL_ROWS(tests), argc, argv);
}
