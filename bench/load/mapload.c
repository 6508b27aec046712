/* mapload: ept_map against one server, as fast as it answers.
 *
 *   mapload calls   ADDRESS PORT SECONDS CONNECTIONS [UUID:MAJOR]   calls on connections that are bound once
 *   mapload connect ADDRESS PORT SECONDS CONNECTIONS [UUID:MAJOR]   connect, bind, one call, reset; over and over
 *
 * Each connection is a process of its own, with one call under way. The last word that is printed is the rate, as 12345/s. UUID:MAJOR is the interface
 * to map, SAMR unless it is named; "any" takes whatever is answered, for a server of canned bytes. Exit code 1: a connection, a bind or a call failed,
 * and the first one to fail says why.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { REQUEST = 0, RESPONSE = 2, BIND = 11, BIND_ACK = 12 };
enum { HEADER = 16, MOST_CONNECTIONS = 256, MOST_REPLY = 8192 };

struct uuid { uint32_t first; uint16_t second, third; uint8_t rest[8]; };

static const struct uuid mapper = { 0xe1af8308, 0x5d1f, 0x11c9, { 0x91, 0xa4, 0x08, 0x00, 0x2b, 0x14, 0xa0, 0xfa } };
static const struct uuid ndr20 = { 0x8a885d04, 0x1ceb, 0x11c9, { 0x9f, 0xe8, 0x08, 0x00, 0x2b, 0x10, 0x48, 0x60 } };
static struct uuid wanted = { 0x12345778, 0x1234, 0xabcd, { 0xef, 0x00, 0x01, 0x23, 0x45, 0x67, 0x89, 0xac } };
static uint16_t wanted_major = 1;
static bool takes_anything;

/* What is written grows from the front; all of it little-endian, as this program says in the header. */
struct message { uint8_t bytes[512]; size_t length; };

static struct message bind_message, call_message;

static void put(struct message *to, uint64_t value, int size)
{
    for (int i = 0; i < size; i++) to->bytes[to->length++] = (uint8_t)(value >> (8 * i));
}

static void put_uuid(struct message *to, const struct uuid *uuid)
{
    put(to, uuid->first, 4);
    put(to, uuid->second, 2);
    put(to, uuid->third, 2);
    memcpy(to->bytes + to->length, uuid->rest, sizeof uuid->rest);
    to->length += sizeof uuid->rest;
}

static void set16(struct message *in, size_t at, size_t value)
{
    in->bytes[at] = (uint8_t)value;
    in->bytes[at + 1] = (uint8_t)(value >> 8);
}

/* [C706] 12.6.3.1: version 5.0, a whole PDU; its length is set when it is known. */
static void begin(struct message *to, int type)
{
    put(to, 5, 2);
    put(to, (uint64_t)type, 1);
    put(to, 3, 1);
    put(to, 0x10, 4);
    put(to, 0, 4);
    put(to, 1, 4);
}

/* [C706] 12.6.4.3: one context, the endpoint mapper 3.0 in NDR20. */
static void make_bind(struct message *to)
{
    begin(to, BIND);
    put(to, 5840, 2);
    put(to, 5840, 2);
    put(to, 0, 4);
    put(to, 1, 4);
    put(to, 0, 2);
    put(to, 1, 2);
    put_uuid(to, &mapper);
    put(to, 3, 4);
    put_uuid(to, &ndr20);
    put(to, 2, 4);
    set16(to, 8, to->length);
}

/* A floor of a tower that is an identifier ([C706] Appendix L): UUID and major version on the left, the minor version on the right. */
static void put_identifier(struct message *to, const struct uuid *uuid, uint16_t major)
{
    put(to, 19, 2);
    put(to, 0x0d, 1);
    put_uuid(to, uuid);
    put(to, major, 2);
    put(to, 2, 2);
    put(to, 0, 2);
}

/* A floor of a protocol: its number on the left, size bytes of address on the right, most significant first. */
static void put_protocol(struct message *to, int protocol, uint32_t address, int size)
{
    put(to, 1, 2);
    put(to, (uint64_t)protocol, 1);
    put(to, (uint64_t)size, 2);
    for (int i = size - 1; i >= 0; i--) put(to, address >> (8 * i), 1);
}

/* ept_map, opnum 3 ([MS-RPCE] 2.2.1.2.5): the object pointer, the tower, no entry handle, at most four towers. */
static void make_call(struct message *to)
{
    struct message tower = { .length = 0 };
    put(&tower, 5, 2);
    put_identifier(&tower, &wanted, wanted_major);
    put_identifier(&tower, &ndr20, 2);
    put_protocol(&tower, 0x0b, 0, 2);
    put_protocol(&tower, 0x07, 135, 2);
    put_protocol(&tower, 0x09, 0, 4);

    begin(to, REQUEST);
    put(to, 0, 4);
    put(to, 0, 2);
    put(to, 3, 2);
    size_t stub = to->length;
    put(to, 1, 4);
    put(to, 0, 8);
    put(to, 0, 8);
    put(to, 2, 4);
    put(to, tower.length, 4);
    put(to, tower.length, 4);
    memcpy(to->bytes + to->length, tower.bytes, tower.length);
    to->length += tower.length;
    while ((to->length - stub) % 4 != 0) put(to, 0, 1);
    put(to, 0, 8);
    put(to, 0, 8);
    put(to, 0, 4);
    put(to, 4, 4);
    set16(to, 8, to->length);
    set16(to, 16, to->length - stub);
}

