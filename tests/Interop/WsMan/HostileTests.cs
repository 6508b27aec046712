using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Sekimori.Guard;
using Sekimori.Security;
using Sekimori.Security.Accounts;
using Sekimori.Security.Credentials;
using Sekimori.Security.Digest;
using Sekimori.WsMan.Operations;

namespace Sekimori.Interop.WsMan;

/// <summary>Those who mean harm: each is refused within a bound, and others are served meanwhile.</summary>
public sealed class HostileTests
{
    // What a half handshake may hold of this process, the client's own socket included, which runs here as well. The server's limit of
    // 5,000 connections makes it 160 MB at most.
    private const int MostOfHalfHandshake = 32 * 1024;

    [Fact]
    public async Task Half_handshakes_cost_little_end_in_time_and_hold_nobody_up()
    {
        await using var server = await WsManTestServer.StartAsync(logon: new WsManTestLogon { Deadline = TimeSpan.FromSeconds(8) });
        const int Many = 400;
        var watch = Stopwatch.StartNew();
        var before = GC.GetTotalMemory(forceFullCollection: true);
        var sockets = new List<Socket>();
        for (var i = 0; i < Many; i++)
        {
            var first = Initiate(i % 2 == 0 ? SecurityScheme.Ntlm : SecurityScheme.Spnego);
            sockets.Add(
                await RawHttp.SendAsync(server.Http,
                $"POST /wsman HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\nAuthorization: Negotiate {first}\r\n\r\n"));
            Assert.StartsWith("HTTP/1.1 401", await RawHttp.ReceiveAsync(sockets[^1]));
        }
        Assert.InRange((GC.GetTotalMemory(forceFullCollection: true) - before) / Many, 0, MostOfHalfHandshake);
        await ServesAsync(server);
        foreach (var socket in sockets)
        {
            Assert.Equal("", await RawHttp.ReceiveAsync(socket, TimeSpan.FromSeconds(30)));
            socket.Dispose();
        }
        Assert.InRange(watch.Elapsed, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(60));
        await ServesAsync(server);
    }

    [Fact]
    public async Task A_connection_that_says_nothing_ends_in_time_and_one_that_logged_on_stays()
    {
        await using var server = await WsManTestServer.StartAsync(logon: new WsManTestLogon { Deadline = TimeSpan.FromSeconds(3) });
        using var client = new RawClient(server.Http);
        using var context = await client.LogonAsync();
        using var silent = await RawHttp.SendAsync(server.Http, "");
        Assert.Equal("", await RawHttp.ReceiveAsync(silent, TimeSpan.FromSeconds(30)));
        var (body, type) = RawClient.Encrypt(context!);
        Assert.Equal(HttpStatusCode.OK, (await client.SendAsync(body, type)).StatusCode);
    }

    [Theory]
    [InlineData("Content-Length: 10\r\nTransfer-Encoding: chunked\r\n")]
    [InlineData("Content-Length: 10\r\nContent-Length: 20\r\n")]
    [InlineData("Content-Length: 10, 10\r\n")]
    [InlineData("Content-Length: -1\r\n")]
    [InlineData("Transfer-Encoding: chunked, identity\r\n")]
    [InlineData("Transfer-Encoding: xchunked\r\n")]
    [InlineData("Transfer-Encoding : chunked\r\n")]
    [InlineData("Content-Length: 10\r\n folded: yes\r\n")]
    [InlineData("Content-Length: 10\r\nHost: other\r\n")]
    public async Task Headers_that_can_be_read_in_two_ways_end_the_connection_and_what_follows_is_not_served(string headers)
    {
        await using var server = await WsManTestServer.StartAsync();
        const string Smuggled =
            "POST /wsman HTTP/1.1\r\nHost: x\r\nWSMANIDENTIFY: unauthenticated\r\nContent-Type: application/soap+xml;charset=UTF-8\r\n";
        var second = $"{Smuggled}Content-Length: {RawClient.Identify.Length}\r\n\r\n{RawClient.Identify}";
        using var socket = await RawHttp.SendAsync(server.Http, $"{Smuggled}{headers}\r\n0\r\n\r\n{second}");
        var answer = await RawHttp.ReceiveAsync(socket, TimeSpan.FromSeconds(15), toTheEnd: true);
        Assert.StartsWith("HTTP/1.1 400", answer);
        Assert.DoesNotContain("IdentifyResponse", answer);
        Assert.Equal(1, answer.Split("HTTP/1.1 ").Length - 1);
    }

    [Theory]
    [InlineData(";name=value\r\n", 2)]
    [InlineData(";name=\"quoted\"\r\n", 2)]
    [InlineData(";\n", 1)]
    [InlineData(";name=\nvalue\r\n", 1)]
    [InlineData(";\rvalue\r\n", 1)]
    [InlineData("\n", 1)]
    public async Task Chunk_extensions_are_passed_over_and_an_end_of_line_in_them_ends_the_connection(string behindTheSize, int answers)
    {
        await using var server = await WsManTestServer.StartAsync();
        const string Head =
            "POST /wsman HTTP/1.1\r\nHost: x\r\nWSMANIDENTIFY: unauthenticated\r\nContent-Type: application/soap+xml;charset=UTF-8\r\n";
        var second = $"{Head}Connection: close\r\nContent-Length: {RawClient.Identify.Length}\r\n\r\n{RawClient.Identify}";
        using var socket = await RawHttp.SendAsync(
            server.Http,
            $"{Head}Transfer-Encoding: chunked\r\n\r\n{RawClient.Identify.Length:x}{behindTheSize}{RawClient.Identify}\r\n0\r\n\r\n" +
            $"{second}");
        var answer = await RawHttp.ReceiveAsync(socket, TimeSpan.FromSeconds(15), toTheEnd: true);
        Assert.StartsWith(answers == 2 ? "HTTP/1.1 200" : "HTTP/1.1 400", answer);
        Assert.Equal(answers, answer.Split("HTTP/1.1 ").Length - 1);
        Assert.Equal(answers == 2, answer.Contains("IdentifyResponse", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Sixty_four_megabytes_of_selectors_are_refused_unread(bool encrypted)
    {
        await using var server = await WsManTestServer.StartAsync();
        using var client = new RawClient(encrypted ? server.Http : server.Https);
        using var context = encrypted ? await client.LogonAsync() : null;
        var selectors = "<w:Selector Name=\"n\">" + new string('x', 64 * 1024 * 1024) + "</w:Selector>";
        var before = GC.GetTotalAllocatedBytes(precise: true);
        var content = new AnnouncedContent(Encoding.UTF8.GetByteCount(selectors));
        using var answer = await client.SendAsync(
            content, encrypted
            ? Sekimori.WsMan.Encryption.MessageEncryption.ContentType(context!, content.Length)
            : "application/soap+xml;charset=UTF-8", encrypted ? null : Basic);
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, answer.StatusCode);
        // The fault names the limit; nothing near the size of the message was taken in.
        var text = encrypted ? await RawClient.DecryptAsync(context!, answer) : await answer.Content.ReadAsStringAsync();
        Assert.Contains("512000 octets of MaxEnvelopeSizekb", text);
        Assert.InRange(GC.GetTotalAllocatedBytes(precise: true) - before, 0, 8 * 1024 * 1024);
        await ServesAsync(server);
    }

    [Theory]
    [InlineData("Basic")]
    [InlineData("NTLM")]
    [InlineData("Digest")]
    public async Task A_wrong_password_slows_the_next_try_and_by_setting_locks_the_account(string scheme)
    {
        foreach (var (lockAfter, reason) in new[] { (0, RefusalReason.HeldBack), (3, RefusalReason.Locked) })
        {
            var throttle = new LogonThrottleOptions
            {
                LockAfter = lockAfter, FirstWait = TimeSpan.FromMinutes(1), LongestWait = TimeSpan.FromMinutes(1)
            };
            await using var server = await WsManTestServer.StartAsync(
                new WsManSettings { Digest = true }, logon: new WsManTestLogon { Throttle = throttle });
            for (var i = 0; i < 4; i++) Assert.False(await LogsOnAsync(server, scheme, "wrong"));
            Assert.False(await LogsOnAsync(server, scheme, WsManTestServer.Password));
            Assert.Contains(server.Log.Lines, line => line.Contains(reason.ToString(), StringComparison.Ordinal));
            // Others are allowed nevertheless.
            Assert.True(await LogsOnAsync(server, scheme, WsManTestServer.Password, "operator"));
        }
    }

    [Fact]
    public async Task A_huge_handshake_is_refused_and_not_kept()
    {
        await using var server = await WsManTestServer.StartAsync();
        using var client = new RawClient(server.Http);
        // SPNEGO whose list of mechanisms has 60 KB.
        var oid = new byte[60_000];
        oid.AsSpan().Fill(0x81);
        (oid[0], oid[^1]) = (0x2b, 1);
        var writer = new System.Formats.Asn1.AsnWriter(System.Formats.Asn1.AsnEncodingRules.DER);
        using (writer.PushSequence(new System.Formats.Asn1.Asn1Tag(System.Formats.Asn1.TagClass.Application, 0, true)))
        {
            writer.WriteObjectIdentifier("1.3.6.1.5.5.2");
            using (writer.PushSequence(Context(0)))
            using (writer.PushSequence())
            using (writer.PushSequence(Context(0)))
            using (writer.PushSequence())
                writer.WriteEncodedValue([6, 0x82, 0xea, 0x60, .. oid]);
        }
        var watch = Stopwatch.StartNew();
        using var answer = await client.SendAsync([], authorization: "Negotiate " + Convert.ToBase64String(writer.Encode()));
        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
        Assert.InRange(watch.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(5));
        Assert.Contains(server.Log.Lines, line => line.Contains(nameof(RefusalReason.Malformed), StringComparison.Ordinal));

        static System.Formats.Asn1.Asn1Tag Context(int number) => new(System.Formats.Asn1.TagClass.ContextSpecific, number, true);
    }

    private static string Basic => "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes("reader:" + WsManTestServer.Password));

    private static string Initiate(SecurityScheme scheme) => Convert.ToBase64String(
        new SecurityInitiator(PasswordCredential.Parse("operator", WsManTestServer.Password)).Initiate(
        scheme, new ContextOptions { Level = ProtectionLevel.Privacy })!.Step(default).Token.Span);

    private static async Task<bool> LogsOnAsync(WsManTestServer server, string scheme, string password, string user = "reader")
    {
        using var client = new RawClient(server.Https);
        if (scheme == "NTLM") return await client.LogonAsync(user, password) is not null;
        var authorization = "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes($"{user}:{password}"));
        if (scheme == "Digest")
        {
            var digest = new DigestClient(PasswordCredential.Parse(user, password));
            using var challenge = await client.SendAsync([]);
            Assert.True(
                digest.Take(challenge.Headers.WwwAuthenticate.Where(header => header.Scheme == "Digest")
                .Select(header => header.Parameter!)));
            authorization = digest.Authorize("POST", "/wsman");
        }
        using var answer = await client.SendAsync(Encoding.UTF8.GetBytes(RawClient.Identify), authorization: authorization);
        return answer.StatusCode == HttpStatusCode.OK;
    }

    private static async Task ServesAsync(WsManTestServer server)
    {
        using var client = new RawClient(server.Https);
        using var answer = await client.SendAsync(Encoding.UTF8.GetBytes(RawClient.Identify), authorization: Basic);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    /// <summary>A body whose length is announced, and of which nothing comes until it is asked for.</summary>
    private sealed class AnnouncedContent(int length) : HttpContent
    {
        public int Length => length;

        protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
        {
            var chunk = new byte[64 * 1024];
            for (var sent = 0; sent < length; sent += chunk.Length)
                await stream.WriteAsync(chunk.AsMemory(0, Math.Min(chunk.Length, length - sent)));
        }

        protected override bool TryComputeLength(out long announced)
        {
            announced = length;
            return true;
        }
    }
}