static void fail(const char *what, long detail)
{
    fprintf(stderr, "mapload: %s %ld\n", what, detail);
    _exit(1);
}

static void take(int connection, uint8_t *to, size_t count)
{
    while (count > 0)
    {
        ssize_t got = read(connection, to, count);
        if (got <= 0) fail("the server has closed the connection:", got);
        to += got;
        count -= (size_t)got;
    }
}

/* Sends a message and takes the answer, which must be one PDU of this type; gives the answer's last four bytes. */
static uint32_t ask(int connection, const struct message *message, int type)
{
    static uint8_t answer[MOST_REPLY];
    uint32_t last;
    if (write(connection, message->bytes, message->length) != (ssize_t)message->length) fail("nothing can be sent", 0);
    take(connection, answer, HEADER);
    size_t length = (size_t)answer[8] | (size_t)answer[9] << 8;
    if (length < HEADER + sizeof last || length > sizeof answer) fail("an answer of length", (long)length);
    take(connection, answer + HEADER, length - HEADER);
    if (answer[2] != type) fail("an answer of type", answer[2]);
    memcpy(&last, answer + length - sizeof last, sizeof last);
    return last;
}

static void call(int connection)
{
    /* The calls of a connection have numbers of their own. */
    if (++call_message.bytes[12] == 0 && ++call_message.bytes[13] == 0) ++call_message.bytes[14];
    uint32_t status = ask(connection, &call_message, RESPONSE);
    if (status != 0 && !takes_anything) fail("ept_map gives status", status);
}

static int open_bound(const struct sockaddr_in *server)
{
    int yes = 1, connection = socket(AF_INET, SOCK_STREAM, 0);
    if (connection < 0 || connect(connection, (const struct sockaddr *)server, sizeof *server) != 0) fail("no connection to port", ntohs(server->sin_port));
    setsockopt(connection, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
    ask(connection, &bind_message, BIND_ACK);
    return connection;
}

static double now(void)
{
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

static long run(bool is_connecting, const struct sockaddr_in *server, double until)
{
    /* A reset leaves no port waiting: thousands of connections a second would use them up. */
    const struct linger reset = { 1, 0 };
    long count = 0;
    int connection = is_connecting ? -1 : open_bound(server);
    for (; now() < until; count++)
    {
        if (is_connecting) connection = open_bound(server);
        call(connection);
        if (!is_connecting) continue;
        setsockopt(connection, SOL_SOCKET, SO_LINGER, &reset, sizeof reset);
        close(connection);
    }
    return count;
}

static bool read_interface(const char *text)
{
    unsigned first, second, third, major, rest[8];
    if (strcmp(text, "any") == 0) return takes_anything = true;
    if (sscanf(text, "%8x-%4x-%4x-%2x%2x-%2x%2x%2x%2x%2x%2x:%u", &first, &second, &third, rest, rest + 1, rest + 2, rest + 3, rest + 4, rest + 5, rest + 6,
               rest + 7, &major) != 12) return false;
    wanted = (struct uuid){ first, (uint16_t)second, (uint16_t)third, { 0 } };
    for (int i = 0; i < 8; i++) wanted.rest[i] = (uint8_t)rest[i];
    wanted_major = (uint16_t)major;
    return true;
}

int main(int count, char **arguments)
{
    bool is_connecting = count > 1 && strcmp(arguments[1], "connect") == 0;
    struct sockaddr_in server = { .sin_family = AF_INET };
    if (count < 6 || count > 7 || (!is_connecting && strcmp(arguments[1], "calls") != 0) || inet_pton(AF_INET, arguments[2], &server.sin_addr) != 1
        || (count == 7 && !read_interface(arguments[6])))
    {
        fprintf(stderr, "usage: mapload calls|connect ADDRESS PORT SECONDS CONNECTIONS [UUID:MAJOR|any]\n");
        return 2;
    }
    server.sin_port = htons((uint16_t)atoi(arguments[3]));
    double seconds = atof(arguments[4]);
    int connections = atoi(arguments[5]);
    if (connections < 1 || connections > MOST_CONNECTIONS) return 2;
    make_bind(&bind_message);
    make_call(&call_message);

    long *counts = mmap(NULL, sizeof(long) * MOST_CONNECTIONS, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (counts == MAP_FAILED) return 1;
    double began = now();
    for (int i = 0; i < connections; i++)
    {
        pid_t child = fork();
        if (child < 0) return 1;
        if (child > 0) continue;
        counts[i] = run(is_connecting, &server, began + seconds);
        _exit(0);
    }

    int status;
    bool failed = false;
    while (wait(&status) > 0) failed |= !WIFEXITED(status) || WEXITSTATUS(status) != 0;
    double took = now() - began;
    long total = 0;
    for (int i = 0; i < connections; i++) total += counts[i];
    printf("%ld in %.2f s: %.0f/s\n", total, took, (double)total / took);
    return failed ? 1 : 0;
}
